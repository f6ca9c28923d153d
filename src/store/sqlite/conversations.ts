import type { ConversationStore } from '#domain/conversations.ts'
import { conversationsMaking, type ConversationParts } from './conversations-making.ts'
import { conversationsMembers } from './conversations-members.ts'
import { conversationsReading } from './conversations-reading.ts'
import type { Database } from './database.ts'
import type { GroupCommit } from './group-commit.ts'

export function sqliteConversations (database: Database, commits: GroupCommit, parts: ConversationParts): ConversationStore {
  const { summaries } = parts
  return {
    list: async (userId, page) => database.read(() => summaries.list(userId, page)),
    one: async (userId, conversationId) => database.read(() => summaries.one(userId, conversationId)),
    some: async (userId, conversationIds) => database.read(() => ({
      conversations: summaries.some(userId, conversationIds),
      unread: summaries.unreadTotal(userId)
    })),
    ...conversationsMaking(database, commits, parts),
    ...conversationsMembers(database, commits, parts),
    ...conversationsReading(database, commits)
  }
}
