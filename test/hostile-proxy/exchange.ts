import type { Random } from '../simulation/random.ts'

/** Names and values in the order and spelling in which they arrived. */
export type Headers = ReadonlyArray<readonly [name: string, value: string]>

/** One request inside the proxy: whole, because every switch may want to send it again. */
export interface Ask {
  readonly method: string
  /** A path, or a full address when the proxy is used as a forward proxy. */
  readonly url: string
  readonly headers: Headers
  readonly body: Buffer
  /** The client, as far as a proxy can tell: browsers of one machine are distinguished by their cookies. */
  readonly caller: string
  /** Aborted when the client closes the connection. */
  readonly left: AbortSignal
  readonly version: '1.0' | '1.1'
  /** The number of body bytes sent on before the connection to the server breaks; null sends all. */
  readonly bodyCutAt: number | null
}

/** One answer on its way back. The body is streamed as the server writes it. */
export interface Answer {
  readonly status: number
  readonly reason: string
  readonly headers: Headers
  readonly body: AsyncIterable<Buffer>
  /** The version it is passed on with: `1.0` ends by closing the connection. */
  readonly version: '1.0' | '1.1'
  /** The number of bytes, head included, after which the connection is closed; null passes the whole answer. */
  readonly cutAt: number | null
}

/** Passes a request on and returns the answer. Throws ClosedUnanswered; a promise that never settles is a silent drop. */
export type Forward = (ask: Ask) => Promise<Answer>

/** Repeatable chance and an injected clock, for the switches. */
export interface Surroundings {
  readonly random: Random
  /** Milliseconds of any epoch. */
  readonly now: () => number
  /** Calls `run` once after `ms`; the returned function cancels it. */
  readonly after: (ms: number, run: () => void) => () => void
}

/** One kind of misbehaviour, put in front of the rest of the path. */
export type Switch = (next: Forward, surroundings: Surroundings) => Forward

/** Closes the client's connection without an answer. */
export class ClosedUnanswered extends Error {}

export function headerOf (headers: Headers, name: string): string | null {
  return headers.find(([known]) => known.toLowerCase() === name)?.[1] ?? null
}

export function without (headers: Headers, isUnwanted: (name: string, value: string) => boolean): Headers {
  return headers.filter(([name, value]) => !isUnwanted(name.toLowerCase(), value))
}

/** The headers with one replaced in its place, or added at the end. */
export function withHeader (headers: Headers, name: string, value: string): Headers {
  return [...without(headers, known => known === name.toLowerCase()), [name, value]]
}

/** Waits for the end of an answer, as proxies do that buffer it. */
export async function wholeBody (answer: Answer): Promise<Buffer> {
  const parts: Buffer[] = []
  for await (const part of answer.body) parts.push(part)
  return Buffer.concat(parts)
}

/** The same answer with a complete body and its Content-Length. */
export function withBody (answer: Answer, body: Buffer): Answer {
  return { ...answer, headers: withHeader(answer.headers, 'Content-Length', String(body.length)), body: bytesOf(body) }
}

/** A page of the proxy's own. */
export function pageOf (status: number, reason: string, title: string): Answer {
  const body = Buffer.from(`<!DOCTYPE html><html><head><title>${title}</title></head><body><h1>${title}</h1></body></html>`)
  const headers: Headers = [['Content-Type', 'text/html'], ['Content-Length', String(body.length)]]
  return { status, reason, headers, body: bytesOf(body), version: '1.1', cutAt: null }
}

export function pause (ms: number, { after }: Pick<Surroundings, 'after'>): Promise<void> {
  return new Promise(resolve => { after(ms, resolve) })
}

/** Never settles: silence. */
export function never (): Promise<never> {
  return new Promise(() => {})
}

async function * bytesOf (body: Buffer): AsyncIterable<Buffer> {
  if (body.length > 0) yield body
}
