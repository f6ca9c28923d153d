import type { ConversationStore } from '#domain/conversations/conversations.ts'
import { createConversationNames } from './conversation-names.ts'
import { sqliteConversationsMaking, type ConversationParts } from './conversations-making.ts'
import { sqliteConversationsMembers } from './conversations-members.ts'
import { sqliteConversationsReading } from './conversations-reading.ts'
import { sqliteOwnSettings } from './own/own-settings.ts'
import { createReadingToEnd, sqliteReadAll } from './own/read-all.ts'
import type { Database } from '#store/sqlite/database.ts'
import type { GroupCommit } from '#store/sqlite/group-commit.ts'

export function sqliteConversations (database: Database, commits: GroupCommit, parts: ConversationParts): ConversationStore {
  const { summaries, indexes } = parts
  const readToEnd = createReadingToEnd(database)
  const names = createConversationNames(database, indexes)
  return {
    async list (userId, page) {
      await indexes.ready(userId)
      return database.read(() => summaries.list(userId, page))
    },

    async names (userId, page) {
      await indexes.ready(userId)
      return database.read(() => names.list(userId, page))
    },

    one: async (userId, conversationId) => database.read(() => summaries.one(userId, conversationId)),

    async some (userId, conversationIds) {
      await indexes.ready(userId)
      return database.read(() => summaries.some(userId, conversationIds))
    },

    inMemory: (userId, conversationIds) => summaries.inMemory(userId, conversationIds),

    ...sqliteConversationsMaking(database, commits, parts),
    ...sqliteConversationsMembers(database, commits),
    ...sqliteConversationsReading(database, commits),
    ...sqliteReadAll(database, commits, indexes, readToEnd),
    ...sqliteOwnSettings(database, commits, summaries, readToEnd)
  }
}
