import type { FastifyRequest } from 'fastify'
import { notFound } from '#domain/errors.ts'
import type { File } from '#domain/files/files.ts'
import type { OwnFiles } from '#domain/files/own-files.ts'
import type { About, Arriving, Receiving } from '#domain/files/receiving.ts'
import { MESSAGE_FILES_MAX } from '#domain/messages/send-requests.ts'
import { ReasonError } from '#domain/reasons.ts'
import type { Fields } from '#plugins/bodies/streamed.ts'
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
    return await arriving.finish({ name, alt, keepsOriginal: isOn(original), peaks: numbersIn(peaks) })
  } finally {
    await arriving.end()
  }
}

/** Receives the picture of a video, which changes nothing before it has come whole. */
export async function receivePoster (request: FastifyRequest, receiving: Receiving, id: string): Promise<void> {
  const arriving = await receiving.beginPoster(viewerOf(request).userId, id)
  if (arriving === null) throw notFound('file')
  try {
    await request.readForm(async ({ field, name, pieces }) => {
      await (field === 'poster' && name !== '' ? arriving.take(pieces) : skip(pieces))
    })
    if (!await arriving.finish()) throw notFound('file')
  } finally {
    await arriving.end()
  }
}

/**
 * Receives the files of a form that has several, in their order, with the fields before them: `alt` is of the first one, `original` of all.
 * When one is refused, its name is in the body's `file`, and none is kept. Throws INVALID for none, and for more than a message has.
 */
export async function receiveFiles (
  request: FastifyRequest, { receiving, ownFiles }: { readonly receiving: Receiving, readonly ownFiles: Pick<OwnFiles, 'remove'> }
): Promise<{ files: readonly File[], fields: Fields }> {
  const { userId } = viewerOf(request)
  const files: File[] = []
  try {
    return { files, fields: await readFiles(request, receiving, files) }
  } catch (error) {
    // They came for one message, which there will not be.
    for (const { id } of files) await ownFiles.remove(userId, id)
    throw error
  }
}

/** Puts the files into `files` as they come, and returns the fields. */
async function readFiles (request: FastifyRequest, receiving: Receiving, files: File[]): Promise<Fields> {
  const { userId } = viewerOf(request)
  const fields = await request.readForm(async ({ field, name, pieces }, before) => {
    if (name === '' || field !== 'file') return await skip(pieces)
    if (files.length === MESSAGE_FILES_MAX) throw new ReasonError('message-files-max', 'file', { max: MESSAGE_FILES_MAX })
    before['file'] = name
    const about = { name, alt: files.length === 0 ? before['alt'] : undefined, keepsOriginal: isOn(before['original']) }
    files.push(await receiveOne(receiving.begin(userId), pieces, about))
    delete before['file']
  }, MESSAGE_FILES_MAX + 1)
  if (files.length === 0) throw new ReasonError('file-missing', 'file')
  return fields
}

async function receiveOne (arriving: Arriving, pieces: AsyncIterable<Uint8Array>, about: About): Promise<File> {
  try {
    await arriving.take('file', pieces)
    return await arriving.finish(about)
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
