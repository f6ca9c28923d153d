/** After news of signals alone, the mailbox says no more about signals for this long (D9): typing must not make a client spin. */
export const SIGNAL_QUIET_MS = 2_000
/** Keys one board keeps; the longest unchanged are dropped first, and a cursor from before them gets the whole state again. */
export const SIGNAL_MAX_KEYS = 1_000

interface Latest<S> { readonly version: number, readonly value: S }

/**
 * One user's signals: state that may be lost without harm, the latest of each key alone (D9).
 * Versions come from one counter of the process and stand in the cursor. A board made late knows only what was
 * posted since; until the whole state is loaded into it, `since` answers null for a cursor that is older.
 */
export class SignalBoard<S> {
  /** In version order. */
  readonly #latest = new Map<string, Latest<S>>()
  #newest = 0
  /** A cursor at or past this version is served; below it the whole state must be loaded first. */
  #knownFrom: number
  /** While quiet, only what was told by then is told again: to another browser, or to one whose answer was lost. */
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
   * Loads the state of the store for keys without a newer post; of more than SIGNAL_MAX_KEYS the last. From now on every cursor is served:
   * asking the store again would load the same.
   */
  load (state: ReadonlyMap<string, S>, version: number): void {
    const newer = [...this.#latest].filter(([, latest]) => latest.version > version)
    for (const [key, value] of state) this.set(key, value, version)
    for (const [key, latest] of newer) this.set(key, latest.value, latest.version)
    this.#knownFrom = -1
  }

  /** Values newer than `version` that may be told at `now`, oldest first; null when this board does not reach back to it. */
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

  /** The version an answer given at `now` may claim to have told everything up to. */
  tellable (now: number, current: number): number {
    return this.quietMs(now) > 0 ? this.#toldVersion : current
  }

  /** How much longer the board says nothing new. */
  quietMs (now: number): number {
    return Math.max(0, Math.min(SIGNAL_QUIET_MS, this.#quietUntil - now))
  }

  /** News of signals alone, up to `version`, goes out now: nothing newer for a while. */
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
