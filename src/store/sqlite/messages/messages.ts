import type { MessageStore } from '#domain/messages/messages.ts'
import type { Database } from '#store/sqlite/database.ts'
import type { GroupCommit } from '#store/sqlite/group-commit.ts'
import type { LedgerEvents } from '#store/sqlite/delivery/ledger-events.ts'
import { messagesAppend, type AppendParts } from './messages-append.ts'
import { messagesChange } from './messages-change.ts'
import { messagesHistory } from './messages-history.ts'

export function sqliteMessages (
  database: Database, commits: GroupCommit, parts: AppendParts & { readonly events: LedgerEvents }
): MessageStore {
  return {
    ...messagesAppend(database, commits, parts),
    ...messagesChange(database, commits, parts),
    ...messagesHistory(database)
  }
}
