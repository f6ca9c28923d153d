import type { ConversationIndexes } from '#store/sqlite/conversations/conversation-indexes.ts'
import type { Database } from '#store/sqlite/database.ts'
import type { GroupCommit } from '#store/sqlite/group-commit.ts'
import { createMessagePlaces } from '#store/sqlite/messages/message-places.ts'
import { numberVisible } from '#store/sqlite/conversations/visibility.ts'

const BOUNDS = {
  /** Conversations or rows read in one event-loop turn, some 3 ms. The rest waits for the next turns. */
  conversationsAtOnce: 100,
  rowsAtOnce: 2_000,
  /** Rows read for one answer, some 100 ms in slices. The answer then has what was found so far. */
  rowsMax: 50_000,
  /** Reading one conversation costs as much as reading so many rows of the ledger. */
  rowsForOne: 7
}

interface Period {
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

interface Rows { readonly userId: string, readonly from: number, readonly to: number, readonly limit: number }

/** The `seq` of every event that a user may see up to `toSeq`, in order. `more`: the head was too far away. */
export interface Found { readonly seqs: number[], readonly toSeq: number, readonly more: boolean }

/** Reads what a user may see of the ledger in bounded slices, however many conversations they have and however long they were away. */
export function createCatchUp (database: Database, commits: GroupCommit, indexes: ConversationIndexes, bounds = BOUNDS) {
  const { conversationsAtOnce, rowsAtOnce, rowsMax, rowsForOne } = bounds
  const own = database.statement<[string, number, number, number], { seq: number }>(`
    SELECT seq FROM ledger WHERE user_id = ? AND seq > ? AND seq <= ? ORDER BY seq LIMIT ?`)
  // Skips periods that ended before the cursor.
  const periods = database.statement<[string, string, number], Period>(`
    SELECT p.joined_seq AS joinedSeq, p.joined_no AS joinedNo, p.left_seq AS leftSeq, c.last_no AS lastNo
    FROM memberships AS p JOIN conversations AS c ON c.id = p.conversation_id
    WHERE p.conversation_id = ? AND p.user_id = ? AND (p.left_seq IS NULL OR p.left_seq > ?)`)
  // No index has a conversation that the user removed from their list, and what came before that is still told.
  const removed = database.statement<[string, number], { id: string }>(`
    SELECT json_extract(detail, '$.conversationId') AS id FROM ledger WHERE type = 'conversation-removed' AND user_id = ? AND seq > ?`)
  // Skips edits of messages from before the period, unless an earlier period covers the message.
  const othersInPeriod = database.statement<[PeriodRead], { seq: number }>(`
    SELECT l.seq FROM ledger AS l
    WHERE l.conversation_id = @conversationId AND l.type <> 'message' AND l.seq > @from AND l.seq <= @to
      AND (l.no IS NULL OR l.no >= @joinedNo OR ${numberVisible('l.no', '@conversationId', '@userId')})
    ORDER BY l.seq LIMIT @limit`)
  const visibleRows = database.statement<[Rows], { seq: number }>(`
    SELECT l.seq FROM ledger AS l
    WHERE l.seq > @from AND l.seq <= @to AND (l.user_id = @userId OR EXISTS (
      SELECT 1 FROM memberships AS p
      WHERE p.conversation_id = l.conversation_id AND p.user_id = @userId
        AND p.joined_seq <= l.seq AND (p.left_seq IS NULL OR p.left_seq >= l.seq)
        AND (l.no IS NULL OR l.no >= p.joined_no OR ${numberVisible('l.no', 'l.conversation_id', '@userId')})))
    ORDER BY l.seq LIMIT @limit`)
  const places = createMessagePlaces(database)

  // Reads conversation by conversation. Later commits lie above `head` and change nothing below it.
  async function byConversation (userId: string, after: number, head: number, limit: number): Promise<Found> {
    // Once more than `limit` are found, events above the last of them do not matter.
    let bound = head
    let seqs = own.all(userId, after, bound, limit).map(row => row.seq)
    let count = 0
    // Least recently changed first, because they have the oldest events.
    const index = indexes.of(userId)
    const gone = new Set(removed.all(userId, after).map(({ id }) => id).filter(id => index.get(id) === undefined))
    for (const conversationId of [...gone, ...index.byNews.after(after).map(({ id }) => id)]) {
      if (++count % conversationsAtOnce === 0) await commits.nextTurn()
      for (const { joinedSeq, joinedNo, leftSeq, lastNo } of periods.all(conversationId, userId, after)) {
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
    }
    return { seqs: seqs.sort((a, b) => a - b), toSeq: head, more: false }
  }

  // Reads the ledger row by row.
  async function byRow (userId: string, after: number, limit: number): Promise<Found> {
    const seqs: number[] = []
    for (let from = after; ;) {
      const to = Math.min(from + rowsAtOnce, commits.head)
      for (const { seq } of visibleRows.all({ userId, from, to, limit: limit - seqs.length })) seqs.push(seq)
      if (seqs.length >= limit || to === commits.head || to - after >= rowsMax) return { seqs, toSeq: to, more: to < commits.head }
      from = to
      await commits.nextTurn()
    }
  }

  /** Returns the first `limit` events after `after`, or fewer when there are no more up to `toSeq`. */
  return async function visibleAfter (userId: string, after: number, limit: number): Promise<Found> {
    await indexes.ready(userId)
    const { head } = commits
    const changed = indexes.of(userId).byNews.countAfter(after)
    // Takes the cheaper way: each changed conversation has an event to tell, which bounds the reads of both ways for `limit` events.
    const isDense = changed > conversationsAtOnce && changed * changed * rowsForOne > limit * (head - after)
    return isDense ? await byRow(userId, after, limit) : await byConversation(userId, after, head, limit)
  }
}
