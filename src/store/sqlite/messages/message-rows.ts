import type { MessageKind } from '#domain/messages/message-kinds.ts'
import type { Message, MessageBefore } from '#domain/messages/messages.ts'
import type { UserRef } from '#domain/people/users.ts'
import { filesJson, filesOf, filesSeq } from '#store/sqlite/files/file-rows.ts'

/** SQL: a user as the JSON of `UserRef`. */
export function userJson (alias: string, displayName = `${alias}.display_name`): string {
  return `json_object('id', ${alias}.id, 'username', ${alias}.username, 'displayName', ${displayName})`
}

/** A message `m` with its sender `u`, as `MessageRow`. */
export const MESSAGE_COLUMNS = `m.conversation_id AS conversationId, m.no, m.client_id AS clientId, m.kind, m.body, m.at,
  m.changed_seq AS changedSeq, m.reacted_seq AS reactedSeq, m.edited_at AS editedAt, m.recalled_at AS recalledAt,
  (SELECT ${userJson('by')} FROM users AS by WHERE by.id = m.recalled_by) AS recalledBy,
  (SELECT author.display_name FROM users AS author WHERE author.id = m.forwarded_from) AS forwardedFrom, m.mentions, m.mentions_all AS mentionsAll, u.id AS senderId, u.username, u.display_name AS displayName,
  ${filesJson('m')} AS files, ${filesSeq('m')} AS filesSeq`

export interface MessageRow {
  readonly conversationId: string
  readonly no: number
  readonly clientId: string | null
  readonly kind: MessageKind
  readonly body: string
  readonly at: number
  /** The event that brought the text. */
  readonly changedSeq: number
  /** The last event about its reactions. */
  readonly reactedSeq: number | null
  readonly editedAt: number | null
  readonly recalledAt: number | null
  /** JSON: the admin who did. */
  readonly recalledBy: string | null
  /** The name of the author, in a forwarded message that tells it. */
  readonly forwardedFrom: string | null
  /** JSON: usernames. */
  readonly mentions: string | null
  readonly mentionsAll: number
  readonly senderId: string
  readonly username: string
  readonly displayName: string
  /** JSON, for `filesOf`. */
  readonly files: string | null
  /** The last event about its files, after the one that brought them. */
  readonly filesSeq: number | null
}

/** SQL: the message before `m`, as `BeforeRow`; a LEFT JOIN, for the columns of BEFORE_COLUMNS. */
export const BEFORE_JOIN = 'LEFT JOIN messages AS b ON b.conversation_id = m.conversation_id AND b.no = m.no - 1'
export const BEFORE_COLUMNS = 'b.sender_id AS beforeSender, b.kind AS beforeKind, b.at AS beforeAt'

export interface BeforeRow {
  readonly beforeSender: string | null
  readonly beforeKind: MessageKind | null
  readonly beforeAt: number | null
}

export function beforeOf ({ beforeSender, beforeKind, beforeAt }: BeforeRow): MessageBefore | null {
  if (beforeSender === null || beforeKind === null || beforeAt === null) return null
  return { sender: { id: beforeSender }, kind: beforeKind, at: beforeAt }
}

/** Returns the message as it is now. */
export function messageOf (row: MessageRow): Message {
  const files = filesOf(row.files)
  return {
    conversationId: row.conversationId,
    no: row.no,
    clientId: row.clientId,
    sender: { id: row.senderId, username: row.username, displayName: row.displayName },
    kind: row.kind,
    body: row.body,
    at: row.at,
    changedSeq: Math.max(row.changedSeq, row.reactedSeq ?? 0, row.filesSeq ?? 0),
    ...(row.editedAt !== null && { editedAt: row.editedAt }),
    ...(row.recalledAt !== null && { recalledAt: row.recalledAt }),
    ...(row.recalledBy !== null && { recalledBy: JSON.parse(row.recalledBy) as UserRef }),
    ...(row.forwardedFrom !== null && row.recalledAt === null && { forwardedFrom: { displayName: row.forwardedFrom } }),
    ...(files !== undefined && { files }),
    ...(row.mentions !== null && row.recalledAt === null && { mentions: JSON.parse(row.mentions) as string[] }),
    ...(row.mentionsAll === 1 && row.recalledAt === null && { mentionsAll: true as const })
  }
}
