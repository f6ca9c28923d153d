import { SNAPSHOT_CONVERSATIONS } from '#domain/conversations.ts'
import type { SnapshotStore } from '#domain/snapshot.ts'
import { ACCOUNT_COLUMNS, accountOf, type AccountRow } from './account-rows.ts'
import type { ContactLists } from './contact-lists.ts'
import type { ConversationIndexes } from './conversation-indexes.ts'
import type { ConversationSummaries } from './conversation-summaries.ts'
import type { Database } from './database.ts'
import type { GroupCommit } from './group-commit.ts'

export interface SnapshotParts {
  readonly summaries: ConversationSummaries
  readonly indexes: ConversationIndexes
  readonly contactLists: ContactLists
}

/** Everything a fresh page needs, and the `seq` it is true at, from one read (D16). */
export function sqliteSnapshots (
  database: Database, commits: GroupCommit, { summaries, indexes, contactLists }: SnapshotParts
): SnapshotStore {
  const account = database.statement<[string], AccountRow>(`
    SELECT ${ACCOUNT_COLUMNS} FROM users AS u JOIN accounts AS a ON a.user_id = u.id WHERE u.id = ? AND u.deleted_at IS NULL`)

  return {
    async take (userId) {
      await indexes.ready(userId)
      return database.read(() => {
        const me = account.get(userId)
        if (me === undefined) return null
        const { conversations, more, unread } = summaries.list(userId, { limit: SNAPSHOT_CONVERSATIONS })
        return {
          me: accountOf(me),
          contacts: contactLists.contacts(userId),
          requests: contactLists.requests(userId),
          conversations,
          more,
          unread,
          seq: commits.head
        }
      })
    }
  }
}
