import { Type } from 'typebox'
import { LIST_MAX } from '#domain/conversations/conversations.ts'
import { LIST_PAGE } from '#domain/lists.ts'
import { ContactRequestSchema } from '#domain/people/contacts.ts'
import { CLIENT_ID_PATTERN } from '#domain/messages/send-requests.ts'
import { Username } from '#domain/people/users.ts'
import { closed, Id, listOf, No, orNull } from '#domain/schemas.ts'

/* Parts of requests and answers that several routes share. The nouns are in the domain. */

export { closed, Id, No } from '#domain/schemas.ts'
export { Username } from '#domain/people/users.ts'

/** Chosen by the caller for one call, so that the call can be repeated (D12). */
export const ClientId = Type.String({ pattern: CLIENT_ID_PATTERN })

export const ConversationParams = closed({ id: Id })
export const MessageParams = closed({ id: Id, no: No })
export const UserParams = closed({ username: Username })
export const RequestParams = closed({ id: Id })
/** The `next` of the previous page. Places in lists by name hold the name, and the longest takes this much. */
export const Place = Type.String({ maxLength: 512 })
export const PageQuery = closed({
  limit: Type.Integer({ minimum: 1, maximum: LIST_MAX, default: LIST_PAGE }),
  after: Type.Optional(Place)
})
/** Fields of every page of a list: whether there is more, and the `after` of the next page. */
export const NEXT = { more: Type.Boolean(), next: orNull(Type.String()) }

export const RequestsSchema = closed({ incoming: listOf(ContactRequestSchema), outgoing: listOf(ContactRequestSchema) })

export const Done = { 204: Type.Null() }
