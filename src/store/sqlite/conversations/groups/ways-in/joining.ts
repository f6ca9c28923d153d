import type { SystemLine } from '#domain/messages/message-kinds.ts'
import type { UserRef } from '#domain/people/users.ts'
import type { ConversationParts } from '#store/sqlite/conversations/conversations-making.ts'
import type { Database } from '#store/sqlite/database.ts'
import type { Transaction } from '#store/sqlite/transaction.ts'
import type { InvitationRows } from './invitation-rows.ts'
import type { JoinNews } from './join-news.ts'
import type { Standing, Standings } from '#store/sqlite/conversations/groups/standings.ts'

interface Parts extends Pick<ConversationParts, 'roster' | 'lines'> {
  readonly standings: Standings
  readonly invitations: InvitationRows
  readonly joinNews: JoinNews
}

export type Joining = ReturnType<typeof createJoining>

/** Somebody who came, and what their membership begins with. */
type Came = Pick<Standing, 'id' | 'joinedNo' | 'silencedUntil'>

/** Makes people members of a group inside a unit of write: one event and one line for all of them, which are the first that they see. */
export function createJoining (database: Database, { roster, lines, standings, invitations, joinNews }: Parts) {
  const join = database.statement<[number, string, string], Came>(`
    INSERT INTO memberships (conversation_id, user_id, username, joined_seq, joined_no, read_no, role, silenced_until)
    SELECT c.id, u.id, u.username, ?, CASE c.history WHEN 'all' THEN c.first_no ELSE c.last_no + 1 END, c.last_no, 'member', (
        SELECT own.silenced_until FROM memberships AS own
        WHERE own.conversation_id = c.id AND own.user_id = u.id ORDER BY own.joined_seq DESC LIMIT 1)
    FROM conversations AS c CROSS JOIN json_each(?) AS member CROSS JOIN users AS u WHERE c.id = ? AND u.id = member.value
    RETURNING user_id AS id, joined_no AS joinedNo, silenced_until AS silencedUntil`)
  const grow = database.statement<[number, number, number, string]>(`
    UPDATE conversations SET member_count = member_count + ?, changed_seq = ?, last_seq = ? WHERE id = ?`)
  // Else one who is removed later could be let in again by a request from before.
  const settle = database.statement<[string, string]>(`
    UPDATE join_requests SET state = 'accepted'
    WHERE conversation_id = ? AND state = 'open' AND user_id IN (SELECT value FROM json_each(?))`)

  return function joinAll (
    transaction: Transaction, conversationId: string, userIds: readonly string[],
    { sender, body, lastNo }: { readonly sender: UserRef, readonly body: SystemLine, readonly lastNo: number }, at: number
  ): Came[] {
    const seq = transaction.nextSeq
    // In the order of their ids, in which the rows stand.
    const came = join.all(seq, JSON.stringify(userIds.toSorted()), conversationId)
    const isAnswer = settle.run(conversationId, JSON.stringify(userIds)) > 0
    grow.run(userIds.length, seq, seq, conversationId)
    roster.joined(conversationId, userIds, came[0]?.joinedNo ?? 0)
    const recipients = roster.of(conversationId)
    transaction.tellMembers(conversationId, recipients, { type: 'conversation', conversationId, conversation: standings.infoOf(conversationId) }, at)
    lines.add(transaction, { conversationId, lastNo, sender, clientId: null, body, recipients }, at)
    if (isAnswer) joinNews(transaction, conversationId, null, at)
    invitations.came(transaction, conversationId, userIds, at)
    return came
  }
}
