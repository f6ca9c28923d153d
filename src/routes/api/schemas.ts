import { Type } from 'typebox'
import { LIST_MAX } from '#domain/conversations/conversations.ts'
import { LIST_PAGE } from '#domain/lists.ts'
import { ContactRequestSchema } from '#domain/people/contacts.ts'
import { Username } from '#domain/people/users.ts'
import { closed, Id, listOf, No, orNull } from '#domain/schemas.ts'

/* Pieces of the API's questions and answers that several routes share. The nouns stand in the domain. */

export { closed, Id, No } from '#domain/schemas.ts'
export { Username } from '#domain/people/users.ts'

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
export const NEXT = { more: Type.Boolean(), next: orNull(Type.String()) }

export const RequestsSchema = closed({ incoming: listOf(ContactRequestSchema), outgoing: listOf(ContactRequestSchema) })

export const Done = { 204: Type.Null() }
