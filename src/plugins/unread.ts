import type { IncomingMessage } from 'node:http'

/** What somebody who is refused may still send, and for how long: more than any body of ours, and not for ever. */
const BYTES_MAX = 16 * 1024 * 1024
const MS_MAX = 5_000

/**
 * Reads the rest of a request that is about to be refused, and throws it away; null when it is all there. A connection that is closed on
 * unread bytes is reset, and the refusal lost with it: the browser is told of a broken network, a proxy answers 502 in our place.
 */
export function readToEnd (request: IncomingMessage): Promise<void> | null {
  if (request.complete || request.readableEnded || request.destroyed) return null
  return new Promise(resolve => {
    let bytes = 0
    const late = setTimeout(done, MS_MAX)

    function count (chunk: Buffer): void {
      bytes += chunk.length
      if (bytes > BYTES_MAX) done()
    }

    function done (): void {
      clearTimeout(late)
      request.off('data', count)
      resolve()
    }

    request.once('end', done).once('close', done).on('data', count)
  })
}
