import { Type, type TProperties } from 'typebox'
import { DEFAULT_SETTINGS, SettingsSchema, type SettingName } from '#domain/account/settings.ts'
import { ConversationInfoSchema } from '#domain/conversations/conversations.ts'
import { MemberSchema } from '#domain/conversations/members.ts'
import { GROUP_DEFAULTS } from '#domain/conversations/group-fields.ts'
import { JoinRequestSchema } from '#domain/conversations/group-invites.ts'
import { GroupInvitationSchema } from '#domain/conversations/group-invitations.ts'
import { NOTHING_CHOSEN, OWN_SETTINGS } from '#domain/conversations/own-settings.ts'
import { MessageSchema, type Message, type MessageBefore } from '#domain/messages/messages.ts'
import { ContactRequestSchema, ContactSchema } from '#domain/people/contacts.ts'
import { LabelSchema } from '#domain/people/labels.ts'
import { UserSchema } from '#domain/people/users.ts'
import { closed, Id, listOf, No, orNull, Time } from '#domain/schemas.ts'
import { row, type Body, type Effect, type Row } from './event-row.ts'

const ana = { id: 'u_ana', username: 'ana', displayName: 'Ana' }
const ben = { id: 'u_ben', username: 'ben', displayName: 'Ben' }
const at = 1_763_690_000_000
const FIRST_SEQ = 1042
const message: Message = {
  conversationId: 'c_1', no: 17, clientId: '01JD-7f3a9c', sender: ana, kind: 'text', body: 'hi', at, changedSeq: FIRST_SEQ
}
const aboutMessage = { conversationId: Id, message: MessageSchema }

/**
 * Every type of event that a poll can bring. To add one: a row here, its drawing in `views/delivery/events.ts`, the unit of the store that
 * writes it. Clients skip unknown types and advance past them.
 */
const EVENTS = {
  message: row({
    summary: 'Somebody said something, the receiver himself included.',
    fields: aboutMessage,
    example: { conversationId: 'c_1', message },
    keeps: 'place',
    list: 'top',
    wakes: 'every-page',
    follows: ({ message, conversationId }) => ({ does: 'end-typing', userId: message.sender.id, conversationId })
  }),
  'message-edited': row({
    summary: 'A message has another text now.',
    fields: aboutMessage,
    example: { conversationId: 'c_1', message: { ...message, body: 'hi!', changedSeq: FIRST_SEQ + 1, editedAt: at } },
    keeps: 'place',
    list: 'put',
    wakes: 'conversation',
    follows: () => null
  }),
  'message-recalled': row({
    summary: 'A message was taken back. Terminal: it has no text any more.',
    fields: aboutMessage,
    example: { conversationId: 'c_1', message: { ...message, body: '', changedSeq: FIRST_SEQ + 2, recalledAt: at } },
    keeps: 'place',
    list: 'put',
    wakes: 'every-page',
    follows: () => null
  }),
  reaction: row({
    summary: 'Somebody reacted to a message (`on`), or took that back. `count`: how many react with this emoji now.',
    fields: { conversationId: Id, no: No, emoji: Type.String(), by: UserSchema, on: Type.Boolean(), count: Type.Integer() },
    example: { conversationId: 'c_1', no: 17, emoji: '👍', by: ben, on: true, count: 1 },
    keeps: 'body',
    list: 'nothing',
    wakes: 'conversation',
    follows: () => null
  }),
  pin: row({
    summary: 'Somebody pinned a message (`on`), or unpinned it. A recall unpins without it.',
    fields: { conversationId: Id, no: No, by: UserSchema, on: Type.Boolean() },
    example: { conversationId: 'c_1', no: 17, by: ben, on: true },
    keeps: 'body',
    list: 'nothing',
    wakes: 'conversation',
    follows: () => null
  }),
  star: row({
    summary: 'One has starred a message (`on`), or taken that back. Told to oneself alone.',
    fields: { conversationId: Id, no: No, on: Type.Boolean() },
    example: { conversationId: 'c_1', no: 17, on: true },
    keeps: 'body',
    list: 'nothing',
    wakes: 'conversation',
    follows: () => null
  }),
  conversation: row({
    summary: 'A conversation appeared or changed. With a `memberCount` of 0, the group was dissolved.',
    fields: { conversationId: Id, conversation: ConversationInfoSchema },
    example: {
      conversationId: 'c_1',
      conversation: { id: 'c_1', kind: 'direct', title: null, members: [ana, ben], memberCount: 2, createdAt: at, changedSeq: FIRST_SEQ + 3, ...GROUP_DEFAULTS }
    },
    keeps: 'body',
    list: 'top',
    // A group comes with a line, which moves it.
    stays: ({ conversation: { kind } }) => kind === 'group',
    wakes: 'conversation',
    follows: () => null
  }),
  'conversation-removed': row({
    summary: 'One has removed a conversation that one had left from one’s list. Told to oneself alone.',
    fields: { conversationId: Id },
    example: { conversationId: 'c_2' },
    keeps: 'body',
    list: 'nothing',
    wakes: 'list',
    follows: () => null
  }),
  member: row({
    summary: 'Somebody left or was removed, or has another role or nickname now. Those who come are told of by `conversation`.',
    fields: { conversationId: Id, change: Type.Enum(['joined', 'left', 'role', 'nickname']), member: MemberSchema },
    example: { conversationId: 'c_2', change: 'left', member: { user: ben, role: 'member', joinedNo: 1 } },
    keeps: 'body',
    list: 'put',
    wakes: 'conversation',
    follows: ({ change, member: { user }, conversationId }) =>
      change === 'left' ? { does: 'leave-typing', userId: user.id, conversationId } : null
  }),
  'join-requests': row({
    summary: 'A request to join a group came or was settled (which one is missing where several were). `open`: how many wait. Told to its owner and admins.',
    fields: { conversationId: Id, open: Type.Integer(), request: Type.Optional(JoinRequestSchema) },
    example: { conversationId: 'c_2', open: 1, request: { id: 'j_1', user: ben, note: 'From the choir', at, state: 'open' } },
    keeps: 'body',
    list: 'put',
    wakes: 'conversation',
    follows: () => null
  }),
  read: row({
    summary: 'The reader has read up to here, in whichever of his browsers. Told to those alone.',
    fields: { conversationId: Id, readNo: No, unreadFrom: orNull(No) },
    example: { conversationId: 'c_1', readNo: 17, unreadFrom: null },
    keeps: 'body',
    list: 'put',
    wakes: 'every-page',
    // Marking as unread is private: it changes no receipt.
    follows: ({ conversationId, unreadFrom }) => unreadFrom === null ? { does: 'each-shows-receipts', conversationIds: [conversationId] } : null
  }),
  'read-all': row({
    summary: 'The reader has marked these conversations as read, and what was marked unread there. Told to his browsers alone.',
    fields: { conversations: listOf(closed({ conversationId: Id, readNo: No })) },
    example: { conversations: [{ conversationId: 'c_1', readNo: 17 }, { conversationId: 'c_2', readNo: 3 }] },
    keeps: 'body',
    list: 'told',
    wakes: 'every-page',
    follows: ({ conversations }) => ({ does: 'each-shows-receipts', conversationIds: conversations.map(({ conversationId }) => conversationId) })
  }),
  draft: row({
    summary: 'One’s half-written text in a conversation is another now. The text is in the conversation, and in no event: it was never said.',
    fields: { conversationId: Id },
    example: { conversationId: 'c_1' },
    keeps: 'body',
    list: 'put',
    wakes: 'list',
    follows: () => null
  }),
  'conversation-settings': row({
    summary: 'One’s own settings of a conversation, as they now are. Told to one’s own browsers alone.',
    fields: { conversationId: Id, ...OWN_SETTINGS },
    example: { conversationId: 'c_2', ...NOTHING_CHOSEN, mutedUntil: at + 3_600_000 },
    keeps: 'body',
    list: 'put',
    wakes: 'every-page',
    follows: () => null
  }),
  silenced: row({
    summary: 'An admin of a group muted one until then; null: may write again. Told to one’s own browsers alone, also when it ends by itself.',
    fields: { conversationId: Id, silencedUntil: orNull(Time) },
    example: { conversationId: 'c_2', silencedUntil: at + 3_600_000 },
    keeps: 'body',
    list: 'put',
    wakes: 'conversation',
    follows: () => null
  }),
  'contact-request': row({
    summary: 'A contact request was made, or answered.',
    fields: { request: ContactRequestSchema },
    example: { request: { id: 'q_1', from: ben, to: ana, note: 'From the choir', at, state: 'open' } },
    keeps: 'body',
    list: 'asking',
    wakes: 'list',
    follows: () => null
  }),
  'group-invitation': row({
    summary: 'One is asked whether one wants to be in a group, or has answered. Told to oneself alone.',
    fields: { invitation: GroupInvitationSchema },
    example: { invitation: { id: 'i_1', group: { title: 'Tea', colour: null, memberCount: 12 }, by: ben, at, state: 'open' } },
    keeps: 'body',
    list: 'asking',
    wakes: 'list',
    follows: () => null
  }),
  contact: row({
    summary: 'A contact was made, changed or ended.',
    fields: { contact: ContactSchema },
    example: { contact: { user: ben, about: 'Gone hiking', remark: 'choir', labels: ['l_1'], since: at, isContact: true } },
    keeps: 'body',
    list: 'asking',
    wakes: 'list',
    follows: ({ contact: { user, isContact } }) => ({ does: isContact ? 'each-meets' : 'each-parts', user })
  }),
  profile: row({
    summary: 'A person has another name.',
    fields: { user: UserSchema },
    example: { user: { ...ben, displayName: 'Benjamin' } },
    keeps: 'body',
    list: 'nothing',
    wakes: 'every-page',
    // Every user who has this one as a contact gets an event; other changes cause one or two.
    follows: ({ user }) => ({ does: 'told-each', userId: user.id })
  }),
  about: row({
    summary: 'A person says something else about themselves; nothing, where it is empty.',
    fields: { user: UserSchema, about: Type.String() },
    example: { user: ben, about: 'Gone hiking' },
    keeps: 'body',
    list: 'nothing',
    wakes: 'nothing',
    follows: ({ user }) => ({ does: 'told-each', userId: user.id })
  }),
  labels: row({
    summary: 'One’s labels of contacts, as they now are. Contacts have a deleted one no more. Told to one’s own browsers alone.',
    fields: { labels: listOf(LabelSchema) },
    example: { labels: [{ id: 'l_1', name: 'Choir' }, { id: 'l_2', name: 'Work' }] },
    keeps: 'body',
    list: 'nothing',
    wakes: 'nothing',
    follows: () => null
  }),
  settings: row({
    summary: 'One’s settings, as they now are.',
    fields: { settings: SettingsSchema },
    example: { settings: { ...DEFAULT_SETTINGS, language: 'en', timeZone: 'Europe/Berlin' } },
    keeps: 'body',
    list: 'nothing',
    wakes: 'every-page',
    follows: ({ settings: { presence } }) => ({ does: 'each-switches-presence', isShown: presence })
  }),
  session: row({
    summary: 'One signed in or out somewhere.',
    fields: { sessionId: Id, change: Type.Enum(['started', 'ended']) },
    example: { sessionId: 's_1', change: 'started' },
    keeps: 'body',
    list: 'nothing',
    wakes: 'nothing',
    follows: ({ sessionId, change }) => change === 'ended' ? { does: 'end-session', sessionId } : null
  })
}

export type EventType = keyof typeof EVENTS
type MessageEventType = 'message' | 'message-edited' | 'message-recalled'
/**
 * Body of an event of one type. `previous`: the message before, for drawing alone, and in no answer; null for the first of all. It is what
 * those see who can see that message.
 */
type BodyOf<Type extends EventType> = { readonly type: Type } & Body<typeof EVENTS[Type]['fields']> &
  (Type extends MessageEventType ? { readonly previous?: MessageBefore | null } : unknown)
export type EventBody = { [Type in EventType]: BodyOf<Type> }[EventType]
export type EventOf<Type extends EventType> = BodyOf<Type> & { readonly seq: number, readonly at: number }

/** An event of the ledger, as clients get it. `at` is Unix milliseconds; `seq` follows commit order and is never reused. */
export type LedgerEvent = { [Type in EventType]: EventOf<Type> }[EventType]

const ROWS: Readonly<Record<string, Row<TProperties>>> = EVENTS

/** Returns the row of an event's type; undefined for an unknown type, written by a newer version into the same database. */
export function eventRow ({ type }: Pick<EventBody, 'type'>): Row<TProperties> | undefined {
  return ROWS[type]
}

/** Schema of the whole event by type, with an example. */
export const EVENT_SCHEMAS = new Map(Object.entries(ROWS).map(([type, { summary, fields, example }], index) => [
  type,
  Type.Object({ seq: No, type: Type.Literal(type), ...fields, at: Time }, {
    additionalProperties: false, title: type, description: summary, examples: [{ seq: FIRST_SEQ + index, type, ...example, at }]
  })
]))

/** Returns the side effect of a committed event. */
export function effectOf (event: LedgerEvent): Effect | null {
  return eventRow(event)?.follows(event) ?? null
}

/** A committed event and its recipients. The store hands them over after COMMIT, in `seq` order. */
export interface Delivery {
  readonly event: LedgerEvent
  readonly recipients: readonly string[]
  /** Earlier events with a text or a name that this one takes away, the oldest first: caches must drop them. `all`: too many to name. */
  readonly forget: readonly number[] | 'all'
  /** Settings that a `settings` event changed; it tells them all. */
  readonly changed?: readonly SettingName[] | undefined
  /** The session that sent this message: its polls may bring it a little later (D33). */
  readonly sentBy?: string | undefined
  /** Tells whether the message mentions this recipient, as far as they are told of it; of a change, whether mentions change for them. */
  readonly mentions?: ((userId: string) => boolean) | undefined
  /** Recipients who may not see the message that this one quotes: they get it without the excerpt. */
  readonly withheldFrom?: readonly string[] | undefined
  /** The read mark of a message's sender after it: sending moves it without an event. */
  readonly senderRead?: SenderRead | undefined
}

export interface SenderRead { readonly readNo: number, readonly unreadFrom: number | null }
