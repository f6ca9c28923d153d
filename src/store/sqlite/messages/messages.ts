import type { MessageStore } from '#domain/messages/messages.ts'
import type { Database } from '#store/sqlite/database.ts'
import type { GroupCommit } from '#store/sqlite/group-commit.ts'
import { sqliteMessagesAppend, type AppendParts } from './messages-append.ts'
import { sqliteMessagesChange } from './messages-change.ts'
import { sqliteMessagesHistory } from './messages-history.ts'
import type { NewestMessages } from './newest-messages.ts'

export function sqliteMessages (
  database: Database, commits: GroupCommit, parts: AppendParts & { readonly newest: NewestMessages }
): MessageStore {
  const { newest, quotes } = parts
  const { readOne, ...history } = sqliteMessagesHistory(database, newest, quotes)
  return {
    ...sqliteMessagesAppend(database, commits, parts, readOne),
    ...sqliteMessagesChange(database, commits, quotes, readOne),
    ...history
  }
}
