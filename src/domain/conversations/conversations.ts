import { Type, type Static } from 'typebox'
import { boundReached, BOUNDS, type Bounds } from '#domain/site/bounds.ts'
import { createBudget } from '#domain/site/budget.ts'
import { DomainError, notFound } from '#domain/errors.ts'
import { checkChars, ReasonError } from '#domain/reasons.ts'
import type { Listed, Page } from '#domain/lists.ts'
import { MessageSchema } from '#domain/messages/messages.ts'
import { clientIdReused, type Once } from '#domain/site/repeats.ts'
import { singleLine, UserSchema } from '#domain/people/users.ts'
import { closed, Id, listOf, No, orNull, Time } from '#domain/schemas.ts'
import { findByNames, type NamedConversation } from './finding.ts'
import { GROUP_FIELDS } from './group-fields.ts'
import { RoleSchema, type MemberList, type Receipt } from './members.ts'
import type { MuteStore } from './mutes.ts'
import { OWN_SETTINGS, UNREAD_MENTIONS, type OwnSettingsChange } from './own-settings.ts'

export const TITLE_MAX_CHARS = 80
export const GROUP_MAX_MEMBERS = 10_000
export const DRAFT_MAX_CHARS = 8_192
/** Counting unread messages stops here; shown as "999+". */
export const UNREAD_CAP = 999
/** Messages after `readNo` that are looked through for unread ones. Beyond that, at least one is shown as unread (D14). */
export const UNREAD_WALK = 3_000
/** Largest group with receipts and typing (D13): in larger ones these signals would be most of the traffic. */
export const RECEIPTS_MAX_MEMBERS = 50
export const SNAPSHOT_CONVERSATIONS = 50
export const LIST_MAX = 200

const KindSchema = Type.Enum(['direct', 'group', 'self'])
export type ConversationKind = Static<typeof KindSchema>

const INFO = {
  id: Id,
  kind: KindSchema,
  /** Groups only. */
  title: orNull(Type.String()),
  ...GROUP_FIELDS,
  /** Empty for groups, whose members are fetched on request. */
  members: listOf(UserSchema),
  memberCount: Type.Integer(),
  createdAt: Time,
  changedSeq: No
}

/** A conversation as all its members see it. */
export const ConversationInfoSchema = closed(INFO, 'Conversation')
export type ConversationInfo = Static<typeof ConversationInfoSchema>

/** A conversation as one member sees it in a list. */
export const ConversationSchema = closed({
  ...INFO,
  /** The other user of a direct conversation; null for other kinds. */
  peer: orNull(UserSchema),
  role: RoleSchema,
  /** `no` of the newest message this user may see; 0 without any. */
  lastNo: No,
  lastMessage: orNull(MessageSchema),
  readNo: No,
  /** Messages of others after `readNo`, up to UNREAD_CAP; 0 after leaving. Computed, never stored. */
  unread: Type.Integer(),
  /** Set by "mark unread from here", cleared by reading past it. */
  unreadFrom: orNull(No),
  ...UNREAD_MENTIONS,
  draft: orNull(Type.String()),
  /** `no` of the message that the draft answers. */
  draftReplyTo: orNull(No),
  /** An admin of the group muted the user until then; null when none did, or no longer. */
  silencedUntil: orNull(Time),
  /** Requests to join that wait for the owner and admins of a group; 0 for others. */
  joinRequests: Type.Integer(),
  /** A message of this user's was refused here, and waits to be sent again or discarded. */
  bounced: Type.Boolean(),
  /** Time of the last message, or of creation. For display: lists are ordered by `seq`, as a clock may be set back. */
  activeAt: Time,
  /** The user has left: history up to then stays readable, nothing can be sent. */
  left: Type.Boolean(),
  /** `seq` of the last message that the user sees, or of their joining: lists are in its order, those that are pinned first. */
  saidSeq: No,
  ...OWN_SETTINGS
}, 'ConversationSummary')
export type ConversationSummary = Static<typeof ConversationSchema>

export interface ConversationList {
  readonly conversations: readonly ConversationSummary[]
  readonly unread: number
  /** Number of archived conversations. */
  readonly archived: number
  readonly more: boolean
  readonly next: string | null
}

/** Rows of a list, with the total of the same moment. */
export interface ConversationRows {
  readonly conversations: readonly ConversationSummary[]
  readonly unread: number
  readonly archived: number
  /** By conversation, the first `no` of the user's latest period there. From the second on, they see the message before each as well. */
  readonly joinedNos: ReadonlyMap<string, number>
}

/** Conversations that a search found; `next` is where it goes on, null at the end of the list. */
export interface ConversationsFound { readonly conversations: readonly ConversationSummary[], readonly next: string | null }

/** A page of the list, or of that of archived conversations. */
export interface ListPage extends Page { readonly archived?: boolean | undefined }
export interface ReadState { readonly readNo: number, readonly unreadFrom: number | null, readonly unread: number }

/** Outcome of making a conversation. `unknown`: usernames whom its maker may not add. `invited`: those who are asked whether they come. */
export type Made =
  | { readonly outcome: 'made' | 'found', readonly conversation: ConversationSummary, readonly invited: readonly string[] }
  | { readonly outcome: 'no-such-user' }
  /** Another call had the same id. */
  | { readonly outcome: 'reused' }
  /** It does not exist, and its maker has reached the limit. */
  | { readonly outcome: 'too-many' }
  | { readonly outcome: 'not-contacts', readonly unknown: readonly string[] }

export interface ConversationStore extends MuteStore {
  /** Pinned ones first, then in the order of `saidSeq`. */
  list (userId: string, page: ListPage): Promise<ConversationList>
  /** Names of all, also of those in no list, in the order of `saidSeq`. */
  names (userId: string, page: Page): Promise<Listed<NamedConversation>>
  /** Rows of these conversations, except those the user cannot see; with the unread total of the same read. */
  some (userId: string, conversationIds: readonly string[]): Promise<ConversationRows>
  /** Returns the same from memory, as committed now; null when something of it must be read. Reads nothing. */
  inMemory (userId: string, conversationIds: readonly string[]): ConversationRows | null
  one (userId: string, conversationId: string): Promise<ConversationSummary | null>
  /**
   * Finds or makes a direct conversation, hidden from the peer until its first message. With the user's own name: the note-to-self.
   * `max`: the user's direct conversations and own groups together.
   */
  direct (userId: string, username: string, newId: string, at: number, max?: number): Promise<Made>
  /** With `once`, a repeat finds the group of the first call. */
  group (
    group: { ownerId: string, title: string, usernames: readonly string[], id: string, max?: number, once?: Once | undefined }, at: number
  ): Promise<Made>
  /**
   * Hides a conversation that this user has left, until they are added to it again; false when they are in it, or never were. The user's
   * own browsers get an event.
   */
  remove (userId: string, conversationId: string, at: number): Promise<boolean>
  /** Moves the read watermark, never backwards; null when not visible. The reader's own browsers get an event. */
  read (userId: string, conversationId: string, no: number, at: number): Promise<ReadState | null>
  /** Marks everything as read, also what was marked unread; returns the conversations that changed. One event tells of up to 200. */
  readAll (userId: string, at: number): Promise<readonly string[]>
  markUnread (userId: string, conversationId: string, fromNo: number, at: number): Promise<ReadState | null>
  /** `no` of the first unread message, or of the one that was marked unread if that is earlier; null without any. */
  firstUnread (userId: string, conversationId: string): Promise<number | null>
  /** Number of unread messages after `after`, counted as `unread` is. */
  unreadAfter (userId: string, conversationId: string, after: number): Promise<number>
  /** Keeps a half-written text and the message that it answers; an empty one answers nothing. False for one who is no member. */
  saveDraft (userId: string, conversationId: string, body: string, at: number, replyTo?: number | null): Promise<boolean>
  /**
   * Changes the user's own settings of a conversation and tells their browsers; null when not visible. Hiding marks it as read, because
   * nothing would lead to what counts as unread there.
   */
  choose (userId: string, conversationId: string, change: OwnSettingsChange, at: number): Promise<ConversationSummary | null>
  /** The next conversation with unread messages that count in the total, or marked unread: after this one in the list, else the first. */
  nextUnread (userId: string, conversationId: string | null): Promise<string | null>
  members (userId: string, conversationId: string, page: Page): Promise<MemberList | null>
  /**
   * Watermarks of the other current members, or as they were when the user left; null when not visible; empty above
   * RECEIPTS_MAX_MEMBERS.
   */
  receipts (userId: string, conversationId: string): Promise<readonly Receipt[] | null>
}

export type Conversations = ReturnType<typeof createConversations>

export interface ConversationNeeds {
  readonly store: ConversationStore
  readonly now: () => number
  readonly newId: () => string
  readonly bounds?: Pick<Bounds, 'conversations' | 'conversationsPerDay'> | undefined
  /** Called when a conversation was muted until then. */
  readonly onMuted?: ((until: number) => void) | undefined
}

const DAY_S = 86_400

export function createConversations ({ store, now, newId, bounds = BOUNDS, onMuted = () => {} }: ConversationNeeds) {
  // Kept in memory only: a restart resets it, while `bounds.conversations` still holds.
  const opened = createBudget(bounds.conversationsPerDay / DAY_S, bounds.conversationsPerDay)

  /** Finds a conversation, or makes one within the bounds. */
  async function make (userId: string, wanted: (max: number) => Promise<Made>) {
    const waitMs = opened.wait(userId, now())
    const result = await wanted(waitMs > 0 ? 0 : bounds.conversations)
    if (result.outcome === 'made') opened.take(userId, now())
    if (result.outcome !== 'too-many') return made(result)
    if (waitMs > 0) throw boundReached('conversationsPerDay', bounds.conversationsPerDay, Math.ceil(waitMs / 1000))
    throw boundReached('conversations', bounds.conversations)
  }

  async function seen<T> (answer: Promise<T | null>): Promise<T> {
    const value = await answer
    if (value === null) throw notFound('conversation')
    return value
  }

  return {
    list: (userId: string, page: ListPage) => store.list(userId, page),
    some: (userId: string, ids: readonly string[]) => store.some(userId, ids),
    inMemory: (userId: string, ids: readonly string[]) => store.inMemory(userId, ids),

    /** Finds conversations by their names, the newest first; looks at a bounded part of the list. `selfName`: that of notes to self. */
    async find (userId: string, query: string, selfName: string, after?: string): Promise<ConversationsFound> {
      const { ids, next } = await findByNames(page => store.names(userId, page), { query, selfName, after })
      return { conversations: ids.length === 0 ? [] : (await store.some(userId, ids)).conversations, next }
    },

    one: (userId: string, id: string) => seen(store.one(userId, id)),
    members: (userId: string, id: string, page: Page) => seen(store.members(userId, id, page)),
    receipts: (userId: string, id: string) => seen(store.receipts(userId, id)),

    /** Finds or makes the direct conversation with `username`; with the user's own name, the note-to-self. Throws NOT_FOUND, TOO_MANY. */
    async direct (userId: string, username: string) {
      return await make(userId, max => store.direct(userId, username, newId(), now(), max))
    },

    /**
     * Makes a group of the maker and some of their contacts; a repeat finds it.
     * Throws INVALID, NOT_A_CONTACT, TOO_MANY, CLIENT_ID_REUSED.
     */
    async group (ownerId: string, rawTitle: string, usernames: readonly string[], once?: Once) {
      const title = checkTitle(rawTitle)
      if (usernames.length >= GROUP_MAX_MEMBERS) throw new ReasonError('members-max', 'usernames', { max: GROUP_MAX_MEMBERS })
      return await make(ownerId, max => store.group({ ownerId, title, usernames: [...new Set(usernames)], id: newId(), max, once }, now()))
    },

    /** Removes a conversation that was left from the list. Repeating it changes nothing. Throws NOT_FOUND. */
    async remove (userId: string, id: string): Promise<void> {
      if (!await store.remove(userId, id, now())) throw notFound('conversation')
    },

    read: (userId: string, id: string, no: number) => seen(store.read(userId, id, no, now())),

    /** Marks everything as read; returns the unread total. */
    async readAll (userId: string): Promise<number> {
      await store.readAll(userId, now())
      return (await store.some(userId, [])).unread
    },

    /** Changes the user's own settings of a conversation. Throws NOT_FOUND. */
    async choose (userId: string, id: string, change: OwnSettingsChange): Promise<ConversationSummary> {
      const conversation = await seen(store.choose(userId, id, change, now()))
      if (conversation.mutedUntil !== null) onMuted(conversation.mutedUntil)
      return conversation
    },

    nextUnread: (userId: string, id: string | null) => store.nextUnread(userId, id),
    markUnread: (userId: string, id: string, fromNo: number) => seen(store.markUnread(userId, id, fromNo, now())),

    firstUnread: (userId: string, id: string) => store.firstUnread(userId, id),
    unreadAfter: (userId: string, id: string, after: number) => store.unreadAfter(userId, id, after),

    async saveDraft (userId: string, id: string, body: string, replyTo: number | null = null): Promise<void> {
      if (body.length > DRAFT_MAX_CHARS) throw new DomainError('TOO_LARGE', `A draft holds at most ${DRAFT_MAX_CHARS} characters.`)
      if (!await store.saveDraft(userId, id, body.toWellFormed(), now(), replyTo)) throw notFound('conversation')
    }
  }
}

/** Returns a group's title as it is stored. Throws INVALID. */
export function checkTitle (raw: string): string {
  const title = singleLine(raw)
  if (title === '') throw new ReasonError('title-empty', 'title')
  checkChars(title, 'title', TITLE_MAX_CHARS)
  return title
}

function made (result: Exclude<Made, { outcome: 'too-many' }>): { conversation: ConversationSummary, invited: readonly string[], isNew: boolean } {
  switch (result.outcome) {
    case 'made': return { conversation: result.conversation, invited: result.invited, isNew: true }
    case 'found': return { conversation: result.conversation, invited: result.invited, isNew: false }
    case 'no-such-user': throw notFound('user')
    case 'reused': throw clientIdReused()
    case 'not-contacts': throw new DomainError('NOT_A_CONTACT', `Not among your contacts: ${result.unknown.slice(0, 10).join(', ')}.`)
  }
}
