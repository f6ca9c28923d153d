import { Readable } from 'node:stream'
import fp from 'fastify-plugin'
import type { FastifyReply } from 'fastify'

/** A file that is made while it is read. */
export interface Streamed {
  readonly type: string
  /** Of the file, as it is saved; plain ASCII without quotes. */
  readonly name: string
  /** Each piece is asked for once the reader has taken the one before. */
  readonly pieces: AsyncIterable<string | Uint8Array>
  /** Called once: true when the reader has taken everything. */
  ended (isWhole: boolean): void
}

/** Bytes that wait for a reader, besides what the system takes. */
const WAITING_BYTES = 64 * 1024

declare module 'fastify' {
  interface FastifyReply {
    /** Sends a file whose length nobody knows yet, at the pace of its reader. Returns what ends it early, seen as a broken download. */
    streams (file: Streamed): () => void
  }
}

/** Answers that are longer than one page of rows. Everything else is answered at once, with its length. */
export const streaming = fp(async app => {
  app.decorateReply('streams', function (this: FastifyReply, { type, name, pieces, ended }: Streamed) {
    const stream = Readable.from(pieces, { objectMode: false, highWaterMark: WAITING_BYTES })
    let isOver = false
    function over (isWhole: boolean): void {
      if (!isOver) ended(isWhole)
      isOver = true
    }
    stream.once('end', () => over(true))
    // A reader that went, a session that ended and a fault all close it before its end.
    stream.once('close', () => over(false))
    this.header('content-type', type).header('content-disposition', `attachment; filename="${name}"`).send(stream)
    return () => stream.destroy()
  })
}, { name: 'streaming' })
