import type { Database } from '#store/sqlite/database.ts'

// Limit of ids in the cache, about 100 bytes each: twenty groups of the largest size, or a hundred thousand direct conversations.
const IDS_MAX = 200_000

interface Members { readonly ids: readonly string[], readonly newestJoinedNo: number }

export type Roster = ReturnType<typeof createRoster>

/** Cache of the current members by conversation, in id order: a post to ten thousand must not read ten thousand rows. */
export function createRoster (database: Database, idsMax = IDS_MAX) {
  const current = database.statement<[string], { userId: string, joinedNo: number }>(`
    SELECT user_id AS userId, joined_no AS joinedNo FROM memberships WHERE conversation_id = ? AND left_seq IS NULL ORDER BY user_id`)
  const known = new Map<string, Members>()
  let ids = 0
  // True when a membership changed since the last undo: only then can an undo make the cache wrong.
  let isChanged = false

  function drop (conversationId: string): void {
    ids -= known.get(conversationId)?.ids.length ?? 0
    known.delete(conversationId)
  }

  function membersOf (conversationId: string): Members {
    const found = known.get(conversationId)
    if (found !== undefined) return found
    const rows = current.all(conversationId)
    const members = {
      ids: rows.map(({ userId }) => userId),
      newestJoinedNo: rows.reduce((newest, { joinedNo }) => Math.max(newest, joinedNo), 0)
    }
    for (const oldest of known.keys()) {
      if (ids + rows.length <= idsMax) break
      drop(oldest)
    }
    known.set(conversationId, members)
    ids += rows.length
    return members
  }

  return {
    /** Returns the ids of the current members. The array is shared and must not be changed. */
    of: (conversationId: string): readonly string[] => membersOf(conversationId).ids,

    /** Returns the `joinedNo` of the member who came last: all of them see every message from there on. */
    newestJoinedNo: (conversationId: string): number => membersOf(conversationId).newestJoinedNo,

    /** Call it inside the unit that changes a membership. */
    changed (conversationId: string): void {
      isChanged = true
      drop(conversationId)
    },

    /** Call it when written rows were rolled back, or the database was reopened. */
    undone (): void {
      if (!isChanged) return
      isChanged = false
      known.clear()
      ids = 0
    }
  }
}
