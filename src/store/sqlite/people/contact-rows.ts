import type { Hushed } from '#domain/conversations/silences.ts'
import type { ContactRequest, RequestState } from '#domain/people/contacts.ts'

/**
 * Condition in SQL: the members of conversation `c` may write to each other; in a direct one, while they keep each other as contacts.
 * Blocking ends the contact, so this is the whole gate, and the gate of typing and receipts too.
 */
export const MAY_WRITE = `(c.kind <> 'direct' OR (
  EXISTS (SELECT 1 FROM contacts AS k WHERE k.holder_id = c.low_user AND k.user_id = c.high_user)
  AND EXISTS (SELECT 1 FROM contacts AS k WHERE k.holder_id = c.high_user AND k.user_id = c.low_user)))`

/** Condition in SQL: the member of `p` may write in conversation `c` at all: no admin muted them, and in a quiet group they are one. */
export const MAY_SPEAK = "(p.silenced_until IS NULL AND (c.quiet = 0 OR p.role <> 'member'))"

/** SQL: whether the member of `p` may write in `c`, and why not, as `Speaker`. */
export const SPEAKER = `${MAY_SPEAK} AS maySpeak, p.silenced_until AS silencedUntil`
export interface Speaker { readonly maySpeak: number, readonly silencedUntil: number | null }

/** Returns the outcome of a write by a member who may not speak; null when they may. */
export function hushOf ({ maySpeak, silencedUntil }: Speaker): Hushed | null {
  if (maySpeak === 1) return null
  return silencedUntil === null ? { outcome: 'quiet' } : { outcome: 'silenced', until: silencedUntil }
}

/** Condition in SQL: either of two users blocks the other. */
export function areApart (one: string, other: string): string {
  return `(EXISTS (SELECT 1 FROM blocks AS b WHERE b.holder_id = ${one} AND b.user_id = ${other})
    OR EXISTS (SELECT 1 FROM blocks AS b WHERE b.holder_id = ${other} AND b.user_id = ${one}))`
}

/** The ids of the labels of contact `k`, as JSON. */
export const LABEL_IDS = `(
  SELECT json_group_array(l.label_id) FROM contact_labels AS l WHERE l.holder_id = k.holder_id AND l.user_id = k.user_id)`

/** Condition in SQL: somebody whom the user blocks is a member of the conversation. */
export function blocksMember (userId: string, conversationId: string): string {
  return `EXISTS (SELECT 1 FROM blocks AS b CROSS JOIN memberships AS p
    WHERE b.holder_id = ${userId} AND p.conversation_id = ${conversationId} AND p.user_id = b.user_id AND p.left_seq IS NULL)`
}

/** Requests `r` with both users, as `RequestRow`. */
export const REQUESTS = `
  SELECT r.id, r.note, r.at, r.state, r.hidden,
    asker.id AS fromId, asker.username AS fromUsername, asker.display_name AS fromName,
    asked.id AS toId, asked.username AS toUsername, asked.display_name AS toName
  FROM contact_requests AS r JOIN users AS asker ON asker.id = r.from_id JOIN users AS asked ON asked.id = r.to_id`

export interface RequestRow {
  readonly id: string
  readonly note: string
  readonly at: number
  readonly state: RequestState
  /** 1 when the other user blocks the asker, who alone sees the request. */
  readonly hidden: number
  readonly fromId: string
  readonly fromUsername: string
  readonly fromName: string
  readonly toId: string
  readonly toUsername: string
  readonly toName: string
}

/** Returns the request as the asked user sees it. */
export function requestOf (row: RequestRow): ContactRequest {
  return {
    id: row.id,
    from: { id: row.fromId, username: row.fromUsername, displayName: row.fromName },
    to: { id: row.toId, username: row.toUsername, displayName: row.toName },
    note: row.note,
    at: row.at,
    state: row.state
  }
}

/** Returns the request as the asker sees it: a rejected one stays open. */
export function requestOfAsker (row: RequestRow): ContactRequest {
  return { ...requestOf(row), state: row.state === 'rejected' ? 'open' : row.state }
}
