import type { Conversations } from '#domain/conversations/conversations.ts'
import type { Contacts } from '#domain/people/contacts.ts'
import type { CommonShown } from '#views/people/shared.ts'

interface CommonNeeds { readonly contacts: Contacts, readonly conversations: Conversations }

/** Shared groups on a page of a profile. */
const GROUPS_PAGE = 10

/** The conversations that the viewer and a person have in common, as a profile shows them. */
export async function commonOf (
  { contacts, conversations }: CommonNeeds, viewerId: string, username: string, after?: string
): Promise<CommonShown> {
  const { groups: { rows, next }, directId } = await contacts.common(viewerId, username, { limit: GROUPS_PAGE, after })
  const { conversations: found } = await conversations.some(viewerId, directId === null ? rows : [...rows, directId])
  return { groups: found.filter(({ kind }) => kind === 'group'), direct: found.find(({ kind }) => kind === 'direct') ?? null, next }
}
