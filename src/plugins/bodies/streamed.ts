import multipart from '@fastify/multipart'
import { PassThrough } from 'node:stream'
import fp from 'fastify-plugin'
import type { FastifyRequest } from 'fastify'
import { DomainError } from '#domain/errors.ts'
import { ReasonError } from '#domain/reasons.ts'
import { createUsedMemory } from './used-memory.ts'
import { FORM_TOKEN } from '#plugins/forms.ts'
import { viewerOf } from '#plugins/session/session.ts'

/** A sender who is silent for this long in the middle of a body has gone. */
const SILENT_MS = 60_000
/** More than any form with a file has. */
const LIMITS = { fields: 10, fieldNameSize: 100, fieldSize: 16 * 1024, files: 2, parts: 12, headerPairs: 20, fileSize: Infinity }

/** The fields of a form with files, as they were written. */
export type Fields = Readonly<Record<string, string>>

/** A file in a form. Read it to its end before the next part comes. */
export interface FilePart {
  readonly field: string
  /** As the browser names it: nothing of it may be believed. Empty where no file was chosen. */
  readonly name: string
  readonly pieces: AsyncIterable<Uint8Array>
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The route reads its body by itself, as it comes: a form with files, or bytes. */
    readonly streams?: 'form' | 'bytes' | undefined
  }
  interface FastifyRequest {
    /**
     * Reads a form with files: hands each over as it comes, with the fields before it, and returns the fields, which are the body from the
     * first on. A browser's form token comes first. Throws FORM_EXPIRED and the like before anything was handed over, `upload-cut`, also
     * for more files than `most`, UNAUTHENTICATED when the session has ended by the end, and what `take` throws.
     */
    readForm (take: (file: FilePart, fields: Record<string, string>) => Promise<void>, most?: number): Promise<Fields>
    /** Returns a body of bytes, as they come. Reading it throws `upload-cut`, and UNAUTHENTICATED when the session has ended by then. */
    readBytes (): AsyncIterable<Uint8Array>
  }
}

export interface StreamedOptions { readonly after: (ms: number, run: () => void) => () => void }

/** Bodies that are too large for memory. They take as long as they take, while something comes. */
export const streamed = fp<StreamedOptions>(async (app, { after }) => {
  await app.register(multipart, { limits: LIMITS, throwFileSizeLimit: false })
  app.addContentTypeParser('application/octet-stream', (_request, _payload, done) => { done(null) })

  app.decorateRequest('readForm', async function (this: FastifyRequest, take, most = LIMITS.files) {
    const fields: Record<string, string> = {}
    this.body = fields
    let isChecked = this.isBearer
    const memory = createUsedMemory(this.raw)
    const stop = watch(this, memory.came)
    try {
      for await (const part of whole(this.parts({ limits: { ...LIMITS, files: most, parts: LIMITS.fields + most } }))) {
        if (!isChecked) {
          const refusal = this.formRefusal(part.type === 'field' && part.fieldname === FORM_TOKEN ? part.value : undefined)
          if (refusal !== null) throw refusal
          isChecked = true
        } else if (part.type === 'file') {
          await take({ field: part.fieldname, name: part.filename, pieces: memory.passed(whole(part.file)) }, fields)
        } else {
          if (part.valueTruncated) throw new DomainError('TOO_LARGE', `The field ${JSON.stringify(part.fieldname)} is too long.`)
          fields[part.fieldname] = String(part.value)
        }
      }
      await lookAgain(this)
      return fields
    } finally {
      stop()
    }
  })

  app.decorateRequest('readBytes', async function * (this: FastifyRequest) {
    const { raw } = this
    const memory = createUsedMemory(raw)
    yield * memory.each(inTime(raw, memory.came))
    await lookAgain(this)
  })

  async function * inTime (raw: FastifyRequest['raw'], came: (chunk: Buffer) => void): AsyncGenerator<Buffer> {
    let cancel = (): void => {}
    try {
      const pieces = whole<Buffer>(oneByOne(raw))
      for (;;) {
        cancel = after(SILENT_MS, () => raw.destroy())
        const { done, value } = await pieces.next()
        cancel()
        if (done === true) break
        came(value)
        yield value
      }
    } finally {
      cancel()
    }
  }

  // Ends the connection of a sender who has fallen silent, but not of one who waits for us. Returns what stops the watch.
  function watch ({ raw }: FastifyRequest, came: (chunk: Buffer) => void): () => void {
    let cancel = (): void => {}
    function take (chunk: Buffer): void {
      came(chunk)
      again()
    }

    function again (): void {
      cancel()
      cancel = after(SILENT_MS, () => { if (raw.complete || raw.isPaused()) again(); else raw.destroy() })
    }
    again()
    raw.on('data', take)
    return () => {
      cancel()
      raw.off('data', take)
    }
  }
}, { name: 'streamed', dependencies: ['forms'] })

/** The body may have taken long, and the session may have ended meanwhile. Throws UNAUTHENTICATED. */
async function lookAgain (request: FastifyRequest): Promise<void> {
  await request.lookAgain()
  viewerOf(request)
}

/** Passes everything on; a sender who broke off, or wrote no proper form, is refused and no fault of ours. */
async function * whole<Part> (parts: AsyncIterable<Part>): AsyncGenerator<Part> {
  try {
    yield * parts
  } catch (error) {
    throw error instanceof DomainError ? error : cut()
  }
}

/** Hands the chunks of a request over as they came. Iterating over it would join those that wait, in new memory. */
function oneByOne (raw: FastifyRequest['raw']): PassThrough {
  const chunks = new PassThrough({ readableObjectMode: true, readableHighWaterMark: 1 })
  raw.once('close', () => { if (!raw.readableEnded) chunks.destroy(cut()) })
  return raw.pipe(chunks)
}

function cut (): ReasonError {
  return new ReasonError('upload-cut', 'file')
}
