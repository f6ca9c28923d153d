/*
 * The one visibility predicate (D32): a viewer sees what lies inside one of their periods of membership, ends included.
 * An event lies inside by its `seq`; a message by its `no`. Catching up, history and unread all use these fragments.
 */
import { UNREAD_CAP, UNREAD_WALK } from '#domain/conversations/conversations.ts'
import { UNREAD_KINDS } from '#domain/messages/message-kinds.ts'

// Above any number in use, and still exact in JavaScript.
const OPEN_END = Number.MAX_SAFE_INTEGER

/** SQL: `no` lies inside `period`, an alias of memberships. */
function numberInside (no: string, period: string): string {
  return `${no} >= ${period}.joined_no AND ${no} <= ifnull(${period}.left_no, ${OPEN_END})`
}

/**
 * SQL: `no` lies inside `period`, and from `from` to `to`. One bound at each end: with two, an index uses one and walks through all that
 * the other excludes.
 */
export function numberWithin (no: string, period: string, from: string, to: string): string {
  return `${no} >= max(${period}.joined_no, ${from}) AND ${no} <= min(ifnull(${period}.left_no, ${OPEN_END}), ${to})`
}

/** SQL: message `no` of `conversationId` lies inside one of the periods of `userId`. */
export function numberVisible (no: string, conversationId: string, userId: string): string {
  return `EXISTS (
    SELECT 1 FROM memberships AS own
    WHERE own.conversation_id = ${conversationId} AND own.user_id = ${userId} AND ${numberInside(no, 'own')})`
}

/** SQL: the newest `no` of conversation `c` that the member of `p` may see in any of their periods; 0 without one. */
export const NEWEST_VISIBLE = `ifnull((
  SELECT max(ifnull(own.left_no, c.last_no)) FROM memberships AS own
  WHERE own.conversation_id = c.id AND own.user_id = p.user_id AND ifnull(own.left_no, c.last_no) >= own.joined_no), 0)`

/** SQL: `p` is the latest period of its user in its conversation, which holds their role, draft and read mark. */
export const IS_LATEST_PERIOD = `p.joined_seq = (
  SELECT max(own.joined_seq) FROM memberships AS own
  WHERE own.conversation_id = p.conversation_id AND own.user_id = p.user_id)`

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
