/*
 * The one visibility predicate (D32): visible is what lies inside one of the viewer's periods of membership, ends included.
 * An event lies inside by its `seq`; a message by its `no`. Catching up, history and unread all use these fragments.
 */
import { UNREAD_CAP } from '#domain/conversations.ts'

// Above any number that is ever given, and still exact in JavaScript.
const OPEN_END = Number.MAX_SAFE_INTEGER

/** SQL: `no` lies inside `period`, an alias of memberships. */
export function numberInside (no: string, period: string): string {
  return `${no} >= ${period}.joined_no AND ${no} <= ifnull(${period}.left_no, ${OPEN_END})`
}

/** SQL: message `no` of `conversationId` lies inside one of the periods of `userId`. */
export function numberVisible (no: string, conversationId: string, userId: string): string {
  return `EXISTS (
    SELECT 1 FROM memberships AS own
    WHERE own.conversation_id = ${conversationId} AND own.user_id = ${userId} AND ${numberInside(no, 'own')})`
}

/** SQL: the newest `no` of conversation `c` that the member of `p` may see, in any of his periods; 0 when there is none. */
export const NEWEST_VISIBLE = `ifnull((
  SELECT max(ifnull(own.left_no, c.last_no)) FROM memberships AS own
  WHERE own.conversation_id = c.id AND own.user_id = p.user_id AND ifnull(own.left_no, c.last_no) >= own.joined_no), 0)`

/** SQL: `p` is the latest period of its user in its conversation: the one that holds his role, his draft and how far he has read. */
export const IS_LATEST_PERIOD = `p.joined_seq = (
  SELECT max(own.joined_seq) FROM memberships AS own
  WHERE own.conversation_id = p.conversation_id AND own.user_id = p.user_id)`

/** SQL: others' messages after `readNo` within period `p` of conversation `c`, counted up to UNREAD_CAP (D14). */
export const UNREAD = `CASE WHEN c.kind = 'self' OR p.read_no >= ifnull(p.left_no, c.last_no) THEN 0 ELSE (
  SELECT count(*) FROM (
    SELECT 1 FROM messages AS m
    WHERE m.conversation_id = c.id AND m.no > p.read_no AND ${numberInside('m.no', 'p')}
      AND m.kind = 'text' AND m.sender_id <> p.user_id
    LIMIT ${UNREAD_CAP})) END`
