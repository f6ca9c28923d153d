import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http'
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https'
import { performance } from 'node:perf_hooks'
import { CommandError } from '#cli/program.ts'

/** Timeout of every request but a hold: slower is too slow for a chat. */
const PATIENCE_MS = 15_000
/** A kept-alive connection that breaks sooner was closed before the request came; browsers retry on a new one. */
const STALE_MS = 500
/** The largest answer of a test. */
const ANSWER_MAX_BYTES = 256 * 1024

/** The outcome of a request. `silent`: a timeout; `closed`: the connection ended first, or was never made. */
export type Outcome =
  | { readonly kind: 'answer', readonly status: number, readonly headers: Headers, readonly text: string, readonly json: Fields | null, readonly ms: number }
  | { readonly kind: 'silent', readonly ms: number }
  | { readonly kind: 'closed', readonly ms: number, readonly reason: string }

interface Tried { readonly outcome: Outcome, readonly wasKept: boolean }

export type Fields = Readonly<Record<string, unknown>>
/** All values by lower-case name. */
export type Headers = Readonly<Record<string, readonly string[] | undefined>>

type Method = 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE'

export interface Asked {
  readonly body?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly patienceMs?: number
}

/** Proxy variables, as Node reads them. */
export type ProxyEnv = Readonly<Record<string, string | undefined>>

/** Sends requests below one root through the given proxies. `json` of an answer is null when Holdline did not write it. */
export class Wire {
  readonly #base: URL
  readonly #agent: HttpAgent | HttpsAgent

  constructor (base: URL, proxyEnv: ProxyEnv) {
    this.#base = base
    const options = { keepAlive: true, proxyEnv }
    this.#agent = base.protocol === 'https:' ? new HttpsAgent(options) : new HttpAgent(options)
  }

  /** Returns failures as outcomes. Throws only CommandError, when the server refuses further tests. */
  async ask (method: Method, to: string, asked: Asked = {}): Promise<Outcome> {
    for (;;) {
      const { outcome, wasKept } = await this.#askOnce(method, to, asked)
      if (outcome.kind === 'answer' && outcome.status === 429) throw new CommandError('Many people are testing there just now. Try again in a minute.')
      if (outcome.kind !== 'closed' || !wasKept || outcome.ms > STALE_MS) return outcome
    }
  }

  #askOnce (method: Method, to: string, { body, headers = {}, patienceMs = PATIENCE_MS }: Asked): Promise<Tried> {
    const url = new URL(to, this.#base)
    const began = performance.now()
    const ms = () => performance.now() - began
    return new Promise(resolve => {
      const asking = (url.protocol === 'https:' ? httpsRequest : httpRequest)(url, {
        method,
        agent: this.#agent,
        headers: body === undefined ? headers : { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(body)), ...headers }
      })
      const timer = setTimeout(() => {
        end({ kind: 'silent', ms: ms() })
        asking.destroy()
      }, patienceMs)
      function closed (error?: NodeJS.ErrnoException): void {
        end({ kind: 'closed', ms: ms(), reason: error?.code ?? error?.message ?? 'closed' })
      }
      function end (outcome: Outcome): void {
        clearTimeout(timer)
        resolve({ outcome, wasKept: asking.reusedSocket })
      }
      asking.on('error', closed)
      asking.on('response', response => {
        read(response).then(text => {
          end({ kind: 'answer', status: response.statusCode ?? 0, headers: headersOf(response), text, json: ours(text), ms: ms() })
        }, closed)
      })
      asking.end(body)
    })
  }

  close (): void {
    this.#agent.destroy()
  }
}

async function read (response: IncomingMessage): Promise<string> {
  const parts: Buffer[] = []
  let bytes = 0
  for await (const part of response as AsyncIterable<Buffer>) {
    bytes += part.length
    if (bytes > ANSWER_MAX_BYTES) break
    parts.push(part)
  }
  return Buffer.concat(parts).toString()
}

function headersOf ({ rawHeaders }: IncomingMessage): Headers {
  const headers: Record<string, string[]> = {}
  for (let i = 0; i < rawHeaders.length; i += 2) (headers[rawHeaders[i]?.toLowerCase() ?? ''] ??= []).push(rawHeaders[i + 1] ?? '')
  return headers
}

function ours (text: string): Fields | null {
  try {
    const value = JSON.parse(text) as Fields | null
    return value?.['holdline'] === 1 ? value : null
  } catch {
    return null
  }
}
