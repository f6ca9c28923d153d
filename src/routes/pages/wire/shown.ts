import { DomainError } from '#domain/errors.ts'
import type { LedgerBooks } from '#domain/wire/ledger-book.ts'
import type { ExchangeRecord } from '#domain/wire/records.ts'
import type { Recorder } from '#domain/wire/recorder.ts'
import { scoreboardOf } from '#domain/wire/scoreboard.ts'
import { stepsOf } from '#domain/wire/steps.ts'
import type { WireShown } from '#views/wire/board.ts'

export interface ShownNeeds { readonly recorder: Recorder, readonly ledgerBooks: LedgerBooks }

/** Returns what the wire view shows this user, and keeps the recording going. Throws TOO_MANY. */
export async function shownOf ({ recorder, ledgerBooks }: ShownNeeds, userId: string): Promise<WireShown> {
  if (!recorder.watch(userId)) throw new DomainError('TOO_MANY', 'Too many people watch the wire view now. Try again later.', 60)
  // As of now: the ledger that is read afterwards then has all that they tell of.
  const exchanges = recorder.all(userId).map(row => ({ ...row })).sort((one, other) => one.n - other.n)
  const version = exchanges.reduce((highest, each) => Math.max(highest, each.version), 0)
  const part = await ledgerBooks(userId, firstSeq(exchanges))
  return { exchanges, steps: stepsOf(exchanges), board: scoreboardOf(exchanges, part), version }
}

/** Returns the `seq` after which these exchanges tell of the ledger; none at all have nothing to compare. */
function firstSeq (exchanges: readonly ExchangeRecord[]): number {
  return exchanges.reduce((lowest, { news, sent }) => Math.min(lowest, news?.fromSeq ?? Infinity, (sent?.seq ?? Infinity) - 1), Infinity)
}
