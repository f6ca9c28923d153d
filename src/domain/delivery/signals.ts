import type { Static } from 'typebox'
import { RECEIPTS_MAX_MEMBERS, ReceiptSchema, type Receipt } from '#domain/conversations/conversations.ts'
import { notFound } from '#domain/errors.ts'
import { createPresences, PresenceSchema, type Audience, type PresenceNeeds, type PresenceStore } from '#domain/people/presences.ts'
import { Username } from '#domain/people/users.ts'
import { closed, Id, listOf, Time } from '#domain/schemas.ts'

/** Typing is shown this long after the last keystroke that was told of. */
const TYPING_MS = 6_000

/** Signals as they are told: state that may be lost without harm. The latest of each key wins, none of it is in the ledger. */
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

/** What one signal replaces: the one of the same key. */
export function signalKey (signal: Signal): string {
  switch (signal.kind) {
    case 'presence': return `p ${signal.username}`
    case 'typing': return `t ${signal.conversationId} ${signal.username}`
    case 'receipt': return `r ${signal.conversationId} ${signal.username}`
  }
}

/** A member's watermarks in one conversation, and the others who may see them. */
export interface ReceiptNews extends Receipt { readonly conversationId: string, readonly userIds: readonly string[] }

/** A user's delivered watermark moved from one `seq` to another. */
export interface Advance { readonly userId: string, readonly fromSeq: number, readonly toSeq: number }

/** A user's watermarks moved in a conversation. */
export interface Moved { readonly userId: string, readonly conversationId: string }

/** The part of the store that signals need. Privacy switches count both ways: a user who shows no typing or receipts is told of none. */
export interface SignalStore extends PresenceStore {
  /** The other current members who may see this one type; nobody in groups above `max`. Null: not a member. */
  typingAudience (userId: string, conversationId: string, max: number): Promise<Audience | null>
  /** Others' receipts in direct conversations and groups up to `max`, of the newest conversations. */
  receipts (userId: string, max: number): Promise<ReadonlyArray<Receipt & { conversationId: string }>>
  /** The direct conversations and groups up to `max` in which this advance brought messages. */
  reached (advance: Advance, max: number): Promise<readonly string[]>
  /** The watermarks of these users where they moved: in direct conversations and groups up to `max`. */
  receiptNews (moves: readonly Moved[], max: number): Promise<readonly ReceiptNews[]>
  /** Raises the delivered watermarks and says by whom from where; lower ones are ignored (D13). */
  advance (marks: ReadonlyMap<string, number>, at: number): Promise<readonly Advance[]>
}

export interface SignalNeeds extends Omit<PresenceNeeds, 'store' | 'tell'> {
  readonly store: SignalStore
  /** Tells one user; the mailboxes do it. */
  readonly tell: (userId: string, key: string, signal: Signal) => void
  /** The conversations of messages in (fromSeq, toSeq] that reached this user, from memory; null when it does not reach back. */
  readonly reached: (userId: string, fromSeq: number, toSeq: number) => readonly string[] | null
}

/** Acks of this long are written together (D13 allows a second). */
const DELIVERED_EVERY_MS = 250
/** Finding out whom a receipt concerns takes some 10 µs: a thousand readers at once must not make the next message wait for all of them. */
const RECEIPTS_AT_ONCE = 32
const PAUSE_MS = 1
export type Signals = ReturnType<typeof createSignals>

export function createSignals (needs: SignalNeeds) {
  const { store, now, after, tell, reached, onFault } = needs
  const presences = createPresences({ ...needs, tell: (userIds, presence) => { tellAll(userIds, { kind: 'presence', ...presence }) } })
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

  function pause (): Promise<void> {
    return new Promise(resolve => { after(PAUSE_MS, resolve) })
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
        if (isEnding) return
      }
    }
    await tellReceipts(moves)
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
    presences,

    /** D3: polling with a cursor acknowledges everything up to it, in whichever browser. Cheap: written later, for many at once. */
    acked (userId: string, seq: number): void {
      if ((acks.get(userId) ?? 0) >= seq) return
      acks.set(userId, seq)
      writeSoon()
    },

    /** Tells the others where a reader has come to. */
    async read (userId: string, conversationId: string): Promise<void> {
      await tellReceipts([{ userId, conversationId }])
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

    /** Returns the present state of a user's signals by key, the most important last: a full board keeps the last ones. */
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

    /** Writes what is still waiting: the process ends, and nobody is there to be told. */
    async flush (): Promise<void> {
      isEnding = true
      presences.stop()
      stopTimer?.()
      stopTimer = null
      if (acks.size > 0) await store.advance(acks, now())
    }
  }
}
