import { createBudget } from './budget.ts'
import { DomainError, tooMany } from '#domain/errors.ts'

/** Bytes of a change besides its text: rows, index entries, event. A message of one letter takes 284. */
const CHANGE_BYTES = 1024
/** A page of the database. A row of more than half a page gets pages of its own. */
const PAGE_BYTES = 4096
/** Spending of one user that may be unsaved: a crash gives back no more than this. */
const UNWRITTEN_BYTES = 64 * 1024
/** Rows saved in one write, so that other writes come in between. */
const SAVED_AT_ONCE = 200
const DAY_S = 86_400
const TOO_FAST = 'That was too much at once.'

export interface Spent { readonly userId: string, readonly bytes: number, readonly at: number }

/** The part of the store that remembers how much each user has written. */
export interface WritingStore {
  /** Returns everything saved after `at`. */
  since (at: number): Promise<readonly Spent[]>
  /** Replaces what was saved of these users. */
  save (spent: readonly Spent[]): Promise<void>
}

interface Needs {
  readonly store: WritingStore
  readonly now: () => number
  /** Changes of one user a second: in the long run, and as a burst. */
  readonly perSecond: number
  readonly burst: number
  /** Bytes that one user may write in any 24 hours. */
  readonly dailyBytes: number
}

export type Writing = Awaited<ReturnType<typeof openWriting>>

/**
 * Budgets of each user: changes a second, and bytes a day. Half of the day's bytes are available at once and the other half refills over
 * 24 hours, so that no 24 hours take more than all of them. Kept in memory and saved regularly, so that a restart forgets little.
 */
export async function openWriting ({ store, now, perSecond, burst, dailyBytes }: Needs) {
  const changes = createBudget(perSecond, burst)
  const half = dailyBytes / 2
  // Never forgets a writer of the last 24 hours, which would give them another day's bytes.
  const bytes = createBudget(half / DAY_S, half, { keepsAll: true })
  /** Bytes spent since the last save, by user. A crash loses them. */
  const unwritten = new Map<string, number>()

  for (const spent of await store.since(now() - DAY_S * 1000)) {
    bytes.take(spent.userId, Math.min(spent.at, now()), spent.bytes)
  }

  function wrote (userId: string, size: number): void {
    bytes.take(userId, now(), size)
    unwritten.set(userId, (unwritten.get(userId) ?? 0) + size)
  }

  return {
    /** Charges one change of so many bytes. Throws TOO_MANY, TOO_MUCH and then charges nothing. */
    spend (userId: string, size: number): void {
      const at = now()
      const cost = CHANGE_BYTES + (size < PAGE_BYTES / 2 ? size : Math.ceil(size / PAGE_BYTES) * PAGE_BYTES)
      const waitMs = changes.wait(userId, at)
      if (waitMs > 0) throw tooMany(TOO_FAST, waitMs)
      const bytesMs = bytes.wait(userId, at, cost)
      if (bytesMs > 0) throw tooMuch(bytesMs)
      changes.take(userId, at)
      wrote(userId, cost)
    },

    /** Charges one change to a network, for callers who are not signed in: they write next to nothing. */
    spendUnknown (network: string): void {
      const key = `network ${network}`
      const waitMs = changes.wait(key, now())
      if (waitMs > 0) throw tooMany(TOO_FAST, waitMs)
      changes.take(key, now())
    },

    /** Charges further bytes for a change that wrote more than its length, such as a row for each member. */
    wrote,

    /** Saves the spending: `large` amounts regularly, `all` before stopping. */
    async save (which: 'large' | 'all'): Promise<void> {
      const least = which === 'all' ? 0 : UNWRITTEN_BYTES
      const userIds = [...unwritten].filter(([, size]) => size >= least).map(([userId]) => userId)
      for (let from = 0; from < userIds.length; from += SAVED_AT_ONCE) {
        const chunk = userIds.slice(from, from + SAVED_AT_ONCE)
        for (const userId of chunk) unwritten.delete(userId)
        const at = now()
        await store.save(chunk.map(userId => ({ userId, bytes: Math.ceil(bytes.spent(userId, at)), at })))
      }
    }
  }
}

function tooMuch (waitMs: number): DomainError {
  return new DomainError('TOO_MUCH', 'You have written as much as one person may in a day. Sending continues, little by little.', Math.ceil(waitMs / 1000))
}
