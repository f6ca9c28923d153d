import { RECEIPTS_MAX_MEMBERS, type Receipt } from './conversations.ts'
import { notFound } from './errors.ts'

/** Typing is shown this long after the last keystroke that was told of. */
const TYPING_MS = 6_000

/** State that may be lost without harm: the latest of each key wins, none of it is in the ledger. */
export type Signal =
  | { readonly kind: 'presence' } & Presence
  | { readonly kind: 'typing', readonly conversationId: string, readonly username: string, readonly until: number }
  | { readonly kind: 'receipt', readonly conversationId: string } & Receipt

export type PresenceState = 'online' | 'away' | 'offline'

/** How somebody is there. `lastSeenAt` (Unix ms) is told of the offline alone, and null while nobody knows. */
export interface Presence { readonly username: string, readonly state: PresenceState, readonly lastSeenAt: number | null }

/** What one signal replaces: the one of the same key. */
export function signalKey (signal: Signal): string {
  switch (signal.kind) {
    case 'presence': return `p ${signal.username}`
    case 'typing': return `t ${signal.conversationId} ${signal.username}`
    case 'receipt': return `r ${signal.conversationId} ${signal.username}`
  }
}

/** Whom news of one user reaches; `username` is that user's. */
export interface Audience { readonly username: string, readonly userIds: readonly string[] }

export interface PresenceOf { readonly userId: string, readonly username: string, readonly lastSeenAt: number | null }

/** A member's watermarks in one conversation, and the others who may see them. */
export interface ReceiptNews extends Receipt { readonly conversationId: string, readonly userIds: readonly string[] }

/** Where a user's watermarks moved: in the named conversations, or wherever messages in (fromSeq, toSeq] reached him. */
export type Moved = { readonly userId: string } &
  ({ readonly conversationIds: readonly string[] } | { readonly fromSeq: number, readonly toSeq: number })

/**
 * What signals need from a database. Switches count both ways: who shows no presence, typing or receipts is in no audience for them.
 */
export interface SignalStore {
  /** The other current members who may see this one type; nobody in groups above `max`. Null: he is no member. */
  typingAudience (userId: string, conversationId: string, max: number): Promise<Audience | null>
  /** Those who keep this user as a contact and may see when he is there. Remembers `at` as when he was last seen. */
  presenceAudience (userId: string, at: number): Promise<Audience>
  /** The contacts whose presence this user may see. */
  presences (userId: string): Promise<readonly PresenceOf[]>
  /** This user's name and his contacts, whatever they let be seen. */
  circle (userId: string): Promise<{ readonly username: string, readonly contacts: ReadonlyArray<Pick<PresenceOf, 'userId' | 'username'>> }>
  /** Everybody seen at or after `since`, with his audience: who may have to be announced offline after a restart. */
  seenSince (since: number): Promise<ReadonlyArray<Audience & PresenceOf>>
  /** Others' receipts in direct conversations and groups up to `max`, of the newest conversations. */
  receipts (userId: string, max: number): Promise<ReadonlyArray<Receipt & { conversationId: string }>>
  /** The watermarks of these users where they moved: in direct conversations and groups up to `max`. */
  receiptNews (moves: readonly Moved[], max: number): Promise<readonly ReceiptNews[]>
  /** Raises the delivered watermarks and says by whom from where; lower ones are ignored (D13). */
  advance (marks: ReadonlyMap<string, number>, at: number): Promise<ReadonlyArray<{ userId: string, fromSeq: number, toSeq: number }>>
}

export interface SignalNeeds {
  readonly store: SignalStore
  readonly now: () => number
  readonly after: (ms: number, run: () => void) => () => void
  /** Tells one user; the mailboxes do it. */
  readonly tell: (userId: string, key: string, signal: Signal) => void
  readonly presenceOf: (userId: string) => PresenceState
  /** The conversations of messages in (fromSeq, toSeq] that reached this user, from memory; null when it does not reach back. */
  readonly reached: (userId: string, fromSeq: number, toSeq: number) => readonly string[] | null
  /** Everybody who is not offline. */
  readonly present: () => Iterable<string>
  readonly isPresenceSettled: () => boolean
  /** A fault on the way of a signal: nobody waits for it, so it is told to the log. */
  readonly onFault: (error: unknown) => void
}

/** Acks of this long are written together (D13 allows a second). */
const DELIVERED_EVERY_MS = 250
/** Finding out whom a receipt concerns takes some 10 µs: a thousand readers at once must not make the next message wait for all of them. */
const RECEIPTS_AT_ONCE = 32
const RECEIPTS_PAUSE_MS = 1
/** Who was seen this long before a start may still be shown as online somewhere. */
const SEEN_BEFORE_MS = 10 * 60_000

export type Signals = ReturnType<typeof createSignals>

export function createSignals ({ store, now, after, tell, presenceOf, reached, present, isPresenceSettled, onFault }: SignalNeeds) {
  /** Acks not written yet: the highest seq by user. */
  let acks = new Map<string, number>()
  let stopTimer: (() => void) | null = null
  let isWriting = false
  let isEnding = false
  /** Who types where, and who was told of it. */
  const typists = new Map<string, Audience & { readonly until: number }>()

  function tellAll (userIds: readonly string[], signal: Signal): void {
    const key = signalKey(signal)
    for (const userId of userIds) tell(userId, key, signal)
  }

  function presenceNow ({ userId, username, lastSeenAt }: PresenceOf): Presence {
    const state = presenceOf(userId)
    return { username, state, lastSeenAt: state === 'offline' ? lastSeenAt : null }
  }

  function presenceSignal (person: PresenceOf): Signal {
    return { kind: 'presence', ...presenceNow(person) }
  }

  // What was told of somebody is taken back: boards keep the latest, and tell it to every page that is opened.
  function takeBack (userIds: readonly string[], username: string): void {
    tellAll(userIds, { kind: 'presence', username, state: 'offline', lastSeenAt: null })
  }

  function announce (userId: string, state: PresenceState): void {
    const at = now()
    store.presenceAudience(userId, at).then(({ username, userIds }) => {
      tellAll(userIds, { kind: 'presence', username, state, lastSeenAt: state === 'offline' ? at : null })
    }).catch(onFault)
  }

  /** What can be said of contacts now: while a start settles, nobody is said to be offline. */
  async function presencesOf (userId: string): Promise<readonly PresenceOf[]> {
    return (await store.presences(userId)).filter(contact => isPresenceSettled() || presenceOf(contact.userId) !== 'offline')
  }

  async function tellReceipts (moves: readonly Moved[]): Promise<void> {
    for (const { userIds, ...receipt } of await store.receiptNews(moves, RECEIPTS_MAX_MEMBERS)) {
      tellAll(userIds, { kind: 'receipt', ...receipt })
    }
  }

  async function writeAcks (): Promise<void> {
    const marks = acks
    acks = new Map()
    const advanced = await store.advance(marks, now())
    for (let from = 0; from < advanced.length; from += RECEIPTS_AT_ONCE) {
      if (from > 0) await new Promise<void>(resolve => { after(RECEIPTS_PAUSE_MS, resolve) })
      if (isEnding) return
      await tellReceipts(advanced.slice(from, from + RECEIPTS_AT_ONCE).map(mark => {
        const conversationIds = reached(mark.userId, mark.fromSeq, mark.toSeq)
        return conversationIds === null ? mark : { userId: mark.userId, conversationIds }
      }))
    }
  }

  function writeSoon (): void {
    if (stopTimer !== null || isWriting || acks.size === 0) return
    stopTimer = after(DELIVERED_EVERY_MS, () => {
      stopTimer = null
      isWriting = true
      writeAcks().catch(onFault).finally(() => {
        isWriting = false
        writeSoon()
      })
    })
  }

  return {
    /** D3: polling with a cursor acknowledges everything up to it, in whichever browser. Cheap: written later, for many at once. */
    acked (userId: string, seq: number): void {
      if ((acks.get(userId) ?? 0) >= seq) return
      acks.set(userId, seq)
      writeSoon()
    },

    /** Tells the others where a reader has come to. */
    async read (userId: string, conversationId: string): Promise<void> {
      await tellReceipts([{ userId, conversationIds: [conversationId] }])
    },

    async typing (userId: string, conversationId: string): Promise<void> {
      const audience = await store.typingAudience(userId, conversationId, RECEIPTS_MAX_MEMBERS)
      if (audience === null) throw notFound('conversation')
      const until = now() + TYPING_MS
      const typist = `${userId} ${conversationId}`
      typists.set(typist, { ...audience, until })
      after(TYPING_MS, () => { if ((typists.get(typist)?.until ?? Infinity) <= now()) typists.delete(typist) })
      tellAll(audience.userIds, { kind: 'typing', conversationId, username: audience.username, until })
    },

    /** Who has spoken types no longer: signals may come after the message that they came before. */
    said (userId: string, conversationId: string): void {
      const typist = typists.get(`${userId} ${conversationId}`)
      if (typist === undefined) return
      typists.delete(`${userId} ${conversationId}`)
      tellAll(typist.userIds, { kind: 'typing', conversationId, username: typist.username, until: 0 })
    },

    /** Who has left is told no more who types there, nor that somebody has stopped (D32). */
    left (userId: string, conversationId: string): void {
      for (const [typist, { userIds, ...typing }] of typists) {
        if (typist.endsWith(` ${conversationId}`)) typists.set(typist, { ...typing, userIds: userIds.filter(id => id !== userId) })
      }
    },

    /** Who types in a conversation now, of those this user is told of; `until` is Unix ms. For pages: they are drawn and not told. */
    typistsFor (userId: string, conversationId: string): ReadonlyArray<{ readonly username: string, readonly until: number }> {
      const at = now()
      return [...typists]
        .filter(([typist, { until, userIds }]) => until > at && typist.endsWith(` ${conversationId}`) && userIds.includes(userId))
        .map(([, { username, until }]) => ({ username, until }))
    },

    /** The mailboxes saw somebody come or go. */
    presenceChanged: announce,

    /** Two people are contacts now: from here on one of them is told of the other, and this is where it begins. */
    async met (userId: string, contactId: string): Promise<void> {
      for (const contact of await presencesOf(userId)) if (contact.userId === contactId) tellAll([userId], presenceSignal(contact))
    },

    /** They are contacts no longer: one of them is told of the other no more, and this is where it ends. */
    parted: (userId: string, username: string) => { takeBack([userId], username) },

    /** Somebody lets be seen when he is there, or no longer: both ways, on pages that are open already (D26). */
    async presenceSwitched (userId: string, isShown: boolean): Promise<void> {
      if (isShown) {
        if (isPresenceSettled() && presenceOf(userId) !== 'offline') announce(userId, presenceOf(userId))
        for (const contact of await presencesOf(userId)) tellAll([userId], presenceSignal(contact))
        return
      }
      const { username, contacts } = await store.circle(userId)
      takeBack(contacts.map(contact => contact.userId), username)
      for (const contact of contacts) takeBack([userId], contact.username)
    },

    /** How the contacts of this user are there now, each as far as both let it be seen. Nobody else's presence is anybody's to see. */
    async presences (userId: string): Promise<readonly Presence[]> {
      return (await presencesOf(userId)).map(presenceNow)
    },

    /** The first seconds after a start are over: who was there before and has not come back is offline, who came is online (D26). */
    async presenceSettled (startedAt: number): Promise<void> {
      const unannounced = new Set(present())
      for (const { userIds, ...person } of await store.seenSince(startedAt - SEEN_BEFORE_MS)) {
        tellAll(userIds, presenceSignal(person))
        unannounced.delete(person.userId)
      }
      // Back after a longer absence: nobody wrote down that they came, since nobody was told.
      for (const userId of unannounced) announce(userId, presenceOf(userId))
    },

    /** Everything a user's signals would say now, by key. */
    async stateOf (userId: string): Promise<ReadonlyMap<string, Signal>> {
      const state = new Map<string, Signal>()
      for (const signal of (await presencesOf(userId)).map(presenceSignal)) state.set(signalKey(signal), signal)
      for (const receipt of await store.receipts(userId, RECEIPTS_MAX_MEMBERS)) {
        const signal: Signal = { kind: 'receipt', ...receipt }
        state.set(signalKey(signal), signal)
      }
      return state
    },

    /** Writes what is still waiting: the process ends, and nobody is there to be told. */
    async flush (): Promise<void> {
      isEnding = true
      stopTimer?.()
      stopTimer = null
      if (acks.size > 0) await store.advance(acks, now())
    }
  }
}
