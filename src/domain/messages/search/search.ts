import type { Contacts } from '#domain/people/contacts.ts'
import { normalizeUsername, type Person } from '#domain/people/users.ts'
import type { Conversations, ConversationSummary } from '#domain/conversations/conversations.ts'
import type { PublicGroup, PublicGroups, PublicGroupsFound } from '#domain/conversations/public-groups.ts'
import { DomainError, notFound } from '#domain/errors.ts'
import type { File } from '#domain/files/files.ts'
import type { Message } from '#domain/messages/messages.ts'
import { checkChars, ReasonError } from '#domain/reasons.ts'
import { foundIn } from './found.ts'
import { searchWords, type SearchWords } from './search-words.ts'
import type { SnippetPart } from './snippet.ts'

/** Characters of a search, which are some thirty words. */
export const QUERY_MAX_CHARS = 200
export const HITS_PAGE = 20
export const HITS_MAX = 50
/** Messages that one search looks at; then it answers what it has, and where to go on. */
export const LOOKED_AT_MAX = 2_000

/** Where and whose messages are searched, and of which time. */
export interface SearchBounds {
  readonly conversationId?: string | undefined
  /** Messages of this user. */
  readonly fromId?: string | undefined
  /** Unix milliseconds, both ends included. */
  readonly since?: number | undefined
  readonly until?: number | undefined
  readonly hasLink?: boolean | undefined
  /** The words are those of a file's name. */
  readonly hasFile?: boolean | undefined
}

export interface MessageSearch extends SearchBounds {
  readonly viewerId: string
  readonly words: SearchWords
  /** At most HITS_MAX. */
  readonly limit: number
  /** The `next` of the page before. */
  readonly after?: string | undefined
}

export interface MessageHit { readonly message: Message, readonly snippet: readonly SnippetPart[] }
/** `isComplete`: false while messages of before the index wait to be indexed. */
export interface MessageHits { readonly hits: readonly MessageHit[], readonly next: string | null, readonly isComplete: boolean }

/** A file that was found by its name, and the message that has it. */
export interface FileHit { readonly file: File, readonly message: Message }
export interface FileHits extends Omit<MessageHits, 'hits'> { readonly hits: readonly FileHit[] }

export interface SearchStore {
  /**
   * Finds messages as the viewer sees them, within their memberships, the newest first: by their texts and the names of their files, none
   * that was recalled. Looks at LOOKED_AT_MAX at most, and cuts snippets as it goes, a few to a turn of the event loop. Null when the
   * viewer has no such conversation. Throws INVALID for an `after` that it has not given.
   */
  messages (search: MessageSearch): Promise<MessageHits | null>
  /** Indexes some of the messages that were there before the index; true when there are no more. */
  fill (): Promise<boolean>
}

/** A search of messages as a caller asks for it: `from` is a username. */
export interface SearchRequest extends Omit<SearchBounds, 'fromId'> {
  readonly query: string
  readonly from?: string | undefined
  readonly limit?: number | undefined
  readonly after?: string | undefined
}

export type Search = ReturnType<typeof createSearch>

export interface SearchNeeds {
  readonly store: SearchStore
  readonly contacts: Pick<Contacts, 'search' | 'profile'>
  readonly conversations: Pick<Conversations, 'find'>
  readonly publicGroups: Pick<PublicGroups, 'search'>
}

/** Groups that a search found: the viewer's own, and on its first page public ones that they are not in. `more`: there are others. */
export interface GroupHits {
  readonly groups: readonly ConversationSummary[]
  readonly publicGroups: readonly PublicGroup[]
  readonly more: boolean
  readonly next: string | null
}

export function createSearch ({ store, contacts, conversations, publicGroups }: SearchNeeds) {
  // Null when nobody is called that: then nothing is theirs.
  async function idOf (viewerId: string, username: string): Promise<string | null> {
    try {
      return (await contacts.profile(viewerId, normalizeUsername(username.replace(/^@/, '')))).user.id
    } catch (error) {
      if (error instanceof DomainError && (error.code === 'NOT_FOUND' || error.code === 'INVALID')) return null
      throw error
    }
  }

  function refusalOf ({ query, from, conversationId, hasLink, hasFile }: SearchRequest): ReasonError | null {
    if ([...query].length > QUERY_MAX_CHARS) return new ReasonError('chars-max', 'q', { max: QUERY_MAX_CHARS })
    const { words, tokens } = searchWords(query)
    const isBounded = from !== undefined || hasLink === true || hasFile === true
    if (words.length === 0 && (query.trim() !== '' || !isBounded)) return new ReasonError('search-empty', 'q')
    return tokens.length === 0 && !isBounded && conversationId === undefined ? new ReasonError('search-short', 'q') : null
  }

  async function messages (viewerId: string, request: SearchRequest): Promise<MessageHits> {
    const { query, from, limit = HITS_PAGE, ...bounds } = request
    const refusal = refusalOf(request)
    if (refusal !== null) throw refusal
    const words = searchWords(query)
    const fromId = from === undefined ? undefined : await idOf(viewerId, from)
    if (fromId === null) return { hits: [], next: null, isComplete: true }
    const found = await store.messages({ ...bounds, viewerId, words, fromId, limit: Math.max(1, Math.min(limit, HITS_MAX)) })
    if (found === null) throw notFound('conversation')
    return found
  }

  // Those that the viewer is in stand among their own.
  async function othersGroups (viewerId: string, query: string): Promise<Pick<PublicGroupsFound, 'groups' | 'more'>> {
    const { groups, more } = await publicGroups.search(viewerId, query, { limit: HITS_PAGE })
    return { groups: groups.filter(({ isMember }) => !isMember), more }
  }

  return {
    /** Finds public groups that the viewer is not in. */
    othersGroups,

    /** Returns the reason for which `messages` would refuse a search; null when it would not. */
    refusalOf,

    /**
     * Returns the username of the person whom a search names: by it, with or without `@`, or by a name the viewer knows them by. Null when
     * there is nobody whom the viewer can find so.
     */
    async sender (viewerId: string, name: string): Promise<string | null> {
      if ([...name].length > QUERY_MAX_CHARS) return null
      const username = name.replace(/^@/, '')
      if (await idOf(viewerId, username) !== null) return username
      const { users: [first] } = await contacts.search(viewerId, name)
      return first?.username ?? null
    },

    /** Finds messages (D32). Throws `search-empty`, `search-short`, `chars-max`, NOT_FOUND. */
    messages,

    /** Finds files by their names, in the order of their messages; `limit` counts these. Throws as `messages` does. */
    async files (viewerId: string, request: SearchRequest): Promise<FileHits> {
      const { hits, ...found } = await messages(viewerId, { ...request, hasFile: true })
      const words = searchWords(request.query)
      return { ...found, hits: hits.flatMap(({ message }) => foundIn(message, words).map(file => ({ file, message }))) }
    },

    /** Finds people as the search of people does. */
    async people (viewerId: string, query: string): Promise<{ users: readonly Person[], more: boolean }> {
      checkChars(query, 'q', QUERY_MAX_CHARS)
      return await contacts.search(viewerId, query)
    },

    /** Finds groups by their titles: the viewer's own, also those that were left, and public ones. */
    async groups (viewerId: string, query: string, after?: string): Promise<GroupHits> {
      checkChars(query, 'q', QUERY_MAX_CHARS)
      const { conversations: found, next } = await conversations.find(viewerId, query, '', after)
      const groups = found.filter(({ kind }) => kind === 'group')
      const others = after === undefined ? await othersGroups(viewerId, query) : { groups: [], more: false }
      const own = new Set(groups.map(({ id }) => id))
      return { groups, publicGroups: others.groups.filter(({ id }) => !own.has(id)), more: next !== null || others.more, next }
    }
  }
}
