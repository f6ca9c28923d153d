import { UNREAD_WALK } from '#domain/conversations/conversations.ts'
import type { Role } from '#domain/conversations/members.ts'
import type { SenderRead } from '#domain/delivery/events.ts'
import { BOUNCES_KEPT, BOUNCES_KEPT_IN_ALL, leads, type Appended, type Message, type MessageStore } from '#domain/messages/messages.ts'
import { hushOf, MAY_WRITE, SPEAKER, type Speaker } from '#store/sqlite/people/contact-rows.ts'
import type { SentKind } from '#domain/messages/message-kinds.ts'
import type { UserRef } from '#domain/people/users.ts'
import type { Database } from '#store/sqlite/database.ts'
import type { ConversationIndexes } from '#store/sqlite/conversations/conversation-indexes.ts'
import type { DirectConversations } from '#store/sqlite/conversations/direct-conversations.ts'
import type { GroupCommit } from '#store/sqlite/group-commit.ts'
import type { MessageFiles } from '#store/sqlite/files/message-files.ts'
import type { Transaction } from '#store/sqlite/transaction.ts'
import type { MentionRows } from './mention-rows.ts'
import type { MessageLines } from './message-lines.ts'
import { BEFORE_COLUMNS, beforeOf, MESSAGE_COLUMNS, messageOf, type BeforeRow, type MessageRow } from './message-rows.ts'
import type { Quote } from '#domain/messages/quotes.ts'
import type { Quotes } from './quotes.ts'
import type { Roster } from '#store/sqlite/conversations/roster.ts'
import { countsAsUnread } from '#store/sqlite/conversations/unread.ts'

type Send = Parameters<MessageStore['append']>[0]

/** The data that decides about a send, and the message before it, read inside the write itself (D32). */
interface Access extends BeforeRow, Speaker {
  readonly kind: 'direct' | 'group' | 'self'
  readonly lowUser: string | null
  readonly highUser: string | null
  readonly lastNo: number
  readonly joinedSeq: number
  readonly readNo: number
  readonly unreadFrom: number | null
  readonly username: string
  readonly displayName: string
  readonly role: Role
  readonly mayWrite: number
  readonly bouncedHash: Buffer | null
}

export interface AppendParts {
  readonly lines: MessageLines
  readonly directs: DirectConversations
  readonly roster: Roster
  readonly indexes: ConversationIndexes
  readonly quotes: Quotes
  readonly mentionRows: MentionRows
  readonly messageFiles: Pick<MessageFiles, 'areUnsent'>
}

/** Reads a message as this user sees it; null where they see none. */
export type ReadOne = (userId: string, conversationId: string, no: number) => Message | null

/** `MessageStore.append`, and the fate of bounces. */
export function sqliteMessagesAppend (
  database: Database,
  commits: GroupCommit,
  { lines, directs, roster, indexes, quotes, mentionRows, messageFiles }: AppendParts,
  readOne: ReadOne
): Pick<MessageStore, 'append' | 'sentAs' | 'discardBounce'> {
  const accessOf = database.statement<[string, string, string], Access>(`
    SELECT c.kind, p.role, c.low_user AS lowUser, c.high_user AS highUser, c.last_no AS lastNo,
      p.joined_seq AS joinedSeq, p.read_no AS readNo, p.unread_from AS unreadFrom, u.username, u.display_name AS displayName,
      ${MAY_WRITE} AS mayWrite, ${SPEAKER}, refused.request_hash AS bouncedHash, ${BEFORE_COLUMNS}
    FROM memberships AS p
      JOIN conversations AS c ON c.id = p.conversation_id
      JOIN users AS u ON u.id = p.user_id
      LEFT JOIN bounces AS refused ON refused.sender_id = p.user_id AND refused.client_id = ?
      LEFT JOIN messages AS b ON b.conversation_id = c.id AND b.no = c.last_no
    WHERE p.conversation_id = ? AND p.user_id = ? AND p.left_seq IS NULL`)
  const claim = database.statement<[string, string, string, number, Buffer]>(`
    INSERT INTO sends (sender_id, client_id, conversation_id, no, request_hash) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`)
  const claimed = database.statement<[string, string], MessageRow & { requestHash: Buffer }>(`
    SELECT s.request_hash AS requestHash, ${MESSAGE_COLUMNS}
    FROM sends AS s
      JOIN messages AS m ON m.conversation_id = s.conversation_id AND m.no = s.no
      JOIN users AS u ON u.id = m.sender_id
    WHERE s.sender_id = ? AND s.client_id = ?`)
  // A bounce counts as arrived: it was answered, and releases the messages that wait for it (D31).
  const hasArrived = database.statement<[string, string, string, string], { one: number }>(`
    SELECT 1 AS one WHERE EXISTS (SELECT 1 FROM sends WHERE sender_id = ? AND client_id = ?)
      OR EXISTS (SELECT 1 FROM bounces WHERE sender_id = ? AND client_id = ?)`)
  const keepBounce = database.statement<[string, string, string, string, string, number | null, Buffer, number]>(`
    INSERT INTO bounces (sender_id, client_id, conversation_id, kind, body, reply_to_no, code, request_hash, at)
    VALUES (?, ?, ?, ?, ?, ?, 'NOT_A_CONTACT', ?, ?) ON CONFLICT DO NOTHING`)
  const keepBounceFile = database.statement<[string, string, number, string]>(`
    INSERT INTO bounce_files (sender_id, client_id, position, file_id) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING`)
  const dropOldBounces = database.statement<[{ senderId: string, conversationId: string }]>(`
    DELETE FROM bounces WHERE sender_id = @senderId AND client_id IN (
      SELECT client_id FROM bounces WHERE conversation_id = @conversationId AND sender_id = @senderId
      ORDER BY at DESC, client_id DESC LIMIT -1 OFFSET ${BOUNCES_KEPT})`)
  const dropOldestBounces = database.statement<[{ senderId: string }]>(`
    DELETE FROM bounces WHERE sender_id = @senderId AND client_id IN (
      SELECT client_id FROM bounces WHERE sender_id = @senderId ORDER BY at DESC, client_id DESC LIMIT -1 OFFSET ${BOUNCES_KEPT_IN_ALL})`)
  const dropBounce = database.statement<[string, string]>('DELETE FROM bounces WHERE sender_id = ? AND client_id = ?')
  const isUnread = database.statement<[{ conversationId: string, after: number, senderId: string }], { one: number }>(`
    SELECT 1 AS one FROM messages AS m
    WHERE m.conversation_id = @conversationId AND m.no > @after AND m.no <= @after + ${UNREAD_WALK} AND ${countsAsUnread('@senderId')}
    LIMIT 1`)
  const authorOf = database.statement<[{ conversationId: string, no: number }], Pick<UserRef, 'id' | 'displayName'>>(`
    SELECT u.id, u.display_name AS displayName FROM messages AS m JOIN users AS u ON u.id = ifnull(m.forwarded_from, m.sender_id)
    WHERE m.conversation_id = @conversationId AND m.no = @no`)
  const setRead = database.statement<[number, number | null, string, string, number]>(`
    UPDATE memberships SET read_no = ?, unread_from = ? WHERE conversation_id = ? AND user_id = ? AND joined_seq = ?`)

  // A retry gets the result of the first try, even if the sender has lost the right since (D12).
  function again (send: Send): Appended | null {
    const first = claimed.get(send.senderId, send.clientId)
    if (first === undefined) return null
    if (!first.requestHash.equals(send.requestHash)) return { outcome: 'reused' }
    return { outcome: 'duplicate', message: readOne(send.senderId, first.conversationId, first.no) ?? messageOf(first) }
  }

  function append (transaction: Transaction, send: Send, at: number): Appended {
    const { senderId, conversationId, clientId, requestHash, afterClientId, replyTo } = send
    const access = accessOf.get(clientId, conversationId, senderId)
    if (access === undefined) return again(send) ?? { outcome: 'not-found' }
    if (access.bouncedHash !== null && !access.bouncedHash.equals(requestHash)) return { outcome: 'reused' }
    if (afterClientId !== undefined && hasArrived.get(senderId, afterClientId, senderId, afterClientId) === undefined) {
      return again(send) ?? { outcome: 'out-of-order' }
    }
    // A copy is refused to its forwarder at once, who has the original.
    if (access.mayWrite === 0 && send.copyOf !== undefined) return again(send) ?? { outcome: 'not-a-contact' }
    if (access.mayWrite === 0) return again(send) ?? bounce(transaction, send, at)
    const quote = replyTo === undefined ? undefined : quotes.visibleTo(senderId, conversationId, replyTo)
    if (replyTo !== undefined && quote === undefined) return again(send) ?? { outcome: 'quoted-not-found' }
    const hushed = hushOf(access)
    if (hushed !== null) return again(send) ?? hushed
    if (send.mentioned?.all === 'refused' && !leads(access)) return again(send) ?? { outcome: 'mentions-all' }
    const original = originalOf(send)
    if (original === null) return again(send) ?? { outcome: 'not-found' }
    if (original?.recalledAt !== undefined) return again(send) ?? { outcome: 'original-recalled' }
    if (hasNoFiles(send, original)) return again(send) ?? { outcome: 'files-missing' }
    if (claim.run(senderId, clientId, conversationId, access.lastNo + 1, requestHash) === 0) return again(send) ?? { outcome: 'reused' }
    if (access.bouncedHash !== null) forgetBounce(transaction, senderId, clientId)
    const said = original === undefined ? send : { ...send, kind: kindOfCopy(send, original), body: original.body }
    return { outcome: 'stored', message: store(transaction, said, access, quote, at) }
  }

  // Undefined where it is no copy; null where its sender sees the original no more.
  function originalOf ({ senderId, copyOf }: Send): Message | null | undefined {
    return copyOf && readOne(senderId, copyOf.conversationId, copyOf.no)
  }

  // Whether files are not to be had, or of an original that was nothing but files none is left.
  function hasNoFiles ({ senderId, fileIds }: Send, original: Message | undefined): boolean {
    if (original !== undefined) return original.body === '' && !hasFiles(original)
    return fileIds !== undefined && !messageFiles.areUnsent(senderId, fileIds)
  }

  function bounce (transaction: Transaction, send: Send, at: number): Appended {
    if (hasNoFiles(send, undefined)) return { outcome: 'files-missing' }
    const { senderId, clientId, conversationId, kind = 'text', body, replyTo, requestHash } = send
    const { fileIds = [] } = send
    keepBounce.run(senderId, clientId, conversationId, kind, body, replyTo ?? null, requestHash, at)
    for (const [position, id] of fileIds.entries()) keepBounceFile.run(senderId, clientId, position, id)
    dropOldBounces.run({ senderId, conversationId })
    dropOldestBounces.run({ senderId })
    // Bounces have no event.
    transaction.afterCommit(() => indexes.rows.drop(senderId))
    return { outcome: 'not-a-contact' }
  }

  function forgetBounce (transaction: Transaction, senderId: string, clientId: string): boolean {
    transaction.afterCommit(() => indexes.rows.drop(senderId))
    return dropBounce.run(senderId, clientId) > 0
  }

  function store (transaction: Transaction, send: Send, access: Access, replyTo: Quote | undefined, at: number): Message {
    const { senderId, conversationId, clientId, kind: sentKind = 'text', body, sessionId } = send
    const { kind, lowUser, highUser, lastNo, username, displayName } = access
    if (kind === 'direct' && lastNo === 0) directs.openToBoth(transaction, conversationId, at)
    const sender = { id: senderId, username, displayName }
    const recipients = kind === 'direct' && lowUser !== null && highUser !== null ? [lowUser, highUser] : roster.of(conversationId)
    const senderRead = readAfter(send, access)
    const withheldFrom = replyTo === undefined ? [] : quotes.hiddenFrom(conversationId, replyTo.no)
    const mentioned = send.mentioned && mentionRows.find(conversationId, senderId, send.mentioned, leads(access))
    const line = { conversationId, lastNo, previous: beforeOf(access), sender, clientId, body: { kind: sentKind, text: body } }
    const forwardedFrom = send.copyOf?.keepFrom === true ? authorOf.get(send.copyOf) : undefined
    const files = sentKind === 'files' ? send.copyOf ?? send.fileIds : undefined
    const more = { recipients, files, forwardedFrom, replyTo, mentioned, withheldFrom, senderRead, sentBy: sessionId }
    const message = lines.add(transaction, { ...line, ...more }, at)
    keepRead(transaction, send, access, senderRead, at)
    return message
  }

  // D14: messages that the sender was shown count as read; if those were all, so does the new one.
  function readAfter (send: Send, access: Access): SenderRead {
    const { conversationId, senderId } = send
    const shown = shownBefore(send, access)
    const notShown = access.lastNo - shown
    const hadReadAll = notShown === 0 || (notShown <= UNREAD_WALK && isUnread.get({ conversationId, after: shown, senderId }) === undefined)
    const readNo = hadReadAll ? access.lastNo + 1 : shown
    if (readNo === access.readNo) return { readNo, unreadFrom: access.unreadFrom }
    return { readNo, unreadFrom: access.unreadFrom !== null && access.unreadFrom <= readNo ? null : access.unreadFrom }
  }

  function keepRead (transaction: Transaction, send: Send, access: Access, { readNo, unreadFrom }: SenderRead, at: number): void {
    const { conversationId, senderId } = send
    if (readNo === access.readNo) return
    setRead.run(readNo, unreadFrom, conversationId, senderId, access.joinedSeq)
    // The sender's other browsers learn from the message itself that it is read.
    if (shownBefore(send, access) === access.readNo && unreadFrom === access.unreadFrom) return
    transaction.tellUser(senderId, { type: 'read', conversationId, readNo, unreadFrom }, at)
  }

  function shownBefore (send: Send, access: Access): number {
    return Math.max(access.readNo, Math.min(send.readNo ?? 0, access.lastNo))
  }

  return {
    append: (send, at) => commits.write(transaction => append(transaction, send, at)),
    async sentAs (senderId, clientId) {
      return database.read(() => {
        const first = claimed.get(senderId, clientId)
        return first === undefined ? null : readOne(senderId, first.conversationId, first.no) ?? messageOf(first)
      })
    },

    discardBounce: (senderId, clientId) => commits.write(transaction => forgetBounce(transaction, senderId, clientId))
  }
}

function hasFiles ({ files = [] }: Message): boolean {
  return files.some(({ deleted }) => deleted !== true)
}

// Where every file was deleted, the text is all there is to copy.
function kindOfCopy ({ kind }: Send, original: Message): SentKind | undefined {
  return kind === 'files' && !hasFiles(original) ? 'text' : kind
}
