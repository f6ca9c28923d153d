/*
 * The one visibility predicate (D32): a viewer sees what lies inside one of their periods of membership, ends included.
 * An event lies inside by its `seq`; a message by its `no`. Catching up, history and lists use these fragments.
 */

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

/** SQL: the user has not removed the conversation from their list, which they may once they have left it. */
export function isListed (conversationId: string, userId: string): string {
  return `(SELECT own.removed FROM memberships AS own
    WHERE own.conversation_id = ${conversationId} AND own.user_id = ${userId} ORDER BY own.joined_seq DESC LIMIT 1) = 0`
}

/** SQL: the newest `no` of conversation `c` that the member of `p` may see in any of their periods; 0 without one. */
export const NEWEST_VISIBLE = `ifnull((
  SELECT max(ifnull(own.left_no, c.last_no)) FROM memberships AS own
  WHERE own.conversation_id = c.id AND own.user_id = p.user_id AND ifnull(own.left_no, c.last_no) >= own.joined_no), 0)`

/** SQL: `p` is the latest period of its user in its conversation, which holds their role, draft and read mark. */
export const IS_LATEST_PERIOD = `p.joined_seq = (
  SELECT max(own.joined_seq) FROM memberships AS own
  WHERE own.conversation_id = p.conversation_id AND own.user_id = p.user_id)`

/**
 * SQL: no later period of its user covers the messages of `p`. One that begins with all of history does, others begin after it: reading
 * the remaining periods one by one finds each message once.
 */
export const IS_UNCOVERED_PERIOD = `NOT EXISTS (
  SELECT 1 FROM memberships AS later
  WHERE later.conversation_id = p.conversation_id AND later.user_id = p.user_id AND later.joined_seq > p.joined_seq AND later.joined_no <= p.joined_no)`
