/*
 * The one visibility predicate (D32): visible is what lies inside one of the viewer's periods of membership, ends included.
 * An event lies inside by its `seq`; a message by its `no`. Catching up, history and unread all use these fragments.
 */

// Above any number that is ever given, and still exact in JavaScript.
const OPEN_END = Number.MAX_SAFE_INTEGER

/** SQL: `no` lies inside `period`, an alias of memberships. */
export function numberInside (no: string, period: string): string {
  return `${no} >= ${period}.joined_no AND ${no} <= ifnull(${period}.left_no, ${OPEN_END})`
}

/** SQL: `seq` lies inside `period`, an alias of memberships. */
export function seqInside (seq: string, period: string): string {
  return `${seq} >= ${period}.joined_seq AND ${seq} <= ifnull(${period}.left_seq, ${OPEN_END})`
}

/** SQL: message `no` of `conversationId` lies inside one of the periods of `userId`. */
export function numberVisible (no: string, conversationId: string, userId: string): string {
  return `EXISTS (
    SELECT 1 FROM memberships AS own
    WHERE own.conversation_id = ${conversationId} AND own.user_id = ${userId} AND ${numberInside(no, 'own')})`
}

/** SQL: the newest `no` of conversation `c` that `userId` may see; 0 when there is none. */
export function newestVisible (userId: string): string {
  return `ifnull((
    SELECT max(ifnull(own.left_no, c.last_no)) FROM memberships AS own
    WHERE own.conversation_id = c.id AND own.user_id = ${userId} AND ifnull(own.left_no, c.last_no) >= own.joined_no), 0)`
}
