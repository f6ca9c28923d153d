import type { Listed, Page } from '#domain/lists.ts'
import type { Database } from '#store/sqlite/database.ts'
import { listed, rowsToRead, timePlace, timePlaceOf, type TimePlace } from '#store/sqlite/paging.ts'

export type SharedGroups = ReturnType<typeof createSharedGroups>

/** Limit to the conversations of the one user that are looked at: as many as somebody may own, a few milliseconds. */
const LOOKED_AT_MAX = 5_000

/** Groups `c` that both users are in now: only what each of them sees of the other there anyway. */
const SHARED = `
  FROM (SELECT conversation_id FROM memberships WHERE user_id = @userId AND left_seq IS NULL LIMIT ${LOOKED_AT_MAX}) AS mine
    CROSS JOIN memberships AS theirs CROSS JOIN conversations AS c
  WHERE theirs.conversation_id = mine.conversation_id AND theirs.user_id = @otherId AND theirs.left_seq IS NULL
    AND c.id = mine.conversation_id AND c.kind = 'group' AND @userId <> @otherId`

/** Finds the groups that two people share. */
export function createSharedGroups (database: Database) {
  const any = database.statement<[{ userId: string, otherId: string }], { one: number }>(`SELECT 1 AS one ${SHARED} LIMIT 1`)
  const page = database.statement<[TimePlace & { userId: string, otherId: string, limit: number }], TimePlace>(`
    SELECT c.id, c.last_seq AS at ${SHARED} AND (c.last_seq, c.id) < (+@at, +@id)
    ORDER BY c.last_seq DESC, c.id DESC LIMIT @limit`)

  return {
    any: (userId: string, otherId: string): boolean => any.get({ userId, otherId }) !== undefined,

    /** Returns a page of their ids, those with the latest news first. */
    ids (userId: string, otherId: string, asked: Page): Listed<string> {
      const rows = page.all({ userId, otherId, ...timePlaceOf(asked.after), limit: rowsToRead(asked) })
      const { rows: shown, ...rest } = listed(rows, asked, timePlace)
      return { rows: shown.map(({ id }) => id), ...rest }
    }
  }
}
