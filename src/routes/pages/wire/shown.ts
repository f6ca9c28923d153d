import type { Accounts } from '#domain/account/accounts.ts'
import { DomainError } from '#domain/errors.ts'
import type { Demo } from '#domain/site/demo.ts'
import type { LedgerBooks } from '#domain/wire/ledger-book.ts'
import type { ExchangeRecord } from '#domain/wire/records.ts'
import type { Recorder } from '#domain/wire/recorder.ts'
import { scoreboardOf } from '#domain/wire/scoreboard.ts'
import { stepsOf } from '#domain/wire/steps.ts'
import type { WireShown } from '#views/wire/board.ts'

export interface ShownNeeds {
  readonly recorder: Recorder
  readonly ledgerBooks: LedgerBooks
  readonly accounts: Pick<Accounts, 'idOf'>
  /** Demo mode; null on every other server. */
  readonly demo: Demo | null
}

/** Returns what the wire view shows this user, and keeps the recording going. Throws TOO_MANY. */
export async function shownOf (needs: ShownNeeds, userId: string): Promise<WireShown> {
  const { recorder, ledgerBooks } = needs
  if (!recorder.watch(userId)) throw new DomainError('TOO_MANY', 'Too many people watch the wire view now. Try again later.', 60)
  // As of now: the ledger that is read afterwards then has all that they tell of.
  const exchanges = recorder.all(userId).map(row => ({ ...row })).sort((one, other) => one.n - other.n)
  const version = exchanges.reduce((highest, each) => Math.max(highest, each.version), 0)
  const part = await ledgerBooks(userId, firstSeq(exchanges))
  const others = await othersIn(needs, userId, exchanges)
  return { exchanges, others, steps: stepsOf(exchanges), board: scoreboardOf(exchanges, part), version }
}

/**
 * Returns the exchanges of all others of a demo's cast, numbered behind one's own. On other servers nothing of others is recorded, nor
 * where guests write to the cast: each would read all the others.
 */
async function othersIn (
  { recorder, accounts, demo }: ShownNeeds, userId: string, own: readonly ExchangeRecord[]
): Promise<ExchangeRecord[]> {
  const cast = demo === null || demo.guests !== undefined ? [] : demo.cast
  const ids = await Promise.all(cast.map(({ username }) => accounts.idOf(username)))
  const peers = ids.filter(id => id !== userId && recorder.accompany(id))
  const first = (own.at(-1)?.n ?? 0) + 1
  const rows = peers.flatMap(id => recorder.all(id)).sort((one, other) => one.startedAt - other.startedAt)
  return rows.map((row, at) => ({ ...row, n: first + at }))
}

/** Returns the `seq` after which these exchanges tell of the ledger; none at all have nothing to compare. */
function firstSeq (exchanges: readonly ExchangeRecord[]): number {
  return exchanges.reduce((lowest, { news, sent }) => Math.min(lowest, news?.fromSeq ?? Infinity, (sent?.seq ?? Infinity) - 1), Infinity)
}
