import { ClosedUnanswered, pageOf, pause, type Switch } from '../exchange.ts'

/** Answers 413 and a page of its own to larger bodies: nginx's `client_max_body_size`, Squid's `request_body_max_size`, firewalls. */
export function limitBodies ({ bytes }: { bytes: number }): Switch {
  return next => async ask => ask.body.length > bytes ? pageOf(413, 'Request Entity Too Large', '413 Request Entity Too Large') : await next(ask)
}

/**
 * Carries so many bytes of a body in a millisecond, and closes the connection without a word when one takes longer than `forMs`: a slow
 * uplink behind a proxy with a limit of time.
 */
export function cutSlowBodies ({ bytesPerMs, forMs }: { bytesPerMs: number, forMs: number }): Switch {
  return (next, surroundings) => async ask => {
    const ms = ask.body.length / bytesPerMs
    await pause(Math.min(ms, forMs), surroundings)
    if (ms > forMs) throw new ClosedUnanswered()
    return await next(ask)
  }
}
