import type { Database } from '#store/sqlite/database.ts'

export type MessagePlaces = ReturnType<typeof createMessagePlaces>

/**
 * Finds messages by `seq`. `no` and `seq` grow together, so a binary search over `no` finds a `seq`, and no index by `seq` has to
 * be written for every message.
 */
export function createMessagePlaces (database: Database) {
  const seqAt = database.statement<[string, number], { seq: number }>('SELECT seq FROM messages WHERE conversation_id = ? AND no = ?')
  const seqsFrom = database.statement<[string, number, number], { seq: number }>(`
    SELECT seq FROM messages WHERE conversation_id = ? AND no >= ? ORDER BY no LIMIT ?`)

  function isAfter (conversationId: string, no: number, seq: number): boolean {
    return (seqAt.get(conversationId, no)?.seq ?? 0) > seq
  }

  return {
    /**
     * Returns the first `no` above `fromNo` with a message after `seq`; `lastNo + 1` without one. The number of look-ups grows with the
     * logarithm of the number of messages.
     */
    firstAfter (conversationId: string, seq: number, lastNo: number, fromNo = 0): number {
      // Growing steps back from the newest, since few are missed as a rule; then a binary search between the last two.
      let after = lastNo + 1
      let before = lastNo
      for (let stride = 1; before > fromNo && isAfter(conversationId, before, seq); stride *= 2) {
        after = before
        before -= stride
      }
      before = Math.max(before, fromNo)
      while (after - before > 1) {
        const middle = Math.floor((before + after) / 2)
        if (isAfter(conversationId, middle, seq)) after = middle
        else before = middle
      }
      return Math.max(after, fromNo + 1)
    },

    /** Returns whether a message of the conversation has its `seq` in (fromSeq, toSeq]. */
    hasWithin (conversationId: string, fromSeq: number, toSeq: number, lastNo: number): boolean {
      const seq = seqAt.get(conversationId, this.firstAfter(conversationId, fromSeq, lastNo))?.seq
      return seq !== undefined && seq <= toSeq
    },

    /** Returns the `seq` of messages from `no` on, and stops at `toSeq`. */
    seqsFrom: (conversationId: string, no: number, toSeq: number, limit: number): number[] =>
      seqsFrom.all(conversationId, no, limit).map(row => row.seq).filter(seq => seq <= toSeq)
  }
}
