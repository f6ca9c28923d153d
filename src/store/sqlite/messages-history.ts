import { HISTORY_MAX, type Bounce, type HistoryPage, type HistoryRequest, type MessageStore } from '#domain/messages.ts'
import type { Database } from './database.ts'
import { MESSAGE_COLUMNS, messageOf, type MessageRow } from './message-rows.ts'
import { numberWithin } from './visibility.ts'

interface PageRead {
  readonly viewerId: string
  readonly conversationId: string
  readonly from: number
  readonly to: number
  readonly limit: number
}

/** `MessageStore.page`: what the viewer's periods cover, read period by period, so that a long absence costs nothing. */
export function messagesHistory (database: Database): Pick<MessageStore, 'page'> {
  const visible = `
    SELECT ${MESSAGE_COLUMNS}
    FROM memberships AS p CROSS JOIN messages AS m CROSS JOIN users AS u
    WHERE p.conversation_id = @conversationId AND p.user_id = @viewerId
      AND m.conversation_id = p.conversation_id AND ${numberWithin('m.no', 'p', '@from', '@to')}
      AND u.id = m.sender_id`
  const backward = database.statement<[PageRead], MessageRow>(`${visible} ORDER BY p.joined_seq DESC, m.no DESC LIMIT @limit`)
  const forward = database.statement<[PageRead], MessageRow>(`${visible} ORDER BY p.joined_seq, m.no LIMIT @limit`)
  const isMember = database.statement<[string, string], { one: number }>(`
    SELECT 1 AS one FROM memberships WHERE conversation_id = ? AND user_id = ? LIMIT 1`)
  const bounces = database.statement<[string, string], Bounce>(`
    SELECT conversation_id AS conversationId, client_id AS clientId, body, code, at
    FROM bounces WHERE conversation_id = ? AND sender_id = ? ORDER BY at, client_id`)

  function page (viewerId: string, conversationId: string, request: HistoryRequest): HistoryPage | null {
    if (isMember.get(conversationId, viewerId) === undefined) return null
    const limit = Math.max(1, Math.min(request.limit, HISTORY_MAX))
    const isForward = request.after !== undefined && request.before === undefined
    const read = {
      viewerId,
      conversationId,
      from: (request.after ?? 0) + 1,
      to: (request.before ?? Number.MAX_SAFE_INTEGER) - 1,
      limit: limit + 1
    }
    const rows = isForward ? forward.all(read) : backward.all(read)
    const messages = rows.slice(0, limit).map(messageOf)
    if (!isForward) messages.reverse()
    return { messages, more: rows.length > limit, bounces: bounces.all(conversationId, viewerId) }
  }

  return {
    page: async (viewerId, conversationId, request) => database.read(() => page(viewerId, conversationId, request))
  }
}
