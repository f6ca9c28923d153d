import { briefOf } from '#domain/files/brief.ts'
import type { MessageKind } from '#domain/messages/message-kinds.ts'
import type { Message } from '#domain/messages/messages.ts'
import { excerptOf, withoutExcerpt, type Quote } from '#domain/messages/quotes.ts'
import { numberVisible } from '#store/sqlite/conversations/visibility.ts'
import type { Roster } from '#store/sqlite/conversations/roster.ts'
import type { Database } from '#store/sqlite/database.ts'
import { NAMED_MAX } from '#store/sqlite/transaction.ts'
import { filesJson, filesOf } from '#store/sqlite/files/file-rows.ts'
import { messageOf, type MessageRow } from './message-rows.ts'

/** SQL: the message `q` that `m` answers, with its sender `qu`; LEFT JOINs, for the columns of `quoteColumns`. */
export const QUOTE_JOIN = `LEFT JOIN messages AS q ON q.conversation_id = m.conversation_id AND q.no = m.reply_to_no
  LEFT JOIN users AS qu ON qu.id = q.sender_id`

/** SQL: the columns of `QuoteRow`, with the text that stood at the `seq` of this expression. */
export function quoteColumns (seq: string): string {
  return `q.no AS quotedNo, q.kind AS quotedKind, q.recalled_at AS quotedRecalledAt, qu.id AS quotedSenderId, qu.username AS quotedUsername,
    qu.display_name AS quotedName, CASE WHEN q.changed_seq <= ${seq} THEN q.body ELSE (
      SELECT r.body FROM revisions AS r WHERE r.message_seq = q.seq AND r.seq <= ${seq} ORDER BY r.seq DESC LIMIT 1) END AS quotedBody,
    ${filesJson('q')} AS quotedFiles`
}

export interface QuoteRow {
  readonly quotedNo: number | null
  readonly quotedKind: MessageKind | null
  readonly quotedRecalledAt: number | null
  readonly quotedSenderId: string | null
  readonly quotedUsername: string | null
  readonly quotedName: string | null
  readonly quotedBody: string | null
  readonly quotedFiles: string | null
}

/** Returns the quote in the form with the excerpt; undefined without one. */
function quoteOf (row: QuoteRow): Quote | undefined {
  const { quotedNo, quotedKind, quotedSenderId, quotedUsername, quotedName, quotedRecalledAt } = row
  if (quotedNo === null || quotedKind === null) return undefined
  if (quotedSenderId === null || quotedUsername === null || quotedName === null) return undefined
  const recalled = quotedRecalledAt !== null
  const files = briefOf(filesOf(row.quotedFiles))
  return {
    no: quotedNo,
    sender: { id: quotedSenderId, username: quotedUsername, displayName: quotedName },
    ...(!recalled && { excerpt: excerptOf(quotedKind, row.quotedBody ?? ''), ...(files !== undefined && { files }) }),
    recalled
  }
}

/** The same as `messageOf`, with what the message quotes; a recalled message quotes nothing. */
export function quotingMessageOf (row: MessageRow & QuoteRow): Message {
  const replyTo = row.recalledAt === null ? quoteOf(row) : undefined
  return { ...messageOf(row), ...(replyTo !== undefined && { replyTo }) }
}

type Place = { readonly conversationId: string, readonly no: number }

export type Quotes = ReturnType<typeof createQuotes>

/** Makes quotes, and decides who may see their text. Use it inside one `database.read`, or a unit of write. */
export function createQuotes (database: Database, roster: Roster) {
  // Members say something that can be answered, the server does not.
  const visible = database.statement<[Place & { userId: string }], QuoteRow>(`
    SELECT ${quoteColumns('q.changed_seq')}
    FROM messages AS q JOIN users AS qu ON qu.id = q.sender_id
    WHERE q.conversation_id = @conversationId AND q.no = @no AND q.client_id IS NOT NULL
      AND ${numberVisible('q.no', 'q.conversation_id', '@userId')}`)
  const isVisible = database.statement<[Place & { userId: string }], { one: number }>(`
    SELECT 1 AS one WHERE ${numberVisible('@no', '@conversationId', '@userId')}`)
  const newcomers = database.statement<[Place], { userId: string }>(`
    SELECT p.user_id AS userId FROM memberships AS p
    WHERE p.conversation_id = @conversationId AND p.left_seq IS NULL AND p.joined_no > @no
      AND NOT ${numberVisible('@no', '@conversationId', 'p.user_id')}`)
  const carriers = database.statement<[Place & { limit: number }], { seq: number }>(`
    SELECT m.seq FROM messages AS m WHERE m.conversation_id = @conversationId AND m.reply_to_no = @no
    UNION ALL SELECT m.changed_seq FROM messages AS m WHERE m.conversation_id = @conversationId AND m.reply_to_no = @no
    UNION ALL SELECT r.seq FROM messages AS m JOIN revisions AS r ON r.message_seq = m.seq
      WHERE m.conversation_id = @conversationId AND m.reply_to_no = @no
    LIMIT @limit`)
  const one = database.statement<[Place], QuoteRow>(`
    SELECT ${quoteColumns('q.changed_seq')} FROM messages AS m ${QUOTE_JOIN} WHERE m.conversation_id = @conversationId AND m.no = @no`)

  function maySee (userId: string, conversationId: string, no: number): boolean {
    return isVisible.get({ conversationId, no, userId }) !== undefined
  }

  return {
    maySee,

    /** Returns the quote of message `no` for somebody who wants to answer it; undefined when there is none that they can see. */
    visibleTo: (userId: string, conversationId: string, no: number): Quote | undefined => {
      const row = visible.get({ userId, conversationId, no })
      return row === undefined ? undefined : quoteOf(row)
    },

    /** Returns what message `no` quotes now. */
    of: (conversationId: string, no: number): Quote | undefined => {
      const row = one.get({ conversationId, no })
      return row === undefined ? undefined : quoteOf(row)
    },

    /** Returns the current members who may not see message `no`: nobody as a rule, which memory knows. */
    hiddenFrom (conversationId: string, no: number): readonly string[] {
      return roster.newestJoinedNo(conversationId) <= no ? [] : newcomers.all({ conversationId, no }).map(({ userId }) => userId)
    },

    /** Returns the message as this user may see it; `joinedNo` begins their latest period. */
    seenBy (userId: string, joinedNo: number, message: Message): Message {
      const { conversationId, replyTo } = message
      if (replyTo?.excerpt === undefined || replyTo.no >= joinedNo) return message
      return maySee(userId, conversationId, replyTo.no) ? message : withoutExcerpt(message)
    },

    /** Returns the events that carry the text of message `no` as a quote, some of them twice, or more of them than a unit names. */
    carriersOf: (conversationId: string, no: number): number[] =>
      carriers.all({ conversationId, no, limit: 2 * (NAMED_MAX + 1) }).map(({ seq }) => seq)
  }
}
