import type { MessageStore } from '#domain/messages/messages.ts'
import type { Database } from '#store/sqlite/database.ts'
import type { GroupCommit } from '#store/sqlite/group-commit.ts'
import { sqliteMessagesAppend, type AppendParts } from './messages-append.ts'
import { sqliteMessagesChange, type ChangeParts } from './messages-change.ts'
import type { MessagesHistory } from './messages-history.ts'

export function sqliteMessages (
  database: Database, commits: GroupCommit, parts: AppendParts & Omit<ChangeParts, 'readOne'> & { readonly history: MessagesHistory }
): MessageStore {
  const { audience, quotes, mentionRows, index } = parts
  const { readOne, ...history } = parts.history
  return {
    ...sqliteMessagesAppend(database, commits, parts, readOne),
    ...sqliteMessagesChange(database, commits, { quotes, audience, mentionRows, index, readOne }),
    ...history
  }
}
