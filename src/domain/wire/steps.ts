import type { ExchangeRecord } from './records.ts'

/** D13: the six steps of a delivery, none of which costs a request of its own. */
export type StepName = 'send' | 'accepted' | 'notified' | 'ack' | 'ack-accepted' | 'delivered'

/** One step of a message's delivery, at the exchange that shows it. */
export interface Step {
  readonly step: StepName
  /** The exchange. */
  readonly n: number
  readonly conversationId: string
  readonly no: number
}

/**
 * Returns the steps that these exchanges show, in any order: a message is sent and accepted, an answer carries it, the next request of that
 * tab acks it with its cursor, and is accepted when it is answered or held; a receipt then tells its sender.
 */
export function stepsOf (exchanges: readonly ExchangeRecord[]): readonly Step[] {
  const ordered = [...exchanges].sort((one, other) => one.n - other.n)
  const steps: Step[] = []
  /** Messages that a tab was answered with and has not acked: by session and tab. */
  const unacked = new Map<string, Array<{ readonly seq: number, readonly conversationId: string, readonly no: number }>>()
  /** The highest number delivered, as receipts have told: by user and conversation. */
  const told = new Map<string, number>()
  const sent: Array<{ readonly username: string, readonly conversationId: string, readonly no: number }> = []

  for (const { n, username, sent: own, news, cursor, session, tab, way } of ordered) {
    if (own !== null && own.no !== null) {
      const place = { conversationId: own.conversationId, no: own.no }
      steps.push({ step: 'send', n, ...place }, { step: 'accepted', n, ...place })
      sent.push({ username, ...place })
    }
    if (way !== 'poll' && way !== 'held') continue
    const key = `${session} ${tab ?? ''}`
    const acked = seqOf(cursor)
    const waiting = unacked.get(key) ?? []
    for (const { seq, ...place } of waiting) {
      if (seq <= acked) steps.push({ step: 'ack', n, ...place }, { step: 'ack-accepted', n, ...place })
    }
    const carried = (news?.events ?? []).flatMap(({ seq, type, conversationId, no }) =>
      type === 'message' && conversationId !== null && no !== null ? [{ seq, conversationId, no }] : [])
    // An answer that was lost, and told again, is acked once.
    const fresh = carried.filter(({ seq }) => !waiting.some(known => known.seq === seq))
    unacked.set(key, [...waiting.filter(({ seq }) => seq > acked), ...fresh])
    for (const { seq: _, ...place } of carried) steps.push({ step: 'notified', n, ...place })
    for (const { conversationId, deliveredNo } of news?.receipts ?? []) {
      const talk = `${username} ${conversationId}`
      const before = told.get(talk) ?? 0
      told.set(talk, Math.max(before, deliveredNo))
      const theirs = sent.filter(each => each.username === username && each.conversationId === conversationId)
      for (const { no } of theirs) if (no > before && no <= deliveredNo) steps.push({ step: 'delivered', n, conversationId, no })
    }
  }
  return steps
}

/** Statuses of answers by which a cursor is accepted: others send it away before it is read. */
const ACCEPTING: ReadonlySet<string> = new Set(['events', 'idle'])

/** Returns the `seq` up to which an exchange has acknowledged everything: that of its cursor, once it was parked or answered; else 0. */
export function ackedBy ({ cursor, held, news }: Pick<ExchangeRecord, 'cursor' | 'held' | 'news'>): number {
  return held || (news !== null && ACCEPTING.has(news.status)) ? seqOf(cursor) : 0
}

/** Returns the `seq` in a cursor, which is `<run>.<seq>.<signal>` here and opaque to everybody else; 0 for none. */
export function seqOf (cursor: string | null): number {
  const [, seq = ''] = cursor?.split('.') ?? []
  return /^\d+$/.test(seq) ? Number(seq) : 0
}
