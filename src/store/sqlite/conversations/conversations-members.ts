import type { ConversationKind, ConversationStore } from '#domain/conversations/conversations.ts'
import type { Page } from '#domain/lists.ts'
import type { MemberList, Role } from '#domain/conversations/members.ts'
import { isUnopened } from './conversation-rows.ts'
import { MEMBER_COLUMNS, memberOf, type MemberRow } from './groups/standings.ts'
import type { Database } from '#store/sqlite/database.ts'
import type { GroupCommit } from '#store/sqlite/group-commit.ts'
import type { Transaction } from '#store/sqlite/transaction.ts'
import { listed, rowsToRead } from '#store/sqlite/paging.ts'

interface Current {
  readonly kind: ConversationKind
  readonly lastNo: number
  readonly role: Role
}

/** Lists the members of a conversation; lets one remove what they left. */
export function sqliteConversationsMembers (
  database: Database, commits: GroupCommit
): Pick<ConversationStore, 'remove' | 'members'> {
  const current = database.statement<[string, string], Current>(`
    SELECT c.kind, c.last_no AS lastNo, p.role
    FROM memberships AS p JOIN conversations AS c ON c.id = p.conversation_id
    WHERE p.conversation_id = ? AND p.user_id = ? AND p.left_seq IS NULL`)
  const page = database.statement<[string, string, number], MemberRow>(`
    SELECT ${MEMBER_COLUMNS}
    FROM memberships AS p CROSS JOIN users AS u
    WHERE p.conversation_id = ? AND p.left_seq IS NULL AND p.username > ? AND u.id = p.user_id
    ORDER BY p.username LIMIT ?`)
  const lastPeriod = database.statement<[string, string], { joinedSeq: number, hasLeft: number, removed: number }>(`
    SELECT joined_seq AS joinedSeq, left_seq IS NOT NULL AS hasLeft, removed FROM memberships
    WHERE conversation_id = ? AND user_id = ? ORDER BY joined_seq DESC LIMIT 1`)
  const setRemoved = database.statement<[string, string, number]>(`
    UPDATE memberships SET removed = 1 WHERE conversation_id = ? AND user_id = ? AND joined_seq = ?`)

  function remove (transaction: Transaction, userId: string, conversationId: string, at: number): boolean {
    const period = lastPeriod.get(conversationId, userId)
    if (period?.hasLeft !== 1) return false
    if (period.removed === 1) return true
    setRemoved.run(conversationId, userId, period.joinedSeq)
    transaction.tellUser(userId, { type: 'conversation-removed', conversationId }, at)
    return true
  }

  function members (userId: string, conversationId: string, asked: Page): MemberList | null {
    const period = current.get(conversationId, userId)
    if (period === undefined) return null
    // Hides whether the peer has opened it until there is a first message.
    const rows = page.all(conversationId, asked.after ?? '', rowsToRead(asked)).filter(({ id }) => !isUnopened(period) || id === userId)
    const { rows: shown, ...rest } = listed(rows, asked, ({ username }) => username)
    return { members: shown.map(row => memberOf(row, period)), ...rest }
  }

  return {
    remove: (userId, conversationId, at) => commits.write(transaction => remove(transaction, userId, conversationId, at)),

    async members (userId, conversationId, page) {
      return database.read(() => members(userId, conversationId, page))
    }
  }
}
