import type { ConversationSummary } from '#domain/conversations/conversations.ts'
import type { GroupInvitationStore } from '#domain/conversations/group-invitations.ts'
import type { ConversationSummaries } from '#store/sqlite/conversations/conversation-summaries.ts'
import type { Database } from '#store/sqlite/database.ts'
import type { GroupCommit } from '#store/sqlite/group-commit.ts'
import type { Transaction } from '#store/sqlite/transaction.ts'
import type { GroupParts } from '#store/sqlite/conversations/groups/group-parts.ts'
import { invitationOf } from './invitation-rows.ts'
import { userOf } from '#store/sqlite/conversations/groups/standings.ts'

/** Answers to invitations into groups. */
export function sqliteGroupInvitations (
  database: Database, commits: GroupCommit, parts: GroupParts & { readonly summaries: ConversationSummaries }
): GroupInvitationStore {
  const { users, standings, joinAll, summaries, invitations } = parts

  function accept (transaction: Transaction, userId: string, id: string, max: number, at: number): ConversationSummary | 'members-max' | null {
    const row = invitations.of(id, userId)
    const user = users.of(userId)
    if (row === null || user === null || row.state === 'rejected') return null
    const { conversationId, memberCount, lastNo } = row
    const isMember = standings.of(conversationId, userId) !== null
    // Accepted once, and left since.
    if (!isMember && row.state === 'accepted') return null
    if (!isMember && memberCount >= max) return 'members-max'
    if (!isMember) joinAll(transaction, conversationId, [userId], { sender: userOf(user), body: { line: 'joined', who: user.displayName }, lastNo }, at)
    return summaries.one(userId, conversationId)
  }

  return {
    list: async (userId, page) => database.read(() => invitations.list(userId, page)),
    accept: (userId, id, max, at) => commits.write(transaction => accept(transaction, userId, id, max, at)),

    reject: (userId, id, at) => commits.write(transaction => {
      const row = invitations.of(id, userId)
      if (row === null || row.state === 'accepted') return null
      return row.state === 'rejected' ? invitationOf(row) : invitations.settle(transaction, row, 'rejected', at)
    })
  }
}
