import { outranks, type GroupRefusal, type GroupStore, type MemberChange } from '#domain/conversations/groups.ts'
import type { MemberInfo } from '#domain/conversations/members.ts'
import type { Database } from '#store/sqlite/database.ts'
import type { GroupCommit } from '#store/sqlite/group-commit.ts'
import type { Transaction } from '#store/sqlite/transaction.ts'
import { createNicknaming } from './nicknaming.ts'
import type { GroupParts } from './group-parts.ts'
import { createSilencing } from './silences.ts'
import { memberOf, type Standing } from './standings.ts'

/** `GroupStore.changeMember`. */
export function sqliteMemberChanging (
  database: Database, commits: GroupCommit, { standings, roles, roster }: GroupParts
): Pick<GroupStore, 'changeMember'> {
  const silence = createSilencing(database)
  const giveNickname = createNicknaming(database, roster)

  function changeMember (
    transaction: Transaction, { userId, conversationId, username, change }: Parameters<GroupStore['changeMember']>[0], at: number
  ): MemberInfo | GroupRefusal {
    const actor = standings.of(conversationId, userId)
    if (actor === null) return 'not-found'
    const target = standings.named(conversationId, username)
    const refusal = refusalOf(actor, username, target, change)
    if (refusal !== null) return refusal
    if (target === null) return 'no-such-member'
    const { role = target.role, mutedUntil = target.silencedUntil, nickname = target.nickname } = change
    const silencedUntil = mutedUntil !== null && mutedUntil > at ? mutedUntil : null
    if (role !== target.role) roles.give(transaction, conversationId, target, role, at)
    if (silencedUntil !== target.silencedUntil) silence(transaction, { conversationId, userId: target.id }, silencedUntil, at)
    if (nickname !== target.nickname) giveNickname(transaction, conversationId, { ...target, role }, nickname, at)
    return memberOf({ ...target, role, silencedUntil, nickname }, actor)
  }

  return { changeMember: (of, at) => commits.write(transaction => changeMember(transaction, of, at)) }
}

function refusalOf (
  actor: Standing, username: string, target: Standing | null, { role, mutedUntil, nickname }: MemberChange
): GroupRefusal | null {
  if (role !== undefined) {
    // An admin may step down.
    const isOwn = actor.role === 'admin' && actor.username === username && role === 'member'
    if (actor.role !== 'owner' && !isOwn) return 'owner-only'
    // Somebody has to own the group: that role is only passed on.
    if (target?.role === 'owner') return 'owner-required'
  }
  if (mutedUntil !== undefined) {
    if (actor.role === 'member') return 'admins-only'
    if (target?.role === 'owner') return 'mute-owner'
    if (target !== null && !outranks(actor.role, target.role)) return 'owner-only'
  }
  if (nickname !== undefined && actor.username !== username) {
    if (actor.role === 'member') return 'nickname-own'
    if (target !== null && (nickname !== null || !outranks(actor.role, target.role))) return 'nickname-own'
  }
  // Else a name that everybody in the group reads would be a way to write.
  if (nickname != null && actor.silencedUntil !== null && nickname !== target?.nickname) return 'muted-names'
  return target === null ? 'no-such-member' : null
}
