import { Type } from 'typebox'
import type { ConversationSummary } from '#domain/conversations/conversations.ts'
import { peopleIn } from '#domain/messages/quotes.ts'
import { dayStart, searchPhrase, type SearchPhrase } from '#domain/messages/search/search-phrase.ts'
import type { SearchRequest } from '#domain/messages/search/search.ts'
import type { Person } from '#domain/people/users.ts'
import { conversationColumn as listColumn } from '#views/conversations/list.ts'
import { searchPanel, type Found } from '#views/messages/search.ts'
import type { OwnPage } from '#views/parts/page.ts'
import { Id, Place } from '#routes/api/schemas.ts'
import { newest } from '#routes/pages/conversations/list.ts'
import { ownPage } from '#routes/pages/page-row.ts'
import type { PageServices } from '#routes/pages/page-services.ts'
import { withPeople } from '#routes/pages/standing.ts'

/** People and chats above the messages, each; more of them have pages of their own. */
const BESIDE = 5
/** The longest address that is answered by a page; the domain says how long a search may be. */
const TYPED_MAX_CHARS = 12_000

const NOTHING: Found = {
  refusal: null,
  missing: null,
  users: [],
  morePeople: false,
  chats: [],
  groups: [],
  moreGroups: false,
  hits: [],
  places: [],
  next: null,
  isComplete: true
}

/** Searches messages, people and chats: a form and its results. */
export const searchPage = ownPage({
  path: '/search/',
  query: {
    q: Type.Optional(Type.String({ maxLength: TYPED_MAX_CHARS })),
    /** The conversation that is searched; all of them without it. */
    in: Type.Optional(Id),
    after: Type.Optional(Place)
  },
  needs: 'user',
  limit: ({ q = '' }) => q.trim() === '' ? null : 'search',
  async draws ({ standing: bare, query: { q = '', in: id, after } }, services) {
    const { viewer } = bare.page
    const scope = id === undefined ? null : await services.conversations.one(viewer.id, id)
    const found = q.trim() === '' ? NOTHING : await find(services, bare.page, q, scope, after)
    const rows = [...found.places, ...found.chats, ...scope === null ? [] : [scope]]
    const standing = await withPeople(services, bare, {
      places: rows,
      seen: [...rows.map(({ peer }) => peer), ...found.users],
      named: peopleIn(found.hits.map(({ message }) => message))
    })
    const { page } = standing
    return {
      page,
      area: 'conversations',
      list: listColumn(page, { ...newest(standing), isTop: false }),
      middle: { title: page.say('search.title'), stage: searchPanel(page, { query: q, scope, after, found }), shows: 'stage' }
    }
  }
})

async function find (
  services: PageServices, page: OwnPage, query: string, scope: ConversationSummary | null, after: string | undefined
): Promise<Found> {
  const { search, conversations } = services
  const { id } = page.viewer
  const phrase = searchPhrase(query)
  const named = scope === null && phrase.in !== undefined ? await chatNamed(services, page, phrase.in) : scope
  if (scope === null && phrase.in !== undefined && named === null) return { ...NOTHING, missing: phrase.in }
  const zone = page.viewer.settings.timeZone ?? services.site.get().timeZone
  const request: SearchRequest = { ...boundsOf(phrase, zone), conversationId: named?.id, after }
  const refusal = search.refusalOf(request)
  if (refusal?.reason === 'chars-max') return { ...NOTHING, refusal }
  // People and chats stand above the first page of a search in everything.
  const [{ users }, chats, { groups, more }] = named === null && after === undefined
    ? await Promise.all([search.people(id, phrase.words), chatsNamed(services, page, phrase.words), search.othersGroups(id, phrase.words)])
    : [{ users: [] as readonly Person[] }, [], { groups: [], more: false }]
  const aside = { groups: groups.slice(0, BESIDE), moreGroups: more || groups.length > BESIDE }
  const beside = { users: users.slice(0, BESIDE), morePeople: users.length > BESIDE, chats, ...aside }
  if (refusal !== null) return { ...NOTHING, ...beside, refusal }
  const { hits, next, isComplete } = await search.messages(id, request)
  const ids = [...new Set(hits.map(({ message }) => message.conversationId))]
  const { conversations: places } = await conversations.some(id, ids)
  return { ...NOTHING, ...beside, hits, places, next, isComplete }
}

function boundsOf ({ words, from, after, before, hasLink }: SearchPhrase, zone: string): SearchRequest {
  return {
    query: words,
    from,
    hasLink,
    since: after === undefined ? undefined : dayStart(after, zone),
    until: before === undefined ? undefined : dayStart(before, zone) - 1
  }
}

async function chatsNamed ({ conversations }: PageServices, page: OwnPage, name: string): Promise<readonly ConversationSummary[]> {
  return (await conversations.find(page.viewer.id, name, page.say('conversations.self'))).conversations.slice(0, BESIDE)
}

async function chatNamed (services: PageServices, page: OwnPage, name: string): Promise<ConversationSummary | null> {
  const chats = await chatsNamed(services, page, name)
  return chats.find(({ title, peer }) => title === name || peer?.username === name.toLowerCase()) ?? chats[0] ?? null
}
