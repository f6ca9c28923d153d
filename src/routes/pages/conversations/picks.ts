import { Type } from 'typebox'
import type { FastifyRequest } from 'fastify'
import type { ContactEntry, Contacts } from '#domain/people/contacts.ts'
import { LIST_MAX } from '#domain/conversations/conversations.ts'
import { ADD_MAX } from '#domain/conversations/groups.ts'
import type { Label, Labels } from '#domain/people/labels.ts'
import { LIST_PAGE } from '#domain/lists.ts'
import { DISPLAY_NAME_MAX_CHARS, USERNAME_PATTERN } from '#domain/people/users.ts'
import { ReasonError } from '#domain/reasons.ts'
import { Id, Place, Username } from '#routes/api/schemas.ts'

/**
 * Fields of a form that chooses among one's contacts. `find` and `more` are buttons that show other contacts and keep what was typed and
 * ticked, `all` one that ticks the contacts of the label besides; without any of them, the form does its work.
 */
export const PICKS = {
  // One ticked box is sent as text, several as a list, none not at all.
  usernames: Type.Optional(Type.Union([Username, Type.Array(Username, { maxItems: ADD_MAX })])),
  q: Type.Optional(Type.String({ maxLength: DISPLAY_NAME_MAX_CHARS })),
  after: Type.Optional(Place),
  label: Type.Optional(Type.Union([Type.Literal(''), Id])),
  find: Type.Optional(Type.String({ maxLength: 64 })),
  more: Type.Optional(Type.String({ maxLength: 64 })),
  all: Type.Optional(Type.String({ maxLength: 64 }))
}

export function isLooking (body: { readonly find?: string, readonly more?: string, readonly all?: string }): boolean {
  return body.find !== undefined || body.more !== undefined || body.all !== undefined
}

export function picked ({ usernames }: { readonly usernames?: string | string[] }): readonly string[] {
  return [usernames ?? []].flat()
}

/** Returns the usernames in a text, as people write them: with an @, in capitals, with any sign between. Throws INVALID. */
export function namesIn (text: string): readonly string[] {
  const usernames = text.split(/[\s,;，、；]+/).map(name => name.replace(/^[@＠]/, '').toLowerCase()).filter(name => name !== '')
  const pattern = new RegExp(USERNAME_PATTERN)
  if (!usernames.every(username => pattern.test(username))) throw new ReasonError('username-invalid', 'named')
  return usernames
}

interface Sent {
  readonly usernames?: unknown
  readonly q?: string
  readonly after?: string
  readonly label?: unknown
  readonly find?: string
  readonly all?: string
}

interface Shown {
  readonly chosen: readonly ContactEntry[]
  readonly contacts: readonly ContactEntry[]
  readonly next: string | null
  readonly query: string | null
  readonly labels: readonly Label[]
  readonly labelId: string | null
}

/** The contacts that such a form shows, and those ticked in it; `first`: those ticked when it is opened. */
export async function picksOf (
  { contacts, labels: owned }: { readonly contacts: Contacts, readonly labels: Labels }, userId: string,
  { body: sent }: FastifyRequest, isRefused: boolean, first: readonly string[] = []
): Promise<Shown> {
  // Anything may have been sent: a form is refused before it is validated.
  const body = (sent ?? { usernames: first }) as Sent
  const usernames = [body.usernames ?? []].flat().filter(name => typeof name === 'string')
  const q = isRefused ? '' : body.q ?? ''
  const labels = await owned.list(userId)
  const labelId = isRefused ? null : labels.find(({ id }) => id === body.label)?.id ?? null
  const ofLabel = body.all === undefined || labelId === null ? [] : await everyoneOf(contacts, userId, labelId)
  const after = isRefused || body.find !== undefined ? undefined : body.after
  const wanted = [...usernames, ...ofLabel].slice(0, ADD_MAX)
  const [chosen, { rows, next }] = await Promise.all([
    wanted.length === 0 ? [] : contacts.contactsNamed(userId, wanted),
    contacts.contacts(userId, { limit: LIST_PAGE, after }, q, labelId ?? undefined)
  ])
  const isWhole = q === '' && labelId === null && after === undefined && next === null
  return { chosen, contacts: rows, next, query: isWhole ? null : q, labels, labelId }
}

// The contacts of a label, as many as one form adds.
async function everyoneOf (contacts: Contacts, userId: string, labelId: string): Promise<readonly string[]> {
  const usernames: string[] = []
  let after: string | undefined
  do {
    const { rows, next } = await contacts.contacts(userId, { limit: LIST_MAX, after }, '', labelId)
    usernames.push(...rows.map(({ user }) => user.username))
    after = next ?? undefined
  } while (after !== undefined && usernames.length < ADD_MAX)
  return usernames.slice(0, ADD_MAX)
}
