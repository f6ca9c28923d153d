import { Type } from 'typebox'
import type { ConversationSummary } from '#domain/conversations/conversations.ts'
import { peopleIn } from '#domain/messages/quotes.ts'
import { dayStart, isDay, phraseText, searchPhrase, type SearchPhrase } from '#domain/messages/search/search-phrase.ts'
import { QUERY_MAX_CHARS, type SearchRequest } from '#domain/messages/search/search.ts'
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
  stranger: null,
  wrongDay: null,
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

const Typed = Type.Optional(Type.String({ maxLength: QUERY_MAX_CHARS }))

/** Searches messages, people and chats: a form and its results. */
export const searchPage = ownPage({
  path: '/search/',
  query: {
    q: Type.Optional(Type.String({ maxLength: TYPED_MAX_CHARS })),
    /** The conversation that is searched; all of them without it. */
    in: Type.Optional(Type.Union([Id, Type.Literal('')])),
    // The filters of the form, which say the same as bounds typed in `q`. A day of an old browser may be any text.
    from: Typed,
    since: Typed,
    before: Typed,
    link: Type.Optional(Type.Literal('1')),
    after: Type.Optional(Place)
  },
  needs: 'user',
  limit: query => isNothing(phraseOf(query)) ? null : 'search',
  async draws ({ standing: bare, query }, services) {
    const { viewer } = bare.page
    const { in: id = '', after } = query
    const phrase = phraseOf(query)
    const chosen = id === '' ? null : await services.conversations.one(viewer.id, id)
    const asked: Asked = isNothing(phrase)
      ? { phrase, scope: chosen, found: NOTHING }
      : await find(services, bare.page, phrase, chosen, after)
    const { found, scope } = asked
    const rows = [...found.places, ...found.chats, ...scope === null ? [] : [scope]]
    const standing = await withPeople(services, bare, {
      places: rows,
      seen: [...rows.map(({ peer }) => peer), ...found.users],
      named: peopleIn(found.hits.map(({ message }) => message))
    })
    const { page } = standing
    const listing = newest(standing)
    const shown = { ...asked, query: phraseText(asked.phrase), typed: typedOf(asked.phrase), after, chats: listing.conversations }
    return {
      page,
      area: 'conversations',
      list: listColumn(page, { ...listing, isTop: false }),
      middle: { title: page.say('search.title'), stage: searchPanel(page, shown), shows: 'stage' }
    }
  }
})

interface SearchFields { readonly q?: string, readonly from?: string, readonly since?: string, readonly before?: string, readonly link?: '1' }

// A bound typed among the words goes before a filter that is still in the form.
function phraseOf ({ q = '', from = '', since = '', before = '', link }: SearchFields): SearchPhrase {
  const given = { ...from.trim() !== '' && { from: from.trim() }, ...since !== '' && { after: since }, ...before !== '' && { before } }
  return { ...given, ...link !== undefined && { hasLink: true }, ...searchPhrase(q) }
}

// A chat that was not found stays among the words, to be corrected.
function typedOf ({ words, in: missing }: SearchPhrase): string {
  return phraseText({ words, ...missing !== undefined && { in: missing } })
}

function isNothing ({ words, ...bounds }: SearchPhrase): boolean {
  return words === '' && Object.keys(bounds).length === 0
}

function isWrong (day: string | undefined): boolean {
  return day !== undefined && !isDay(day)
}

/** A search as it was understood, and its results. */
interface Asked { readonly phrase: SearchPhrase, readonly scope: ConversationSummary | null, readonly found: Found }

async function find (
  services: PageServices, page: OwnPage, typed: SearchPhrase, chosen: ConversationSummary | null, place: string | undefined
): Promise<Asked> {
  const { search, conversations } = services
  const { id } = page.viewer
  const { in: chat, ...phrase } = typed
  const scope = chat === undefined ? chosen : await chatNamed(services, page, chat)
  if (chat !== undefined && scope === null) return { phrase: typed, scope, found: { ...NOTHING, missing: chat } }
  const sender = phrase.from === undefined ? undefined : await search.sender(id, phrase.from)
  if (sender === null) return { phrase, scope, found: { ...NOTHING, stranger: phrase.from ?? null } }
  const understood = sender === undefined ? phrase : { ...phrase, from: sender }
  const wrongDay = isWrong(phrase.after) ? 'since' : isWrong(phrase.before) ? 'before' : null
  if (wrongDay !== null) return { phrase: understood, scope, found: { ...NOTHING, wrongDay } }
  const zone = page.viewer.settings.timeZone ?? services.site.get().timeZone
  const request: SearchRequest = { ...boundsOf(understood, zone), conversationId: scope?.id, after: place }
  const refusal = search.refusalOf(request)
  if (refusal?.reason === 'chars-max') return { phrase: understood, scope, found: { ...NOTHING, refusal } }
  // People and chats stand above the first page of a search in everything.
  const isBounded = scope !== null || Object.keys(phrase).length > 1
  const [{ users }, chats, { groups, more }] = !isBounded && place === undefined
    ? await Promise.all([search.people(id, phrase.words), chatsNamed(services, page, phrase.words), search.othersGroups(id, phrase.words)])
    : [{ users: [] as readonly Person[] }, [], { groups: [], more: false }]
  const aside = { groups: groups.slice(0, BESIDE), moreGroups: more || groups.length > BESIDE }
  const beside = { ...NOTHING, users: users.slice(0, BESIDE), morePeople: users.length > BESIDE, chats, ...aside }
  if (refusal !== null) return { phrase: understood, scope, found: { ...beside, refusal } }
  const { hits, next, isComplete } = await search.messages(id, request)
  const ids = [...new Set(hits.map(({ message }) => message.conversationId))]
  const { conversations: places } = await conversations.some(id, ids)
  return { phrase: understood, scope, found: { ...beside, hits, places, next, isComplete } }
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
