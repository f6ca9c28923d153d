import { ClosedUnanswered, pause, wholeBody, withBody, type Switch } from '../exchange.ts'

/**
 * HTTP/1.0 on both sides: a connection for each request, no chunks. nginx towards its servers by default (`proxy_http_version 1.0`),
 * Privoxy and Polipo in some settings, w3m and Lynx themselves.
 */
export function downgrade (): Switch {
  return next => async ask => ({ ...await next({ ...ask, version: '1.0' }), version: '1.0' })
}

/** Passes an answer on once it is complete. nginx with `proxy_buffering on`, virus scanners, Privoxy with filters. */
export function bufferAnswers (): Switch {
  return next => async ask => {
    const answer = await next(ask)
    return withBody(answer, await wholeBody(answer))
  }
}

/**
 * Carries at most `most` requests of one browser at once; the others queue. HTTP/1.1's old rule of two connections per server, which
 * proxies of that age apply to all their clients.
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
        // A client that left while queued needs no answer.
        if (ask.left.aborted) throw new ClosedUnanswered()
        const answer = await next(ask)
        return withBody(answer, await wholeBody(answer))
      } finally {
        // The place goes to the next in the queue, or becomes free.
        const turn = line.waiting.shift()
        if (turn === undefined) line.open--
        else turn()
      }
    }
  }
}

interface Line { open: number, readonly waiting: Array<() => void> }

/** Delays every message by `ms`, in both directions. Satellites, mobile networks, far countries. */
export function addLatency ({ ms }: { ms: number }): Switch {
  return (next, surroundings) => async ask => {
    await pause(ms, surroundings)
    const answer = await next(ask)
    await pause(ms, surroundings)
    return answer
  }
}

/** Holds back `share` of all answers for `ms`. Virus scanners, overloaded proxies, links that lose packets. */
export function holdAnswers ({ share, ms }: { share: number, ms: number }): Switch {
  return (next, surroundings) => async ask => {
    const isHeld = surroundings.random.chance(share)
    const answer = await next(ask)
    if (isHeld) await pause(ms, surroundings)
    return answer
  }
}

/**
 * Hides from the server that a browser has left: the request goes on until it is answered. Tinyproxy, HAProxy, Apache, Varnish, nginx
 * with a cache.
 */
export function outliveBrowsers (): Switch {
  const nobodyLeaves = new AbortController().signal
  return next => async ask => await next({ ...ask, left: nobodyLeaves })
}
