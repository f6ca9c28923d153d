import type { SentKind, SystemLine } from '#domain/messages/message-kinds.ts'
import type { SenderRead } from '#domain/delivery/events.ts'
import type { Message, MessageBefore } from '#domain/messages/messages.ts'
import type { Quote } from '#domain/messages/quotes.ts'
import type { UserRef } from '#domain/people/users.ts'
import type { Database } from '#store/sqlite/database.ts'
import type { GivenFiles, MessageFiles } from '#store/sqlite/files/message-files.ts'
import type { Transaction } from '#store/sqlite/transaction.ts'
import { mentionsIn, NOBODY_MENTIONED, type MentionedMembers, type MentionRows } from './mention-rows.ts'
import type { SearchIndex } from './search/search-index.ts'
import { BEFORE_COLUMNS, beforeOf, type BeforeRow } from './message-rows.ts'

/** A message about to become the next of a conversation. `lastNo`: the number before it. */
export interface Line {
  readonly conversationId: string
  readonly lastNo: number
  /** The message with that number, where it has been read with other data; undefined: it is read here. */
  readonly previous?: MessageBefore | null
  readonly sender: UserRef
  readonly clientId: string | null
  readonly body: { readonly kind: SentKind, readonly text: string } | SystemLine
  readonly recipients: readonly string[]
  /** The message that it answers, and the recipients who may not see that one. */
  readonly replyTo?: Quote | undefined
  readonly withheldFrom?: readonly string[] | undefined
  readonly mentioned?: MentionedMembers | undefined
  readonly files?: GivenFiles | undefined
  /** The author of the original, in a forwarded message that names them. */
  readonly forwardedFrom?: Pick<UserRef, 'id' | 'displayName'> | undefined
  /** The session that sent it. */
  readonly sentBy?: string | undefined
  readonly senderRead?: SenderRead | undefined
}

export type MessageLines = ReturnType<typeof createMessageLines>

/** Appends messages and system lines to conversations: number, row and event in one step. */
export function createMessageLines (
  database: Database,
  { mentionRows, messageFiles, index }: {
    readonly mentionRows: MentionRows
    readonly messageFiles: Pick<MessageFiles, 'attach'>
    readonly index: Pick<SearchIndex, 'add'>
  }
) {
  const insert = database.statement<[number, string, number, string, string | null, string, string, number, number, number | null, string | null]>(`
    INSERT INTO messages (seq, conversation_id, no, sender_id, client_id, kind, body, at, changed_seq, reply_to_no, forwarded_from)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`)
  const advance = database.statement<[number, number, number, string]>(`
    UPDATE conversations SET last_no = ?, last_seq = ?, active_at = ? WHERE id = ?`)

  const beforeAt = database.statement<[string, number], BeforeRow>(`
    SELECT ${BEFORE_COLUMNS} FROM messages AS b WHERE b.conversation_id = ? AND b.no = ?`)

  function before (conversationId: string, no: number): MessageBefore | null {
    const row = beforeAt.get(conversationId, no)
    return row === undefined ? null : beforeOf(row)
  }

  return {
    add (transaction: Transaction, line: Line, at: number): Message {
      const { conversationId, sender, clientId, recipients, replyTo, mentioned = NOBODY_MENTIONED, sentBy, senderRead, withheldFrom } = line
      const { forwardedFrom } = line
      const no = line.lastNo + 1
      const seq = transaction.nextSeq
      const [kind, body] = 'text' in line.body ? [line.body.kind, line.body.text] : ['system' as const, JSON.stringify(line.body)]
      insert.run(seq, conversationId, no, sender.id, clientId, kind, body, at, seq, replyTo?.no ?? null, forwardedFrom?.id ?? null)
      advance.run(no, seq, at, conversationId)
      const files = line.files && messageFiles.attach({ conversationId, no }, sender.id, line.files, at)
      mentionRows.keep({ conversationId, no }, seq, mentioned, false)
      index.add(transaction, { seq, conversationId, senderId: sender.id, kind, body, names: files?.map(({ name }) => name) ?? [] })
      const from = forwardedFrom === undefined ? {} : { forwardedFrom: { displayName: forwardedFrom.displayName } }
      const more = { ...from, ...(files !== undefined && { files }), ...mentionsIn(mentioned), ...(replyTo !== undefined && { replyTo }) }
      const message = { conversationId, no, clientId, sender, kind, body, at, changedSeq: seq, ...more }
      // Read once for the event, so that drawing the message for a thousand readers reads nothing.
      const { previous = before(conversationId, line.lastNo) } = line
      transaction.tellMembers(conversationId, recipients, { type: 'message', conversationId, message, previous }, at, {
        sentBy, senderRead, withheldFrom, mentions: mentioned.tells
      })
      return message
    }
  }
}
