import { UNREAD_CAP, UNREAD_WALK } from '#domain/conversations/conversations.ts'
import { UNREAD_KINDS } from '#domain/messages/message-kinds.ts'

const KINDS = UNREAD_KINDS.map(kind => `'${kind}'`).join(', ')

// SQL: message `m` is another's and not recalled.
function isToRead (userId: string): string {
  return `m.sender_id <> ${userId} AND m.recalled_at IS NULL`
}

/** SQL: message `m` counts as unread for `userId` if it is after their read mark. A recalled one has nothing left to read. */
export function countsAsUnread (userId: string): string {
  return `m.kind IN (${KINDS}) AND ${isToRead(userId)}`
}

// SQL: nothing of conversation `c` counts as unread for the member of `p`.
const NOTHING_UNREAD = 'c.kind = \'self\' OR p.left_no IS NOT NULL OR p.read_no >= c.last_no'

// SQL: the messages within period `p` among the first UNREAD_WALK after `mark` that count as unread.
function unreadIn (mark: string): string {
  return `messages AS m
    WHERE m.conversation_id = c.id AND m.no >= max(${mark} + 1, p.joined_no) AND m.no <= ${mark} + ${UNREAD_WALK}
      AND ${countsAsUnread('p.user_id')}`
}

// SQL: period `p` began after `mark` with something by another: a group they made, a request they accepted.
function isNewAfter (mark: string): string {
  return `${mark} < p.joined_no AND EXISTS (
    SELECT 1 FROM messages AS m WHERE m.conversation_id = c.id AND m.no = p.joined_no AND ${isToRead('p.user_id')})`
}

function unreadAfter (mark: string): string {
  return `CASE WHEN ${NOTHING_UNREAD} THEN 0 ELSE max(
  c.last_no - ${mark} > ${UNREAD_WALK}, ${isNewAfter(mark)}, (SELECT count(*) FROM (SELECT 1 FROM ${unreadIn(mark)} LIMIT ${UNREAD_CAP}))) END`
}

/**
 * SQL: unread messages within period `p` of conversation `c`, counted up to UNREAD_CAP among the first UNREAD_WALK after `readNo`; with
 * more than those at least 1 (D14), as in one that another opened to them and they have not looked at. 0 in a conversation that was left.
 */
export const UNREAD = unreadAfter('p.read_no')

/** SQL: the same, only messages after `@after`. */
export const UNREAD_BEYOND = unreadAfter('max(p.read_no, @after)')

/** SQL: `no` of the first message that UNREAD counts; where it found none but counts one, the first that is new or was not looked at. */
export const FIRST_UNREAD = `CASE WHEN ${NOTHING_UNREAD} THEN NULL ELSE ifnull(
  (SELECT m.no FROM ${unreadIn('p.read_no')} ORDER BY m.no LIMIT 1),
  CASE WHEN ${isNewAfter('p.read_no')} THEN p.joined_no WHEN c.last_no - p.read_no > ${UNREAD_WALK} THEN p.read_no + ${UNREAD_WALK} + 1 END) END`
