import type { IncomingMessage } from 'node:http'

/** Limits on reading the rest of a refused request: more than any body of ours, but neither for ever nor in tiny chunks. */
const BYTES_MAX = 16 * 1024 * 1024
const PIECES_MAX = 4096
const MS_MAX = 5_000

/**
 * Reads and discards the rest of a request that is about to be refused; null when it has arrived, false when it is too much. Closing a
 * connection with unread bytes resets it and loses the refusal: browsers then report a broken network, and proxies answer 502.
 */
export function readToEnd (request: IncomingMessage): Promise<boolean> | null {
  if (request.complete || request.readableEnded || request.destroyed) return null
  return new Promise(resolve => {
    let bytes = 0
    let pieces = 0
    const late = setTimeout(() => done(false), MS_MAX)
    const whole = () => done(true)

    function count (chunk: Buffer): void {
      bytes += chunk.length
      pieces++
      if (bytes > BYTES_MAX || pieces > PIECES_MAX) done(false)
    }

    function done (isWhole: boolean): void {
      clearTimeout(late)
      request.off('data', count).off('end', whole).off('close', whole)
      resolve(isWhole)
    }

    request.once('end', whole).once('close', whole).on('data', count)
  })
}

/** Discards a body that no route reads, such as a GET's. Node would buffer 64 KiB of it, chunk by chunk. */
export function skipBody (request: IncomingMessage): void {
  const { 'transfer-encoding': encoding, 'content-length': length = '0' } = request.headers
  if (encoding === undefined && length === '0') return
  readToEnd(request)?.then(isWhole => { if (!isWhole) request.destroy() })
}
