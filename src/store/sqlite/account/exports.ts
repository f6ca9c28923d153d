import type { ExportedConversation, ExportStore } from '#domain/account/exports.ts'
import { IS_UNCOVERED_PERIOD } from '#store/sqlite/conversations/visibility.ts'
import type { Database } from '#store/sqlite/database.ts'
import type { GroupCommit } from '#store/sqlite/group-commit.ts'

interface Read { readonly userId: string, readonly after: string, readonly limit: number }

/** `ExportStore`: counts messages by their numbers, which have no gaps (D2), so that counting reads none of them. */
export function sqliteExports (database: Database, commits: Pick<GroupCommit, 'nextTurn'>): ExportStore {
  const page = database.statement<[Read], ExportedConversation>(`
    SELECT p.conversation_id AS id, sum(max(0, ifnull(p.left_no, c.last_no) - p.joined_no + 1)) AS messages, max(ifnull(p.left_seq, c.last_seq)) AS lastSeq
    FROM memberships AS p CROSS JOIN conversations AS c
    WHERE p.user_id = @userId AND p.conversation_id > @after AND c.id = p.conversation_id AND ${IS_UNCOVERED_PERIOD}
      AND 0 = (SELECT last.removed FROM memberships AS last
        WHERE last.conversation_id = p.conversation_id AND last.user_id = @userId ORDER BY last.joined_seq DESC LIMIT 1)
    GROUP BY p.conversation_id ORDER BY p.conversation_id LIMIT @limit`)

  return {
    async conversations (userId, after, limit) {
      if (after !== '') await commits.nextTurn()
      return page.all({ userId, after, limit })
    }
  }
}
