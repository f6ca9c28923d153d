import { INVITATIONS_MAX, type GroupInvitation } from '#domain/conversations/group-invitations.ts'
import type { Listed, Page } from '#domain/lists.ts'
import type { UserRef } from '#domain/people/users.ts'
import type { Database } from '#store/sqlite/database.ts'
import { areApart } from '#store/sqlite/people/contact-rows.ts'
import { listed, rowsToRead, timePlace, timePlaceOf, type TimePlace } from '#store/sqlite/paging.ts'
import type { Transaction } from '#store/sqlite/transaction.ts'

interface Row extends UserRef, Pick<GroupInvitation, 'at' | 'state'>, Readonly<GroupInvitation['group']> {
  readonly invitationId: string
  readonly conversationId: string
  readonly userId: string
  readonly lastNo: number
}

/** SQL: whether an open invitation `i` still counts: the inviter may add people, and neither of the two blocks the other. */
export const INVITATION_COUNTS = `EXISTS (
    SELECT 1 FROM memberships AS p JOIN conversations AS g ON g.id = p.conversation_id
    WHERE p.conversation_id = i.conversation_id AND p.user_id = i.by_id AND p.left_seq IS NULL AND (p.role <> 'member' OR g.adding = 'members'))
  AND NOT ${areApart('i.user_id', 'i.by_id')}`

export type InvitationRows = ReturnType<typeof createInvitationRows>

/** Invitations into groups, inside a unit that has judged its caller. */
export function createInvitationRows (database: Database) {
  const invitations = `
    SELECT i.id AS invitationId, i.conversation_id AS conversationId, i.user_id AS userId, i.at, i.state,
      c.title, c.colour, c.member_count AS memberCount, c.last_no AS lastNo, u.id, u.username, u.display_name AS displayName
    FROM group_invitations AS i CROSS JOIN conversations AS c ON c.id = i.conversation_id CROSS JOIN users AS u ON u.id = i.by_id`
  const byId = database.statement<[string, string], Row>(`${invitations} WHERE i.id = ? AND i.user_id = ? AND ${INVITATION_COUNTS}`)
  const newest = database.statement<[TimePlace & { readonly userId: string, readonly limit: number }], Row>(`
    ${invitations} WHERE i.user_id = @userId AND i.state = 'open' AND (i.at, i.id) < (+@at, +@id) AND ${INVITATION_COUNTS}
    ORDER BY i.at DESC, i.id DESC LIMIT @limit`)
  const beyond = database.statement<[string], Row>(`
    ${invitations} WHERE i.user_id = ? AND i.state = 'open' ORDER BY i.at DESC, i.id DESC LIMIT 1 OFFSET ${INVITATIONS_MAX}`)
  const openIn = database.statement<[string, string], Row>(`
    ${invitations} WHERE i.conversation_id = ? AND i.state = 'open' AND i.user_id IN (SELECT value FROM json_each(?))`)
  // The one that they rejected is not asked again by the same member; an open one stays, unless it does not count any more.
  const ask = database.statement<[{ id: string, conversationId: string, userId: string, byId: string, at: number }], { id: string }>(`
    INSERT INTO group_invitations AS i (id, conversation_id, user_id, by_id, at, state) VALUES (@id, @conversationId, @userId, @byId, @at, 'open')
    ON CONFLICT (conversation_id, user_id) DO UPDATE SET id = @id, by_id = @byId, at = @at, state = 'open'
    WHERE i.state = 'accepted' OR (i.state = 'rejected' AND i.by_id <> @byId) OR (i.state = 'open' AND NOT (${INVITATION_COUNTS}))
    RETURNING id`)
  const forget = database.statement<[string]>('DELETE FROM group_invitations WHERE id = ?')
  const setState = database.statement<[GroupInvitation['state'], string]>('UPDATE group_invitations SET state = ? WHERE id = ?')
  const waiting = database.statement<[string, string], { username: string }>(`
    SELECT u.username FROM json_each(?) AS named CROSS JOIN users AS u CROSS JOIN group_invitations AS i
    WHERE u.username = named.value AND i.conversation_id = ? AND i.user_id = u.id AND i.state <> 'accepted' ORDER BY u.username`)

  function settle (transaction: Transaction, row: Row, state: GroupInvitation['state'], at: number): GroupInvitation {
    setState.run(state, row.invitationId)
    return tell(transaction, row, state, at)
  }

  function tell (transaction: Transaction, row: Row, state: GroupInvitation['state'], at: number): GroupInvitation {
    const invitation = { ...invitationOf(row), state }
    transaction.tellUser(row.userId, { type: 'group-invitation', invitation }, at)
    return invitation
  }

  // Nobody has answered it, so its inviter may ask again; else a flood of invitations would keep others away for good.
  function giveWay (transaction: Transaction, row: Row, at: number): void {
    forget.run(row.invitationId)
    tell(transaction, row, 'rejected', at)
  }

  return {
    /** Asks these people; each is told, unless they were asked already. */
    invite (transaction: Transaction, conversationId: string, byUserId: string, userIds: readonly string[], at: number): void {
      for (const userId of userIds) {
        // Named after the event that tells of it.
        const id = `gi${transaction.nextSeq}`
        const row = ask.get({ id, conversationId, userId, byId: byUserId, at }) === undefined ? undefined : byId.get(id, userId)
        if (row === undefined) continue
        tell(transaction, row, 'open', at)
        const oldest = beyond.get(userId)
        if (oldest !== undefined) giveWay(transaction, oldest, at)
      }
    },

    /** Closes the invitations of people who have come in, by whatever way. */
    came (transaction: Transaction, conversationId: string, userIds: readonly string[], at: number): void {
      for (const row of openIn.all(conversationId, JSON.stringify(userIds))) settle(transaction, row, 'accepted', at)
    },

    /** Those of these usernames who were invited and have not come; rejecting is not told. */
    waiting: (conversationId: string, usernames: readonly string[]): string[] =>
      waiting.all(JSON.stringify(usernames), conversationId).map(({ username }) => username),

    /** An invitation of this user's that counts, in whatever state. */
    of: (id: string, userId: string): Row | null => byId.get(id, userId) ?? null,
    settle,

    list (userId: string, page: Page): Listed<GroupInvitation> {
      const rows = newest.all({ userId, ...timePlaceOf(page.after), limit: rowsToRead(page) })
      const found = listed(rows, page, ({ at, invitationId }) => timePlace({ at, id: invitationId }))
      return { ...found, rows: found.rows.map(invitationOf) }
    }
  }
}

export function invitationOf ({ invitationId, at, state, title, colour, memberCount, id, username, displayName }: Row): GroupInvitation {
  return { id: invitationId, group: { title, colour, memberCount }, by: { id, username, displayName }, at, state }
}
