import type { ExportedFile } from '#domain/account/exported-files.ts'
import type { ExportedConversation, ExportStore } from '#domain/account/exports.ts'
import { IS_UNCOVERED_PERIOD, numberWithin } from '#store/sqlite/conversations/visibility.ts'
import type { Database } from '#store/sqlite/database.ts'
import type { GroupCommit } from '#store/sqlite/group-commit.ts'

interface FilesRead extends Pick<ExportedFile, 'conversationId' | 'no' | 'position'> { readonly userId: string, readonly limit: number }
interface Read { readonly userId: string, readonly after: string, readonly limit: number }

/** `ExportStore`: counts messages by their numbers, which have no gaps (D2), so that counting reads none of them. */
export function sqliteExports (database: Database, commits: Pick<GroupCommit, 'nextTurn'>): ExportStore {
  const page = database.statement<[Read], Omit<ExportedConversation, 'hasFiles'> & { readonly hasFiles: number }>(`
    SELECT p.conversation_id AS id, sum(max(0, ifnull(p.left_no, c.last_no) - p.joined_no + 1)) AS messages, max(ifnull(p.left_seq, c.last_seq)) AS lastSeq,
      max(EXISTS (SELECT 1 FROM message_files AS x
        WHERE x.conversation_id = p.conversation_id AND ${numberWithin('x.no', 'p', '0', 'c.last_no')})) AS hasFiles
    FROM memberships AS p CROSS JOIN conversations AS c
    WHERE p.user_id = @userId AND p.conversation_id > @after AND c.id = p.conversation_id AND ${IS_UNCOVERED_PERIOD}
      AND 0 = (SELECT last.removed FROM memberships AS last
        WHERE last.conversation_id = p.conversation_id AND last.user_id = @userId ORDER BY last.joined_seq DESC LIMIT 1)
    GROUP BY p.conversation_id ORDER BY p.conversation_id LIMIT @limit`)

  const files = database.statement<[FilesRead], ExportedFile>(`
    SELECT x.conversation_id AS conversationId, x.no, x.position, f.id, f.name
    FROM memberships AS p CROSS JOIN message_files AS x CROSS JOIN files AS f
    WHERE p.conversation_id = @conversationId AND p.user_id = @userId AND ${IS_UNCOVERED_PERIOD}
      AND x.conversation_id = p.conversation_id AND ${numberWithin('x.no', 'p', '@no', `${Number.MAX_SAFE_INTEGER}`)}
      AND (x.no > @no OR x.position > @position) AND f.id = x.file_id AND f.hash IS NOT NULL
    ORDER BY p.joined_seq, x.no, x.position LIMIT @limit`)

  return {
    async conversations (userId, after, limit) {
      if (after !== '') await commits.nextTurn()
      return page.all({ userId, after, limit }).map(row => ({ ...row, hasFiles: row.hasFiles === 1 }))
    },

    async files (userId, conversationId, after, limit) {
      await commits.nextTurn()
      return files.all({ userId, conversationId, no: after?.no ?? 0, position: after?.position ?? -1, limit })
    }
  }
}
