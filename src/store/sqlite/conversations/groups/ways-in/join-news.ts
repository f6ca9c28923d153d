import { REQUESTS_MAX, type JoinRequest } from '#domain/conversations/group-invites.ts'
import type { Database } from '#store/sqlite/database.ts'
import type { Transaction } from '#store/sqlite/transaction.ts'

/** The owner and so many admins are told of requests, each by an event of their own; further ones see them when they look. */
const LEADERS_TOLD = 100

/** Tells those who decide about requests to join that one came or was settled; inside the unit that did it. */
export type JoinNews = (transaction: Transaction, conversationId: string, request: JoinRequest | null, at: number) => void

export function createJoinNews (database: Database): JoinNews {
  const leaders = database.statement<[string], { userId: string }>(`
    SELECT user_id AS userId FROM memberships
    WHERE conversation_id = ? AND left_seq IS NULL AND role <> 'member' ORDER BY role DESC, user_id DESC LIMIT ${LEADERS_TOLD}`)
  const count = database.statement<[string], { n: number }>(`
    SELECT count(*) AS n FROM (SELECT 1 FROM join_requests WHERE conversation_id = ? AND state = 'open' LIMIT ${REQUESTS_MAX})`)

  return (transaction, conversationId, request, at) => {
    const open = count.get(conversationId)?.n ?? 0
    for (const { userId } of leaders.all(conversationId)) {
      transaction.tellUser(userId, { type: 'join-requests', conversationId, open, ...request !== null && { request } }, at)
    }
  }
}
