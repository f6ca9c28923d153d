import { ClosedUnanswered, never, pageOf, wholeBody, type Switch } from '../exchange.ts'

interface Spells {
  /** The period of the faults … */
  readonly everyMs: number
  /** … and how long each lasts. */
  readonly forMs: number
}

/**
 * Every `everyMs`, for `forMs`, breaks POSTs off before their body has arrived: the server reads half a request. Uplinks that fail
 * first at the edge of a cell; proxies that wait for `Expect: 100-continue`.
 */
export function swallowBodies (spells: Spells): Switch {
  return (next, { now }) => async ask => {
    if (!hasBody(ask.method) || !isTrouble(spells, now())) return await next(ask)
    return await next({ ...ask, bodyCutAt: ask.body.length >> 1 })
  }
}

/**
 * Every `everyMs`, for `forMs`, passes POSTs to the server and loses their answers: the connection is closed, or stays silent. The worst
 * case for a send, and any restart of any proxy causes it.
 */
export function swallowAnswers (spells: Spells): Switch {
  return (next, { now, random }) => async ask => {
    const isLost = hasBody(ask.method) && isTrouble(spells, now())
    const answer = await next(ask)
    if (!isLost) return answer
    await wholeBody(answer)
    if (random.chance(0.5)) throw new ClosedUnanswered()
    return await never()
  }
}

/**
 * Answers `share` of all requests itself: 200, and a sign-in page. Captive portals of hotels, trains and airports; content filters;
 * parental controls.
 */
export function captivePortal ({ share }: { share: number }): Switch {
  return (next, { random }) => async ask => random.chance(share) ? pageOf(200, 'OK', 'Welcome to the guest network') : await next(ask)
}

function hasBody (method: string): boolean {
  return method !== 'GET' && method !== 'HEAD'
}

// The faults come at the end of a period, so that the very first request is not hit.
function isTrouble ({ everyMs, forMs }: Spells, now: number): boolean {
  return now % everyMs >= everyMs - forMs
}
