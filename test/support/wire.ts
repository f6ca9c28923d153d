import { request, type Agent, type IncomingHttpHeaders } from 'node:http'

export interface Reply {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly bytes: Buffer
  /** The bytes as UTF-8. */
  readonly text: string
  /** The text as JSON; null when it is none. */
  readonly body: unknown
  readonly elapsedMs: number
}

/** No whole answer came: the connection broke, or was silent for too long. */
export class Unanswered extends Error {
  readonly afterMs: number
  readonly isTimeout: boolean

  constructor (why: string, afterMs: number, isTimeout: boolean) {
    super(why)
    this.afterMs = afterMs
    this.isTimeout = isTimeout
  }
}

export interface Sent {
  readonly reply: Promise<Reply>
  /** Closes the connection, as a browser does that goes away. */
  readonly leave: () => void
}

export interface Sending {
  readonly method: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  readonly agent: Agent
  /** Infinity: the request waits as long as it takes. */
  readonly timeoutMs: number
}

/** Sends one request and reads its whole answer. A body is JSON, unless the headers say otherwise. */
export function exchange (url: string, { method, headers, body, agent, timeoutMs }: Sending): Sent {
  const startedAt = performance.now()
  const typed = method === 'GET' || method === 'HEAD'
    ? {}
    : { 'Content-Type': 'application/json', 'Content-Length': String(Buffer.byteLength(body)) }
  const sent = request(url, { method, headers: { ...typed, ...headers }, agent })
  const elapsed = (): number => performance.now() - startedAt
  const reply = new Promise<Reply>((resolve, reject) => {
    const timer = timeoutMs === Infinity ? undefined : setTimeout(tooLate, timeoutMs)
    function tooLate (): void {
      reject(new Unanswered(`nothing came for ${Math.round(timeoutMs / 100) / 10} s`, elapsed(), true))
      sent.destroy()
    }
    function fail (error: Error): void {
      clearTimeout(timer)
      reject(new Unanswered(`the connection broke (${error.message})`, elapsed(), false))
    }
    sent.once('error', fail)
    sent.once('response', response => {
      const parts: Buffer[] = []
      response.on('data', (part: Buffer) => { parts.push(part) }).once('error', fail)
      response.once('end', () => {
        clearTimeout(timer)
        if (!response.complete) return fail(new Error('half an answer'))
        const bytes = Buffer.concat(parts)
        const text = bytes.toString()
        resolve({ status: response.statusCode ?? 0, headers: response.headers, bytes, text, body: jsonIn(text), elapsedMs: elapsed() })
      })
    })
  })
  reply.catch(() => {})
  sent.end(body)
  return { reply, leave: () => { sent.destroy() } }
}

function jsonIn (text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
