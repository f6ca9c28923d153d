import type { ConversationSummary } from '#domain/conversations/conversations.ts'
import { afterMessage, ownSettingsIn } from '#domain/conversations/own-settings.ts'
import type { EventOf, LedgerEvent, SenderRead } from '#domain/delivery/events.ts'
import { withoutQuote } from '#domain/messages/quotes.ts'

type ConversationEvent = LedgerEvent & { readonly conversationId: string }

/** Limit of rows: two for each of ten thousand open pages. A row takes 400 bytes; its last message is shared by all who were sent it. */
const ROWS_MAX = 20_000

/**
 * Cache of rows of lists as their readers see them, except `unread`, which the index counts: one message to a thousand open pages moves a
 * thousand rows, and reading them was a third of what it cost. Every commit updates it; anything that an event does not tell drops the row.
 */
export class KeptRows {
  /** By user, least recently used first, then by conversation. */
  readonly #users = new Map<string, Map<string, ConversationSummary>>()
  readonly #max: number
  #count = 0

  constructor (max = ROWS_MAX) {
    this.#max = max
  }

  get (userId: string, conversationId: string): ConversationSummary | undefined {
    const rows = this.#users.get(userId)
    if (rows === undefined) return undefined
    this.#users.delete(userId)
    this.#users.set(userId, rows)
    return rows.get(conversationId)
  }

  /** Keeps a row as committed now. */
  keep (userId: string, row: ConversationSummary): void {
    const rows = this.#users.get(userId) ?? new Map<string, ConversationSummary>()
    if (!rows.has(row.id)) this.#count++
    rows.set(row.id, row)
    this.#users.set(userId, rows)
    for (const oldest of this.#users.keys()) {
      if (this.#count <= this.#max) return
      this.drop(oldest)
    }
  }

  /** Applies an event that this user was told of; `isMentioned`: it brings a message that mentions them, or changes mentions. */
  follow (userId: string, event: ConversationEvent, senderRead?: SenderRead, isMentioned = false): void {
    const rows = this.#users.get(userId)
    const row = rows?.get(event.conversationId)
    if (rows === undefined || row === undefined) return
    // Whether an edit or a recall changes the mentions that they have not read must be looked up.
    const isInDoubt = isMentioned && event.type !== 'message'
    const next = isInDoubt ? null : followed(row, userId, event, senderRead)
    if (isMentioned && event.type === 'message' && next !== null) {
      rows.set(row.id, { ...next, mentionNo: row.mentionNo ?? event.message.no, mentionSeq: event.seq })
      return
    }
    if (next !== null) rows.set(row.id, next)
    else if (rows.delete(row.id)) this.#count--
  }

  /** Drops a user's rows: they changed without an event. */
  drop (userId: string): void {
    this.#count -= this.#users.get(userId)?.size ?? 0
    this.#users.delete(userId)
  }

  clear (): void {
    this.#users.clear()
    this.#count = 0
  }
}

// Returns the row after the event; null: it must be read again.
function followed (
  row: ConversationSummary, userId: string, event: ConversationEvent, senderRead?: SenderRead
): ConversationSummary | null {
  switch (event.type) {
    case 'message': {
      const { message } = event
      // The first message opens a direct conversation to both, which changes more than the line.
      if (row.lastNo === 0 || message.no !== row.lastNo + 1) return null
      const own = ownSettingsIn(afterMessage(row))
      const said = { ...row, ...own, lastNo: message.no, lastMessage: withoutQuote(message), activeAt: event.at, saidSeq: event.seq }
      if (message.sender.id !== userId) return said
      return senderRead === undefined ? null : afterRead({ ...said, ...senderRead })
    }
    case 'message-edited':
    case 'message-recalled':
      return event.message.no === row.lastNo ? { ...row, lastMessage: withoutQuote(event.message) } : row
    case 'reaction':
      if (event.no !== row.lastNo || row.lastMessage === null) return row
      return { ...row, lastMessage: { ...row.lastMessage, changedSeq: event.seq } }
    // It comes with a line, or changes nothing of the row.
    case 'pin':
    case 'star':
      return row
    case 'read':
      return afterRead({ ...row, readNo: event.readNo, unreadFrom: event.unreadFrom })
    case 'conversation':
      // A dissolved group changes more than what all are told alike.
      return row.kind === 'group' && event.conversation.memberCount > 0 ? { ...row, ...event.conversation } : null
    case 'member':
      return afterMember(row, userId, event)
    case 'conversation-settings':
      return { ...row, ...ownSettingsIn(event) }
    case 'join-requests':
      return { ...row, joinRequests: event.open }
    case 'silenced':
      return { ...row, silencedUntil: event.silencedUntil }
    default:
      return null
  }
}

// Which mention comes next after one that was read must be looked up.
function afterRead (row: ConversationSummary): ConversationSummary | null {
  if (row.readNo >= row.lastNo) return { ...row, mentionNo: null, mentionSeq: null }
  return row.mentionNo === null || row.readNo < row.mentionNo ? row : null
}

function afterMember (row: ConversationSummary, userId: string, { seq, change, member }: EventOf<'member'>): ConversationSummary | null {
  const isOwn = member.user.id === userId
  // Another role of one's own shows other things of the group.
  if (change === 'role') return isOwn ? null : row
  if (change === 'nickname') return row
  return change === 'left' && !isOwn ? { ...row, memberCount: row.memberCount - 1, changedSeq: seq } : null
}
