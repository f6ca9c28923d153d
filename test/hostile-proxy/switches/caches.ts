import { headerOf, wholeBody, withBody, type Answer, type Switch } from '../exchange.ts'

interface Kept { readonly answer: Answer, readonly body: Buffer, readonly at: number }

/**
 * Answers a GET from a cache when the same address was answered in the last `forMs`, to any client. With `heeding`, only answers that do
 * not forbid it: Squid, Varnish and ISP caches guess a lifetime where none is given. Without, every answer: Squid's
 * `refresh_pattern … ignore-no-store`, accelerators of satellite links.
 */
export function replayGets ({ forMs, heeding }: { forMs: number, heeding: boolean }): Switch {
  return (next, { now }) => {
    const kept = new Map<string, Kept>()
    return async ask => {
      if (ask.method !== 'GET') return await next(ask)
      const known = kept.get(ask.url)
      if (known !== undefined && now() - known.at < forMs) return withBody(known.answer, known.body)
      const answer = await next(ask)
      if (answer.status !== 200 || (heeding && forbidsKeeping(answer))) return answer
      const body = await wholeBody(answer)
      kept.set(ask.url, { answer, body, at: now() })
      return withBody(answer, body)
    }
  }
}

/**
 * Lets one GET of an address through at a time; equal requests wait and then share its answer, or are sent themselves if it may not be
 * shared. Squid's `collapsed_forwarding`, Varnish's waiting list, nginx's `proxy_cache_lock`.
 */
export function collapseGets (): Switch {
  return next => {
    const under = new Map<string, Promise<Kept | null>>()
    return async ask => {
      if (ask.method !== 'GET') return await next(ask)
      for (let first = under.get(ask.url); first !== undefined; first = under.get(ask.url)) {
        const shared = await first
        if (shared !== null) return withBody(shared.answer, shared.body)
      }
      let done = (_kept: Kept | null): void => {}
      under.set(ask.url, new Promise(resolve => { done = resolve }))
      let kept: Kept | null = null
      try {
        const answer = await next(ask)
        const body = await wholeBody(answer)
        kept = forbidsKeeping(answer) ? null : { answer, body, at: 0 }
        return withBody(answer, body)
      } finally {
        under.delete(ask.url)
        done(kept)
      }
    }
  }
}

/** Reads Cache-Control, and Pragma and Expires for HTTP/1.0. */
function forbidsKeeping ({ headers }: Answer): boolean {
  const control = headerOf(headers, 'cache-control') ?? ''
  return /no-store|no-cache|private|max-age=0/i.test(control) || /no-cache/i.test(headerOf(headers, 'pragma') ?? '') || headerOf(headers, 'expires') === '0'
}
