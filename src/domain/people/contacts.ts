import { Type, type Static } from 'typebox'
import { boundReached, BOUNDS, type Bounds } from '#domain/site/bounds.ts'
import { notFound } from '#domain/errors.ts'
import { checkChars, ReasonError } from '#domain/reasons.ts'
import type { Listed, Page } from '#domain/lists.ts'
import { closed, Id, listOf, Time } from '#domain/schemas.ts'
import { noLabel } from './labels.ts'
import { namedExactly, nameTerms, sortKeyParts, type NameTerm } from './names.ts'
import { clientIdReused, type Once } from '#domain/site/repeats.ts'
import { singleLine, UserSchema, type Person, type UserRef } from './users.ts'

export const NOTE_MAX_CHARS = 200
export const REMARK_MAX_CHARS = 64
/** Limit to requests that wait for one person's answer. Above it the oldest is shown to its asker alone, as if it had been rejected. */
export const WAITING_REQUESTS_MAX = 500
const SEARCH_LIMIT = 20

/** State of a contact request. Only the user who rejected it sees `rejected`: to the asker it stays open. */
export const ContactRequestSchema = closed({
  id: Id,
  from: UserSchema,
  to: UserSchema,
  note: Type.String(),
  at: Time,
  state: Type.Enum(['open', 'accepted', 'rejected', 'withdrawn'])
}, 'ContactRequest')
export type ContactRequest = Static<typeof ContactRequestSchema>
export type RequestState = ContactRequest['state']

/** Relation of two people, from one side. A block by the other side is not told apart from `none`. */
export const RelationSchema = Type.Enum(['self', 'contact', 'requested', 'asked', 'blocked', 'none'])
export type Relation = Static<typeof RelationSchema>

/** One contact as its holder keeps it. `labels`: ids, in no order. `isContact` false: it has ended (removed or blocked). */
export const ContactSchema = closed({ user: UserSchema, about: Type.String(), remark: Type.String(), labels: listOf(Id), since: Time, isContact: Type.Boolean() }, 'Contact')
export type ContactEntry = Static<typeof ContactSchema>
/** Fields that a contact without more has; of one whom nothing is kept of, these are all. */
export const NO_DETAILS = Object.freeze({ about: '', remark: '', labels: [] as readonly string[] })

export interface Profile {
  readonly user: Person
  readonly relation: Relation
  readonly remark: string
  /** Ids of the viewer’s labels for this person. */
  readonly labels: readonly string[]
  readonly requestId: string | null
  /** This person takes contact requests of the viewer, as far as their settings go. */
  readonly takesRequests: boolean
}

/** Ids of conversations that two people have in common. */
export interface Common { readonly groups: Listed<string>, readonly directId: string | null }

export type Requested =
  | { readonly outcome: 'requested' | 'repeated', readonly request: ContactRequest }
  | { readonly outcome: 'accepted', readonly request: ContactRequest }
  | { readonly outcome: 'no-such-user' | 'self' | 'already' | 'blocked-by-me' | 'not-taken' | 'reused' | 'too-many' | 'too-many-contacts' }

/** Both lists of one person, the newest first; `limit` counts for each, and `next` goes on with both. */
export interface RequestList {
  readonly incoming: readonly ContactRequest[]
  readonly outgoing: readonly ContactRequest[]
  readonly more: boolean
  readonly next: string | null
}

/** Counts, each up to COUNT_CAP. */
export interface ContactCounts { readonly contacts: number, readonly incoming: number, readonly outgoing: number }

/** A page of contacts; with `parts`, of those who hold all of them in their sort keys, and with `labelId` of those who have that label. */
export interface ContactPage extends Page { readonly parts?: readonly string[], readonly labelId?: string | undefined }

/** Change of one's own data about a contact. Missing fields stay as they are; `labels` are ids, in place of those that the contact had. */
export interface ContactChange { readonly remark?: string | undefined, readonly labels?: readonly string[] | undefined }

/** A search for people in the terms of an engine: all of the terms, or that username, or a contact with all of these parts. */
export interface PeopleSearch {
  readonly username: string
  readonly terms: readonly NameTerm[]
  readonly contactParts: readonly string[]
}

/** `more` when there may be others, which a longer search would find. */
export interface PeopleFound { readonly users: readonly Person[], readonly more: boolean }

export interface ContactStore {
  /**
   * Returns the exact username first, then the viewer's contacts, then others by username. Skips disabled accounts; people who opted out
   * are found by their exact username alone, and by their contacts.
   */
  search (viewerId: string, wanted: PeopleSearch, limit: number): Promise<PeopleFound>
  profile (viewerId: string, username: string): Promise<Profile | null>
  /**
   * The groups that both are in now, those with the latest news first, and the conversation of the two, as far as the viewer has it.
   * Null when there is no such user.
   */
  common (viewerId: string, username: string, page: Page): Promise<Common | null>
  /** The relation of a profile alone. */
  relation (viewerId: string, userId: string): Promise<Relation>
  /**
   * Asks, or accepts if the other side has asked already; a repeat with `once` finds what the first became. A user who blocked the asker
   * sees nothing; the asker sees an open request, or that the user takes none (`not-taken`), as without the block.
   */
  request (
    ask: {
      fromId: string
      username: string
      note: string
      id: string
      conversationId: string
      contactsMax?: number
      requestsMax?: number
      once?: Once | undefined
    },
    at: number
  ): Promise<Requested>
  /**
   * Makes the contact both ways, and the direct conversation with its first line. Accepting, rejecting or withdrawing again changes nothing
   * and returns the request; null when the user has none of that id that could be.
   */
  accept (
    userId: string, requestId: string, conversationId: string, at: number, contactsMax?: number
  ): Promise<ContactRequest | 'too-many-contacts' | null>
  reject (userId: string, requestId: string, at: number): Promise<ContactRequest | null>
  withdraw (userId: string, requestId: string, at: number): Promise<ContactRequest | null>
  requests (userId: string, page: Page): Promise<RequestList>
  /** Returns an open request to or from this user, as they see it; null when there is none of that id. */
  openRequest (userId: string, requestId: string): Promise<ContactRequest | null>
  /** Lists contacts in the order of the names that the holder calls them by. */
  contacts (userId: string, page: ContactPage): Promise<Listed<ContactEntry>>
  /** Returns those of these usernames that are contacts. */
  contactsNamed (userId: string, usernames: readonly string[]): Promise<readonly ContactEntry[]>
  counts (userId: string): Promise<ContactCounts>
  /** Number of contact requests and invitations into groups that wait for this person's answer, up to COUNT_CAP of the former. */
  asking (userId: string): Promise<number>
  /** Returns this user's own names for those of these people that have one, by user id. */
  remarks (userId: string, userIds: readonly string[]): Promise<ReadonlyMap<string, string>>
  /** Returns all of them. */
  allRemarks (userId: string): Promise<ReadonlyMap<string, string>>
  /** Null when there is no such contact; `no-such-label`: nothing is changed. A change that changes nothing is no event. */
  change (userId: string, username: string, change: ContactChange, at: number): Promise<ContactEntry | 'no-such-label' | null>
  /** Ends the contact on both sides. The conversation and its history stay. */
  remove (userId: string, username: string, at: number): Promise<boolean>
  /** Lists blocked users, the newest first. */
  blocks (userId: string, page: Page): Promise<Listed<UserRef>>
  /** Ends the contact too. False when there is no such user. */
  block (userId: string, username: string, at: number, max?: number): Promise<boolean | 'too-many'>
  unblock (userId: string, username: string, at: number): Promise<boolean>
}

export type Contacts = ReturnType<typeof createContacts>

export interface ContactNeeds {
  readonly store: ContactStore
  readonly now: () => number
  readonly newId: () => string
  readonly bounds?: Pick<Bounds, 'contacts' | 'requests' | 'blocks'> | undefined
}

export function createContacts ({ store, now, newId, bounds = BOUNDS }: ContactNeeds) {
  async function request (answer: Promise<ContactRequest | null>): Promise<ContactRequest> {
    const found = await answer
    if (found === null) throw notFound('contact request')
    return found
  }
  async function existing (answer: Promise<boolean>): Promise<void> {
    if (!await answer) throw notFound('user')
  }

  return {
    /** Finds people by any word of their names (B03), SEARCH_LIMIT at most. */
    search: (viewerId: string, query: string): Promise<PeopleFound> =>
      store.search(viewerId, { username: namedExactly(query), terms: nameTerms(query), contactParts: sortKeyParts(query) }, SEARCH_LIMIT),

    async profile (viewerId: string, username: string): Promise<Profile> {
      const profile = await store.profile(viewerId, username)
      if (profile === null) throw notFound('user')
      return profile
    },

    /** Throws NOT_FOUND. */
    async common (viewerId: string, username: string, page: Page): Promise<Common> {
      const common = await store.common(viewerId, username, page)
      if (common === null) throw notFound('user')
      return common
    },

    relation: (viewerId: string, userId: string) => store.relation(viewerId, userId),

    /** Asks to be contacts; asking a user who asked already makes both contacts. Repeating it changes nothing. */
    async ask (fromId: string, username: string, rawNote: string, once?: Once): Promise<ContactRequest> {
      const note = singleLine(rawNote)
      checkChars(note, 'note', NOTE_MAX_CHARS)
      const most = { contactsMax: bounds.contacts, requestsMax: bounds.requests }
      const ask = { fromId, username, note, id: newId(), conversationId: newId(), ...most, once }
      const asked = await store.request(ask, now())
      switch (asked.outcome) {
        case 'requested':
        case 'repeated':
        case 'accepted': return asked.request
        case 'no-such-user': throw notFound('user')
        case 'reused': throw clientIdReused()
        case 'self': throw new ReasonError('that-is-you')
        case 'already': throw new ReasonError('already-contacts')
        case 'blocked-by-me': throw new ReasonError('you-blocked')
        case 'not-taken': throw new ReasonError('takes-no-requests')
        case 'too-many': throw boundReached('requests', bounds.requests)
        case 'too-many-contacts': throw boundReached('contacts', bounds.contacts)
      }
    },

    async accept (userId: string, id: string): Promise<ContactRequest> {
      const accepted = await store.accept(userId, id, newId(), now(), bounds.contacts)
      if (accepted === 'too-many-contacts') throw boundReached('contacts', bounds.contacts)
      if (accepted === null) throw notFound('contact request')
      return accepted
    },

    reject: (userId: string, id: string) => request(store.reject(userId, id, now())),
    withdraw: (userId: string, id: string) => request(store.withdraw(userId, id, now())),
    requests: (userId: string, page: Page) => store.requests(userId, page),
    openRequest: (userId: string, id: string) => store.openRequest(userId, id),
    counts: (userId: string) => store.counts(userId),
    asking: (userId: string) => store.asking(userId),
    remarks: (userId: string, userIds: readonly string[]) => store.remarks(userId, userIds),
    blocks: (userId: string, page: Page) => store.blocks(userId, page),

    /** Lists contacts by name; with a search, those whose names hold all of its words. */
    contacts: (userId: string, page: Page, search = '', labelId?: string) =>
      store.contacts(userId, { ...page, parts: sortKeyParts(search), labelId }),
    contactsNamed: (userId: string, usernames: readonly string[]) => store.contactsNamed(userId, [...new Set(usernames)]),

    /** Sets a private name for a contact, or removes it when empty, and the labels of a contact. Throws INVALID, NOT_FOUND. */
    async change (userId: string, username: string, { remark: raw, labels }: ContactChange): Promise<ContactEntry> {
      const remark = raw === undefined ? undefined : singleLine(raw)
      if (remark !== undefined) checkChars(remark, 'remark', REMARK_MAX_CHARS)
      const contact = await store.change(userId, username, { remark, labels }, now())
      if (contact === 'no-such-label') throw noLabel()
      if (contact === null) throw notFound('contact')
      return contact
    },

    remove: (userId: string, username: string) => existing(store.remove(userId, username, now())),
    async block (userId: string, username: string): Promise<void> {
      const blocked = await store.block(userId, username, now(), bounds.blocks)
      if (blocked === 'too-many') throw boundReached('blocks', bounds.blocks)
      if (!blocked) throw notFound('user')
    },

    unblock: (userId: string, username: string) => existing(store.unblock(userId, username, now()))
  }
}
