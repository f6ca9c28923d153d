import { Type, type Static } from 'typebox'
import { boundReached, BOUNDS, type Bounds } from '#domain/site/bounds.ts'
import { DomainError, notFound } from '#domain/errors.ts'
import { ReasonError } from '#domain/reasons.ts'
import { DEFAULT_WINDOWS, openSince, type ChangeWindows } from './change-windows.ts'
import { kindRules, KindSchema, type SentKind } from './message-kinds.ts'
import { mentionedBy, type Mentioned, type Mentioning } from './mentioning.ts'
import { QuoteSchema } from './quotes.ts'
import { bodyOf, kindOf, normalizeBody, requestHash, type SendRequest } from './send-requests.ts'
import { FileSchema, type File } from '#domain/files/files.ts'
import { hushedError, type Hushed } from '#domain/conversations/silences.ts'
import { UserSchema } from '#domain/people/users.ts'
import { closed, Id, listOf, No, orNull, Time } from '#domain/schemas.ts'

export const HISTORY_PAGE = 40
export const HISTORY_MAX = 200
/** Bounces kept for each sender and conversation, the newest ones: its page shows all of them. */
export const BOUNCES_KEPT = 100
/** Bounces kept for each sender in all conversations together: 8 MiB at most. */
export const BOUNCES_KEPT_IN_ALL = 1_000

/** Reactions of one kind to a message. `mine`: the viewer's is among them. */
const ReactionSchema = closed({ emoji: Type.String(), count: Type.Integer(), mine: Type.Boolean() }, 'Reaction')
export type Reaction = Static<typeof ReactionSchema>

/** A message, the same for everyone who may see it. `(conversationId, no)` is its key; `changedSeq` is the last event that changed it. */
export const MessageSchema = closed({
  conversationId: Id,
  no: No,
  /** The sender's own key for it; null for system lines. */
  clientId: orNull(Type.String()),
  sender: UserSchema,
  kind: KindSchema,
  /** Plain text, or the JSON of its kind's payload. */
  body: Type.String(),
  at: Time,
  changedSeq: No,
  editedAt: Type.Optional(Time),
  /** Set once recalled: `body` is then empty for good. */
  recalledAt: Type.Optional(Time),
  /** The admin of the group who recalled it; missing where its sender did. */
  recalledBy: Type.Optional(UserSchema),
  /** The author of the original, in a forwarded message that names them: their name and nothing that leads to them. */
  forwardedFrom: Type.Optional(closed({ displayName: Type.String() })),
  /** Missing in lists of conversations, as `reactions` are. */
  replyTo: Type.Optional(QuoteSchema),
  /** In the order given by its sender. Of the kind `files` alone; missing in a recalled message. */
  files: Type.Optional(listOf(FileSchema)),
  /** Usernames of the members that it mentions. Missing without any, and in a recalled message. */
  mentions: Type.Optional(listOf(Type.String())),
  /** It mentions everybody. */
  mentionsAll: Type.Optional(Type.Literal(true)),
  /** The first kind first. Missing without any, and in events, which never depend on the viewer. */
  reactions: Type.Optional(listOf(ReactionSchema)),
  /** It is pinned in its conversation. Missing in events, as `starred` is. */
  pinned: Type.Optional(Type.Literal(true)),
  /** The viewer has starred it. */
  starred: Type.Optional(Type.Literal(true))
}, 'Message')
export type Message = Static<typeof MessageSchema>

/** The parts of a message by which the one after it begins a day or continues a group. */
export interface MessageBefore extends Pick<Message, 'kind' | 'at'> { readonly sender: Pick<Message['sender'], 'id'> }

/** A refused message, kept for its sender alone. It has no `no`. */
export interface Bounce {
  readonly conversationId: string
  readonly clientId: string
  readonly kind: SentKind
  readonly body: string
  /** The files that it was to have, and those of them that are still there and unsent. Missing without any. */
  readonly fileIds?: readonly string[]
  readonly files?: readonly File[]
  /** The message that it answers; null without one. */
  readonly replyToNo: number | null
  readonly code: 'NOT_A_CONTACT'
  readonly at: number
}

/** Outcome of a send, decided inside the write itself (D32). */
export type Appended =
  | { readonly outcome: 'stored' | 'duplicate', readonly message: Message }
  | { readonly outcome: 'reused' | 'out-of-order' | 'not-found' | 'quoted-not-found' | 'not-a-contact' | 'mentions-all' }
  | { readonly outcome: 'original-recalled' | 'files-missing' }
  | Hushed

/**
 * Outcome of a change to a message. `too-late`: the window has passed. `empty`: it has no files and would have no text. `unchanged`: the
 * message was like that already.
 */
export type Changed =
  | { readonly outcome: 'changed' | 'unchanged', readonly message: Message }
  | { readonly outcome: 'not-found' | 'forbidden' | 'too-late' | 'recalled' | 'not-a-contact' | 'too-many' | 'mentions-all' | 'empty' }
  | Hushed

export interface HistoryRequest { readonly before?: number | undefined, readonly after?: number | undefined, readonly limit: number }
export interface HistoryPage { readonly messages: readonly Message[], readonly more: boolean, readonly bounces: readonly Bounce[] }

export interface Editing {
  readonly userId: string
  readonly conversationId: string
  readonly no: number
  readonly body: string
  readonly mentioned?: Mentioned | undefined
  readonly notBefore: number
  readonly max?: number
}

/** Messages in the database. Each call is one unit of work. */
export interface MessageStore {
  /**
   * Stores a message under the next `no` and `seq`, or returns the one that (sender, clientId) stored before. A message to someone who is
   * not a contact is kept as a bounce, up to BOUNCES_KEPT and BOUNCES_KEPT_IN_ALL.
   */
  append (send: SendRequest & { readonly requestHash: Buffer, readonly mentioned?: Mentioned | undefined }, at: number): Promise<Appended>
  /** `max`: edits allowed of one message, since every former text is kept. Without `mentioned`, it mentions whom it did. */
  edit (change: Editing, at: number): Promise<Changed>
  /** Erases the text and every revision, for good. The owner and admins of a group recall any message, whatever its age. */
  recall (change: { userId: string, conversationId: string, no: number, notBefore: number }, at: number): Promise<Changed>
  /** Messages in `no` order, within the viewer's memberships; null without any. Without `before` and `after`: the newest. */
  page (viewerId: string, conversationId: string, request: HistoryRequest): Promise<HistoryPage | null>
  discardBounce (senderId: string, clientId: string): Promise<boolean>
  /** The message that was sent with this clientId; null when there is none. */
  sentAs (senderId: string, clientId: string): Promise<Message | null>
  /** Deletes some of the reactions and stars that recalls have left behind, unseen; true when there are no more. */
  clearLeftovers (): Promise<boolean>
}

export type Messages = ReturnType<typeof createMessages>

interface Needs {
  readonly store: MessageStore
  readonly now: () => number
  readonly bounds?: Pick<Bounds, 'edits'> | undefined
  /** The windows as the site has them now; the defaults when missing. */
  readonly windows?: (() => ChangeWindows) | undefined
}

export function createMessages ({ store, now, bounds = BOUNDS, windows = () => DEFAULT_WINDOWS }: Needs) {
  return {
    /**
     * Sends a message. Safe to repeat with the same `clientId` at any time (D12).
     * Throws NOT_FOUND (also for its files), NOT_A_CONTACT (kept as a bounce), FORBIDDEN (in a quiet group, or muted), CLIENT_ID_REUSED,
     * OUT_OF_ORDER, INVALID, TOO_LARGE.
     */
    async send (request: SendRequest): Promise<{ message: Message, duplicate: boolean }> {
      const kind = kindOf(request)
      const send = { ...request, kind, body: bodyOf(kind, request.body) }
      const appended = await store.append({ ...send, requestHash: requestHash(send), mentioned: mentionedBy(send, send.body) }, now())
      switch (appended.outcome) {
        case 'stored': return { message: appended.message, duplicate: false }
        case 'duplicate': return { message: appended.message, duplicate: true }
        case 'reused': throw new DomainError('CLIENT_ID_REUSED', 'This clientId was already used for another message.')
        case 'out-of-order': throw new DomainError('OUT_OF_ORDER', 'The message named by afterClientId has not arrived yet.')
        case 'not-a-contact': throw new DomainError('NOT_A_CONTACT', 'You are not contacts. Send a contact request first.')
        case 'original-recalled': throw new ReasonError('message-recalled', 'nos')
        case 'files-missing': throw new ReasonError('files-missing', 'fileIds')
        case 'quoted-not-found': throw new ReasonError('quoted-missing', 'replyTo')
        case 'quiet':
        case 'silenced': throw hushedError(appended)
        case 'mentions-all': throw new ReasonError('mentions-all', 'mentionsAll')
        case 'not-found': throw notFound('conversation')
      }
    },

    /**
     * Changes the text of the user's own message within the site's window; beside files, it may become empty.
     * Throws NOT_FOUND, FORBIDDEN, TOO_LATE, CONFLICT, NOT_A_CONTACT, INVALID, TOO_MANY.
     */
    async edit (userId: string, conversationId: string, no: number, raw: string, mentioning: Mentioning = {}): Promise<Message> {
      const at = now()
      const body = normalizeBody(raw, true)
      const mentioned = mentionedBy(mentioning, body)
      const { editWindowS } = windows()
      const change = { userId, conversationId, no, body, mentioned, notBefore: openSince(editWindowS, at), max: bounds.edits }
      return settled(await store.edit(change, at), bounds.edits, () => tooLate('edit', editWindowS))
    },

    /**
     * Recalls the user's own message with all its revisions, within the site's window; in a group its owner and admins recall any message
     * at any time. Repeating it changes nothing.
     */
    async recall (userId: string, conversationId: string, no: number): Promise<Message> {
      const at = now()
      const { recallWindowS } = windows()
      const recalled = await store.recall({ userId, conversationId, no, notBefore: openSince(recallWindowS, at) }, at)
      return settled(recalled, bounds.edits, () => tooLate('recall', recallWindowS))
    },

    /** Returns a page of history. Throws NOT_FOUND without any membership. */
    async history (viewerId: string, conversationId: string, request: HistoryRequest): Promise<HistoryPage> {
      const page = await store.page(viewerId, conversationId, request)
      if (page === null) throw notFound('conversation')
      return page
    },

    /** Returns one message. Throws NOT_FOUND when the viewer may not see it. */
    async one (viewerId: string, conversationId: string, no: number): Promise<Message> {
      const message = (await store.page(viewerId, conversationId, { before: no + 1, limit: 1 }))?.messages[0]
      if (message?.no !== no) throw notFound('message')
      return message
    },

    sentAs: (senderId: string, clientId: string) => store.sentAs(senderId, clientId),

    async discardBounce (senderId: string, clientId: string): Promise<void> {
      if (!await store.discardBounce(senderId, clientId)) throw notFound('message')
    }
  }
}

/** Whether it is something that a member said, and that still stands. */
export function takesAnswers ({ kind, recalledAt }: Pick<Message, 'kind' | 'recalledAt'>): boolean {
  return kindRules(kind).from === 'member' && recalledAt === undefined
}

/** Whether a member is the owner or an admin of a group, who recall whatever is said there and may mention everybody. */
export function leads ({ kind, role }: { readonly kind: string, readonly role: 'owner' | 'admin' | 'member' | null }): boolean {
  return kind === 'group' && (role === 'owner' || role === 'admin')
}

/** Whether a member may pin messages: both people of a direct conversation, and of a group those who lead it. */
export function mayPin (conversation: Parameters<typeof leads>[0]): boolean {
  return conversation.kind !== 'group' || leads(conversation)
}

function tooLate (act: 'edit' | 'recall', windowS: number | null): ReasonError {
  return windowS === 0 ? new ReasonError(`${act}-never`) : new ReasonError(`${act}-window`, null, { seconds: windowS ?? 0 })
}

function settled (changed: Changed, editsMax: number, late: () => DomainError): Message {
  switch (changed.outcome) {
    case 'changed':
    case 'unchanged': return changed.message
    case 'forbidden': throw new DomainError('FORBIDDEN', 'Only the sender can do that.')
    case 'too-late': throw late()
    case 'not-a-contact': throw new DomainError('NOT_A_CONTACT', 'You are not contacts. Send a contact request first.')
    case 'quiet':
    case 'silenced': throw hushedError(changed)
    case 'mentions-all': throw new ReasonError('mentions-all', 'mentionsAll')
    case 'too-many': throw boundReached('edits', editsMax)
    case 'recalled': throw new ReasonError('message-recalled')
    case 'empty': throw new ReasonError('message-empty', 'body')
    case 'not-found': throw notFound('message')
  }
}
