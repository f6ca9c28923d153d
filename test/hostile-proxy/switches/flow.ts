import { ClosedUnanswered, pause, wholeBody, withBody, type Switch } from '../exchange.ts'

/**
 * HTTP/1.0 on both sides: a connection for each request, no chunks. nginx towards its servers by default (`proxy_http_version 1.0`),
 * Privoxy and Polipo in some settings, w3m and Lynx themselves.
 */
export function downgrade (): Switch {
  return next => async ask => ({ ...await next({ ...ask, version: '1.0' }), version: '1.0' })
}

/** Nothing is passed on before the answer is complete. nginx with `proxy_buffering on`, virus scanners, Privoxy with filters. */
export function bufferAnswers (): Switch {
  return next => async ask => {
    const answer = await next(ask)
    return withBody(answer, await wholeBody(answer))
  }
}

/**
 * Carries at most `most` requests of one browser at once; the others wait for their turn. HTTP/1.1's old rule of two connections per
 * server, which proxies of that age keep for everybody behind them.
 */
export function limitConnections ({ most }: { most: number }): Switch {
  return next => {
    const lines = new Map<string, Line>()
    return async ask => {
      const line = lines.get(ask.caller) ?? { open: 0, waiting: [] }
      lines.set(ask.caller, line)
      if (line.open < most) line.open++
      else await new Promise<void>(resolve => { line.waiting.push(resolve) })
      try {
        // Whoever has gone meanwhile asks for nothing.
        if (ask.left.aborted) throw new ClosedUnanswered()
        const answer = await next(ask)
        return withBody(answer, await wholeBody(answer))
      } finally {
        // The place is handed on, or is free.
        const turn = line.waiting.shift()
        if (turn === undefined) line.open--
        else turn()
      }
    }
  }
}

interface Line { open: number, readonly waiting: Array<() => void> }

/** Everything takes so much longer, either way. Satellites, mobile networks, far countries. */
export function addLatency ({ ms }: { ms: number }): Switch {
  return (next, surroundings) => async ask => {
    await pause(ms, surroundings)
    const answer = await next(ask)
    await pause(ms, surroundings)
    return answer
  }
}

/** Keeps `share` of all answers for `ms`. Virus scanners, overloaded proxies, links that lose packets. */
export function holdAnswers ({ share, ms }: { share: number, ms: number }): Switch {
  return (next, surroundings) => async ask => {
    const isHeld = surroundings.random.chance(share)
    const answer = await next(ask)
    if (isHeld) await pause(ms, surroundings)
    return answer
  }
}

/**
 * Does not tell the server that the browser has gone: the request goes on until it is answered. Tinyproxy, HAProxy, Apache, Varnish,
 * nginx with a cache.
 */
export function outliveBrowsers (): Switch {
  const nobodyLeaves = new AbortController().signal
  return next => async ask => await next({ ...ask, left: nobodyLeaves })
}
