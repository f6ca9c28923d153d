import { hash } from 'node:crypto'
import { Type, type Static } from 'typebox'
import { Check } from 'typebox/value'
import { BoundError, BOUNDS, type Bounds } from '#domain/site/bounds.ts'
import { DomainError, notFound } from '#domain/errors.ts'
import { isChangeable, kindRules, KindSchema, type SentKind } from './message-kinds.ts'
import { UserSchema } from '#domain/people/users.ts'
import { isVisible } from '#domain/people/visible.ts'
import { closed, Id, No, orNull, Time } from '#domain/schemas.ts'

/** 8 kB of UTF-8: a long letter; still one page of a poll's 256 KiB. */
export const BODY_MAX_BYTES = 8_192
export const CLIENT_ID_PATTERN = '^[A-Za-z0-9_.:-]{8,64}$'
export const HISTORY_PAGE = 40
export const HISTORY_MAX = 200
/** Refused messages kept for their sender in each conversation, the newest: all of them stand on its page. */
export const BOUNCES_KEPT = 100
/** … and in all their conversations together: eight MiB at most. */
export const BOUNCES_KEPT_IN_ALL = 1_000
/** How long one may take back what one said. */
export const RECALL_WINDOW_MS = 2 * 60_000
export const EDIT_WINDOW_MS = 24 * 3_600_000

/** One message as everybody who may see it sees it. `(conversationId, no)` is its name; `changedSeq` the event that last changed it. */
export const MessageSchema = closed({
  conversationId: Id,
  no: No,
  /** The sender's key for it; null for system lines. */
  clientId: orNull(Type.String()),
  sender: UserSchema,
  kind: KindSchema,
  /** Text, or the JSON of its kind's payload. */
  body: Type.String(),
  at: Time,
  changedSeq: No,
  editedAt: Type.Optional(Time),
  /** Present once recalled: `body` is then empty for ever. */
  recalledAt: Type.Optional(Time)
}, 'Message')
export type Message = Static<typeof MessageSchema>

/** A message the server refused, kept for its sender alone. It takes no `no`. */
export interface Bounce {
  readonly conversationId: string
  readonly clientId: string
  readonly body: string
  readonly code: 'NOT_A_CONTACT'
  readonly at: number
}

export interface SendRequest {
  readonly senderId: string
  readonly conversationId: string
  readonly clientId: string
  /** Absent: text. */
  readonly kind?: SentKind | undefined
  readonly body: string
  /** The last `no` the sender was shown, when they say so. */
  readonly readNo?: number | undefined
  readonly afterClientId?: string | undefined
}

/** What `append` made of a send, decided inside the write itself (D32). */
export type Appended =
  | { readonly outcome: 'stored' | 'duplicate', readonly message: Message }
  | { readonly outcome: 'reused' | 'out-of-order' | 'not-found' | 'not-a-contact' }

/** What a change to a message came to. `too-late`: the window has passed; `unchanged` messages are answered as they are. */
export type Changed =
  | { readonly outcome: 'changed' | 'unchanged', readonly message: Message }
  | { readonly outcome: 'not-found' | 'forbidden' | 'too-late' | 'recalled' | 'not-a-contact' | 'too-many' }

export interface HistoryRequest { readonly before?: number | undefined, readonly after?: number | undefined, readonly limit: number }
export interface HistoryPage { readonly messages: readonly Message[], readonly more: boolean, readonly bounces: readonly Bounce[] }

/** What the messenger needs from a database to keep messages. One call, one unit of work. */
export interface MessageStore {
  /**
   * Stores under the next `no` and `seq`, or answers what (sender, clientId) stored before. A refusal by the gate is kept as a bounce,
   * the newest BOUNCES_KEPT of a sender in a conversation, and BOUNCES_KEPT_IN_ALL.
   */
  append (send: SendRequest & { readonly requestHash: Buffer }, at: number): Promise<Appended>
  /** `max`: how often one message may be changed, as every text it had is kept. */
  edit (
    change: { userId: string, conversationId: string, no: number, body: string, notBefore: number, max?: number }, at: number
  ): Promise<Changed>
  /** Erases every revision; terminal. */
  recall (change: { userId: string, conversationId: string, no: number, notBefore: number }, at: number): Promise<Changed>
  /** In `no` order, only what the viewer's memberships cover; null when they have none here. Without `before` and `after`: the newest. */
  page (viewerId: string, conversationId: string, request: HistoryRequest): Promise<HistoryPage | null>
  discardBounce (senderId: string, clientId: string): Promise<boolean>
}

export type Messages = ReturnType<typeof createMessages>

export function createMessages ({ store, now, bounds = BOUNDS }: { store: MessageStore, now: () => number, bounds?: Pick<Bounds, 'edits'> | undefined }) {
  return {
    /**
     * Says something. Safe to repeat with the same `clientId` for ever (D12).
     * Throws NOT_FOUND, NOT_A_CONTACT (kept as a bounce), CLIENT_ID_REUSED, OUT_OF_ORDER, INVALID, TOO_LARGE.
     */
    async send (request: SendRequest): Promise<{ message: Message, duplicate: boolean }> {
      const send = { ...request, body: bodyOf(request) }
      const appended = await store.append({ ...send, requestHash: requestHash(send) }, now())
      switch (appended.outcome) {
        case 'stored': return { message: appended.message, duplicate: false }
        case 'duplicate': return { message: appended.message, duplicate: true }
        case 'reused': throw new DomainError('CLIENT_ID_REUSED', 'This clientId was already used for another message.')
        case 'out-of-order': throw new DomainError('OUT_OF_ORDER', 'The message named by afterClientId has not arrived yet.')
        case 'not-a-contact': throw new DomainError('NOT_A_CONTACT', 'You are not contacts. Send a contact request first.')
        case 'not-found': throw notFound('conversation')
      }
    },

    /**
     * Changes the text of one's own message within 24 hours.
     * Throws NOT_FOUND, FORBIDDEN, TOO_LATE, CONFLICT, NOT_A_CONTACT, INVALID, TOO_MANY.
     */
    async edit (userId: string, conversationId: string, no: number, body: string): Promise<Message> {
      const at = now()
      const change = { userId, conversationId, no, body: normalizeBody(body), notBefore: at - EDIT_WINDOW_MS, max: bounds.edits }
      return settled(await store.edit(change, at), bounds.edits)
    },

    /** Takes one's own message back within 2 minutes, every revision of it. Repeating it changes nothing. */
    async recall (userId: string, conversationId: string, no: number): Promise<Message> {
      const at = now()
      return settled(await store.recall({ userId, conversationId, no, notBefore: at - RECALL_WINDOW_MS }, at), bounds.edits)
    },

    /** A page of history. Throws NOT_FOUND for whoever has no membership in it. */
    async history (viewerId: string, conversationId: string, request: HistoryRequest): Promise<HistoryPage> {
      const page = await store.page(viewerId, conversationId, request)
      if (page === null) throw notFound('conversation')
      return page
    },

    /** One message. Throws NOT_FOUND for whoever may not see it. */
    async one (viewerId: string, conversationId: string, no: number): Promise<Message> {
      const message = (await store.page(viewerId, conversationId, { before: no + 1, limit: 1 }))?.messages[0]
      if (message?.no !== no) throw notFound('message')
      return message
    },

    async discardBounce (senderId: string, clientId: string): Promise<void> {
      if (!await store.discardBounce(senderId, clientId)) throw notFound('message')
    }
  }
}

/** What this user may still do with a message, when it is `at`; the writes themselves judge again. */
export function openActs (message: Message, userId: string, at: number): { edit: boolean, recall: boolean } {
  const isOpen = message.sender.id === userId && message.recalledAt === undefined
  const age = at - message.at
  return {
    edit: isOpen && isChangeable(message.kind, 'edit') && age <= EDIT_WINDOW_MS,
    recall: isOpen && isChangeable(message.kind, 'recall') && age <= RECALL_WINDOW_MS
  }
}

/** The body as it is stored. Throws INVALID, TOO_LARGE. */
function bodyOf ({ kind = 'text', body }: Pick<SendRequest, 'kind' | 'body'>): string {
  const { payload } = kindRules(kind)
  if (payload === null) return normalizeBody(body)
  if (Buffer.byteLength(body) > BODY_MAX_BYTES) throw new DomainError('TOO_LARGE', `A message holds at most ${BODY_MAX_BYTES} bytes.`)
  const content = parsed(body)
  if (!Check(payload, content)) throw new DomainError('INVALID', `This is no content of a message of the kind ${kind}.`)
  return JSON.stringify(content)
}

function parsed (json: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    return undefined
  }
}

/** Line ends as \n, no lone surrogates, no controls but tab and line feed, no white space at the end. Throws INVALID, TOO_LARGE. */
function normalizeBody (raw: string): string {
  const body = raw.toWellFormed().replace(/\r\n?/g, '\n').replace(/[\u0000-\u0008\u000b-\u001f\u007f]/g, '').trimEnd()
  if (!isVisible(body)) throw new DomainError('INVALID', 'A message needs some text.')
  if (Buffer.byteLength(body) > BODY_MAX_BYTES) throw new DomainError('TOO_LARGE', `A message holds at most ${BODY_MAX_BYTES} bytes.`)
  return body
}

// What makes two sends "the same": kept so that a repeated clientId with other content is told apart from a retry, even after a recall.
function requestHash ({ conversationId, kind = 'text', body }: SendRequest): Buffer {
  const place = kind === 'text' ? conversationId : `${kind} ${conversationId}`
  return hash('sha256', `${place}\n${body}`, 'buffer').subarray(0, 16)
}

function settled (changed: Changed, editsMax: number): Message {
  switch (changed.outcome) {
    case 'changed':
    case 'unchanged': return changed.message
    case 'forbidden': throw new DomainError('FORBIDDEN', 'Only the sender can do that.')
    case 'too-late': throw new DomainError('TOO_LATE', 'It is too late to change this message.')
    case 'not-a-contact': throw new DomainError('NOT_A_CONTACT', 'You are not contacts. Send a contact request first.')
    case 'too-many': throw new BoundError('edits', editsMax)
    case 'recalled': throw new DomainError('CONFLICT', 'This message was recalled.')
    case 'not-found': throw notFound('message')
  }
}
