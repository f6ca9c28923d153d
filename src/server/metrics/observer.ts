import type { FastifyBaseLogger } from 'fastify'
import type { MessengerOptions } from '#server/messenger.ts'
import type { Observe } from './histogram.ts'
import type { Metrics } from './metrics.ts'

const SECONDS_HELD = [0.1, 1, 5, 10, 15, 18, 20, 25, 30, 40, 55, 60, 90]
/** The holds that browsers ask for (D17) and that pages without script get, as labels. A hold may end up to a tenth early. */
const HOLDS_S = [0, 5, 10, 15, 18, 25, 40, 55, 90]
const SECONDS_TO_ANSWER = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5]
const EVENTS_PER_COMMIT = [1, 2, 5, 10, 20, 50, 100, 500]

/** Counts polls and commits (D30), and logs faults. */
export function createObserver (metrics: Metrics, log: Pick<FastifyBaseLogger, 'error' | 'warn'>): MessengerOptions['observer'] {
  const held = metrics.histogram('holdline_poll_hold_seconds', 'How long polls were held, by the hold that was asked for and how they ended',
    SECONDS_HELD)
  const answered = metrics.histogram('holdline_answer_seconds', 'From a commit to the answer that carried it', SECONDS_TO_ANSWER).series()
  const batches = metrics.histogram('holdline_commit_events', 'Events in one commit', EVENTS_PER_COMMIT).series()
  const resyncs = metrics.counter('holdline_resyncs_total', 'Cursors that could not be continued, by reason', ['reason'])
  const resets = metrics.counter('holdline_store_resets_total', 'Commits whose outcome was unknown: the database was opened again')

  const heldBy = new Map<string, Observe>()

  function heldUntil (end: string, holdMs: number): Observe {
    const hold = HOLDS_S.find(most => holdMs <= most * 1000) ?? 'more'
    const key = `${hold} ${end}`
    const known = heldBy.get(key)
    if (known !== undefined) return known
    const found = held.series({ hold, end })
    heldBy.set(key, found)
    return found
  }

  return {
    ended: (end, heldMs, holdMs) => heldUntil(end, holdMs)(heldMs / 1000),
    answered: latencyMs => answered(latencyMs / 1000),
    committed: events => batches(events),
    resync: reason => resyncs.inc({ reason }),
    fault: error => log.error({ err: error }, 'fault'),
    resetTo (head) {
      resets.inc()
      log.warn({ head }, 'the database was opened again')
    }
  }
}
