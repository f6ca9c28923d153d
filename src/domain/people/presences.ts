import { Type, type Static } from 'typebox'
import { createPortions, portionOf, type PortionNeeds } from '#domain/delivery/portions.ts'
import { closed, orNull, Time } from '#domain/schemas.ts'
import { Username } from './users.ts'

/** Limit to the presences in a first answer: others follow as they change, and a page asks for those of the people it shows. */
export const PRESENCES_MAX = 1_000
/** Users announced in one unit of write. Each takes some 10 µs, and as much for ten contacts. */
const ANNOUNCED_AT_ONCE = 100
/** Users told in one slice, since waking a poll takes some 50 µs; then other work has its turn. */
const TOLD_AT_ONCE = 100
/** Time before a start within which a user was seen and may still be shown as online somewhere. */
const SEEN_BEFORE_MS = 10 * 60_000

/**
 * Presence of one user. `hidden`: this viewer may not see it any more, and shows nothing. `lastSeenAt` is null unless the user is offline
 * and the time is known.
 */
export const PresenceSchema = closed({ username: Username, state: Type.Enum(['online', 'away', 'offline', 'hidden']), lastSeenAt: orNull(Time) })
export type Presence = Static<typeof PresenceSchema>
export type PresenceState = Exclude<Presence['state'], 'hidden'>

/** Users who get news of one user, whose name is `username`. */
export interface Audience { readonly username: string, readonly userIds: readonly string[] }

export interface PresenceOf { readonly userId: string, readonly username: string, readonly lastSeenAt: number | null }

/** A slice of the people who were seen, and the id to go on after; null at the end. */
export interface Seen { readonly people: ReadonlyArray<Audience & PresenceOf>, readonly next: string | null }

/** The part of the store that presence needs. The privacy switch counts both ways: a user who shows none is told of none. */
export interface PresenceStore {
  /** Returns the users who keep each of these users as a contact and may see their presence. Stores when each was last seen, Unix ms. */
  presenceAudiences (seen: ReadonlyMap<string, number>): Promise<ReadonlyArray<Audience & { readonly userId: string }>>
  /** Returns those of these users that are contacts whose presence this user may see. */
  presencesOf (userId: string, userIds: readonly string[]): Promise<readonly PresenceOf[]>
  /** Returns contacts whose presence this user may see, PRESENCES_MAX at most. */
  presences (userId: string): Promise<readonly PresenceOf[]>
  /** Returns this user's name and all contacts, whatever they let be seen. */
  circle (userId: string): Promise<{ readonly username: string, readonly contacts: ReadonlyArray<Pick<PresenceOf, 'userId' | 'username'>> }>
  /**
   * Returns a slice of the people seen at or after `since`, with their audiences: they may have to be announced offline after a restart.
   * `after` is the id that the last slice gave, or empty.
   */
  seenSince (since: number, after: string): Promise<Seen>
}

export interface PresenceNeeds extends PortionNeeds {
  readonly store: PresenceStore
  readonly tell: (userIds: readonly string[], presence: Presence) => void
  readonly presenceOf: (userId: string) => PresenceState
  /** Returns everybody who is not offline. */
  readonly present: () => Iterable<string>
  readonly isPresenceSettled: () => boolean
}

/** Tells contacts of each other's presence (D26). */
export function createPresences (needs: PresenceNeeds) {
  const { store, now, after, tell, presenceOf, present, isPresenceSettled, onFault } = needs
  /** Users who came or went, and when. Collected, because each takes a write, and many come and go together. */
  const unannounced = new Map<string, number>()
  /** The portion of them that is being stored. */
  let portion: ReadonlyMap<string, number> = new Map()
  const announcing = createPortions(needs, unannounced, tellUnannounced)
  /** Queue of presences, in order, so that the latest one of a user stays the latest. Lost at a stop, when nobody listens. */
  const untold = new Set<{ userIds: readonly string[], readonly presence: Presence }>()
  let isStopped = false

  function presenceNow ({ userId, username, lastSeenAt }: PresenceOf): Presence {
    const state = presenceOf(userId)
    // Pages that are drawn meanwhile must not wait for the store to know.
    const at = unannounced.get(userId) ?? portion.get(userId) ?? lastSeenAt
    return { username, state, lastSeenAt: state === 'offline' ? at : null }
  }

  // Tells in slices: thousands may keep the same person as a contact.
  function tellSoon (userIds: readonly string[], presence: Presence): void {
    untold.add({ userIds, presence })
    if (untold.size === 1) tellSlice()
  }

  function tellSlice (): void {
    let left = TOLD_AT_ONCE
    for (const first of untold) {
      if (isStopped) return
      if (left <= 0) break
      const { userIds, presence } = first
      if (userIds.length > left) first.userIds = userIds.slice(left)
      else untold.delete(first)
      tellNow(userIds.slice(0, left), presence)
      left -= Math.max(1, userIds.length)
    }
    if (untold.size > 0) after(0, tellSlice)
  }

  // Catches a fault with one slice, so that the others are told.
  function tellNow (userIds: readonly string[], presence: Presence): void {
    try {
      tell(userIds, presence)
    } catch (fault) {
      onFault(fault)
    }
  }

  // Takes back a user's presence: boards keep the latest one, and tell it to every page that opens.
  function takeBack (userIds: readonly string[], username: string): void {
    tellSoon(userIds, { username, state: 'hidden', lastSeenAt: null })
  }

  function announce (userId: string): void {
    unannounced.set(userId, now())
    announcing.soon()
  }

  async function tellUnannounced (): Promise<void> {
    while (unannounced.size > 0) {
      if (isStopped) return
      portion = portionOf(unannounced, ANNOUNCED_AT_ONCE)
      for (const { userId, username, userIds } of await store.presenceAudiences(portion)) {
        tellSoon(userIds, presenceNow({ userId, username, lastSeenAt: null }))
      }
    }
  }

  // Skips offline contacts while a start settles: they may not have come back yet.
  function known (contacts: readonly PresenceOf[]): PresenceOf[] {
    return contacts.filter(contact => isPresenceSettled() || presenceOf(contact.userId) !== 'offline')
  }

  function pause (): Promise<void> {
    return new Promise(resolve => { after(0, resolve) })
  }

  return {
    /** Tells contacts of a user that the mailboxes saw come or go. */
    changed: announce,

    /** Tells a user the presence of a new contact. */
    async met (userId: string, contactId: string): Promise<void> {
      for (const contact of known(await store.presencesOf(userId, [contactId]))) tellSoon([userId], presenceNow(contact))
    },

    /** Takes back from a user the presence of a former contact. */
    parted: (userId: string, username: string) => { takeBack([userId], username) },

    /** Shows or hides presence after a user switched the setting: both ways, on pages that are open already (D26). */
    async switched (userId: string, isShown: boolean): Promise<void> {
      if (isShown) {
        if (isPresenceSettled() && presenceOf(userId) !== 'offline') announce(userId)
        for (const contact of known(await store.presences(userId))) tellSoon([userId], presenceNow(contact))
        return
      }
      const { username, contacts } = await store.circle(userId)
      takeBack(contacts.map(contact => contact.userId), username)
      for (const contact of contacts) takeBack([userId], contact.username)
    },

    /** Returns the presence of this user's contacts, PRESENCES_MAX at most. */
    of: async (userId: string): Promise<readonly Presence[]> => known(await store.presences(userId)).map(presenceNow),

    /** Returns the presence of those of these people that are contacts: everybody else's is private. */
    among: async (userId: string, userIds: readonly string[]): Promise<readonly Presence[]> =>
      known(await store.presencesOf(userId, userIds)).map(presenceNow),

    /** Ends the first seconds after a start: announces people who have not come back as offline, and those who came as online (D26). */
    async settled (startedAt: number): Promise<void> {
      const longAway = new Set(present())
      for (let next: string | null = ''; next !== null;) {
        if (isStopped) return
        const seen: Seen = await store.seenSince(startedAt - SEEN_BEFORE_MS, next)
        for (const { userIds, ...person } of seen.people) {
          tellSoon(userIds, presenceNow(person))
          longAway.delete(person.userId)
        }
        next = seen.next
        if (next !== null) await pause()
      }
      // Users who are back after a longer absence have a `lastSeenAt` too old for the slices above.
      for (const userId of longAway) announce(userId)
    },

    /** Stops telling, when the process ends, and stores when those were seen who are not announced yet. */
    async flush (): Promise<void> {
      isStopped = true
      announcing.stop()
      if (unannounced.size > 0) await store.presenceAudiences(unannounced)
    }
  }
}
