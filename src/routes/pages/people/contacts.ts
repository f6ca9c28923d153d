import { Type } from 'typebox'
import { INVITATIONS_MAX } from '#domain/conversations/group-invitations.ts'
import { LIST_PAGE } from '#domain/lists.ts'
import { DISPLAY_NAME_MAX_CHARS } from '#domain/people/users.ts'
import { contactsColumn, found, type ContactsListing, type SearchShown } from '#views/people/contacts.ts'
import type { OwnPage } from '#views/parts/page.ts'
import { emptyStage, startStage } from '#views/site/shell.ts'
import { Id, Place } from '#routes/api/schemas.ts'
import { form, ownPage, type FormRow } from '#routes/pages/page-row.ts'
import type { PageServices } from '#routes/pages/page-services.ts'
import { naming, seeing, type Shown, type Standing } from '#routes/pages/standing.ts'

const FROM = { from: Type.Optional(Type.Union([Type.Literal('list'), Type.Literal('profile')])) }
const DONE = { accept: 'accepted', reject: 'rejected', withdraw: 'withdrawn' } as const

/** The forms of the invitations into groups in that list. */
const answersToInvitations: readonly FormRow[] = [
  form({
    path: '/group-invitations/:id/accept',
    needs: 'user',
    body: {},
    does: ({ viewer, params }, { groupInvitations }) => groupInvitations.accept(viewer.userId, params.id),
    leadsTo: (_sent, { id }) => `conversations/${id}#end`,
    refused: 'error-page',
    sentTwice: 'harmless'
  }),
  form({
    path: '/group-invitations/:id/reject',
    needs: 'user',
    body: {},
    does: ({ viewer, params }, { groupInvitations }) => groupInvitations.reject(viewer.userId, params.id),
    leadsTo: () => 'contacts/',
    refused: 'error-page',
    sentTwice: 'harmless'
  })
]

/** The list of contacts and requests, and the search for people. */
export const contactsPage = ownPage({
  path: '/contacts/',
  query: {
    q: Type.Optional(Type.String({ maxLength: DISPLAY_NAME_MAX_CHARS })),
    /** Where the page of contacts begins, or that of requests; a page of one shows nothing of the other. */
    after: Type.Optional(Place),
    requests: Type.Optional(Place),
    /** The label of the contacts to show; one that is gone shows all. */
    label: Type.Optional(Id)
  },
  needs: 'user',
  limit: searchLimit,
  fragments: {
    async found ({ page: bare, query: { q } }, services) {
      const { page, search } = await searched(services, bare, q)
      const { contacts, incoming } = await services.contacts.counts(page.viewer.id)
      return found(page, search, contacts + incoming === 0)
    }
  },
  async draws ({ standing, query: { q, ...places } }, services) {
    const { page, search } = await searched(services, standing.page, q)
    return await withContacts(services, { ...standing, page }, places, { listing: { search } })
  },
  forms: [...answersToInvitations, ...(['accept', 'reject', 'withdraw'] as const).map(act => form({
    path: `/contact-requests/:id/${act}`,
    needs: 'user',
    body: FROM,
    does: ({ viewer, params }, { contacts }) => contacts[act](viewer.userId, params.id),
    leadsTo: ({ body }, { from, to }) =>
      body.from === 'list' && act !== 'accept' ? 'contacts/' : `contacts/${(act === 'withdraw' ? to : from).username}?done=${DONE[act]}`,
    refused: 'error-page',
    sentTwice: 'harmless'
  }))]
})

/** A search among strangers is counted; an empty field, and a look at one's own contacts, is free. */
export function searchLimit ({ q = '' }: { readonly q?: string | undefined }): 'search' | null {
  return q.trim() === '' ? null : 'search'
}

/** Searches people; returns the page with the viewer's names for those found. */
export async function searched (
  services: PageServices, page: OwnPage, q: string | undefined
): Promise<{ readonly page: OwnPage, readonly search: SearchShown | null }> {
  if (q === undefined) return { page, search: null }
  const { users, more } = await services.contacts.search(page.viewer.id, q)
  const known = await services.contacts.contactsNamed(page.viewer.id, users.map(({ username }) => username))
  const contactIds = new Set(known.map(({ user }) => user.id))
  return { page: await naming(services, page, users), search: { query: q, users, more, contactIds } }
}

interface Places { readonly after?: string, readonly requests?: string, readonly label?: string }

async function listsOf (services: PageServices, userId: string, { after, requests: from, label: labelId }: Places) {
  const { contacts, labels: owned, groupInvitations } = services
  const labels = await owned.list(userId)
  const label = labels.find(({ id }) => id === labelId) ?? null
  const [counts, { rows, next }, requests, invitations] = await Promise.all([
    contacts.counts(userId),
    from === undefined ? contacts.contacts(userId, { limit: LIST_PAGE, after }, '', label?.id) : { rows: [], next: null },
    after === undefined ? contacts.requests(userId, { limit: LIST_PAGE, after: from }) : { incoming: [], outgoing: [], next: null },
    after === undefined && from === undefined ? groupInvitations.list(userId, { limit: INVITATIONS_MAX }) : { rows: [] }
  ])
  const { incoming, outgoing, next: nextRequests } = requests
  return { contacts: rows, next, incoming, outgoing, nextRequests, counts, labels, label, invitations: invitations.rows }
}

interface Beside {
  readonly listing: Partial<ContactsListing>
  /** The wide column and its title; without it, the list is what the page is about. */
  readonly stage?: Shown['middle']['stage']
  readonly title?: string
}

/** The list of contacts with what stands beside it. */
export async function withContacts (
  services: PageServices, standing: Standing, places: Places, { listing, stage, title }: Beside
): Promise<Shown> {
  const { say, viewer } = standing.page
  const lists = await listsOf(services, viewer.id, places)
  const seen = await seeing(services, standing.page, { seen: lists.contacts.map(({ user }) => user) })
  const page = await naming(services, seen, lists.invitations.map(({ by }) => by))
  const isTop = stage === undefined
  return {
    page,
    area: 'contacts',
    list: contactsColumn(page, { ...lists, search: null, isTop, ...listing }),
    middle: {
      title: title ?? say('contacts.title'),
      stage: stage ?? (lists.counts.contacts === 0
        ? startStage(standing.page)
        : emptyStage(say('contacts.pick'), say('contacts.pick-text'))),
      shows: isTop ? 'list' : 'stage'
    }
  }
}
