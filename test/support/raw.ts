import { connect, type Socket } from 'node:net'

/** Real time within which every answer comes, if it comes at all. */
const PATIENCE_MS = 10_000

/** An answer as it stood on the wire. */
export interface RawAnswer {
  readonly statusLine: string
  /** Name and value, in the order and spelling in which they came. */
  readonly headers: readonly (readonly [string, string])[]
  readonly body: string
}

/** A connection for HTTP written by hand. */
export function open (origin: string): Socket {
  const { hostname, port } = new URL(origin)
  const socket = connect(Number(port), hostname)
  socket.setNoDelay(true)
  return socket
}

/** Sends a request as it is written, with LF for line ends, and reads until the server has closed the connection. */
export function raw (origin: string, request: string, encoding: 'utf8' | 'latin1' = 'utf8'): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const socket = open(origin)
    let said = ''
    socket.setEncoding(encoding).on('data', part => { said += part })
    socket.setTimeout(PATIENCE_MS, () => { socket.destroy(new Error(`no end of the answer: ${said}`)) })
    socket.once('error', reject)
    socket.once('close', () => { resolve(parsed(said)) })
    socket.write(request.replaceAll('\n', '\r\n'))
  })
}

function parsed (said: string): RawAnswer {
  const end = said.indexOf('\r\n\r\n')
  // Cut within its head, or no answer at all.
  if (end < 0) return { statusLine: said.split('\r\n', 1)[0] ?? '', headers: [], body: '' }
  const [statusLine = '', ...lines] = said.slice(0, end).split('\r\n')
  const headers = lines.map(line => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).trim()] as const)
  return { statusLine, headers, body: said.slice(end + 4) }
}
