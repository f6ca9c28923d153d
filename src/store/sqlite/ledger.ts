import type { LedgerStore, Run, Stretch } from '#domain/events.ts'
import type { Database } from './database.ts'
import type { GroupCommit } from './group-commit.ts'
import type { LedgerEvents } from './ledger-events.ts'
import { createMessagePlaces } from './message-places.ts'
import { numberVisible } from './visibility.ts'

// Deleting more in one unit would hold up the sends of that turn.
const TRIM_AT_ONCE = 1_000

interface Period {
  readonly conversationId: string
  readonly joinedSeq: number
  readonly joinedNo: number
  readonly leftSeq: number | null
  readonly lastNo: number
}

interface PeriodRead {
  readonly userId: string
  readonly conversationId: string
  readonly from: number
  readonly to: number
  readonly joinedNo: number
  readonly limit: number
}

/** Begins a run (D11) and reads the ledger for polls that memory cannot answer. */
export function sqliteLedger (
  database: Database, commits: GroupCommit, events: LedgerEvents, run: { readonly id: string, readonly at: number }
): LedgerStore {
  const runs = database.statement<[], Run>('SELECT id, first_seq AS firstSeq FROM runs ORDER BY ordinal')
  const beginRun = database.statement<[string, number, number]>('INSERT INTO runs (id, first_seq, started_at) VALUES (?, ?, ?)')
  const first = database.statement<[], { seq: number | null }>('SELECT min(seq) AS seq FROM ledger')
  // Only where something happened after the cursor, and not after the viewer left.
  const periods = database.statement<[string, number, number], Period>(`
    SELECT p.conversation_id AS conversationId, p.joined_seq AS joinedSeq, p.joined_no AS joinedNo, p.left_seq AS leftSeq, c.last_no AS lastNo
    FROM memberships AS p JOIN conversations AS c ON c.id = p.conversation_id
    WHERE p.user_id = ? AND c.last_seq > ? AND (p.left_seq IS NULL OR p.left_seq > ?)`)
  // An edit inside the period may be of a message before it: that one stays unseen, unless an earlier period covers it.
  const othersInPeriod = database.statement<[PeriodRead], { seq: number }>(`
    SELECT l.seq FROM ledger AS l
    WHERE l.conversation_id = @conversationId AND l.type <> 'message' AND l.seq > @from AND l.seq <= @to
      AND (l.no IS NULL OR l.no >= @joinedNo OR ${numberVisible('l.no', '@conversationId', '@userId')})
    ORDER BY l.seq LIMIT @limit`)
  const places = createMessagePlaces(database)
  const own = database.statement<[string, number, number, number], { seq: number }>(`
    SELECT seq FROM ledger WHERE user_id = ? AND seq > ? AND seq <= ? ORDER BY seq LIMIT ?`)
  const oldest = database.statement<[number], { seq: number, at: number }>('SELECT seq, at FROM ledger ORDER BY seq LIMIT ?')
  const deleteTo = database.statement<[number]>('DELETE FROM ledger WHERE seq <= ?')

  beginRun.run(run.id, commits.head + 1, run.at)
  const begun = runs.all()
  let trimmedTo = (first.get()?.seq ?? 1) - 1

  // The numbers of the first `limit` events after `after` that this user may see, in order.
  function visibleSeqs (userId: string, after: number, limit: number): number[] {
    // Once more than `limit` are found, nothing above the last of them matters any more.
    let bound = commits.head
    let seqs = own.all(userId, after, bound, limit).map(row => row.seq)
    for (const { conversationId, joinedSeq, joinedNo, leftSeq, lastNo } of periods.all(userId, after, after)) {
      const from = Math.max(after, joinedSeq - 1)
      const to = Math.min(bound, leftSeq ?? bound)
      if (from >= to) continue
      const firstNo = Math.max(joinedNo, places.firstAfter(conversationId, from, lastNo))
      for (const seq of places.seqsFrom(conversationId, firstNo, to, limit)) seqs.push(seq)
      for (const { seq } of othersInPeriod.all({ userId, conversationId, from, to, joinedNo, limit })) seqs.push(seq)
      if (seqs.length > limit) {
        seqs = seqs.sort((a, b) => a - b).slice(0, limit)
        bound = seqs[limit - 1] ?? bound
      }
    }
    return seqs.sort((a, b) => a - b)
  }

  async function trim (before: number): Promise<number> {
    let trimmed = 0
    for (;;) {
      const count = await commits.write(() => {
        const rows = oldest.all(TRIM_AT_ONCE)
        const kept = rows.findIndex(row => row.at >= before)
        // The newest event stays: it is what remembers the numbers given.
        const old = (kept === -1 ? rows : rows.slice(0, kept)).filter(row => row.seq < commits.head)
        // Before the rows go: who asks for them must be told that they are trimmed. A rollback then only costs a resync.
        trimmedTo = old.at(-1)?.seq ?? trimmedTo
        deleteTo.run(trimmedTo)
        return old.length
      })
      trimmed += count
      if (count < TRIM_AT_ONCE) return trimmed
    }
  }

  return {
    runs: () => begun,
    head: () => commits.head,
    trimmedTo: () => trimmedTo,
    trim,

    async after (userId: string, seq: number, limit: number): Promise<Stretch> {
      return database.read(() => {
        const seqs = visibleSeqs(userId, Math.max(seq, trimmedTo), limit + 1)
        const more = seqs.length > limit
        const told = (more ? seqs.slice(0, limit) : seqs).map(each => events.at(each))
        return { events: told, toSeq: more ? told.at(-1)?.seq ?? seq : commits.head, more }
      })
    }
  }
}
