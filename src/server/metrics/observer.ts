import type { FastifyBaseLogger } from 'fastify'
import type { MessengerOptions } from '#server/messenger.ts'
import type { CountExchange } from '#routes/delivery/exchanges.ts'
import type { Histogram, Observe } from './histogram.ts'
import type { Metrics } from './metrics.ts'

const SECONDS_HELD = [0.1, 1, 5, 10, 15, 18, 20, 25, 30, 40, 55, 60, 90]
/** The holds that browsers ask for (D17) and that pages without script get, as labels. A hold may end up to a tenth early. */
const HOLDS_S = [0, 5, 10, 15, 18, 25, 40, 55, 90]
const SECONDS_TO_ANSWER = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5]
const SECONDS_OF_EXCHANGE = [0.001, 0.005, 0.025, 0.1, 0.5, 2, 10, 30, 60, 90]
const EVENTS_PER_COMMIT = [1, 2, 5, 10, 20, 50, 100, 500]

/** Counts polls and commits (D30), and logs faults. */
export function createObserver (metrics: Metrics, log: Pick<FastifyBaseLogger, 'error' | 'warn'>): MessengerOptions['observer'] {
  const held = metrics.histogram('holdline_poll_hold_seconds', 'How long polls were held, by the hold that was asked for and how they ended',
    SECONDS_HELD)
  const answered = metrics.histogram('holdline_answer_seconds', 'From a commit to the answer that carried it', SECONDS_TO_ANSWER).series()
  const batches = metrics.histogram('holdline_commit_events', 'Events in one commit', EVENTS_PER_COMMIT).series()
  const resyncs = metrics.counter('holdline_resyncs_total', 'Cursors that could not be continued, by reason', ['reason'])
  const resets = metrics.counter('holdline_store_resets_total', 'Commits whose outcome was unknown: the database was opened again')

  const heldBy = seriesBy(held, 'hold', 'end')

  return {
    ended: (end, heldMs, holdMs) => heldBy(HOLDS_S.find(most => holdMs <= most * 1000) ?? 'more', end)(heldMs / 1000),
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

/** Counts the exchanges of requests and answers by their way in and their status; `left`: the browser went first. */
export function createExchangeCount (metrics: Metrics): CountExchange {
  const seconds = seriesBy(metrics.histogram('holdline_exchange_seconds', 'From a request to its whole answer, by way in and status',
    SECONDS_OF_EXCHANGE), 'way', 'status')
  return (way, status, ms) => seconds(way, status ?? 'left')(ms / 1000)
}

/** The series of a histogram by two labels, each made at its first value: making one takes longer than counting a value. */
function seriesBy (histogram: Histogram, first: string, second: string): (one: string | number, other: string | number) => Observe {
  const known = new Map<string | number, Map<string | number, Observe>>()
  return (one, other) => {
    let row = known.get(one)
    if (row === undefined) known.set(one, row = new Map())
    let found = row.get(other)
    if (found === undefined) row.set(other, found = histogram.series({ [first]: one, [second]: other }))
    return found
  }
}
