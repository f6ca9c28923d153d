import { Type, type TObject, type TProperties, type TSchema } from 'typebox'
import type { ContactEntry, ContactRequest } from '#domain/people/contacts.ts'
import { LIST_MAX, type ConversationSummary, type MemberInfo } from '#domain/conversations/conversations.ts'
import { LIST_PAGE } from '#domain/lists.ts'
import type { Message } from '#domain/messages/messages.ts'
import { USERNAME_PATTERN, type UserRef } from '#domain/people/users.ts'

/** The nouns of the API as JSON schemas, said once. Every object is closed: an unknown field is a mistake somebody wants to hear of. */

export function closed<Properties extends TProperties> (properties: Properties, title?: string): TObject<Properties> {
  return Type.Object(properties, { additionalProperties: false, ...(title === undefined ? {} : { title }) })
}

/** A list of domain objects, which are readonly where TypeBox would have them writable. */
export function listOf<T> (item: TSchema) {
  return Type.Unsafe<readonly T[]>(Type.Array(item))
}

export const Id = Type.String({ minLength: 1, maxLength: 64, pattern: '^[A-Za-z0-9_-]+$' })
export const Username = Type.String({ pattern: USERNAME_PATTERN })
/** A message's place in its conversation, or 0 for before the first. */
export const No = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER })
export const Time = Type.Integer({ description: 'Unix milliseconds' })

export const ConversationParams = closed({ id: Id })
export const MessageParams = closed({ id: Id, no: No })
export const UserParams = closed({ username: Username })
export const RequestParams = closed({ id: Id })
/** The `next` of the page before. A place by name is its text, and the longest name takes this much. */
export const Place = Type.String({ maxLength: 512 })
export const PageQuery = closed({
  limit: Type.Integer({ minimum: 1, maximum: LIST_MAX, default: LIST_PAGE }),
  after: Type.Optional(Place)
})
/** Fields of every page of a list that say whether and where it goes on. */
export const NEXT = { more: Type.Boolean(), next: Type.Union([Type.String(), Type.Null()]) }

export function orNull<Schema extends TSchema> (schema: Schema) {
  return Type.Union([schema, Type.Null()])
}

// Not a union: every branch of one is tried by a validator at each answer, and this stands in every message.
const TextOrNull = Type.Unsafe<string | null>({ type: ['string', 'null'] })

export const UserSchema = Type.Unsafe<UserRef>(closed({ id: Id, username: Username, displayName: Type.String() }, 'User'))

export const MessageSchema = Type.Unsafe<Message>(closed({
  conversationId: Id,
  no: No,
  clientId: TextOrNull,
  sender: UserSchema,
  kind: Type.Enum(['text', 'system']),
  body: Type.String(),
  at: Time,
  changedSeq: No,
  editedAt: Type.Optional(Time),
  recalledAt: Type.Optional(Time)
}, 'Message'))

const Kind = Type.Enum(['direct', 'group', 'self'])
const Role = Type.Enum(['owner', 'admin', 'member'])
const INFO = {
  id: Id,
  kind: Kind,
  title: TextOrNull,
  members: listOf<UserRef>(UserSchema),
  memberCount: Type.Integer(),
  createdAt: Time,
  changedSeq: No
}

export const ConversationInfoSchema = closed(INFO, 'Conversation')

export const ConversationSchema = Type.Unsafe<ConversationSummary>(closed({
  ...INFO,
  peer: orNull(UserSchema),
  role: Role,
  lastNo: No,
  lastMessage: orNull(MessageSchema),
  readNo: No,
  unread: Type.Integer(),
  unreadFrom: orNull(No),
  draft: TextOrNull,
  activeAt: Time,
  left: Type.Boolean()
}, 'ConversationSummary'))

export const MemberSchema = Type.Unsafe<MemberInfo>(closed({ user: UserSchema, role: Role, joinedNo: No }, 'Member'))

export const ContactSchema = Type.Unsafe<ContactEntry>(closed({
  user: UserSchema,
  remark: Type.String(),
  since: Time,
  isContact: Type.Boolean()
}, 'Contact'))

export const ContactRequestSchema = Type.Unsafe<ContactRequest>(closed({
  id: Id,
  from: UserSchema,
  to: UserSchema,
  note: Type.String(),
  at: Time,
  state: Type.Enum(['open', 'accepted', 'rejected', 'withdrawn'])
}, 'ContactRequest'))

export const RequestsSchema = closed({
  incoming: listOf<ContactRequest>(ContactRequestSchema),
  outgoing: listOf<ContactRequest>(ContactRequestSchema)
})

export const Done = { 204: Type.Null() }
