import { DomainError, tooMany } from '#domain/errors.ts'
import { createMarks } from './marks.ts'
import { createTallies } from './tallies.ts'
import type { LaneRules } from './turn-order.ts'
import { createTurns } from './turns.ts'

/** Free mistakes: the eleventh wrong password begins to cost time. */
export const ATTEMPTS_FREE = 10
/** Time without another wrong guess after which they are forgotten. */
export const ATTEMPTS_FORGOTTEN_MS = 15 * 60_000
/** Leaves two of Node's four threads for files, and limits memory to two hashes. */
const HASHES_AT_ONCE = 2
/** Held requests, some 20 kB each. A guesser that is held waits for its answer; a refused one would ask again at once. */
export const HASHES_WAITING = 4_000
/** Tallies kept of each kind, some 5 MB. Hashes are too slow to fill them with tallies that matter within the time that they are kept. */
const TALLIES_KEPT = 20_000
/** Time that failures of a network count: short, so that a school does not pay all day for its morning. */
const LOAD_FORGOTTEN_MS = 60_000

/**
 * A pace: `free` guesses at once, then delays that double from 1 s to `steadyS`. Later, one second for each `slowing` wrong guesses, when
 * that is more, up to `maxS`.
 */
interface Pace { readonly free: number, readonly steadyS: number, readonly slowing: number, readonly maxS: number }

/** Source of an attempt. */
export interface Origin {
  readonly address: string
  /** Proof that this browser was signed in before (`marks.ts`). */
  readonly mark: string | null
  /** Session that it comes from, if that belongs to the same account. */
  readonly sessionId?: string | undefined
  /** The secret in the cookie of a browser that is not signed in. */
  readonly visitor?: string | null | undefined
  /** Aborted when the connection closes. */
  readonly gone?: AbortSignal | undefined
}

interface Needs {
  readonly secret: Buffer
  readonly now: () => number
  readonly after: (ms: number, run: () => void) => () => void
  readonly random: () => number
  readonly free?: number
  readonly waitingMax?: number
}

export type Attempts = ReturnType<typeof createAttempts>

/**
 * Queue for everything that hashes a password. It bounds how fast an account can be guessed at, and lets its owner in meanwhile. Requests
 * are held until their turn, not refused.
 *
 * Bound on guesses: wrong passwords are counted when their hash begins, per (account, network) and per account from everywhere. One
 * network has 10, then one in 4 s (15 a minute), slower from the 256th on down to one in 30 s. All networks together have 100, then one a
 * second, slower from the 4,096th on down to one in 4 s. Cookies do not multiply this. A browser that was signed in to the account before
 * proves it by its mark and has a count of its own.
 *
 * Order, so that the owner gets in: first known browsers. Then the network that has least waiting and failed least in the last minute, so
 * that a crowd spread over many networks comes after a network without guessers. Within a network, browsers with a cookie that has not
 * failed, then the latest request: guessers that wait for their answers are all older than the owner's request.
 * Of the turns of an account that is paced, a quarter go to the longest wait and a quarter by lot, because guessers that hang up early
 * always have the latest request.
 *
 * Limit of this: a guesser in the owner's own network, who carries fresh cookies and sends more requests than are hashed, is later than the
 * owner most of the time. Then the owner gets in from a known browser or from another network.
 */
export function createAttempts ({ secret, now, after, random, free = ATTEMPTS_FREE, waitingMax = HASHES_WAITING }: Needs) {
  const marks = createMarks(secret)
  const ofBrowser = createTallies({ now, forgottenMs: ATTEMPTS_FORGOTTEN_MS, max: TALLIES_KEPT })
  const ofNetwork = createTallies({ now, forgottenMs: ATTEMPTS_FORGOTTEN_MS, max: TALLIES_KEPT })
  const ofAccount = createTallies({ now, forgottenMs: ATTEMPTS_FORGOTTEN_MS, max: TALLIES_KEPT })
  const failures = createTallies({ now, forgottenMs: LOAD_FORGOTTEN_MS, max: TALLIES_KEPT })
  const failedVisitors = createTallies({ now, forgottenMs: ATTEMPTS_FORGOTTEN_MS, max: TALLIES_KEPT })
  const turns = createTurns({ atOnce: HASHES_AT_ONCE, waitingMax, now, after, random, failed: failures.wrong, refusal: refused })

  const perNetwork: Pace = { free, steadyS: 4, slowing: 64, maxS: 30 }
  const perAccount: Pace = { free: free * 10, steadyS: 1, slowing: 4_096, maxS: 4 }

  function refused (readyAt: number): DomainError {
    const waitMs = readyAt - now()
    if (waitMs <= 0) return new DomainError('UNAVAILABLE', 'Too many people are signing in at this moment. Try again in a few seconds.', 3)
    return tooMany('Too many wrong passwords.', waitMs)
  }

  function isFresh ({ visitor = null }: Origin): boolean {
    return visitor !== null && failedVisitors.wrong(visitor) === 0
  }

  function failed ({ address, visitor = null }: Origin): void {
    failures.add(networkOf(address))
    if (visitor !== null) failedVisitors.add(visitor)
  }

  return {
    busy: turns.busy,
    close: turns.close,
    remember: marks.remember,

    /**
     * Runs `check` on a password in its turn; it returns null when the password is wrong. Throws TOO_MANY or UNAVAILABLE for an attempt
     * that gives way, and whatever `check` throws.
     */
    async guess<T> (username: string, origin: Origin, check: () => Promise<T | null>): Promise<T | null> {
      const browser = origin.sessionId ?? marks.browserOf(origin.mark, username)
      const network = networkOf(origin.address)
      const key = browser === null ? `${username}@${network}` : `${username}#${browser}`
      const known: LaneRules = {
        key, isKnown: true, subject: username, network: `#${username}`, readyAt: () => readyAt(ofBrowser, key, perNetwork), started: () => ofBrowser.add(key)
      }
      const stranger: LaneRules = {
        key,
        isKnown: false,
        subject: username,
        network,
        readyAt: () => Math.max(readyAt(ofNetwork, key, perNetwork), readyAt(ofAccount, username, perAccount)),
        started () {
          ofNetwork.add(key)
          ofAccount.add(username)
        }
      }
      // Counts before the next turn is given, because the count decides when that may be.
      return await turns.take(browser === null ? stranger : known, { isFresh: isFresh(origin), gone: origin.gone }, async () => {
        const found = await check()
        if (browser !== null) {
          if (found !== null) ofBrowser.clear(key)
        } else if (found !== null) {
          // Takes back one alone: a neighbour's guesses stay counted.
          ofNetwork.takeBack(key)
          ofAccount.takeBack(username)
        } else {
          failed(origin)
        }
        return found
      })
    },

    /** Hashes for a sign-up; sign-ups of one network share a lane. Throws UNAVAILABLE, and whatever `work` throws. */
    async newcomer<T> (origin: Origin, work: () => Promise<T>): Promise<T> {
      const network = networkOf(origin.address)
      const rules = { key: `+${network}`, isKnown: false, subject: `+${network}`, network, readyAt: () => 0, started: () => {} }
      try {
        return await turns.take(rules, { isFresh: isFresh(origin), gone: origin.gone }, work)
      } catch (error) {
        failed(origin)
        throw error
      }
    },

    /** Hashes for an operator, or for a user that is signed in. */
    own<T> (username: string, work: () => Promise<T>): Promise<T> {
      const rules = { key: `=${username}`, isKnown: true, subject: username, network: `#${username}`, readyAt: () => 0, started: () => {} }
      return turns.take(rules, { isFresh: false }, work)
    }
  }
}

function readyAt (tallies: ReturnType<typeof createTallies>, key: string, { free, steadyS, slowing, maxS }: Pace): number {
  const wrong = tallies.wrong(key)
  if (wrong < free) return 0
  const seconds = Math.min(maxS, Math.max(Math.min(steadyS, 2 ** (wrong - free)), wrong / slowing))
  return (tallies.at(key) ?? 0) + seconds * 1000
}

/** Returns the network that one household, office or proxy shares: an IPv4 address, or the /64 of an IPv6 one. */
export function networkOf (address: string): string {
  const [plain = ''] = address.replace(/^::ffff:(?=\d+\.\d+\.)/i, '').split('%', 1)
  if (!plain.includes(':')) return plain
  const [head = '', tail] = plain.split('::')
  const left = head === '' ? [] : head.split(':')
  const right = tail === undefined || tail === '' ? [] : tail.split(':')
  const groups = tail === undefined ? left : [...left, ...Array<string>(Math.max(0, 8 - left.length - right.length)).fill('0'), ...right]
  return groups.slice(0, 4).map(group => Number.parseInt(group, 16).toString(16)).join(':') + '::/64'
}
