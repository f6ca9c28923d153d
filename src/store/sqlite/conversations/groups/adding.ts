import type { MemberInfo, Role } from '#domain/conversations/conversations.ts'
import type { AddedMembers, GroupRefusal, GroupStore } from '#domain/conversations/groups.ts'
import { LINE_NAMES_MAX } from '#domain/messages/message-kinds.ts'
import type { UserRef } from '#domain/people/users.ts'
import type { Database } from '#store/sqlite/database.ts'
import type { GroupCommit } from '#store/sqlite/group-commit.ts'
import type { Transaction } from '#store/sqlite/transaction.ts'
import type { GroupParts } from './group-parts.ts'
import { memberOf, userOf, type Standing } from './standings.ts'

type Adding = Parameters<GroupStore['add']>[0]
type Refused = AddedMembers['refused'][number]

/** One of the people whom a call names. `userId` is null when nobody has the name. */
interface Candidate {
  readonly username: string
  readonly userId: string | null
  readonly displayName: string
  readonly isContact: number
  readonly isMember: number
  /** Their latest period was ended by another. */
  readonly wasRemoved: number
}

/** `GroupStore.add` and `among`. */
export function sqliteGroupAdding (
  database: Database, commits: GroupCommit, { standings, joinAll, repeats }: GroupParts
): Pick<GroupStore, 'add' | 'among'> {
  const candidates = database.statement<[{ usernames: string, userId: string, conversationId: string }], Candidate>(`
    SELECT named.value AS username, u.id AS userId, ifnull(u.display_name, '') AS displayName, k.user_id IS NOT NULL AS isContact,
      EXISTS (SELECT 1 FROM memberships AS p WHERE p.conversation_id = @conversationId AND p.user_id = u.id AND p.left_seq IS NULL) AS isMember,
      (SELECT p.ended_by IS NOT NULL FROM memberships AS p
        WHERE p.conversation_id = @conversationId AND p.user_id = u.id ORDER BY p.joined_seq DESC LIMIT 1) IS 1 AS wasRemoved
    FROM json_each(@usernames) AS named
      LEFT JOIN users AS u ON u.username = named.value AND u.deleted_at IS NULL
      LEFT JOIN contacts AS k ON k.holder_id = @userId AND k.user_id = u.id`)
  const membersNamed = database.statement<[string, string], UserRef & { readonly role: Role, readonly joinedNo: number }>(`
    SELECT u.id, u.username, u.display_name AS displayName, p.role, p.joined_no AS joinedNo
    FROM json_each(?) AS named CROSS JOIN memberships AS p CROSS JOIN users AS u
    WHERE p.conversation_id = ? AND p.username = named.value AND p.left_seq IS NULL AND u.id = p.user_id`)

  function members (conversationId: string, usernames: readonly string[]): MemberInfo[] {
    return membersNamed.all(JSON.stringify(usernames.toSorted()), conversationId).map(memberOf)
  }

  function refusalOf ({ isContact, wasRemoved }: Candidate, actor: Standing): Refused['code'] | null {
    if (isContact === 0) return 'NOT_A_CONTACT'
    return wasRemoved === 1 && actor.role === 'member' ? 'FORBIDDEN' : null
  }

  function add (transaction: Transaction, adding: Adding, at: number): AddedMembers | GroupRefusal {
    const { userId, conversationId, usernames, max, once } = adding
    const actor = standings.of(conversationId, userId)
    if (actor === null) return 'not-found'
    if (actor.role === 'member' && actor.adding === 'admins') return 'admins-only'
    const repeat = once === undefined ? null : repeats.find(once)
    if (repeat === 'reused') return 'reused'
    if (repeat !== null) {
      const refused = JSON.parse(repeat.result) as Refused[]
      return { members: members(conversationId, usernames), invited: [], refused }
    }
    const others = candidates.all({ usernames: JSON.stringify(usernames), userId, conversationId }).filter(({ isMember }) => isMember === 0)
    const judged = others.map(candidate => ({ candidate, code: refusalOf(candidate, actor) }))
    const fresh = judged.flatMap(({ candidate: { userId: id, username, displayName }, code }) =>
      code === null && id !== null ? [{ id, username, displayName }] : [])
    const refused = judged.flatMap(({ candidate: { username }, code }) => code === null ? [] : [{ username, code }])
    if (actor.memberCount + fresh.length > max) return 'members-max'
    if (fresh.length > 0) {
      const body = { line: 'added', by: actor.displayName, people: fresh.slice(0, LINE_NAMES_MAX), count: fresh.length } as const
      joinAll(transaction, conversationId, fresh.map(({ id }) => id), { sender: userOf(actor), body, lastNo: actor.lastNo }, at)
    }
    if (once !== undefined) repeats.keep(once, JSON.stringify(refused), at)
    return { members: members(conversationId, usernames), invited: [], refused }
  }

  return {
    add: (adding, at) => commits.write(transaction => add(transaction, adding, at)),
    among: async (userId, conversationId, usernames) => database.read(() =>
      standings.of(conversationId, userId) === null ? null : members(conversationId, usernames))
  }
}
