import { Agent, request } from 'node:http'
import { BROWSER_ENCODINGS } from './connection.ts'

export interface Visited {
  readonly status: number
  readonly encoding: string
  readonly body: Buffer
  /** Everything that came over the connection: head, framing, body. */
  readonly wireBytes: number
}

/** A browser that fetches pages and files over one connection that is kept, taking them compressed. */
export class Visitor {
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 1 })
  readonly #port: number
  readonly #cookie: string

  constructor (port: number, cookie: string) {
    this.#port = port
    this.#cookie = cookie
  }

  get (path: string): Promise<Visited> {
    const headers = { cookie: this.#cookie, accept: 'text/html,*/*;q=0.8', 'accept-encoding': BROWSER_ENCODINGS }
    return new Promise((resolve, reject) => {
      const asked = request({ agent: this.#agent, host: '127.0.0.1', port: this.#port, path, headers })
      let before = 0
      asked.once('socket', socket => { before = socket.bytesRead })
      asked.once('error', reject)
      asked.once('response', answer => {
        const { socket } = answer
        const pieces: Buffer[] = []
        answer.on('data', (piece: Buffer) => pieces.push(piece)).once('error', reject).once('end', () => resolve({
          status: answer.statusCode ?? 0,
          encoding: answer.headers['content-encoding'] ?? '',
          body: Buffer.concat(pieces),
          wireBytes: socket.bytesRead - before
        }))
      })
      asked.end()
    })
  }

  leave (): void {
    this.#agent.destroy()
  }
}
