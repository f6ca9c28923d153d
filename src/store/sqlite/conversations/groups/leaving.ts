import { RECEIPTS_MAX_MEMBERS } from '#domain/conversations/conversations.ts'
import { outranks, type GroupOutcome, type GroupStore } from '#domain/conversations/groups.ts'
import type { SystemLine } from '#domain/messages/message-kinds.ts'
import type { UserRef } from '#domain/people/users.ts'
import type { Database } from '#store/sqlite/database.ts'
import type { GroupCommit } from '#store/sqlite/group-commit.ts'
import type { Transaction } from '#store/sqlite/transaction.ts'
import { createWatermarks } from '#store/sqlite/delivery/watermarks.ts'
import { createMessagePlaces } from '#store/sqlite/messages/message-places.ts'
import type { GroupParts } from './group-parts.ts'
import { createGroupTokens } from './ways-in/public-groups.ts'
import { memberOf, userOf, type Standing } from './standings.ts'

interface Ending { readonly sender: UserRef, readonly body: SystemLine, readonly endedBy: string | null }
type PeriodEnd = [
  leftSeq: number, leftNo: number, leftCount: number, receipts: string, endedBy: string | null, conversationId: string, userId: string
]

/** SQL: what a group says about itself, for the member who leaves it now. */
const AS_OF_NOW = `(SELECT json_object('title', c.title, 'announcement', c.announcement, 'colour', c.colour)
  FROM conversations AS c WHERE c.id = memberships.conversation_id)`

/** The same as `GroupStore.leave`, inside a unit of write. */
export type LeaveNow = (transaction: Transaction, leaving: Parameters<GroupStore['leave']>[0], at: number) => GroupOutcome

/** `GroupStore.leave`, `removeMember` and `dissolve`. */
export function sqliteGroupLeaving (
  database: Database, commits: GroupCommit, { users, roster, lines, standings, roles }: GroupParts
): Pick<GroupStore, 'leave' | 'removeMember' | 'dissolve'> & { readonly leaveNow: LeaveNow } {
  const setTokens = createGroupTokens(database)
  const watermarks = createWatermarks(database, createMessagePlaces(database))
  const endPeriod = database.statement<PeriodEnd>(`
    UPDATE memberships SET left_seq = ?, left_no = ?, left_count = ?, left_receipts = ?, ended_by = ?, left_info = ${AS_OF_NOW}, unread_from = NULL
    WHERE conversation_id = ? AND user_id = ? AND left_seq IS NULL`)
  const shrink = database.statement<[number, number, string]>(`
    UPDATE conversations SET member_count = member_count - 1, changed_seq = ?, last_seq = ? WHERE id = ?`)
  const endRest = database.statement<[number, number, string]>(`
    UPDATE memberships SET left_seq = ?, left_no = ?, left_count = 0, left_receipts = '[]', left_info = ${AS_OF_NOW}, unread_from = NULL
    WHERE conversation_id = ? AND left_seq IS NULL`)
  const empty = database.statement<[number, number, string]>(`
    UPDATE conversations SET member_count = 0, changed_seq = ?, last_seq = ? WHERE id = ?`)

  // The line is the last message that the leaver sees, the event of leaving their last event (D32), and receipts stay as they are now.
  // Returns the number of the line.
  function end (transaction: Transaction, conversationId: string, leaver: Standing, { sender, body, endedBy }: Ending, at: number): number {
    const recipients = roster.of(conversationId)
    const receipts = receiptsOf(leaver.id, conversationId)
    const { no } = lines.add(transaction, { conversationId, lastNo: leaver.lastNo, sender, clientId: null, body, recipients }, at)
    const seq = transaction.nextSeq
    endPeriod.run(seq, no, leaver.memberCount - 1, receipts, endedBy, conversationId, leaver.id)
    shrink.run(seq, seq, conversationId)
    if (leaver.memberCount === 1) setTokens(conversationId, '', false)
    roster.changed(conversationId)
    transaction.tellMembers(conversationId, recipients, { type: 'member', conversationId, change: 'left', member: memberOf(leaver) }, at)
    return no
  }

  function receiptsOf (userId: string, conversationId: string): string {
    return JSON.stringify(watermarks.ofOthers(userId, conversationId, RECEIPTS_MAX_MEMBERS))
  }

  function leave (
    transaction: Transaction, { userId, conversationId, owner }: Parameters<GroupStore['leave']>[0], at: number
  ): GroupOutcome {
    const leaver = standings.of(conversationId, userId)
    if (leaver === null) return standings.hasLeft(conversationId, userId) ? 'done' : 'not-found'
    if (leaver.role !== 'owner' && owner !== undefined) return 'owner-only'
    const isSucceeded = leaver.role === 'owner' && leaver.memberCount > 1
    if (isSucceeded && owner === undefined) return 'owner-required'
    const next = isSucceeded && owner !== leaver.username ? standings.named(conversationId, owner ?? '') : null
    if (isSucceeded && next === null) return 'no-such-member'
    const no = end(transaction, conversationId, leaver, { sender: userOf(leaver), body: { line: 'left', who: leaver.displayName }, endedBy: null }, at)
    if (next !== null) roles.makeOwner(transaction, conversationId, next, no, at)
    return 'done'
  }

  function removeMember (
    transaction: Transaction, { userId, conversationId, username }: Parameters<GroupStore['removeMember']>[0], at: number
  ): GroupOutcome {
    const actor = standings.of(conversationId, userId)
    if (actor === null) return 'not-found'
    if (actor.role === 'member') return 'admins-only'
    const target = standings.named(conversationId, username)
    if (target === null) {
      const user = users.named(username)
      return user !== null && standings.hasLeft(conversationId, user.id) ? 'done' : 'no-such-member'
    }
    if (!outranks(actor.role, target.role)) return 'owner-only'
    const body = { line: 'removed', by: actor.displayName, people: [userOf(target)], count: 1 } as const
    end(transaction, conversationId, target, { sender: userOf(actor), body, endedBy: actor.id }, at)
    return 'done'
  }

  function dissolve (
    transaction: Transaction, { userId, conversationId }: Parameters<GroupStore['dissolve']>[0], at: number
  ): GroupOutcome {
    const actor = standings.of(conversationId, userId)
    if (actor === null) return standings.wasInAtEnd(conversationId, userId) ? 'done' : 'not-found'
    if (actor.role !== 'owner') return 'owner-only'
    const recipients = roster.of(conversationId)
    const hasReceipts = recipients.length <= RECEIPTS_MAX_MEMBERS
    const receipts = hasReceipts ? recipients.map(member => [member, receiptsOf(member, conversationId)] as const) : []
    const body = { line: 'dissolved', by: actor.displayName } as const
    const line = { conversationId, lastNo: actor.lastNo, sender: userOf(actor), clientId: null, body, recipients }
    const { no } = lines.add(transaction, line, at)
    const seq = transaction.nextSeq
    for (const [member, kept] of receipts) endPeriod.run(seq, no, 0, kept, null, conversationId, member)
    endRest.run(seq, no, conversationId)
    empty.run(seq, seq, conversationId)
    setTokens(conversationId, '', false)
    roster.changed(conversationId)
    transaction.tellMembers(conversationId, recipients, { type: 'conversation', conversationId, conversation: standings.infoOf(conversationId) }, at)
    return 'done'
  }

  return {
    leaveNow: leave,
    leave: (leaving, at) => commits.write(transaction => leave(transaction, leaving, at)),
    removeMember: (of, at) => commits.write(transaction => removeMember(transaction, of, at)),
    dissolve: (of, at) => commits.write(transaction => dissolve(transaction, of, at))
  }
}
