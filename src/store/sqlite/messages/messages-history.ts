import { HISTORY_MAX, type Bounce, type HistoryPage, type HistoryRequest, type Message, type MessageStore } from '#domain/messages/messages.ts'
import type { Database } from '#store/sqlite/database.ts'
import { MESSAGE_COLUMNS, type MessageRow } from './message-rows.ts'
import type { ReadOne } from './messages-append.ts'
import type { NewestMessages } from './newest-messages.ts'
import type { MarkedMessages } from './kept/marked.ts'
import type { ReactedMessages } from './reacted.ts'
import { QUOTE_JOIN, quoteColumns, quotingMessageOf, type QuoteRow, type Quotes } from './quotes.ts'
import { bounceFilesJson, filesOf, type BounceFiles } from '#store/sqlite/files/file-rows.ts'
import { IS_UNCOVERED_PERIOD, numberWithin } from '#store/sqlite/conversations/visibility.ts'

interface PageRead {
  readonly viewerId: string
  readonly conversationId: string
  readonly from: number
  readonly to: number
  readonly limit: number
  /** The texts of quoted messages are those of this event. */
  readonly asOf: number
}

interface Period {
  readonly leftSeq: number | null
  readonly removed: number
  readonly joinedNo: number
  readonly lastSeq: number
}

type BounceRow = Omit<Bounce, 'files' | 'fileIds'> & BounceFiles

interface HistoryParts {
  readonly newest: NewestMessages
  readonly quotes: Quotes
  readonly reacted: ReactedMessages
  readonly marked: MarkedMessages
}

export interface MessagesHistory extends Pick<MessageStore, 'page'> { readonly readOne: ReadOne }

/** `MessageStore.page`: reads the viewer's periods one by one, so that a long absence costs nothing. */
export function sqliteMessagesHistory (database: Database, { newest, quotes, reacted, marked }: HistoryParts): MessagesHistory {
  const visible = `
    SELECT ${MESSAGE_COLUMNS}, ${quoteColumns('@asOf')}
    FROM memberships AS p CROSS JOIN messages AS m CROSS JOIN users AS u ${QUOTE_JOIN}
    WHERE p.conversation_id = @conversationId AND p.user_id = @viewerId
      AND ${IS_UNCOVERED_PERIOD} AND m.conversation_id = p.conversation_id AND ${numberWithin('m.no', 'p', '@from', '@to')}
      AND u.id = m.sender_id`
  const backward = database.statement<[PageRead], MessageRow & QuoteRow>(`${visible} ORDER BY p.joined_seq DESC, m.no DESC LIMIT @limit`)
  const forward = database.statement<[PageRead], MessageRow & QuoteRow>(`${visible} ORDER BY p.joined_seq, m.no LIMIT @limit`)
  const lastPeriod = database.statement<[string, string], Period>(`
    SELECT p.left_seq AS leftSeq, p.removed, p.joined_no AS joinedNo, c.last_seq AS lastSeq
    FROM memberships AS p CROSS JOIN conversations AS c
    WHERE p.conversation_id = ? AND p.user_id = ? AND c.id = p.conversation_id ORDER BY p.joined_seq DESC LIMIT 1`)
  const wordsAt = database.statement<[string, number, number], { seq: number, body: string, at: number, mentions: string | null, mentionsAll: number, isFirst: number }>(`
    SELECT r.seq, r.body, r.at, r.mentions, r.mentions_all AS mentionsAll, r.seq = m.seq AS isFirst
    FROM messages AS m JOIN revisions AS r ON r.message_seq = m.seq
    WHERE m.conversation_id = ? AND m.no = ? AND r.seq <= ? ORDER BY r.seq DESC LIMIT 1`)
  const bounceRows = database.statement<[string, string], BounceRow>(`
    SELECT conversation_id AS conversationId, client_id AS clientId, kind, body, reply_to_no AS replyToNo, code, at,
      ${bounceFilesJson('bounces')}
    FROM bounces WHERE conversation_id = ? AND sender_id = ? ORDER BY at, client_id`)

  function bounces (conversationId: string, viewerId: string): Bounce[] {
    return bounceRows.all(conversationId, viewerId).map(bounceOf)
  }

  // Returns a message as it was when the viewer left: later edits and reactions are for those who stayed. A recall erases all.
  function knownOf<Row extends MessageRow> (row: Row, leftSeq: number | null): Row {
    if (leftSeq === null || row.recalledAt !== null) return row
    if (row.reactedSeq !== null && row.reactedSeq > leftSeq) {
      return knownOf({ ...row, reactedSeq: reacted.lastChange(row.conversationId, row.no, leftSeq) ?? 0 }, leftSeq)
    }
    if (row.changedSeq <= leftSeq) return row
    const words = wordsAt.get(row.conversationId, row.no, leftSeq)
    if (words === undefined) return row
    const { mentions, mentionsAll } = words
    return { ...row, mentions, mentionsAll, body: words.body, changedSeq: words.seq, editedAt: words.isFirst === 1 ? null : words.at }
  }

  function page (viewerId: string, conversationId: string, request: HistoryRequest): HistoryPage | null {
    const period = lastPeriod.get(conversationId, viewerId)
    if (period === undefined || period.removed === 1) return null
    const limit = Math.max(1, Math.min(request.limit, HISTORY_MAX))
    const asOf = period.leftSeq ?? Number.MAX_SAFE_INTEGER
    const seen = (messages: readonly Message[]) =>
      marked(viewerId, reacted.seenBy(viewerId, messages.map(message => quotes.seenBy(viewerId, period.joinedNo, message)), asOf), asOf)
    const isNewest = request.after === undefined && request.before === undefined && period.leftSeq === null
    const kept = isNewest ? newest.get(conversationId, period.lastSeq, period.joinedNo, limit) : null
    if (kept !== null) return { messages: seen(kept), more: true, bounces: bounces(conversationId, viewerId) }
    const isForward = request.after !== undefined && request.before === undefined
    const read = {
      viewerId,
      conversationId,
      from: (request.after ?? 0) + 1,
      to: (request.before ?? Number.MAX_SAFE_INTEGER) - 1,
      limit: limit + 1,
      asOf
    }
    const rows = isForward ? forward.all(read) : backward.all(read)
    const shown = isForward ? rows.slice(0, limit) : rows.slice(0, limit).reverse()
    const bare = shown.map(row => quotingMessageOf(knownOf(row, period.leftSeq)))
    const messages = shown.some(({ reactedSeq }) => reactedSeq !== null) ? reacted.counted(bare, asOf) : bare
    const more = rows.length > limit
    if (isNewest && (messages[0]?.no ?? 0) > period.joinedNo) newest.keep(conversationId, { lastSeq: period.lastSeq, messages, limit })
    return { messages: seen(messages), more, bounces: bounces(conversationId, viewerId) }
  }

  return {
    readOne (viewerId, conversationId, no) {
      const message = page(viewerId, conversationId, { before: no + 1, limit: 1 })?.messages[0]
      return message?.no === no ? message : null
    },

    page: async (viewerId, conversationId, request) => database.read(() => page(viewerId, conversationId, request))
  }
}

function bounceOf ({ fileIds, files: json, ...bounce }: BounceRow): Bounce {
  if (bounce.kind !== 'files' || fileIds === null) return bounce
  const files = filesOf(json)
  return { ...bounce, fileIds: JSON.parse(fileIds) as string[], ...(files !== undefined && { files }) }
}
