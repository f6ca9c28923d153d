import type { SystemLine } from '#domain/messages/message-kinds.ts'
import type { UserRef } from '#domain/people/users.ts'
import { CONVERSATION_COLUMNS, CONVERSATION_TABLES, infoOf, isUnopened, type ConversationRow } from './conversation-rows.ts'
import type { Database } from '#store/sqlite/database.ts'
import type { Transaction } from '#store/sqlite/transaction.ts'
import type { MessageLines } from '#store/sqlite/messages/message-lines.ts'
import type { Roster } from './roster.ts'

export type DirectConversations = ReturnType<typeof createDirectConversations>

/**
 * The one conversation of two people, or of one person alone. The row is made first; each of the two sees it only from their own
 * membership on, and the peer is not told of that until the first accepted message opens it to both.
 */
export function createDirectConversations (database: Database, roster: Roster, lines: MessageLines) {
  const byId = database.statement<[string], ConversationRow>(`SELECT ${CONVERSATION_COLUMNS} FROM ${CONVERSATION_TABLES} WHERE c.id = ?`)
  const ofPair = database.statement<[string, string], { id: string }>('SELECT id FROM conversations WHERE low_user = ? AND high_user = ?')
  const make = database.statement<[string, string, string, string, number, number, number]>(`
    INSERT INTO conversations (id, kind, low_user, high_user, created_at, active_at, member_count) VALUES (?, ?, ?, ?, ?, ?, ?)`)
  const isMember = database.statement<[string, string], { one: number }>(`
    SELECT 1 AS one FROM memberships WHERE conversation_id = ? AND user_id = ?`)
  const join = database.statement<[string, number, number, number, number, string]>(`
    INSERT INTO memberships (conversation_id, user_id, username, joined_seq, joined_no, read_no, joined_at, role)
    SELECT ?, id, username, ?, ?, ?, ?, 'member' FROM users WHERE id = ?`)
  // It begins when it opens to both, not when one of them first looked at it.
  const begin = database.statement<[number, string]>('UPDATE conversations SET created_at = ? WHERE id = ? AND last_no = 0')
  const advance = database.statement<[number, number, string]>('UPDATE conversations SET changed_seq = ?, last_seq = ? WHERE id = ?')

  function read (conversationId: string): ConversationRow {
    const row = byId.get(conversationId)
    if (row === undefined) throw new Error(`No conversation ${conversationId}.`)
    return row
  }

  // Returns whether they became a member by this.
  function enter (row: ConversationRow, userId: string, seq: number, at: number): boolean {
    if (isMember.get(row.id, userId) !== undefined) return false
    join.run(row.id, seq, row.lastNo + 1, row.lastNo, at, userId)
    roster.changed(row.id)
    return true
  }

  return {
    /** Returns the conversation's id; `newId` when it had to be made. This makes nobody a member. */
    findOrMake (userId: string, otherId: string, newId: string, at: number): string {
      const [low, high] = userId < otherId ? [userId, otherId] : [otherId, userId]
      const found = ofPair.get(low, high)
      if (found !== undefined) return found.id
      const [kind, members] = low === high ? ['self', 1] : ['direct', 2]
      make.run(newId, kind, low, high, at, at, members)
      return newId
    },

    /** Makes one of the two a member and tells only their own browsers. Returns false when they were one already. */
    openTo (transaction: Transaction, conversationId: string, userId: string, at: number): boolean {
      const seq = transaction.nextSeq
      const before = read(conversationId)
      if (!enter(before, userId, seq, at)) return false
      advance.run(seq, seq, conversationId)
      const info = infoOf(read(conversationId))
      const conversation = isUnopened(before) ? { ...info, createdAt: at } : info
      transaction.tellUser(userId, { type: 'conversation', conversationId, conversation }, at)
      return true
    },

    /** Makes both members and tells both, unless both were already. */
    openToBoth (transaction: Transaction, conversationId: string, at: number): void {
      const seq = transaction.nextSeq
      const row = read(conversationId)
      begin.run(at, conversationId)
      const users = infoOf(row).members.map(user => user.id)
      if (users.filter(userId => enter(row, userId, seq, at)).length === 0) return
      advance.run(seq, seq, conversationId)
      transaction.tellMembers(conversationId, users, { type: 'conversation', conversationId, conversation: infoOf(read(conversationId)) }, at)
    },

    /** Adds a system line that both see; both must be members. */
    say (transaction: Transaction, conversationId: string, sender: UserRef, body: SystemLine, at: number): void {
      const row = read(conversationId)
      const recipients = infoOf(row).members.map(user => user.id)
      lines.add(transaction, { conversationId, lastNo: row.lastNo, sender, clientId: null, body, recipients }, at)
    }
  }
}
