import type { MemberInfo, Role } from '#domain/conversations/members.ts'
import type { ConversationParts } from '#store/sqlite/conversations/conversations-making.ts'
import type { Database } from '#store/sqlite/database.ts'
import type { Transaction } from '#store/sqlite/transaction.ts'
import { createSilencing } from './silences.ts'
import { memberOf, userOf, type Standing } from './standings.ts'

export type Roles = ReturnType<typeof createRoles>

/** Gives members other roles, inside a unit of write. */
export function createRoles (database: Database, { roster, lines }: Pick<ConversationParts, 'roster' | 'lines'>) {
  const set = database.statement<[Role, string, string]>(`
    UPDATE memberships SET role = ? WHERE conversation_id = ? AND user_id = ? AND left_seq IS NULL`)
  const silence = createSilencing(database)
  const advance = database.statement<[number, string]>('UPDATE conversations SET last_seq = ? WHERE id = ?')

  function give (transaction: Transaction, conversationId: string, to: Standing, role: Role, at: number): MemberInfo {
    const member: MemberInfo = { ...memberOf(to), role }
    set.run(role, conversationId, to.id)
    advance.run(transaction.nextSeq, conversationId)
    transaction.tellMembers(conversationId, roster.of(conversationId), { type: 'member', conversationId, change: 'role', member }, at)
    // Nobody mutes the owner.
    if (role === 'owner' && to.silencedUntil !== null) silence(transaction, { conversationId, userId: to.id }, null, at)
    return member
  }

  return {
    give,

    /** Makes a member the owner, with a line. `lastNo`: the number before it. */
    makeOwner (transaction: Transaction, conversationId: string, next: Standing, lastNo: number, at: number): MemberInfo {
      const member = give(transaction, conversationId, next, 'owner', at)
      const body = { line: 'owner', who: next.displayName } as const
      const recipients = roster.of(conversationId)
      lines.add(transaction, { conversationId, lastNo, sender: userOf(next), clientId: null, body, recipients }, at)
      return member
    }
  }
}
