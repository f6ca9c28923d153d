import { REQUESTS_MAX, type JoinRequest } from '#domain/conversations/group-invites.ts'
import type { Database } from '#store/sqlite/database.ts'
import type { Transaction } from '#store/sqlite/transaction.ts'

/** The owner and so many admins are told of requests, each by an event of their own; further ones see them when they look. */
const LEADERS_TOLD = 100

/** Tells those who decide about requests to join that one came or was settled; inside the unit that did it. */
export type JoinNews = (transaction: Transaction, conversationId: string, request: JoinRequest | null, at: number) => void

export function createJoinNews (database: Database): JoinNews {
  const leaders = database.statement<[{ conversationId: string, askerId: string | null }], { userId: string, blocks: number }>(`
    SELECT user_id AS userId, EXISTS (SELECT 1 FROM blocks AS b WHERE b.holder_id = memberships.user_id AND b.user_id = @askerId) AS blocks
    FROM memberships WHERE conversation_id = @conversationId AND left_seq IS NULL AND role <> 'member' ORDER BY role DESC, user_id DESC LIMIT ${LEADERS_TOLD}`)
  const count = database.statement<[string], { n: number }>(`
    SELECT count(*) AS n FROM (SELECT 1 FROM join_requests WHERE conversation_id = ? AND state = 'open' LIMIT ${REQUESTS_MAX})`)

  return (transaction, conversationId, request, at) => {
    const open = count.get(conversationId)?.n ?? 0
    for (const { userId, blocks } of leaders.all({ conversationId, askerId: request?.user.id ?? null })) {
      // They decide about it as the others do, but somebody they block writes them nothing.
      const told = request !== null && { request: blocks === 1 ? { ...request, note: '' } : request }
      transaction.tellUser(userId, { type: 'join-requests', conversationId, open, ...told }, at)
    }
  }
}
