import { SNAPSHOT_CONVERSATIONS } from '#domain/conversations/conversations.ts'
import { LIST_PAGE } from '#domain/lists.ts'
import type { Outline, SnapshotStore } from '#domain/delivery/snapshot.ts'
import { ACCOUNT_COLUMNS, accountOf, type AccountRow } from '#store/sqlite/account/account-rows.ts'
import type { ContactLists } from '#store/sqlite/people/contact-lists.ts'
import type { ConversationIndexes } from '#store/sqlite/conversations/conversation-indexes.ts'
import type { ConversationSummaries } from '#store/sqlite/conversations/conversation-summaries.ts'
import type { Database } from '#store/sqlite/database.ts'
import type { GroupCommit } from '#store/sqlite/group-commit.ts'

export interface SnapshotParts {
  readonly summaries: ConversationSummaries
  readonly indexes: ConversationIndexes
  readonly contactLists: ContactLists
}

/** Reads snapshots for pages and fresh clients together with their `seq`, in one unit (D16). */
export function sqliteSnapshots (
  database: Database, commits: GroupCommit, { summaries, indexes, contactLists }: SnapshotParts
): SnapshotStore {
  const account = database.statement<[string], AccountRow>(`
    SELECT ${ACCOUNT_COLUMNS} FROM users AS u JOIN accounts AS a ON a.user_id = u.id WHERE u.id = ? AND u.deleted_at IS NULL`)

  function outline (userId: string): Omit<Outline, 'asking'> | null {
    const me = account.get(userId)
    if (me === undefined) return null
    const { conversations, more, unread, archived } = summaries.list(userId, { limit: SNAPSHOT_CONVERSATIONS })
    return { me: accountOf(me), conversations, more, unread, archived, seq: commits.head }
  }

  return {
    async outline (userId) {
      await indexes.ready(userId)
      return database.read(() => {
        const found = outline(userId)
        return found === null ? null : { ...found, asking: contactLists.asking(userId) }
      })
    },

    async take (userId) {
      await indexes.ready(userId)
      return database.read(() => {
        const found = outline(userId)
        if (found === null) return null
        const { incoming, outgoing } = contactLists.requests(userId, { limit: LIST_PAGE })
        return {
          ...found,
          contacts: contactLists.contacts(userId, { limit: LIST_PAGE }).rows,
          requests: { incoming, outgoing },
          counts: contactLists.counts(userId)
        }
      })
    }
  }
}
