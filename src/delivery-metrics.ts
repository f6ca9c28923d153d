import type { Mailboxes } from '#mailbox/mailboxes.ts'
import type { Envelope } from '#routes/poll-answer.ts'
import type { Signal } from '#domain/signals.ts'
import type { Metrics } from './metrics.ts'

const HOLD_BUCKETS_S = [0.1, 1, 5, 10, 18, 25, 40, 55, 90]
const LATENCY_BUCKETS_S = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.5, 1, 5]
const BATCH_BUCKETS = [1, 2, 5, 10, 20, 50, 100, 500]

/** What operators see of delivery (D30): how polls end, how long they were held, how fast a commit reaches its readers. */
export function createDeliveryMetrics (metrics: Metrics, onFault: (fault: unknown) => void) {
  const held = metrics.histogram('holdline_poll_held_seconds', 'How long polls were held, by how they ended.', HOLD_BUCKETS_S, ['end'])
  const latency = metrics.histogram('holdline_delivery_seconds', 'From the commit of an event to an answer that carries it.', LATENCY_BUCKETS_S)
  const batch = metrics.histogram('holdline_commit_events', 'Events per commit.', BATCH_BUCKETS)
  const resyncs = metrics.counter('holdline_resyncs_total', 'Cursors that could not be continued, by reason.', ['reason'])
  const resets = metrics.counter('holdline_store_resets_total', 'Times the database was reopened after a COMMIT of unknown outcome.')
  const duplicates = metrics.counter('holdline_duplicate_sends_total', 'Sends repeated with the same clientId.')
  const faults = metrics.counter('holdline_delivery_faults_total', 'Faults on the way of an event or a signal.')

  return {
    ended: (status: string, heldMs: number) => held.observe({ end: status }, Math.max(0, heldMs) / 1_000),
    answered: (latencyMs: number) => latency.observe(Math.max(0, latencyMs) / 1_000),
    resync: (reason: string) => resyncs.inc({ reason }),
    committed: (events: number) => batch.observe(events),
    resetTo: () => resets.inc(),
    duplicate: () => duplicates.inc(),
    fault (fault: unknown): void {
      faults.inc()
      onFault(fault)
    },

    /** Adds the figures that are read off the mailboxes when somebody looks. */
    watch (mailboxes: Mailboxes<Envelope, Signal>): void {
      metrics.gauge('holdline_polls_parked', 'Polls waiting for an answer.', () => mailboxes.parkedCount)
      metrics.gauge('holdline_mailboxes', 'Mailboxes in memory.', () => mailboxes.count)
      metrics.gauge('holdline_mailbox_bytes', 'Bytes of events kept in mailboxes.', () => mailboxes.bytes)
      metrics.gauge('holdline_ledger_head', 'The highest committed seq.', () => mailboxes.head)
    }
  }
}
