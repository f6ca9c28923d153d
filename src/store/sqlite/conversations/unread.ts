import { UNREAD_CAP, UNREAD_WALK } from '#domain/conversations/conversations.ts'
import { UNREAD_KINDS } from '#domain/messages/message-kinds.ts'

const KINDS = UNREAD_KINDS.map(kind => `'${kind}'`).join(', ')

/** SQL: message `m` counts as unread for `userId` if it is after their read mark. A recalled one has nothing left to read. */
export function countsAsUnread (userId: string): string {
  return `m.kind IN (${KINDS}) AND m.sender_id <> ${userId} AND m.recalled_at IS NULL`
}

/**
 * SQL: unread messages within period `p` of conversation `c`, counted up to UNREAD_CAP among the first UNREAD_WALK after `readNo`; with
 * more than those at least 1 (D14). 0 in a conversation that was left.
 */
export const UNREAD = `CASE WHEN c.kind = 'self' OR p.left_no IS NOT NULL OR p.read_no >= c.last_no THEN 0 ELSE max(
  c.last_no - p.read_no > ${UNREAD_WALK},
  (SELECT count(*) FROM (
    SELECT 1 FROM messages AS m
    WHERE m.conversation_id = c.id AND m.no >= max(p.read_no + 1, p.joined_no) AND m.no <= p.read_no + ${UNREAD_WALK}
      AND ${countsAsUnread('p.user_id')}
    LIMIT ${UNREAD_CAP}))) END`
