/** Throttle: after news of signals alone, a mailbox holds signals back for this long (D9), or typing would make clients spin. */
export const SIGNAL_QUIET_MS = 2_000
/** Keys of one board; the longest unchanged is dropped first, and a cursor from before it gets the whole state again. */
export const SIGNAL_MAX_KEYS = 1_000

interface Latest<S> { readonly version: number, readonly value: S }

/**
 * One user's signals: state that may be lost without harm, only the latest of each key (D9).
 * Versions come from one counter of the process and are part of the cursor. A new board holds only what was posted
 * since; until the whole state is loaded into it, `since` returns null for an older cursor.
 */
export class SignalBoard<S> {
  /** By key, in version order. A cache: `load` fills it again from the store. */
  readonly #latest = new Map<string, Latest<S>>()
  #newest = 0
  /** Lowest version of a cursor that is served; below it the whole state must be loaded first. */
  #knownFrom: number
  /** While quiet, `since` returns only signals that went out before: for another browser, or one whose answer was lost. */
  #quietUntil = 0
  #toldVersion = 0

  constructor (version: number) {
    this.#knownFrom = version
  }

  set (key: string, value: S, version: number): void {
    // Deleted first, so that the map stays in version order.
    this.#latest.delete(key)
    this.#latest.set(key, { version, value })
    this.#newest = version
    if (this.#latest.size > SIGNAL_MAX_KEYS) this.#dropOldest()
  }

  /**
   * Loads the state of the store for keys without a newer post; of more than SIGNAL_MAX_KEYS the last ones. From now on every cursor is
   * served: loading again would bring the same.
   */
  load (state: ReadonlyMap<string, S>, version: number): void {
    const newer = [...this.#latest].filter(([, latest]) => latest.version > version)
    for (const [key, value] of state) this.set(key, value, version)
    for (const [key, latest] of newer) this.set(key, latest.value, latest.version)
    this.#knownFrom = -1
  }

  /** Returns the values newer than `version` that are not held back at `now`, oldest first; null when the board does not reach back. */
  since (version: number, now: number): readonly S[] | null {
    if (version < this.#knownFrom) return null
    if (version >= this.#newest) return NONE
    const upTo = this.quietMs(now) > 0 ? this.#toldVersion : this.#newest
    const news: S[] = []
    for (const latest of this.#latest.values()) {
      if (latest.version > version && latest.version <= upTo) news.push(latest.value)
    }
    return news
  }

  /** Returns the version for the cursor of an answer given at `now`: everything up to it has been told. */
  tellable (now: number, current: number): number {
    return this.quietMs(now) > 0 ? this.#toldVersion : current
  }

  /** Milliseconds left of the quiet time. */
  quietMs (now: number): number {
    return Math.max(0, Math.min(SIGNAL_QUIET_MS, this.#quietUntil - now))
  }

  /** Starts the quiet time, unless one is running: news of signals alone, up to `version`, is being answered. */
  hush (now: number, version: number): void {
    if (this.quietMs(now) > 0) return
    this.#quietUntil = now + SIGNAL_QUIET_MS
    this.#toldVersion = version
  }

  #dropOldest (): void {
    const [oldest] = this.#latest
    if (oldest === undefined) return
    const [key, { version }] = oldest
    this.#latest.delete(key)
    this.#knownFrom = Math.max(this.#knownFrom, version)
  }
}

const NONE: readonly never[] = []
