import type { MessageStore } from '#domain/messages/messages.ts'
import type { Database } from '#store/sqlite/database.ts'
import type { GroupCommit } from '#store/sqlite/group-commit.ts'
import type { Leftovers } from './kept/leftovers.ts'
import { sqliteMessagesAppend, type AppendParts } from './messages-append.ts'
import type { MessagesHistory } from './messages-history.ts'

interface MessagesParts extends AppendParts {
  readonly history: MessagesHistory
  readonly changes: Pick<MessageStore, 'edit' | 'recall'>
  readonly leftovers: Pick<Leftovers, 'clear'>
}

export function sqliteMessages (database: Database, commits: GroupCommit, parts: MessagesParts): MessageStore {
  const { readOne, ...history } = parts.history
  return {
    ...sqliteMessagesAppend(database, commits, parts, readOne),
    ...parts.changes,
    ...history,
    clearLeftovers: parts.leftovers.clear
  }
}
