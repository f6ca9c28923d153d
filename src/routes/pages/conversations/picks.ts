import { Type } from 'typebox'
import type { FastifyRequest } from 'fastify'
import type { ContactEntry, Contacts } from '#domain/people/contacts.ts'
import { ADD_MAX } from '#domain/conversations/groups.ts'
import { LIST_PAGE } from '#domain/lists.ts'
import { DISPLAY_NAME_MAX_CHARS } from '#domain/people/users.ts'
import { Place, Username } from '#routes/api/schemas.ts'

/**
 * Fields of a form that chooses among one's contacts. `find` and `more` are buttons that show other contacts and keep what was typed and
 * ticked; without either of them, the form does its work.
 */
export const PICKS = {
  // One ticked box is sent as text, several as a list, none not at all.
  usernames: Type.Optional(Type.Union([Username, Type.Array(Username, { maxItems: ADD_MAX })])),
  q: Type.Optional(Type.String({ maxLength: DISPLAY_NAME_MAX_CHARS })),
  after: Type.Optional(Place),
  find: Type.Optional(Type.String({ maxLength: 64 })),
  more: Type.Optional(Type.String({ maxLength: 64 }))
}

export function isLooking (body: { readonly find?: string, readonly more?: string }): boolean {
  return body.find !== undefined || body.more !== undefined
}

export function picked ({ usernames }: { readonly usernames?: string | string[] }): readonly string[] {
  return [usernames ?? []].flat()
}

interface Shown {
  readonly chosen: readonly ContactEntry[]
  readonly contacts: readonly ContactEntry[]
  readonly next: string | null
  readonly query: string | null
}

/** The contacts that such a form shows, and those ticked in it; `first`: those ticked when it is opened. */
export async function picksOf (
  { contacts }: { readonly contacts: Contacts }, userId: string,
  { body: sent }: FastifyRequest, isRefused: boolean, first: readonly string[] = []
): Promise<Shown> {
  // Anything may have been sent: a form is refused before it is validated.
  const body = (sent ?? { usernames: first }) as { usernames?: unknown, q?: string, after?: string, find?: string }
  const usernames = [body.usernames ?? []].flat().filter(name => typeof name === 'string')
  const q = isRefused ? '' : body.q ?? ''
  const after = isRefused || body.find !== undefined ? undefined : body.after
  const [chosen, { rows, next }] = await Promise.all([
    usernames.length === 0 ? [] : contacts.contactsNamed(userId, usernames),
    contacts.contacts(userId, { limit: LIST_PAGE, after }, q)
  ])
  return { chosen, contacts: rows, next, query: q === '' && after === undefined && next === null ? null : q }
}
