import type { IncomingMessage as Incoming } from 'node:http'
import { IncomingMessage } from '#plugins/node-http.ts'

/**
 * Frees the memory of the chunks of a body as soon as they were used. V8 collects memory outside its heap only once 64 MiB of it are
 * unused, which a few large files reach within a second.
 */
export function createUsedMemory (request: Incoming) {
  const chunks = new WeakSet<ArrayBufferLike>()

  return {
    /** Call it with each chunk of the request. Skips those that are a part of other memory, or that a test has handed in. */
    came (chunk: Uint8Array): void {
      if (request instanceof IncomingMessage && chunk.byteLength === chunk.buffer.byteLength) chunks.add(chunk.buffer)
    },

    /** Passes pieces of chunks on. Frees a chunk when a piece of the next one comes: the parser reads each whole, in their order. */
    async * passed (pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
      let last: ArrayBufferLike | null = null
      for await (const piece of pieces) {
        if (last instanceof ArrayBuffer && last !== piece.buffer && chunks.has(last)) last.transfer(0)
        last = piece.buffer
        yield piece
      }
    },

    /** The same for chunks themselves, of which nobody else has a part. */
    async * each (pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
      for await (const piece of pieces) {
        yield piece
        if (piece.buffer instanceof ArrayBuffer && chunks.has(piece.buffer)) piece.buffer.transfer(0)
      }
    }
  }
}
