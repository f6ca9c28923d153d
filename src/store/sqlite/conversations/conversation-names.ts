import type { NamedConversation } from '#domain/conversations/finding.ts'
import type { Listed, Page } from '#domain/lists.ts'
import type { Database } from '#store/sqlite/database.ts'
import { listed, rowsToRead, timePlace } from '#store/sqlite/paging.ts'
import type { ConversationIndexes } from './conversation-indexes.ts'
import { placeOf } from './list-places.ts'
import { IS_LATEST_PERIOD } from './visibility.ts'

export type ConversationNames = ReturnType<typeof createConversationNames>

/** Names of a user's conversations in the order of their list. Use it inside one `database.read`. */
export function createConversationNames (database: Database, indexes: ConversationIndexes) {
  const names = database.statement<[{ userId: string, ids: string }], NamedConversation>(`
    SELECT c.id, CASE c.kind WHEN 'group' THEN ifnull(p.left_info ->> '$.title', c.title) WHEN 'direct' THEN ifnull(k.remark, '') || ' ' || u.display_name || ' ' || u.username END AS names
    FROM json_each(@ids) AS wanted CROSS JOIN conversations AS c CROSS JOIN memberships AS p
      LEFT JOIN users AS u ON u.id = CASE c.low_user WHEN @userId THEN c.high_user ELSE c.low_user END
      LEFT JOIN contacts AS k ON k.holder_id = @userId AND k.user_id = u.id
    WHERE c.id = wanted.value AND p.conversation_id = c.id AND p.user_id = @userId AND ${IS_LATEST_PERIOD}`)

  return {
    list (userId: string, page: Page): Listed<NamedConversation> {
      const index = indexes.of(userId)
      const entries = index.bySaid.newest(rowsToRead(page), placeOf(index, page.after))
      const { rows, ...rest } = listed(entries, page, ({ saidSeq, id }) => timePlace({ at: saidSeq, id }))
      const ids = rows.map(({ id }) => id)
      const found = new Map(names.all({ userId, ids: JSON.stringify(ids) }).map(row => [row.id, row]))
      return { rows: ids.flatMap(id => found.get(id) ?? []), ...rest }
    }
  }
}
