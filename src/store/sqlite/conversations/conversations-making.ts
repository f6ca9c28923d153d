import type { ConversationStore, ConversationSummary, Made } from '#domain/conversations/conversations.ts'
import type { ConversationIndexes } from './conversation-indexes.ts'
import { CONVERSATION_COLUMNS, CONVERSATION_TABLES, infoOf, type ConversationRow } from './conversation-rows.ts'
import type { ConversationSummaries } from './conversation-summaries.ts'
import type { Database } from '#store/sqlite/database.ts'
import type { DirectConversations } from './direct-conversations.ts'
import type { GroupCommit } from '#store/sqlite/group-commit.ts'
import type { Transaction } from '#store/sqlite/transaction.ts'
import type { MessageLines } from '#store/sqlite/messages/message-lines.ts'
import type { InvitationRows } from './groups/ways-in/invitation-rows.ts'
import { createWelcome } from './groups/ways-in/welcome.ts'
import type { Roster } from './roster.ts'
import type { Repeats } from '#store/sqlite/site/repeats.ts'
import type { Users } from '#store/sqlite/people/users.ts'

export interface ConversationParts {
  readonly users: Users
  readonly roster: Roster
  readonly lines: MessageLines
  readonly directs: DirectConversations
  readonly summaries: ConversationSummaries
  readonly indexes: ConversationIndexes
  readonly repeats: Repeats
  readonly invitations: InvitationRows
}

type Group = Parameters<ConversationStore['group']>[0]

/** Finds or makes direct conversations; makes groups of the maker's contacts. */
export function sqliteConversationsMaking (
  database: Database, commits: GroupCommit, { users, roster, lines, directs, summaries, repeats, invitations }: ConversationParts
): Pick<ConversationStore, 'direct' | 'group'> {
  const welcome = createWelcome(database)
  const countOwn = database.statement<[string, number], { n: number }>(`
    SELECT count(*) AS n FROM (
      SELECT 1 FROM memberships AS m JOIN conversations AS c ON c.id = m.conversation_id
      WHERE m.user_id = ? AND m.left_seq IS NULL AND (c.kind <> 'group' OR m.role = 'owner') LIMIT ?)`)
  const hasDirect = database.statement<[string, string, string], { one: number }>(`
    SELECT 1 AS one FROM conversations AS c JOIN memberships AS m ON m.conversation_id = c.id
    WHERE c.low_user = ? AND c.high_user = ? AND m.user_id = ?`)
  const make = database.statement<[string, string, number, number, number, number, number]>(`
    INSERT INTO conversations (id, kind, title, created_at, active_at, changed_seq, last_seq, member_count)
    VALUES (?, 'group', ?, ?, ?, ?, ?, ?)`)
  const joinAll = database.statement<[string, number, string, string]>(`
    INSERT INTO memberships (conversation_id, user_id, username, joined_seq, joined_no, role)
    SELECT ?, u.id, u.username, ?, 1, CASE u.id WHEN ? THEN 'owner' ELSE 'member' END
    FROM json_each(?) AS member CROSS JOIN users AS u WHERE u.id = member.value`)
  const readLine = database.statement<[number, string, string]>('UPDATE memberships SET read_no = ? WHERE conversation_id = ? AND user_id = ?')
  const byId = database.statement<[string], ConversationRow>(`SELECT ${CONVERSATION_COLUMNS} FROM ${CONVERSATION_TABLES} WHERE c.id = ?`)

  // Counts only what this user made, so that nobody can use up the bound of another.
  function hasAll (userId: string, max: number): boolean {
    return max !== Infinity && (countOwn.get(userId, max)?.n ?? 0) >= max
  }

  function shown (userId: string, conversationId: string): ConversationSummary {
    const summary = summaries.one(userId, conversationId)
    if (summary === null) throw new Error(`${userId} does not see ${conversationId}, which they have just opened.`)
    return summary
  }

  function group (transaction: Transaction, { ownerId, title, usernames, id, max = Infinity, once }: Group, at: number): Made {
    const repeat = once === undefined ? null : repeats.find(once)
    if (repeat === 'reused') return { outcome: 'reused' }
    if (repeat !== null) return { outcome: 'found', conversation: shown(ownerId, repeat.result), invited: invitations.waiting(repeat.result, usernames) }
    const owner = users.of(ownerId)
    if (owner === null) return { outcome: 'no-such-user' }
    if (hasAll(ownerId, max)) return { outcome: 'too-many' }
    const named = welcome(ownerId, usernames.filter(username => username !== owner.username))
    const unknown = named.filter(({ way }) => way === 'none').map(({ username }) => username)
    if (unknown.length > 0) return { outcome: 'not-contacts', unknown }
    const members = [ownerId, ...named.flatMap(({ user, way }) => way === 'add' && user !== null ? [user.id] : [])].sort()
    const seq = transaction.nextSeq
    make.run(id, title, at, at, seq, seq, members.length)
    joinAll.run(id, seq, ownerId, JSON.stringify(members))
    roster.changed(id)
    const row = byId.get(id)
    if (row === undefined) throw new Error('A group just written is not there.')
    transaction.tellMembers(id, members, { type: 'conversation', conversationId: id, conversation: infoOf(row) }, at)
    const body = { line: 'group-made', by: owner.displayName, title } as const
    const { no } = lines.add(transaction, { conversationId: id, lastNo: 0, sender: owner, clientId: null, body, recipients: members }, at)
    readLine.run(no, id, ownerId)
    const asked = named.flatMap(({ user, way }) => way === 'ask' && user !== null ? [user.id] : [])
    invitations.invite(transaction, id, ownerId, asked, at)
    if (once !== undefined) repeats.keep(once, id, at)
    return { outcome: 'made', conversation: shown(ownerId, id), invited: invitations.waiting(id, usernames) }
  }

  return {
    direct: (userId, username, newId, at, max = Infinity) => commits.write(transaction => {
      const other = users.named(username)
      if (other === null) return { outcome: 'no-such-user' }
      const [low, high] = userId < other.id ? [userId, other.id] : [other.id, userId]
      if (hasDirect.get(low, high, userId) === undefined && hasAll(userId, max)) return { outcome: 'too-many' }
      const conversationId = directs.findOrMake(userId, other.id, newId, at)
      const isNew = directs.openTo(transaction, conversationId, userId, at)
      return { outcome: isNew ? 'made' : 'found', conversation: shown(userId, conversationId), invited: [] }
    }),

    group: (wanted, at) => commits.write(transaction => group(transaction, wanted, at))
  }
}
