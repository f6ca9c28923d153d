import { Agent, request, type IncomingHttpHeaders } from 'node:http'
import { jsonIn } from '#domain/wire/bodies.ts'

export interface Reply {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly text: string
  /** The text as JSON; null when it is none. */
  readonly json: unknown
}

/** Longest wait for an answer: longer than any hold. */
const PATIENCE_MS = 110_000

/** A browser's connections to one address: keeps its session's cookie and sends it. */
export interface Client {
  readonly cookie: string
  /** Resolves with null when the connection broke before the whole answer came. A body is sent as JSON, or as a form when it is text. */
  ask (method: 'GET' | 'POST', path: string, body?: object | string): Promise<Reply | null>
  close (): void
}

/** `address`: with a slash at its end. `cookie`: of a session that another client has opened. */
export function createClient (address: string, cookie = ''): Client {
  const agent = new Agent({ keepAlive: true })
  let kept = cookie

  async function ask (method: 'GET' | 'POST', path: string, body?: object | string): Promise<Reply | null> {
    const text = typeof body === 'object' ? JSON.stringify(body) : body ?? ''
    const type = typeof body === 'string' ? 'application/x-www-form-urlencoded' : 'application/json'
    const typed = method === 'GET' ? {} : { 'Content-Type': type, 'Content-Length': String(Buffer.byteLength(text)) }
    return await new Promise(resolve => {
      const sent = request(new URL(path, address), { agent, method, timeout: PATIENCE_MS, headers: { ...typed, ...kept === '' ? {} : { Cookie: kept } } })
      const broken = (): void => resolve(null)
      sent.once('error', broken).once('timeout', () => sent.destroy()).once('response', response => {
        const parts: Buffer[] = []
        response.on('data', (part: Buffer) => parts.push(part)).once('error', broken).once('end', () => {
          if (!response.complete) return broken()
          const { statusCode: status = 0, headers } = response
          const [given] = headers['set-cookie'] ?? []
          if (given !== undefined) kept = given.split(';')[0] ?? ''
          const said = Buffer.concat(parts).toString()
          resolve({ status, headers, text: said, json: jsonIn(said) })
        })
      }).end(text)
    })
  }

  return {
    get cookie () { return kept },
    ask,
    close: () => agent.destroy()
  }
}
