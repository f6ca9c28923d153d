import { createBudget } from './budget.ts'
import { DomainError, tooMany } from './errors.ts'

/** What every change costs on the disk besides its text: its rows, index entries and event. A message of one letter takes 284 bytes. */
const CHANGE_BYTES = 1024
/** A page of the database. A row of more than half of one has pages for itself. */
const PAGE_BYTES = 4096
/** What is not written down yet of somebody's spending: a crash gives them back no more than this. */
const UNWRITTEN_BYTES = 64 * 1024
/** Rows of one write: others' writes come between. */
const SAVED_AT_ONCE = 200
const DAY_S = 86_400
const TOO_FAST = 'That was too much at once.'

export interface Spent { readonly userId: string, readonly bytes: number, readonly at: number }

/** What the messenger needs from a database to remember what everybody has written. */
export interface WritingStore {
  /** What was saved since, all of it. */
  since (at: number): Promise<readonly Spent[]>
  /** In place of what was saved of these users. */
  save (spent: readonly Spent[]): Promise<void>
}

interface Needs {
  readonly store: WritingStore
  readonly now: () => number
  /** Changes of one user, in the long run and at once. */
  readonly perSecond: number
  readonly burst: number
  /** What one user may write within any 24 hours. */
  readonly dailyBytes: number
}

export type Writing = Awaited<ReturnType<typeof openWriting>>

/**
 * What one person may change and write: so many changes a second, and so many bytes a day. Half of the day's bytes can be written at once,
 * the other half comes back over 24 hours, so that no 24 hours take more than all of it. In memory; written down now and then, for starts.
 */
export async function openWriting ({ store, now, perSecond, burst, dailyBytes }: Needs) {
  const changes = createBudget(perSecond, burst)
  const half = dailyBytes / 2
  // Everybody who wrote in the last 24 hours is remembered: forgetting somebody would give them another day.
  const bytes = createBudget(half / DAY_S, half, { keepsAll: true })
  /** Spent since the last save, by user. */
  const unwritten = new Map<string, number>()

  for (const spent of await store.since(now() - DAY_S * 1000)) {
    bytes.take(spent.userId, Math.min(spent.at, now()), spent.bytes)
  }

  function wrote (userId: string, size: number): void {
    bytes.take(userId, now(), size)
    unwritten.set(userId, (unwritten.get(userId) ?? 0) + size)
  }

  return {
    /** Takes one change of so many bytes out of a user's budgets, or throws TOO_MANY, TOO_MUCH and takes nothing. */
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

    /** The same for callers who are known by their network alone: they write next to nothing. */
    spendUnknown (network: string): void {
      const key = `network ${network}`
      const waitMs = changes.wait(key, now())
      if (waitMs > 0) throw tooMany(TOO_FAST, waitMs)
      changes.take(key, now())
    },

    /** A change that was let in has written more than it was long: one row for each member, say. */
    wrote,

    /** Writes down what was spent: what has grown large, or all of it before stopping. */
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
  return new DomainError('TOO_MUCH', 'You have written as much as one person may in a day. It goes on by itself, a little at a time.', Math.ceil(waitMs / 1000))
}
