import { pause, wholeBody, type Ask, type Forward, type Surroundings, type Switch } from '../exchange.ts'

const REPEATED_AFTER_MS = 15

/**
 * Sends a GET twice, and answers with the second answer. Allowed by RFC 9110 (GET is idempotent): nginx (`proxy_next_upstream`), Squid
 * and every browser do so when a kept-alive connection breaks under the request.
 */
export function repeatGets ({ share }: { share: number }): Switch {
  return repeat(method => method === 'GET', share)
}

/**
 * Sends a POST twice, and answers with the second answer. Forbidden, but done by nginx before 1.9.13, old Android browsers, load
 * balancers that retry on a reset, and people who press "send again".
 */
export function repeatPosts ({ share }: { share: number }): Switch {
  return repeat(method => method !== 'GET' && method !== 'HEAD', share)
}

function repeat (isMeant: (method: string) => boolean, share: number): Switch {
  return (next, surroundings) => async ask => {
    const isRepeated = isMeant(ask.method) && surroundings.random.chance(share)
    return isRepeated ? await second(next, ask, surroundings) : await next(ask)
  }
}

async function second (next: Forward, ask: Ask, surroundings: Surroundings) {
  // The first answer is discarded, whatever it is.
  next(ask).then(wholeBody).catch(() => {})
  await pause(REPEATED_AFTER_MS, surroundings)
  return await next(ask)
}
