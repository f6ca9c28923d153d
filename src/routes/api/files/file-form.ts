import type { FastifyRequest } from 'fastify'
import type { File } from '#domain/files/files.ts'
import type { Receiving } from '#domain/files/receiving.ts'
import { viewerOf } from '#plugins/session/session.ts'

/** Parts of a form besides the file: fields and the lines between them. */
const AROUND_BYTES = 64 * 1024

/** Receives the file of a form, for the API and for pages. Nothing of it stays unless it has come whole. */
export async function receiveFile (request: FastifyRequest, receiving: Receiving): Promise<File> {
  const { userId } = viewerOf(request)
  const arriving = receiving.begin(userId)
  let name = ''
  try {
    await arriving.announce(Math.max(0, Number(request.headers['content-length'] ?? 0) - AROUND_BYTES))
    const { alt, original, peaks } = await request.readForm(async file => {
      // A browser sends an empty part where no file was chosen.
      if (file.name === '' || (file.field !== 'file' && file.field !== 'poster')) return await skip(file.pieces)
      if (file.field === 'file') name = file.name
      await arriving.take(file.field, file.pieces)
    })
    await request.lookAgain()
    viewerOf(request)
    return await arriving.finish({ name, alt, keepsOriginal: isOn(original), peaks: numbersIn(peaks) })
  } finally {
    await arriving.end()
  }
}

async function skip (pieces: AsyncIterable<Uint8Array>): Promise<void> {
  const each = pieces[Symbol.asyncIterator]()
  while ((await each.next()).done !== true) { /* nothing is kept */ }
}

function isOn (field: string | undefined): boolean {
  return field === 'on' || field === 'true' || field === '1'
}

function numbersIn (text: string | undefined): number[] | undefined {
  return text === undefined ? undefined : (text.match(/\d+(?:\.\d+)?/g) ?? []).map(Number)
}
