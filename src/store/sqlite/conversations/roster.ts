import type { Database } from '#store/sqlite/database.ts'

// Ids kept in all, some 100 bytes each: twenty groups of the largest size, or a hundred thousand direct conversations.
const IDS_MAX = 200_000

export type Roster = ReturnType<typeof createRoster>

/** Who is a member now, by conversation, in id order: a post to ten thousand must not read ten thousand rows. */
export function createRoster (database: Database, idsMax = IDS_MAX) {
  const current = database.statement<[string], { userId: string }>(`
    SELECT user_id AS userId FROM memberships WHERE conversation_id = ? AND left_seq IS NULL ORDER BY user_id`)
  const known = new Map<string, readonly string[]>()
  let ids = 0
  // Whether a membership changed since the last undo: only then can an undo make what is known wrong.
  let isChanged = false

  function drop (conversationId: string): void {
    ids -= known.get(conversationId)?.length ?? 0
    known.delete(conversationId)
  }

  return {
    /** Ids of the current members. Shared: nobody writes into it. */
    of (conversationId: string): readonly string[] {
      const found = known.get(conversationId)
      if (found !== undefined) return found
      const members = current.all(conversationId).map(row => row.userId)
      for (const oldest of known.keys()) {
        if (ids + members.length <= idsMax) break
        drop(oldest)
      }
      known.set(conversationId, members)
      ids += members.length
      return members
    },

    /** To be called inside the unit that changes a membership. */
    changed (conversationId: string): void {
      isChanged = true
      drop(conversationId)
    },

    /** Written rows were taken back, or the database was reopened. */
    undone (): void {
      if (!isChanged) return
      isChanged = false
      known.clear()
      ids = 0
    }
  }
}
