import { RECEIPTS_MAX_MEMBERS, type ConversationKind, type ConversationStore, type MemberInfo, type MemberList, type Page, type Role } from '#domain/conversations/conversations.ts'
import type { UserRef } from '#domain/people/users.ts'
import { isUnopened } from './conversation-rows.ts'
import type { ConversationParts } from './conversations-making.ts'
import type { Database } from '#store/sqlite/database.ts'
import type { GroupCommit } from '#store/sqlite/group-commit.ts'
import type { Transaction } from '#store/sqlite/transaction.ts'
import { createWatermarks } from '#store/sqlite/delivery/watermarks.ts'
import { createMessagePlaces } from '#store/sqlite/messages/message-places.ts'
import { listed, rowsToRead } from '#store/sqlite/paging.ts'

type MemberRow = UserRef & { readonly role: Role, readonly joinedNo: number }

interface Current {
  readonly kind: ConversationKind
  readonly lastNo: number
  readonly memberCount: number
  readonly role: Role
  readonly joinedSeq: number
  readonly joinedNo: number
}

/** Lists the members of a conversation; lets one leave, and remove what they left. */
export function sqliteConversationsMembers (
  database: Database, commits: GroupCommit, { users, roster, lines }: ConversationParts
): Pick<ConversationStore, 'leave' | 'remove' | 'members'> {
  const current = database.statement<[string, string], Current>(`
    SELECT c.kind, c.last_no AS lastNo, c.member_count AS memberCount, p.role, p.joined_seq AS joinedSeq, p.joined_no AS joinedNo
    FROM memberships AS p JOIN conversations AS c ON c.id = p.conversation_id
    WHERE p.conversation_id = ? AND p.user_id = ? AND p.left_seq IS NULL`)
  const hasLeft = database.statement<[string, string], { one: number }>('SELECT 1 AS one FROM memberships WHERE conversation_id = ? AND user_id = ? LIMIT 1')
  const page = database.statement<[string, string, number], MemberRow>(`
    SELECT u.id, u.username, u.display_name AS displayName, p.role, p.joined_no AS joinedNo
    FROM memberships AS p CROSS JOIN users AS u
    WHERE p.conversation_id = ? AND p.left_seq IS NULL AND p.username > ? AND u.id = p.user_id
    ORDER BY p.username LIMIT ?`)
  const watermarks = createWatermarks(database, createMessagePlaces(database))
  const endPeriod = database.statement<[number, number, number, string, string, string, number]>(`
    UPDATE memberships SET left_seq = ?, left_no = ?, left_count = ?, left_receipts = ?, unread_from = NULL WHERE conversation_id = ? AND user_id = ? AND joined_seq = ?`)
  const shrink = database.statement<[number, number, string]>(`
    UPDATE conversations SET member_count = member_count - 1, changed_seq = ?, last_seq = ? WHERE id = ?`)

  const lastPeriod = database.statement<[string, string], { joinedSeq: number, hasLeft: number, removed: number }>(`
    SELECT joined_seq AS joinedSeq, left_seq IS NOT NULL AS hasLeft, removed FROM memberships
    WHERE conversation_id = ? AND user_id = ? ORDER BY joined_seq DESC LIMIT 1`)
  const setRemoved = database.statement<[string, string, number]>(`
    UPDATE memberships SET removed = 1 WHERE conversation_id = ? AND user_id = ? AND joined_seq = ?`)
  const longestStanding = database.statement<[string], MemberRow>(`
    SELECT u.id, u.username, u.display_name AS displayName, p.role, p.joined_no AS joinedNo
    FROM memberships AS p JOIN users AS u ON u.id = p.user_id
    WHERE p.conversation_id = ? AND p.left_seq IS NULL
    ORDER BY CASE p.role WHEN 'owner' THEN 0 WHEN 'admin' THEN 1 ELSE 2 END, p.joined_seq, u.username LIMIT 1`)
  const promote = database.statement<[string, string]>(`
    UPDATE memberships SET role = 'owner' WHERE conversation_id = ? AND user_id = ? AND left_seq IS NULL`)

  // The line is the last message that the leaver sees; the event of leaving is the last event (D32); receipts stay as they are now.
  function leave (transaction: Transaction, userId: string, conversationId: string, at: number): boolean {
    const user = users.of(userId)
    const period = current.get(conversationId, userId)
    if (user !== null && period === undefined) return hasLeft.get(conversationId, userId) !== undefined
    if (user === null || period?.kind !== 'group') return false
    const recipients = roster.of(conversationId)
    const receipts = JSON.stringify(watermarks.ofOthers(userId, conversationId, RECEIPTS_MAX_MEMBERS))
    const body = { line: 'left', who: user.displayName } as const
    const { no } = lines.add(transaction, { conversationId, lastNo: period.lastNo, sender: user, clientId: null, body, recipients }, at)
    const seq = transaction.nextSeq
    endPeriod.run(seq, no, period.memberCount - 1, receipts, conversationId, userId, period.joinedSeq)
    shrink.run(seq, seq, conversationId)
    roster.changed(conversationId)
    const member = { user, role: period.role, joinedNo: period.joinedNo }
    transaction.tellMembers(conversationId, recipients, { type: 'member', conversationId, change: 'left', member }, at)
    if (period.role === 'owner') passOn(transaction, conversationId, no, at)
    return true
  }

  // Passes the role on unless an owner or nobody is left. The line comes last, since it moves the conversation's `last_seq`.
  function passOn (transaction: Transaction, conversationId: string, lastNo: number, at: number): void {
    const heir = longestStanding.get(conversationId)
    if (heir === undefined || heir.role === 'owner') return
    const { role, joinedNo, ...user } = heir
    const recipients = roster.of(conversationId)
    promote.run(conversationId, user.id)
    const member: MemberInfo = { user, role: 'owner', joinedNo }
    transaction.tellMembers(conversationId, recipients, { type: 'member', conversationId, change: 'role', member }, at)
    const body = { line: 'owner', who: user.displayName } as const
    lines.add(transaction, { conversationId, lastNo, sender: user, clientId: null, body, recipients }, at)
  }

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
    return { members: shown.map(({ role, joinedNo, ...user }): MemberInfo => ({ user, role, joinedNo })), ...rest }
  }

  return {
    leave: (userId, conversationId, at) => commits.write(transaction => leave(transaction, userId, conversationId, at)),

    remove: (userId, conversationId, at) => commits.write(transaction => remove(transaction, userId, conversationId, at)),

    async members (userId, conversationId, page) {
      return database.read(() => members(userId, conversationId, page))
    }
  }
}
