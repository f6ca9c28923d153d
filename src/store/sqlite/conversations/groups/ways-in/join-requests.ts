import type { JoinRequest } from '#domain/conversations/group-invites.ts'
import type { GroupRefusal } from '#domain/conversations/groups.ts'
import type { Listed, Page } from '#domain/lists.ts'
import type { UserRef } from '#domain/people/users.ts'
import type { Database } from '#store/sqlite/database.ts'
import { listed, rowsToRead, timePlace, timePlaceOf } from '#store/sqlite/paging.ts'
import type { Transaction } from '#store/sqlite/transaction.ts'
import type { GroupParts } from '#store/sqlite/conversations/groups/group-parts.ts'
import { userOf, type Standing } from '#store/sqlite/conversations/groups/standings.ts'

type Row = UserRef & Pick<JoinRequest, 'note' | 'at' | 'state'> & { readonly requestId: string }
interface Asked { readonly conversationId: string, readonly id: string, readonly max: number }
interface Asking extends Asked { readonly user: UserRef, readonly note: string }
interface Answer extends Asked { readonly accepts: boolean, readonly actor: Standing }

/** Requests withdrawn in one unit; each is told to every owner and admin. */
const WITHDRAWN_AT_ONCE = 10

export type JoinRequests = ReturnType<typeof createJoinRequests>

/** Requests to join groups, inside a unit that has judged its caller. */
export function createJoinRequests (database: Database, { standings, joinAll, joinNews }: GroupParts) {
  const columns = 'r.id AS requestId, r.note, r.at, r.state, u.id, u.username, u.display_name AS displayName'
  const rows = 'FROM join_requests AS r JOIN users AS u ON u.id = r.user_id'
  const request = `SELECT ${columns} ${rows}`
  const openOf = database.statement<[string, string], Row>(`${request} WHERE r.conversation_id = ? AND r.user_id = ? AND r.state = 'open'`)
  const byId = database.statement<[string, string], Row>(`${request} WHERE r.conversation_id = ? AND r.id = ?`)
  const oldest = database.statement<[{ conversationId: string, viewerId: string, at: number, id: string, limit: number }], Row & { blocks: number }>(`
    SELECT ${columns}, EXISTS (SELECT 1 FROM blocks AS b WHERE b.holder_id = @viewerId AND b.user_id = r.user_id) AS blocks ${rows}
    WHERE r.conversation_id = @conversationId AND r.state = 'open' AND (r.at, r.id) > (+@at, +@id) ORDER BY r.at, r.id LIMIT @limit`)
  const count = database.statement<[string, number], { n: number }>(`
    SELECT count(*) AS n FROM (SELECT 1 FROM join_requests WHERE conversation_id = ? AND state = 'open' LIMIT ?)`)
  const add = database.statement<[string, string, string, string, number]>(`
    INSERT INTO join_requests (id, conversation_id, user_id, note, at, state) VALUES (?, ?, ?, ?, ?, 'open')`)
  const ownById = database.statement<[string, string], Row & { readonly conversationId: string }>(`
    SELECT r.id AS requestId, r.note, r.at, r.state, u.id, u.username, u.display_name AS displayName, r.conversation_id AS conversationId
    FROM join_requests AS r JOIN users AS u ON u.id = r.user_id WHERE r.id = ? AND r.user_id = ? AND r.state = 'open'`)
  const own = database.statement<[string, number], { id: string }>("SELECT id FROM join_requests WHERE user_id = ? AND state = 'open' LIMIT ?")
  const forget = database.statement<[string]>('DELETE FROM join_requests WHERE id = ?')
  const settle = database.statement<[JoinRequest['state'], string]>('UPDATE join_requests SET state = ? WHERE id = ?')

  function withdraw (transaction: Transaction, userId: string, id: string, at: number): void {
    const row = ownById.get(id, userId)
    if (row === undefined) return
    forget.run(id)
    joinNews(transaction, row.conversationId, { ...requestOf(row), state: 'withdrawn' }, at)
  }

  return {
    withdraw,

    /** Withdraws some of the open requests of somebody who goes; true when none is left. */
    withdrawSome (transaction: Transaction, userId: string, at: number): boolean {
      const open = own.all(userId, WITHDRAWN_AT_ONCE)
      for (const { id } of open) withdraw(transaction, userId, id, at)
      return open.length < WITHDRAWN_AT_ONCE
    },

    /** Returns the open request of this user, a new one if there was none; null: there are too many. */
    ask (
      transaction: Transaction, { id, conversationId, user, note, max }: Asking, at: number
    ): { request: JoinRequest | null, isNew: boolean } {
      const open = openOf.get(conversationId, user.id)
      if (open !== undefined) return { request: requestOf(open), isNew: false }
      if ((count.get(conversationId, max)?.n ?? 0) >= max) return { request: null, isNew: false }
      add.run(id, conversationId, user.id, note, at)
      const request = { id, user: userOf(user), note, at, state: 'open' as const }
      joinNews(transaction, conversationId, request, at)
      return { request, isNew: true }
    },

    /** Without the notes of people whom the viewer blocks. */
    list (conversationId: string, viewerId: string, page: Page): Listed<JoinRequest> {
      const { at, id } = page.after === undefined ? { at: 0, id: '' } : timePlaceOf(page.after)
      const rows = oldest.all({ conversationId, viewerId, at, id, limit: rowsToRead(page) })
      const found = listed(rows, page, row => timePlace({ at: row.at, id: row.requestId }))
      return { ...found, rows: found.rows.map(({ blocks, ...row }) => requestOf(blocks === 1 ? { ...row, note: '' } : row)) }
    },

    answer (
      transaction: Transaction, { conversationId, id, accepts, max, actor }: Answer, at: number
    ): JoinRequest | GroupRefusal | 'no-such-request' {
      const row = byId.get(conversationId, id)
      const state = accepts ? 'accepted' : 'rejected'
      if (row === undefined || (row.state !== 'open' && row.state !== state)) return 'no-such-request'
      if (row.state === state) return requestOf(row)
      // They may have been added meanwhile.
      const joins = accepts && standings.of(conversationId, row.id) === null
      if (joins && actor.memberCount >= max) return 'members-max'
      settle.run(state, id)
      joinNews(transaction, conversationId, { ...requestOf(row), state }, at)
      const body = { line: 'joined', who: row.displayName } as const
      if (joins) joinAll(transaction, conversationId, [row.id], { sender: userOf(row), body, lastNo: actor.lastNo }, at)
      return { ...requestOf(row), state }
    }
  }
}

function requestOf ({ requestId, note, at, state, ...user }: Row): JoinRequest {
  return { id: requestId, user: userOf(user), note, at, state }
}
