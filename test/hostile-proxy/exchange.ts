import type { Random } from '../simulation/random.ts'

/** Names and values in the order and spelling in which they came. */
export type Headers = ReadonlyArray<readonly [name: string, value: string]>

/** One request as the proxy has it: whole, because every switch may want to send it again. */
export interface Ask {
  readonly method: string
  /** A path, or a whole address when the proxy is asked as a forward proxy. */
  readonly url: string
  readonly headers: Headers
  readonly body: Buffer
  /** Who asks, as far as a proxy can tell: browsers of one machine are told apart by what they sign in with. */
  readonly caller: string
  /** Aborted when whoever asked has closed the connection. */
  readonly left: AbortSignal
  readonly version: '1.0' | '1.1'
  /** So many bytes of the body are sent on before the connection to the server breaks; null: all, and it holds. */
  readonly bodyCutAt: number | null
}

/** One answer on its way back. The body comes piece by piece, as the server writes it. */
export interface Answer {
  readonly status: number
  readonly reason: string
  readonly headers: Headers
  readonly body: AsyncIterable<Buffer>
  /** How it is passed on: `1.0` is ended by closing the connection. */
  readonly version: '1.0' | '1.1'
  /** The connection is closed after so many bytes of it, head included; null: it comes whole. */
  readonly cutAt: number | null
}

/** Passes a request on and brings the answer. Throws ClosedUnanswered; a promise that never ends is a silent drop. */
export type Forward = (ask: Ask) => Promise<Answer>

/** What a switch may lean on: chance that can be repeated, and time that can be handed in. */
export interface Surroundings {
  readonly random: Random
  /** Milliseconds of any epoch. */
  readonly now: () => number
  /** Calls `run` once after `ms`; the answer cancels it. */
  readonly after: (ms: number, run: () => void) => () => void
}

/** One vice of a proxy, put in front of the rest of the way. */
export type Switch = (next: Forward, surroundings: Surroundings) => Forward

/** Whoever asked sees his connection closed, and nothing else. */
export class ClosedUnanswered extends Error {}

export function headerOf (headers: Headers, name: string): string | null {
  return headers.find(([known]) => known.toLowerCase() === name)?.[1] ?? null
}

export function without (headers: Headers, isUnwanted: (name: string, value: string) => boolean): Headers {
  return headers.filter(([name, value]) => !isUnwanted(name.toLowerCase(), value))
}

/** The headers with one of them said anew, at its place or at the end. */
export function withHeader (headers: Headers, name: string, value: string): Headers {
  return [...without(headers, known => known === name.toLowerCase()), [name, value]]
}

/** Waits for the end of an answer, as proxies do that read it before they pass it on. */
export async function wholeBody (answer: Answer): Promise<Buffer> {
  const parts: Buffer[] = []
  for await (const part of answer.body) parts.push(part)
  return Buffer.concat(parts)
}

/** The same answer, its body at hand and its length said. */
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

/** What silence is made of. */
export function never (): Promise<never> {
  return new Promise(() => {})
}

async function * bytesOf (body: Buffer): AsyncIterable<Buffer> {
  if (body.length > 0) yield body
}
