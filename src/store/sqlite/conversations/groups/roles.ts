import type { MemberInfo } from '#domain/conversations/members.ts'
import type { GroupRefusal, GroupStore } from '#domain/conversations/groups.ts'
import type { UserRef } from '#domain/people/users.ts'
import type { Database } from '#store/sqlite/database.ts'
import type { GroupCommit } from '#store/sqlite/group-commit.ts'
import type { Transaction } from '#store/sqlite/transaction.ts'
import type { GroupParts } from './group-parts.ts'
import { memberOf } from './standings.ts'

type OfMember = Parameters<GroupStore['transfer']>[0]

/** `GroupStore.transfer` and `heir`. */
export function sqliteGroupRoles (
  database: Database, commits: GroupCommit, { standings, roles }: GroupParts
): Pick<GroupStore, 'transfer' | 'heir'> & { readonly heirOf: (conversationId: string, userId: string) => UserRef | undefined } {
  const longestStanding = database.statement<[string, string], UserRef>(`
    SELECT u.id, u.username, u.display_name AS displayName
    FROM memberships AS p JOIN users AS u ON u.id = p.user_id
    WHERE p.conversation_id = ? AND p.left_seq IS NULL AND p.user_id <> ? AND u.deleted_at IS NULL
    ORDER BY CASE p.role WHEN 'admin' THEN 0 ELSE 1 END, p.joined_seq, u.username LIMIT 1`)

  function transfer (transaction: Transaction, { userId, conversationId, username }: OfMember, at: number): MemberInfo | GroupRefusal {
    const actor = standings.of(conversationId, userId)
    if (actor === null) return 'not-found'
    const next = standings.named(conversationId, username)
    // A repeat comes from one who is an admin by now.
    if (next?.role === 'owner' && actor.role !== 'member') return memberOf(next)
    if (actor.role !== 'owner') return 'owner-only'
    if (next === null) return 'no-such-member'
    roles.give(transaction, conversationId, actor, 'admin', at)
    return roles.makeOwner(transaction, conversationId, next, actor.lastNo, at)
  }

  return {
    transfer: (of, at) => commits.write(transaction => transfer(transaction, of, at)),
    heirOf: (conversationId, userId) => longestStanding.get(conversationId, userId),
    heir: async (userId, conversationId) => database.read(() =>
      standings.of(conversationId, userId) === null ? null : longestStanding.get(conversationId, userId) ?? null)
  }
}
