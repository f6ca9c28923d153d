import type { Delivery, LedgerEvent } from '#domain/delivery/events.ts'
import type { UserRef } from '#domain/people/users.ts'
import type { Database } from '#store/sqlite/database.ts'
import { bodyOf } from './ledger-rows.ts'
import { BEFORE_COLUMNS, BEFORE_JOIN, beforeOf, MESSAGE_COLUMNS, type BeforeRow, type MessageRow } from '#store/sqlite/messages/message-rows.ts'
import { QUOTE_JOIN, quoteColumns, quotingMessageOf, type QuoteRow } from '#store/sqlite/messages/quotes.ts'

// Events cached: a whole company that returns after a restart reads the same rows. Droppable; recalls remove entries.
const KEPT_MAX = 4_096

interface EventRow extends MessageRow, BeforeRow, QuoteRow {
  readonly seq: number
  readonly type: string
  readonly eventAt: number
  readonly detail: string | null
  readonly messageSeq: number
  readonly formerName: string | null
  readonly recallerFormerName: string | null
  readonly authorFormerName: string | null
  readonly quotedFormerName: string | null
  readonly formerBody: string | null
  readonly formerAt: number | null
  readonly formerMentions: string | null
  readonly formerMentionsAll: number | null
}

// SQL: the name that a user had at the `seq` of the row, when they have another now.
function formerName (userId: string): string {
  return `(SELECT f.display_name FROM former_names AS f WHERE f.user_id = ${userId} AND f.last_seq >= l.seq ORDER BY f.last_seq LIMIT 1)`
}

export type LedgerEvents = ReturnType<typeof createLedgerEvents>

/**
 * Composes events from the references in the ledger. Each equals what was posted when it was new, with the message's text and the sender's
 * name as of that `seq`. Every event of a recalled message is served as recalled (D15).
 */
export function createLedgerEvents (database: Database) {
  const row = database.statement<[number], EventRow>(`
    SELECT l.seq, l.type, l.at AS eventAt, l.detail, m.seq AS messageSeq, ${MESSAGE_COLUMNS}, ${BEFORE_COLUMNS},
      r.body AS formerBody, r.at AS formerAt, r.mentions AS formerMentions, r.mentions_all AS formerMentionsAll, ${formerName('m.sender_id')} AS formerName,
      ${formerName('m.recalled_by')} AS recallerFormerName,
      ${formerName('m.forwarded_from')} AS authorFormerName,
      ${quoteColumns('l.seq')}, ${formerName('q.sender_id')} AS quotedFormerName
    FROM ledger AS l
      LEFT JOIN messages AS m ON m.conversation_id = l.conversation_id AND m.no = l.no
      LEFT JOIN users AS u ON u.id = m.sender_id
      ${BEFORE_JOIN}
      ${QUOTE_JOIN}
      LEFT JOIN revisions AS r ON r.message_seq = m.seq AND r.seq = l.seq
    WHERE l.seq = ?`)
  const kept = new Map<number, LedgerEvent>()

  function compose (seq: number): LedgerEvent {
    const found = row.get(seq)
    if (found === undefined) throw new Error(`The ledger has no event ${seq}.`)
    const body = found.detail === null ? messageBody(found) : bodyOf(found.detail)
    return { seq, ...body, at: found.eventAt }
  }

  return {
    at (seq: number): LedgerEvent {
      const known = kept.get(seq)
      if (known !== undefined) return known
      const event = compose(seq)
      kept.set(seq, event)
      for (const oldest of kept.keys()) {
        if (kept.size <= KEPT_MAX) break
        kept.delete(oldest)
      }
      return event
    },

    /** Drops these events from the cache: their content must not be served again. */
    forget (seqs: Delivery['forget']): void {
      if (seqs === 'all') return kept.clear()
      for (const seq of seqs) kept.delete(seq)
    },

    forgetAll (): void {
      kept.clear()
    }
  }
}

function messageBody (row: EventRow) {
  const message = quotingMessageOf({
    ...row,
    ...wordsAt(row),
    displayName: row.formerName ?? row.displayName,
    quotedName: row.quotedFormerName ?? row.quotedName,
    forwardedFrom: row.authorFormerName ?? row.forwardedFrom,
    recalledBy: renamed(row.recalledBy, row.recallerFormerName),
    // Events tell the text; reactions have their own. A file that was deleted since is told as deleted.
    reactedSeq: null,
    ...(row.recalledAt === null && { changedSeq: row.seq, filesSeq: null })
  })
  const type = row.type as 'message' | 'message-edited' | 'message-recalled'
  return { type, conversationId: row.conversationId, message, previous: beforeOf(row) }
}

function renamed (user: string | null, displayName: string | null): string | null {
  return user === null || displayName === null ? user : JSON.stringify({ ...JSON.parse(user) as UserRef, displayName })
}

// Revisions have the former texts, the message itself the current one. A recall deletes the revisions.
function wordsAt (row: EventRow): Partial<MessageRow> {
  if (row.formerBody === null) return {}
  const mentioned = { mentions: row.formerMentions, mentionsAll: row.formerMentionsAll ?? 0 }
  return { ...mentioned, body: row.formerBody, editedAt: row.seq === row.messageSeq ? null : row.formerAt }
}
