import type { LedgerEvent } from '#domain/delivery/events.ts'
import type { LedgerStore, Run, Stretch } from '#domain/delivery/ledger.ts'
import { createCatchUp } from './catch-up.ts'
import { withheldForm } from '#domain/delivery/withheld.ts'
import type { ConversationIndexes } from '#store/sqlite/conversations/conversation-indexes.ts'
import type { Database } from '#store/sqlite/database.ts'
import type { GroupCommit } from '#store/sqlite/group-commit.ts'
import type { LedgerEvents } from './ledger-events.ts'
import type { Quotes } from '#store/sqlite/messages/quotes.ts'

// Rows deleted in one unit. More would delay the sends of that turn.
const TRIM_AT_ONCE = 1_000

export interface LedgerParts {
  readonly events: LedgerEvents
  readonly indexes: ConversationIndexes
  readonly quotes: Quotes
}

export function sqliteLedger (
  database: Database, commits: GroupCommit, { events, indexes, quotes }: LedgerParts
): Omit<LedgerStore, 'follow'> {
  const runs = database.statement<[], Run>('SELECT id, first_seq AS firstSeq FROM runs ORDER BY ordinal')
  const insertRun = database.statement<[string, number, number]>('INSERT INTO runs (id, first_seq, started_at) VALUES (?, ?, ?)')
  const takeRunStart = database.statement<[], { seq: string }>("DELETE FROM site WHERE key = 'nextRunFrom' RETURNING value AS seq")
  const first = database.statement<[], { seq: number | null }>('SELECT min(seq) AS seq FROM ledger')
  const visibleAfter = createCatchUp(database, commits, indexes)
  const oldest = database.statement<[number], { seq: number, at: number }>('SELECT seq, at FROM ledger ORDER BY seq LIMIT ?')
  const deleteTo = database.statement<[number]>('DELETE FROM ledger WHERE seq <= ?')

  let trimmedTo = (first.get()?.seq ?? 1) - 1

  async function trim (before: number): Promise<number> {
    let trimmed = 0
    for (;;) {
      const count = await commits.write(() => {
        const rows = oldest.all(TRIM_AT_ONCE)
        const kept = rows.findIndex(row => row.at >= before)
        // Keeps the newest event, which remembers the last number.
        const old = (kept === -1 ? rows : rows.slice(0, kept)).filter(row => row.seq < commits.head)
        // Set before the rows are deleted, so that polls for them are told `trimmed`. After a rollback this costs only a resync.
        trimmedTo = old.at(-1)?.seq ?? trimmedTo
        deleteTo.run(trimmedTo)
        return old.length
      })
      trimmed += count
      if (count < TRIM_AT_ONCE) return trimmed
    }
  }

  // Caches have the form with the excerpt.
  function seenBy (userId: string, event: LedgerEvent): LedgerEvent {
    const replyTo = 'message' in event ? event.message.replyTo : undefined
    if (replyTo?.excerpt === undefined || !('message' in event)) return event
    return quotes.maySee(userId, event.conversationId, replyTo.no) ? event : withheldForm(event)
  }

  return {
    async beginRun ({ id, at }) {
      const begun = await commits.write(({ nextSeq }) => {
        insertRun.run(id, Number(takeRunStart.get()?.seq ?? nextSeq), at)
        return runs.all()
      })
      commits.hasBegunRun()
      return begun
    },

    head: () => commits.head,
    trimmedTo: () => trimmedTo,
    trim,

    async after (userId: string, seq: number, limit: number): Promise<Stretch> {
      const { seqs, toSeq, more } = await visibleAfter(userId, Math.max(seq, trimmedTo), limit + 1)
      return database.read(() => {
        const told = seqs.slice(0, limit).map(each => seenBy(userId, events.at(each)))
        const isCut = seqs.length > limit
        return { events: told, toSeq: isCut ? told.at(-1)?.seq ?? seq : toSeq, more: isCut || more }
      })
    }
  }
}
