import { ClosedUnanswered, never, pageOf, type Answer, type Switch } from '../exchange.ts'

/**
 * Breaks off answers in the middle: after `bytes` of them, or anywhere in the first 700, in `share` of all exchanges.
 * Wireless links that fade, proxies that restart, inspecting firewalls that reset connections.
 */
export function cutAnswers ({ bytes = null, share }: { bytes?: number | null, share: number }): Switch {
  return (next, { random }) => async ask => {
    const isCut = random.chance(share)
    const answer = await next(ask)
    return isCut ? { ...answer, cutAt: bytes ?? random.whole(1, 700) } : answer
  }
}

const REASONS: Readonly<Record<number, string>> = { 408: 'Request Timeout', 502: 'Bad Gateway', 504: 'Gateway Timeout' }

/**
 * Ends a request that was silent for `afterMs`: with a page of its own of this status, or by only closing the connection. HAProxy and
 * nginx (`proxy_read_timeout`) answer 504, Apache and Tinyproxy 502 or 408; Privoxy and many firewalls just close.
 */
export function closeIdle ({ afterMs, status }: { afterMs: number, status: 408 | 502 | 504 | null }): Switch {
  return (next, { after }) => async ask => {
    let stop = (): void => {}
    const tooLate = new Promise<Answer>((resolve, reject) => {
      stop = after(afterMs, () => {
        if (status === null) reject(new ClosedUnanswered())
        else resolve(pageOf(status, REASONS[status] ?? '', REASONS[status] ?? ''))
      })
    })
    const answer = next(ask)
    // A late failure has no receiver any more.
    answer.catch(() => {})
    return await Promise.race([answer, tooLate]).finally(stop)
  }
}

/**
 * Forgets connections that were silent for `afterMs` and tells neither side: later writes are lost.
 * Address translation in home routers and mobile networks; stateful firewalls that drop instead of rejecting.
 */
export function dropIdle ({ afterMs }: { afterMs: number }): Switch {
  return (next, { after }) => async ask => {
    let isForgotten = false
    const stop = after(afterMs, () => { isForgotten = true })
    const answer = await next(ask).finally(stop)
    return isForgotten ? await never() : answer
  }
}
