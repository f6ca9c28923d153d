import type { Clock } from './clock.ts'

/** D26: debounce. Between two polls a user stays online. */
export const PRESENCE_LINGER_MS = 20_000
/** After a start browsers come back at their own pace; until then nothing is announced. */
export const PRESENCE_GRACE_MS = 30_000

export type PresenceState = 'online' | 'away' | 'offline'

interface Seen {
  open: number
  openActive: number
  endedAt: number
  activeEndedAt: number
  /** The browser whose page in use polled last; empty without one. */
  usedBy: string
  state: PresenceState
  stopTimer: (() => void) | null
}

/**
 * Presence, derived from polls alone (D26): online while a poll is open or ended less than 20 s ago, away when none of
 * these came from a page in use. Level-triggered: only changes of state are announced, and none in the first 30 s.
 */
export class Presence {
  readonly #clock: Clock
  readonly #announce: (userId: string, state: PresenceState) => void
  /** Users who are not offline. Lost with the process: polls tell it again within the first 30 s. */
  readonly #seen = new Map<string, Seen>()
  readonly #announcesFrom: number

  constructor (clock: Clock, announce: (userId: string, state: PresenceState) => void) {
    this.#clock = clock
    this.#announce = announce
    this.#announcesFrom = clock.now() + PRESENCE_GRACE_MS
  }

  /** Whether the first 30 s are over: before that, absence means nothing. */
  get isSettled (): boolean {
    return this.#clock.now() >= this.#announcesFrom
  }

  stateOf (userId: string): PresenceState {
    return this.#seen.get(userId)?.state ?? 'offline'
  }

  /**
   * Whether this user has a page in use in another browser than this one, or had some seconds ago: of several devices, only one that is
   * looked at needs no notification, and the others give none.
   */
  isUsedElsewhere (userId: string, browser: string): boolean {
    const seen = this.#seen.get(userId)
    if (seen === undefined || seen.usedBy === '' || seen.usedBy === browser) return false
    return seen.openActive > 0 || this.#clock.now() - seen.activeEndedAt < PRESENCE_LINGER_MS
  }

  /** Ids of users who are not offline. */
  present (): IterableIterator<string> {
    return this.#seen.keys()
  }

  /** `browser`: the session that polls; empty for a program, which nobody looks at. */
  pollOpened (userId: string, isActive: boolean, browser: string): void {
    let seen = this.#seen.get(userId)
    if (seen === undefined) {
      seen = { open: 0, openActive: 0, endedAt: 0, activeEndedAt: 0, usedBy: '', state: 'offline', stopTimer: null }
      this.#seen.set(userId, seen)
    }
    seen.open++
    if (isActive) {
      seen.openActive++
      seen.usedBy = browser
    }
    const isInUse = seen.openActive > 0 || this.#clock.now() - seen.activeEndedAt < PRESENCE_LINGER_MS
    this.#settle(userId, seen, isInUse ? 'online' : 'away')
  }

  pollClosed (userId: string, isActive: boolean): void {
    const seen = this.#seen.get(userId)
    if (seen === undefined) return
    seen.open--
    seen.endedAt = this.#clock.now()
    if (isActive) {
      seen.openActive--
      seen.activeEndedAt = seen.endedAt
    }
    // A running timer stays: it checks endedAt when it fires. Polls come and go far more often than people.
    if (seen.open === 0) seen.stopTimer ??= this.#clock.after(PRESENCE_LINGER_MS, () => this.#expire(userId, seen))
  }

  /** Cancels every timer when the process ends. */
  stop (): void {
    for (const seen of this.#seen.values()) seen.stopTimer?.()
    this.#seen.clear()
  }

  #expire (userId: string, seen: Seen): void {
    seen.stopTimer = null
    if (seen.open > 0) return
    const left = seen.endedAt + PRESENCE_LINGER_MS - this.#clock.now()
    if (left > 0) {
      seen.stopTimer = this.#clock.after(left, () => this.#expire(userId, seen))
      return
    }
    this.#seen.delete(userId)
    this.#settle(userId, seen, 'offline')
  }

  #settle (userId: string, seen: Seen, state: PresenceState): void {
    if (seen.state === state) return
    seen.state = state
    if (this.isSettled) this.#announce(userId, state)
  }
}
