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
    return keep(conversationId, {
      ids: rows.map(({ userId }) => userId),
      newestJoinedNo: rows.reduce((newest, { joinedNo }) => Math.max(newest, joinedNo), 0)
    })
  }

  function keep (conversationId: string, members: Members): Members {
    for (const oldest of known.keys()) {
      if (ids + members.ids.length <= idsMax) break
      drop(oldest)
    }
    known.set(conversationId, members)
    ids += members.ids.length
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

    /** The same where people came and nothing else changed: those who were there are not read again. `joinedNo` begins what they see. */
    joined (conversationId: string, userIds: readonly string[], joinedNo: number): void {
      const before = known.get(conversationId)
      this.changed(conversationId)
      if (before === undefined) return
      keep(conversationId, { ids: merged(before.ids, userIds.toSorted()), newestJoinedNo: Math.max(before.newestJoinedNo, joinedNo) })
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

/** Returns the ids of both lists, which are sorted, in order: sorting ten thousand for a few that came takes ten times as long. */
function merged (many: readonly string[], few: readonly string[]): string[] {
  const all: string[] = []
  let from = 0
  for (const id of few) {
    for (; from < many.length && (many[from] as string) < id; from++) all.push(many[from] as string)
    all.push(id)
  }
  for (; from < many.length; from++) all.push(many[from] as string)
  return all
}
