import { Type, type TProperties, type TSchema } from 'typebox'
import { DEFAULT_SETTINGS, SettingsSchema } from '#domain/account/settings.ts'
import type { EventType, LedgerEvent } from '#domain/delivery/events.ts'
import { MessageSchema, type Message } from '#domain/messages/messages.ts'
import { SignalsSchema } from '#domain/delivery/signals.ts'
import { ConversationInfoSchema, MemberSchema } from '#domain/conversations/conversations.ts'
import { ContactRequestSchema, ContactSchema } from '#domain/people/contacts.ts'
import { UserSchema } from '#domain/people/users.ts'
import { closed, Id, No, orNull, Time } from '#domain/schemas.ts'

const ana = { id: 'u_ana', username: 'ana', displayName: 'Ana' }
const ben = { id: 'u_ben', username: 'ben', displayName: 'Ben' }
const at = 1_763_690_000_000
const message: Message = {
  conversationId: 'c_1', no: 17, clientId: '01JD-7f3a9c', sender: ana, kind: 'text', body: 'hi', at, changedSeq: 1042
}

/** One full example of each, for the reference. */
const EXAMPLES: Readonly<Record<EventType, LedgerEvent>> = {
  message: { seq: 1042, type: 'message', at, conversationId: 'c_1', message },
  'message-edited': {
    seq: 1043, type: 'message-edited', at, conversationId: 'c_1', message: { ...message, body: 'hi!', changedSeq: 1043, editedAt: at }
  },
  'message-recalled': {
    seq: 1044, type: 'message-recalled', at, conversationId: 'c_1', message: { ...message, body: '', changedSeq: 1044, recalledAt: at }
  },
  conversation: {
    seq: 1045,
    type: 'conversation',
    at,
    conversationId: 'c_1',
    conversation: { id: 'c_1', kind: 'direct', title: null, members: [ana, ben], memberCount: 2, createdAt: at, changedSeq: 1045 }
  },
  member: { seq: 1046, type: 'member', at, conversationId: 'c_2', change: 'left', member: { user: ben, role: 'member', joinedNo: 1 } },
  read: { seq: 1047, type: 'read', at, conversationId: 'c_1', readNo: 17, unreadFrom: null },
  'contact-request': {
    seq: 1048, type: 'contact-request', at, request: { id: 'q_1', from: ben, to: ana, note: 'From the choir', at, state: 'open' }
  },
  contact: { seq: 1049, type: 'contact', at, contact: { user: ben, remark: 'choir', since: at, isContact: true } },
  profile: { seq: 1050, type: 'profile', at, user: { ...ben, displayName: 'Benjamin' } },
  settings: { seq: 1051, type: 'settings', at, settings: { ...DEFAULT_SETTINGS, language: 'en', timeZone: 'Europe/Berlin' } },
  session: { seq: 1052, type: 'session', at, sessionId: 's_1', change: 'started' }
}

function event<Properties extends TProperties> (type: EventType, properties: Properties, summary: string) {
  return Type.Object(
    { seq: No, type: Type.Literal(type), at: Time, ...properties },
    { additionalProperties: false, title: type, description: summary, examples: [EXAMPLES[type]] }
  )
}

const aboutMessage = { conversationId: Id, message: MessageSchema }

/** Every type of event a poll can bring, by its name. Clients skip types they do not know, and advance past them. */
export const EVENT_SCHEMAS: Readonly<Record<EventType, TSchema>> = {
  message: event('message', aboutMessage, 'Somebody said something, the receiver himself included.'),
  'message-edited': event('message-edited', aboutMessage, 'A message has another text now.'),
  'message-recalled': event('message-recalled', aboutMessage, 'A message was taken back. Terminal: it has no text any more.'),
  conversation: event('conversation', { conversationId: Id, conversation: ConversationInfoSchema }, 'A conversation appeared or changed.'),
  member: event('member', {
    conversationId: Id,
    change: Type.Union([Type.Literal('joined'), Type.Literal('left'), Type.Literal('role')]),
    member: MemberSchema
  }, 'Somebody joined or left, or has another role now.'),
  read: event('read', {
    conversationId: Id,
    readNo: No,
    unreadFrom: orNull(No)
  }, 'The reader has read up to here, in whichever of his browsers. Told to those alone.'),
  'contact-request': event('contact-request', { request: ContactRequestSchema }, 'A contact request was made, or answered.'),
  contact: event('contact', { contact: ContactSchema }, 'A contact was made, changed or ended.'),
  profile: event('profile', { user: UserSchema }, 'A person has another name.'),
  settings: event('settings', { settings: SettingsSchema }, 'One’s settings, as they now are.'),
  session: event('session', {
    sessionId: Id,
    change: Type.Union([Type.Literal('started'), Type.Literal('ended')])
  }, 'One signed in or out somewhere.')
}

/** What every answer of `GET /poll` looks like. */
export const PollAnswerSchema = closed({
  holdline: Type.Literal(1),
  status: Type.Enum(['events', 'idle', 'superseded', 'yield', 'resync', 'busy', 'drain', 'signed-out']),
  reason: Type.Union([Type.Enum(['run', 'trimmed', 'ahead', 'malformed']), Type.Null()]),
  from: orNull(Type.String()),
  cursor: orNull(Type.String()),
  fromSeq: orNull(Type.Integer()),
  toSeq: orNull(Type.Integer()),
  events: Type.Array(Type.Union(Object.values(EVENT_SCHEMAS))),
  html: orNull(Type.String()),
  signals: SignalsSchema,
  more: Type.Boolean(),
  hold: Type.Number({ description: 'Seconds this poll was, or would have been, held at most' }),
  retryMs: Type.Integer()
}, 'PollAnswer')

/** What `GET /poll` understands; all of it optional. */
export const PollQuerySchema = closed({
  cursor: Type.Optional(Type.String({ description: 'The last cursor applied. Absent: from now on, answered at once' })),
  hold: Type.Optional(Type.Number({ description: 'Seconds the caller will wait; absent: as long as the server allows' })),
  tab: Type.Optional(Type.String({ description: 'A random id of this page; absent: the poll stands alone' })),
  n: Type.Optional(Type.Integer({ description: 'Grows with each poll of the tab' })),
  view: Type.Optional(Type.Enum(['json', 'html'])),
  lang: Type.Optional(Type.String({ description: 'With view=html: the language of the page that asks; absent: the one the user chose' })),
  active: Type.Optional(Type.Enum([0, 1], { description: '0: the page is hidden or idle' }))
})
