import type { ExchangeRecord } from '#domain/wire/records.ts'

/** Returns whether a message waited in the mailbox: the poll that brought it was not parked. */
export function isBetweenPolls ({ way, held, news }: ExchangeRecord): boolean {
  return way === 'poll' && !held && news !== null && news.events.some(({ type, again }) => type === 'message' && !again)
}

/**
 * Returns the exchanges whose answer cannot have arrived: the same tab asks again from the same cursor though it was told something, or
 * the same send comes a second time, or a fault switch lost it.
 */
export function lostAnswers (exchanges: readonly ExchangeRecord[]): ReadonlySet<number> {
  const lost = new Set<number>()
  const told = new Map<string, ExchangeRecord>()
  const stored = new Map<string, number>()
  for (const each of exchanges) {
    const { n, session, tab, cursor, news, sent, fault } = each
    if (fault === 'lose-poll-answer' || fault === 'lose-send-answer') lost.add(n)
    if (sent !== null && sent.clientId !== null) {
      const key = `${sent.conversationId} ${sent.clientId}`
      const before = stored.get(key)
      if (sent.duplicate && before !== undefined) lost.add(before)
      stored.set(key, n)
    }
    if (each.way !== 'poll' || tab === null) continue
    const key = `${session} ${tab}`
    const before = told.get(key)
    if (before !== undefined && before.cursor === cursor && (before.news?.events.length ?? 0) > 0) lost.add(before.n)
    told.set(key, { ...each, news })
  }
  return lost
}
