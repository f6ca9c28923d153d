import { BoundError, BOUNDS, type Bounds } from './bounds.ts'
import { DomainError, notFound } from './errors.ts'
import { singleLine, type UserRef } from './users.ts'

export const NOTE_MAX_CHARS = 200
export const REMARK_MAX_CHARS = 64
/** A stranger's knocking is cheap to send and costly to receive. */
export const OPEN_REQUESTS_MAX = 100
const SEARCH_LIMIT = 20

export type RequestState = 'open' | 'accepted' | 'rejected' | 'withdrawn'

/** The asking. `rejected` is shown to nobody but the one who rejected: to the asker it stays open. */
export interface ContactRequest {
  readonly id: string
  readonly from: UserRef
  readonly to: UserRef
  readonly note: string
  readonly at: number
  readonly state: RequestState
}

/** What two people are to each other, from one side. A block by the other side is not told apart from `none`. */
export type Relation = 'self' | 'contact' | 'requested' | 'asked' | 'blocked' | 'none'

/** One contact as its holder keeps it. `isContact` false: it has ended (removed or blocked). */
export interface ContactEntry {
  readonly user: UserRef
  readonly remark: string
  readonly since: number
  readonly isContact: boolean
}

export interface Profile { readonly user: UserRef, readonly relation: Relation, readonly remark: string, readonly requestId: string | null }

export type Requested =
  | { readonly outcome: 'requested' | 'repeated', readonly request: ContactRequest }
  | { readonly outcome: 'accepted', readonly request: ContactRequest }
  | { readonly outcome: 'no-such-user' | 'self' | 'already' | 'blocked-by-me' | 'too-many' | 'too-many-contacts' }

export interface ContactStore {
  /** Exact username first, then prefixes of username and display name; never the disabled, nor who opted out (but by exact name). */
  search (viewerId: string, query: string, limit: number): Promise<readonly UserRef[]>
  profile (viewerId: string, username: string): Promise<Profile | null>
  /** Asking somebody who asked me already is accepting. A person who blocked me sees nothing of it; I see an open request. */
  request (
    ask: { fromId: string, username: string, note: string, id: string, conversationId: string, contactsMax?: number }, at: number
  ): Promise<Requested>
  /** Makes the contact both ways and the direct conversation with its first line, in one unit. Null: no open request to me of that id. */
  accept (
    userId: string, requestId: string, conversationId: string, at: number, contactsMax?: number
  ): Promise<ContactRequest | 'too-many-contacts' | null>
  reject (userId: string, requestId: string, at: number): Promise<ContactRequest | null>
  withdraw (userId: string, requestId: string, at: number): Promise<ContactRequest | null>
  requests (userId: string): Promise<{ incoming: readonly ContactRequest[], outgoing: readonly ContactRequest[] }>
  contacts (userId: string): Promise<readonly ContactEntry[]>
  remark (userId: string, username: string, remark: string, at: number): Promise<ContactEntry | null>
  /** Ends it on both sides. The conversation and its history stay. */
  remove (userId: string, username: string, at: number): Promise<boolean>
  blocks (userId: string): Promise<readonly UserRef[]>
  /** Ends the contact too. False: no such user. */
  block (userId: string, username: string, at: number, max?: number): Promise<boolean | 'too-many'>
  unblock (userId: string, username: string, at: number): Promise<boolean>
}

export type Contacts = ReturnType<typeof createContacts>

export interface ContactNeeds {
  readonly store: ContactStore
  readonly now: () => number
  readonly newId: () => string
  readonly bounds?: Pick<Bounds, 'contacts' | 'blocks'> | undefined
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
    async search (viewerId: string, query: string): Promise<readonly UserRef[]> {
      const wanted = singleLine(query)
      return wanted === '' ? [] : await store.search(viewerId, wanted, SEARCH_LIMIT)
    },

    async profile (viewerId: string, username: string): Promise<Profile> {
      const profile = await store.profile(viewerId, username)
      if (profile === null) throw notFound('user')
      return profile
    },

    /** Asks to be contacts; asking somebody who asked already makes both contacts. Repeating it changes nothing. */
    async ask (fromId: string, username: string, rawNote: string): Promise<ContactRequest> {
      const note = singleLine(rawNote)
      if ([...note].length > NOTE_MAX_CHARS) throw new DomainError('INVALID', `A note has at most ${NOTE_MAX_CHARS} characters.`)
      const ask = { fromId, username, note, id: newId(), conversationId: newId(), contactsMax: bounds.contacts }
      const asked = await store.request(ask, now())
      switch (asked.outcome) {
        case 'requested':
        case 'repeated':
        case 'accepted': return asked.request
        case 'no-such-user': throw notFound('user')
        case 'self': throw new DomainError('INVALID', 'That is you.')
        case 'already': throw new DomainError('CONFLICT', 'You are contacts already.')
        case 'blocked-by-me': throw new DomainError('CONFLICT', 'You have blocked this person. Unblock first.')
        case 'too-many': throw new BoundError('requests', OPEN_REQUESTS_MAX)
        case 'too-many-contacts': throw new BoundError('contacts', bounds.contacts)
      }
    },

    async accept (userId: string, id: string): Promise<ContactRequest> {
      const accepted = await store.accept(userId, id, newId(), now(), bounds.contacts)
      if (accepted === 'too-many-contacts') throw new BoundError('contacts', bounds.contacts)
      if (accepted === null) throw notFound('contact request')
      return accepted
    },

    reject: (userId: string, id: string) => request(store.reject(userId, id, now())),
    withdraw: (userId: string, id: string) => request(store.withdraw(userId, id, now())),
    requests: (userId: string) => store.requests(userId),
    contacts: (userId: string) => store.contacts(userId),
    blocks: (userId: string) => store.blocks(userId),

    /** A private name for a contact; empty takes it away. */
    async remark (userId: string, username: string, raw: string): Promise<ContactEntry> {
      const remark = singleLine(raw)
      if ([...remark].length > REMARK_MAX_CHARS) throw new DomainError('INVALID', `A remark has at most ${REMARK_MAX_CHARS} characters.`)
      const contact = await store.remark(userId, username, remark, now())
      if (contact === null) throw notFound('contact')
      return contact
    },

    remove: (userId: string, username: string) => existing(store.remove(userId, username, now())),
    async block (userId: string, username: string): Promise<void> {
      const blocked = await store.block(userId, username, now(), bounds.blocks)
      if (blocked === 'too-many') throw new BoundError('blocks', bounds.blocks)
      if (!blocked) throw notFound('user')
    },

    unblock: (userId: string, username: string) => existing(store.unblock(userId, username, now()))
  }
}
