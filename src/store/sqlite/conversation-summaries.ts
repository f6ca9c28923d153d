import { LIST_MAX, type ConversationList, type ConversationSummary, type Page, type Role } from '#domain/conversations.ts'
import { DomainError } from '#domain/errors.ts'
import { CONVERSATION_COLUMNS, CONVERSATION_TABLES, infoOf, peerOf, type ConversationRow } from './conversation-rows.ts'
import type { Database } from './database.ts'
import { MESSAGE_COLUMNS, messageOf, type MessageRow } from './message-rows.ts'
import { IS_LATEST_PERIOD, NEWEST_VISIBLE, UNREAD } from './visibility.ts'

interface SummaryRow extends ConversationRow {
  readonly role: Role
  readonly newestNo: number
  readonly readNo: number
  readonly unreadFrom: number | null
  readonly unread: number
  readonly draft: string | null
  readonly shownAt: number
  readonly hasLeft: number
}

export type ConversationSummaries = ReturnType<typeof createConversationSummaries>

// What happens after one has left must not move the conversation in one's list.
const SHOWN_AT = `CASE WHEN p.left_no IS NULL THEN c.active_at ELSE ifnull(
  (SELECT m.at FROM messages AS m WHERE m.conversation_id = c.id AND m.no = p.left_no), c.created_at) END`

/** Conversations as one member sees them in a list. To be used inside one `database.read`, or a unit of write. */
export function createConversationSummaries (database: Database) {
  const byId = database.statement<[string, string], SummaryRow>(`
    SELECT ${CONVERSATION_COLUMNS}, p.role, p.read_no AS readNo, p.unread_from AS unreadFrom, p.draft, p.left_no IS NOT NULL AS hasLeft,
      ${NEWEST_VISIBLE} AS newestNo, ${SHOWN_AT} AS shownAt, ${UNREAD} AS unread
    FROM memberships AS p CROSS JOIN ${CONVERSATION_TABLES}
    WHERE p.conversation_id = ? AND p.user_id = ? AND c.id = p.conversation_id
    ORDER BY p.joined_seq DESC LIMIT 1`)
  const pageOf = database.statement<[{ userId: string, at: number, id: string, limit: number }], { id: string, shownAt: number }>(`
    SELECT c.id, ${SHOWN_AT} AS shownAt
    FROM memberships AS p CROSS JOIN conversations AS c
    WHERE p.user_id = @userId AND c.id = p.conversation_id AND ${IS_LATEST_PERIOD}
      AND (shownAt < @at OR (shownAt = @at AND c.id < @id))
    ORDER BY shownAt DESC, c.id DESC LIMIT @limit`)
  const total = database.statement<[string], { unread: number }>(`
    SELECT ifnull(sum(${UNREAD}), 0) AS unread
    FROM memberships AS p CROSS JOIN conversations AS c
    WHERE p.user_id = ? AND c.id = p.conversation_id AND ${IS_LATEST_PERIOD}`)
  const messageAt = database.statement<[string, number], MessageRow>(`
    SELECT ${MESSAGE_COLUMNS} FROM messages AS m JOIN users AS u ON u.id = m.sender_id WHERE m.conversation_id = ? AND m.no = ?`)

  function one (userId: string, conversationId: string): ConversationSummary | null {
    const row = byId.get(conversationId, userId)
    if (row === undefined) return null
    const last = row.newestNo === 0 ? undefined : messageAt.get(conversationId, row.newestNo)
    return {
      ...infoOf(row),
      peer: peerOf(row, userId),
      role: row.role,
      lastNo: row.newestNo,
      lastMessage: last === undefined ? null : messageOf(last),
      readNo: row.readNo,
      unread: row.unread,
      unreadFrom: row.unreadFrom,
      draft: row.draft,
      activeAt: row.shownAt,
      left: row.hasLeft === 1
    }
  }

  function some (userId: string, conversationIds: readonly string[]): ConversationSummary[] {
    return conversationIds.map(id => one(userId, id)).filter(summary => summary !== null)
  }

  function unreadTotal (userId: string): number {
    return total.get(userId)?.unread ?? 0
  }

  return {
    one,
    some,
    unreadTotal,

    list (userId: string, page: Page): ConversationList {
      const limit = Math.max(1, Math.min(page.limit, LIST_MAX))
      const rows = pageOf.all({ userId, ...placeOf(page.after), limit: limit + 1 })
      const shown = rows.slice(0, limit)
      const last = shown.at(-1)
      const more = rows.length > limit
      return {
        conversations: some(userId, shown.map(row => row.id)),
        unread: unreadTotal(userId),
        more,
        next: more && last !== undefined ? `${last.shownAt}.${last.id}` : null
      }
    }
  }
}

function placeOf (after: string | undefined): { at: number, id: string } {
  if (after === undefined) return { at: Number.MAX_SAFE_INTEGER, id: '' }
  const [, at, id] = /^(\d{1,15})\.(.{1,64})$/s.exec(after) ?? []
  if (at === undefined || id === undefined) throw new DomainError('INVALID', 'The place to go on from is not one that a list has given.')
  return { at: Number(at), id }
}
