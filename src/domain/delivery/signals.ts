import type { Static } from 'typebox'
import { RECEIPTS_MAX_MEMBERS } from '#domain/conversations/conversations.ts'
import { ReceiptSchema, type Receipt } from '#domain/conversations/members.ts'
import { notFound } from '#domain/errors.ts'
import { createPresences, PresenceSchema, type Audience, type PresenceNeeds, type PresenceStore } from '#domain/people/presences.ts'
import { Username } from '#domain/people/users.ts'
import { closed, Id, listOf, Time } from '#domain/schemas.ts'
import { createPortions, portionOf } from './portions.ts'

/** Time that typing is shown after the last keystroke reported. */
const TYPING_MS = 6_000

/** Signals as clients get them: state that may be lost without harm. The latest of each key wins; none is in the ledger. */
export const SignalsSchema = closed({
  presence: listOf(PresenceSchema),
  typing: listOf(closed({ conversationId: Id, username: Username, until: Time })),
  receipts: listOf(closed({ conversationId: Id, ...ReceiptSchema.properties }))
})
type Told = Static<typeof SignalsSchema>
export type Signal =
  | { readonly kind: 'presence' } & Told['presence'][number]
  | { readonly kind: 'typing' } & Told['typing'][number]
  | { readonly kind: 'receipt' } & Told['receipts'][number]

/** Returns the key of a signal. A signal replaces the former one of the same key. */
export function signalKey (signal: Signal): string {
  switch (signal.kind) {
    case 'presence': return `p ${signal.username}`
    case 'typing': return `t ${signal.conversationId} ${signal.username}`
    case 'receipt': return `r ${signal.conversationId} ${signal.username}`
  }
}

/** Returns the signals that still hold at `now`: a cursor from before, a new page's say, would bring typing that is over. */
export function holding (signals: readonly Signal[], now: number): readonly Signal[] {
  const isOver = (signal: Signal) => signal.kind === 'typing' && signal.until > 0 && signal.until <= now
  return signals.some(isOver) ? signals.filter(signal => !isOver(signal)) : signals
}

/** A member's watermarks in one conversation, and the users who may see them. */
export interface ReceiptNews extends Receipt { readonly conversationId: string, readonly userIds: readonly string[] }

/** A user's delivered watermark moved from one `seq` to another. */
export interface Advance { readonly userId: string, readonly fromSeq: number, readonly toSeq: number }

/** A user's watermarks moved in a conversation. */
export interface Moved { readonly userId: string, readonly conversationId: string }

/** Queries for signals. Privacy settings count both ways: a user who shows no typing or receipts gets none. */
export interface SignalStore extends PresenceStore {
  /** The other current members who may see this user type; none in groups above `max`. Null: not a member. */
  typingAudience (userId: string, conversationId: string, max: number): Promise<Audience | null>
  /** Others' receipts in direct conversations and groups up to `max`, of the newest conversations. */
  receipts (userId: string, max: number): Promise<ReadonlyArray<Receipt & { conversationId: string }>>
  /** Direct conversations and groups up to `max` with messages within this advance. */
  reached (advance: Advance, max: number): Promise<readonly string[]>
  /** Watermarks of these users where they moved, in direct conversations and groups up to `max`. */
  receiptNews (moves: readonly Moved[], max: number): Promise<readonly ReceiptNews[]>
  /** Raises delivered watermarks and returns those that moved; lower marks are ignored (D13). */
  advance (marks: ReadonlyMap<string, number>, at: number): Promise<readonly Advance[]>
  /** Returns the delivered watermark of a user; 0 for nobody. */
  deliveredTo (userId: string): Promise<number>
}

export interface SignalNeeds extends Omit<PresenceNeeds, 'store' | 'tell'> {
  readonly store: SignalStore
  /** Puts a signal into one user's mailbox. */
  readonly tell: (userId: string, key: string, signal: Signal) => void
  /** Conversations with messages to this user in (fromSeq, toSeq], from memory; null when it does not reach back that far. */
  readonly reached: (userId: string, fromSeq: number, toSeq: number) => readonly string[] | null
}

/** Acks written in one unit, which takes some 5 ms. */
const ACKS_AT_ONCE = 1_000
/** Receipts looked up and told in one turn of the event loop: a thousand readers at once must not delay the next message. */
const RECEIPTS_AT_ONCE = 64
export type Signals = ReturnType<typeof createSignals>

export function createSignals (needs: SignalNeeds) {
  const { store, now, after, tell, reached } = needs
  const presences = createPresences({ ...needs, tell: (userIds, presence) => { tellAll(userIds, { kind: 'presence', ...presence }) } })
  /** Acks not written yet: the highest `seq` by user. A crash loses some seconds of them at most, which the next polls repeat. */
  const acks = new Map<string, number>()
  /** Acks that are being written, or were written last. */
  let written: ReadonlyMap<string, number> = new Map()
  const delivered = createPortions(needs, acks, tellDelivered)
  let isEnding = false
  /** Users who are typing, by user and conversation, with the audience that was told. Expires after TYPING_MS. */
  const typists = new Map<string, Audience & { readonly until: number }>()
  function tellAll (userIds: readonly string[], signal: Signal): void {
    const key = signalKey(signal)
    for (const userId of userIds) tell(userId, key, signal)
  }

  function pause (): Promise<void> {
    return new Promise(resolve => { after(0, resolve) })
  }

  // At the end nobody is told, and the store is closed.
  async function tellReceipts (moves: readonly Moved[]): Promise<void> {
    if (isEnding || moves.length === 0) return
    for (const { userIds, ...receipt } of await store.receiptNews(moves, RECEIPTS_MAX_MEMBERS)) {
      tellAll(userIds, { kind: 'receipt', ...receipt })
    }
  }

  async function tellDelivered (): Promise<void> {
    while (acks.size > 0) {
      if (isEnding) return
      written = portionOf(acks, ACKS_AT_ONCE)
      await tellMoved(await store.advance(written, now()))
    }
  }

  async function tellMoved (advanced: readonly Advance[]): Promise<void> {
    let moves: Moved[] = []
    for (const mark of advanced) {
      if (isEnding) return
      const ids = reached(mark.userId, mark.fromSeq, mark.toSeq) ?? await store.reached(mark, RECEIPTS_MAX_MEMBERS)
      for (const conversationId of ids) {
        moves.push({ userId: mark.userId, conversationId })
        if (moves.length < RECEIPTS_AT_ONCE) continue
        await tellReceipts(moves)
        moves = []
        await pause()
      }
    }
    await tellReceipts(moves)
  }

  return {
    presences,

    /** Records an ack: polling with a cursor acknowledges everything up to it, in any browser (D3). Written later, many at once. */
    acked (userId: string, seq: number): void {
      if ((acks.get(userId) ?? 0) >= seq) return
      acks.set(userId, seq)
      delivered.soon()
    },

    /** Returns the delivered watermark of a user, with acks that are not written yet. */
    async deliveredTo (userId: string): Promise<number> {
      const known = Math.max(acks.get(userId) ?? 0, written.get(userId) ?? 0)
      return Math.max(known, await store.deliveredTo(userId))
    },

    /** Tells the other members how far a reader has read; where that is everything, in slices. */
    async read (userId: string, conversationIds: readonly string[]): Promise<void> {
      for (let from = 0; from < conversationIds.length; from += RECEIPTS_AT_ONCE) {
        if (from > 0) await pause()
        await tellReceipts(conversationIds.slice(from, from + RECEIPTS_AT_ONCE).map(conversationId => ({ userId, conversationId })))
      }
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

    /** Ends the sender's typing signal: a held-back signal (D9) can arrive after the message it preceded. */
    said (userId: string, conversationId: string): void {
      const typist = typists.get(`${userId} ${conversationId}`)
      if (typist === undefined) return
      typists.delete(`${userId} ${conversationId}`)
      tellAll(typist.userIds, { kind: 'typing', conversationId, username: typist.username, until: 0 })
    },

    /** Removes a user who left from the audience of typing: they are not even told that someone stopped (D32). */
    left (userId: string, conversationId: string): void {
      for (const [typist, { userIds, ...typing }] of typists) {
        if (typist.endsWith(` ${conversationId}`)) typists.set(typist, { ...typing, userIds: userIds.filter(id => id !== userId) })
      }
    },

    /** Returns the users typing in a conversation, as far as this user may see. `until` is Unix ms. For pages drawn by the server. */
    typistsFor (userId: string, conversationId: string): ReadonlyArray<{ readonly username: string, readonly until: number }> {
      const at = now()
      return [...typists]
        .filter(([typist, { until, userIds }]) => until > at && typist.endsWith(` ${conversationId}`) && userIds.includes(userId))
        .map(([, { username, until }]) => ({ username, until }))
    },

    /** Returns the current state of a user's signals by key, the most important last: a full board keeps the last ones. */
    async stateOf (userId: string): Promise<ReadonlyMap<string, Signal>> {
      const contacts = await presences.of(userId)
      const receipts = [...await store.receipts(userId, RECEIPTS_MAX_MEMBERS)].reverse()
      const signals: Signal[] = [
        ...contacts.filter(({ state }) => state === 'offline').map(presence => ({ kind: 'presence' as const, ...presence })),
        ...receipts.map(receipt => ({ kind: 'receipt' as const, ...receipt })),
        ...contacts.filter(({ state }) => state !== 'offline').map(presence => ({ kind: 'presence' as const, ...presence }))
      ]
      return new Map(signals.map(signal => [signalKey(signal), signal]))
    },

    /** Writes pending acks at shutdown, when no one can be told any more. */
    async flush (): Promise<void> {
      isEnding = true
      delivered.stop()
      await Promise.all([presences.flush(), acks.size > 0 ? store.advance(acks, now()) : null])
    }
  }
}
