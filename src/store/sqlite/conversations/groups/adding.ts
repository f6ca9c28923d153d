import type { MemberInfo } from '#domain/conversations/members.ts'
import type { AddedMembers, GroupRefusal, GroupStore } from '#domain/conversations/groups.ts'
import type { UserRef } from '#domain/people/users.ts'
import { LINE_NAMES_MAX } from '#domain/messages/message-kinds.ts'
import type { Database } from '#store/sqlite/database.ts'
import type { GroupCommit } from '#store/sqlite/group-commit.ts'
import type { Transaction } from '#store/sqlite/transaction.ts'
import type { GroupParts } from './group-parts.ts'
import { MEMBER_COLUMNS, memberOf, userOf, type MemberRow, type Standing } from './standings.ts'
import { createWelcome, type Way, type Welcomed } from './ways-in/welcome.ts'

type Adding = Parameters<GroupStore['add']>[0]
type Refused = AddedMembers['refused'][number]

type Named = { readonly conversationId: string, readonly usernames: string, readonly saidNo: number | null }

/** `GroupStore.add` and `among`. */
export function sqliteGroupAdding (
  database: Database, commits: GroupCommit, { standings, joinAll, repeats, invitations }: GroupParts
): Pick<GroupStore, 'add' | 'among'> {
  const welcome = createWelcome(database)
  // Current members, and those whose latest period was ended by another.
  const known = database.statement<[string, string], { userId: string, isMember: number, wasRemoved: number }>(`
    SELECT p.user_id AS userId, p.left_seq IS NULL AS isMember, p.ended_by IS NOT NULL AS wasRemoved
    FROM json_each(?) AS named CROSS JOIN memberships AS p
    WHERE p.conversation_id = ? AND p.user_id = named.value
    ORDER BY p.joined_seq`)
  const membersNamed = database.statement<[Named], MemberRow>(`
    SELECT ${MEMBER_COLUMNS}
    FROM json_each(@usernames) AS named CROSS JOIN users AS u CROSS JOIN memberships AS p
    WHERE u.username = named.value AND p.conversation_id = @conversationId AND p.user_id = u.id AND p.left_seq IS NULL
      AND (@saidNo IS NULL OR p.joined_seq < (SELECT m.seq FROM messages AS m WHERE m.conversation_id = @conversationId AND m.no = @saidNo))`)

  function members (viewer: Standing, conversationId: string, usernames: readonly string[], saidNo: number | null = null): MemberInfo[] {
    return membersNamed.all({ conversationId, usernames: JSON.stringify(usernames.toSorted()), saidNo }).map(row => memberOf(row, viewer))
  }

  function add (transaction: Transaction, adding: Adding, at: number): AddedMembers | GroupRefusal {
    const { userId, conversationId, usernames, max, once } = adding
    const actor = standings.of(conversationId, userId)
    if (actor === null) return 'not-found'
    if (actor.role === 'member' && actor.adding === 'admins') return 'admins-only'
    const repeat = once === undefined ? null : repeats.find(once)
    if (repeat === 'reused') return 'reused'
    if (repeat !== null) return added(actor, conversationId, usernames, JSON.parse(repeat.result) as Refused[])
    const people = welcome(userId, usernames)
    const ids = people.flatMap(({ user }) => user === null ? [] : [user.id])
    const before = new Map(known.all(JSON.stringify(ids), conversationId).map(row => [row.userId, row]))
    const judged = people.filter(({ user }) => user === null || before.get(user.id)?.isMember !== 1)
      .map(person => ({ ...person, code: refusalOf(person, person.user !== null && before.get(person.user.id)?.wasRemoved === 1, actor) }))
    const welcomed = (by: Way) => judged.flatMap(({ user, way, code }) => code === null && way === by && user !== null ? [user] : [])
    const fresh = welcomed('add')
    const refused = judged.flatMap(({ username, code }) => code === null ? [] : [{ username, code }])
    if (actor.memberCount + fresh.length > max) return 'members-max'
    const came = join(transaction, conversationId, actor, fresh, at)
    invitations.invite(transaction, conversationId, userId, welcomed('ask').map(({ id }) => id), at)
    if (once !== undefined) repeats.keep(once, JSON.stringify(refused), at)
    return added(actor, conversationId, usernames, refused, came)
  }

  // Returns those who came, as members.
  function join (transaction: Transaction, conversationId: string, actor: Standing, fresh: readonly UserRef[], at: number): MemberInfo[] {
    if (fresh.length === 0) return []
    const body = { line: 'added', by: actor.displayName, people: fresh.slice(0, LINE_NAMES_MAX), count: fresh.length } as const
    const came = joinAll(transaction, conversationId, fresh.map(({ id }) => id), { sender: userOf(actor), body, lastNo: actor.lastNo }, at)
    const byId = new Map(fresh.map(user => [user.id, user]))
    return came.flatMap(({ id, joinedNo, silencedUntil }) => {
      const user = byId.get(id)
      return user === undefined ? [] : [memberOf({ ...user, role: 'member', joinedNo, silencedUntil, nickname: null }, actor)]
    })
  }

  // `came` are those of the names that need not be read.
  function added (
    viewer: Standing, conversationId: string, usernames: readonly string[], refused: readonly Refused[], came: readonly MemberInfo[] = []
  ): AddedMembers {
    const isRefused = new Set(refused.map(({ username }) => username))
    const invited = invitations.waiting(conversationId, usernames).filter(username => !isRefused.has(username))
    const known = new Map(came.map(member => [member.user.username, member]))
    const others = usernames.filter(username => !known.has(username))
    for (const member of members(viewer, conversationId, others)) known.set(member.user.username, member)
    return { members: usernames.toSorted().flatMap(username => known.get(username) ?? []), invited, refused }
  }

  return {
    add: (adding, at) => commits.write(transaction => add(transaction, adding, at)),
    among: async (userId, conversationId, usernames, saidNo) => database.read(() => {
      const viewer = standings.of(conversationId, userId)
      return viewer === null ? null : members(viewer, conversationId, usernames, saidNo)
    })
  }
}

function refusalOf ({ way }: Welcomed, wasRemoved: boolean, actor: Standing): Refused['code'] | null {
  if (way === 'none') return 'NOT_A_CONTACT'
  return wasRemoved && actor.role === 'member' ? 'FORBIDDEN' : null
}
