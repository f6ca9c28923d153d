import { wholeBody, withBody, without, type Answer, type Ask, type Forward, type Switch } from '../../hostile-proxy/exchange.ts'
import type { PollEvent } from '../api.ts'

/** A poll's answer that a fault may change. */
export interface Spoilable {
  status: string
  reason: string | null
  from: string | null
  cursor: string | null
  fromSeq: number | null
  toSeq: number | null
  events: Array<PollEvent & { readonly at?: number }>
  signals: { presence: unknown[], typing: unknown[], receipts: unknown[] }
  more?: boolean
  hold: number
  retryMs: number
}

export interface Polled {
  readonly ask: Ask
  readonly query: URLSearchParams
  readonly elapsedMs: number
  /** The caller's sign-in name. */
  readonly username: string
  /** Every user who has signed in. */
  readonly usernames: readonly string[]
}

/** Changes the answers of polls. The returned object is sent; null sends the answer unchanged. */
export function onPolls (change: (answer: Spoilable, polled: Polled) => object | null | Promise<object | null>): Switch {
  return next => {
    const names = new Map<string, string>()
    return async ask => {
      const startedAt = performance.now()
      const answer = await next(ask)
      if (/\/api\/(signup|login)$/.test(ask.url)) return remember(names, ask, answer)
      if (!isPoll(ask)) return answer
      const body = await wholeBody(answer)
      const spoilable = JSON.parse(body.toString()) as Spoilable
      const polled: Polled = {
        ask,
        query: queryOf(ask),
        elapsedMs: performance.now() - startedAt,
        username: names.get(ask.caller) ?? ask.caller,
        usernames: [...new Set(names.values())]
      }
      return withBody(answer, Buffer.from(JSON.stringify(await change(spoilable, polled) ?? spoilable)))
    }
  }
}

/** Changes requests on their way to the server. */
export function onAsks (change: (ask: Ask) => Ask): Switch {
  return next => async ask => await next(change(ask))
}

/** Changes the parameters of polls. */
export function onQueries (change: (query: URLSearchParams) => void): Switch {
  return onAsks(ask => {
    if (!isPoll(ask)) return ask
    const query = queryOf(ask)
    change(query)
    return { ...ask, url: `${ask.url.split('?')[0]}?${query.toString()}` }
  })
}

/** Changes the JSON answers of an address. */
export function onPages<Body> (address: RegExp, change: (body: Body, next: Forward, ask: Ask) => unknown): Switch {
  return next => async ask => {
    const answer = await next(ask)
    if (!address.test(ask.url) || answer.status >= 300) return answer
    const body = JSON.parse((await wholeBody(answer)).toString()) as Body
    return withBody(answer, Buffer.from(JSON.stringify(await change(body, next, ask))))
  }
}

/** Changes the JSON that is sent to an address. */
export function onBodies (address: RegExp, change: (body: Record<string, unknown>) => Record<string, unknown>): Switch {
  return onAsks(ask => ask.method === 'POST' && address.test(ask.url) && ask.body.length > 0
    ? { ...ask, body: Buffer.from(JSON.stringify(change(JSON.parse(ask.body.toString()) as Record<string, unknown>))) }
    : ask)
}

export function isPoll ({ method, url }: Ask): boolean {
  return method === 'GET' && /\/poll(\?|$)/.test(url)
}

/** An idle answer with the cursor unchanged. */
export function idle (answer: Spoilable): Spoilable {
  const signals = { presence: [], typing: [], receipts: [] }
  return { ...answer, status: 'idle', cursor: answer.from, toSeq: answer.fromSeq, events: [], signals, retryMs: 0 }
}

/** Changes whole answers to the matching requests. */
export function onAnswers (isMeant: (ask: Ask) => boolean, change: (answer: Answer) => Answer): Switch {
  return next => async ask => {
    const answer = await next(ask)
    return isMeant(ask) ? change(answer) : answer
  }
}

/** Removes the body. */
export function nothing (answer: Answer): Answer {
  return { ...answer, headers: without(answer.headers, name => name === 'content-length'), body: empty() }
}

async function * empty (): AsyncIterable<Buffer> { /* not a byte */ }

function queryOf ({ url }: Ask): URLSearchParams {
  return new URLSearchParams(url.split('?')[1] ?? '')
}

async function remember (names: Map<string, string>, ask: Ask, answer: Answer): Promise<Answer> {
  const cookie = answer.headers.find(([name]) => name.toLowerCase() === 'set-cookie')?.[1].split(';')[0]
  const { username } = JSON.parse(ask.body.toString()) as { username: string }
  if (cookie !== undefined) names.set(cookie, username)
  return answer
}
