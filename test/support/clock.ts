import type { Clock } from '#mailbox/clock.ts'

interface Timer { readonly at: number, readonly order: number, readonly run: () => void }

/** A clock that stands until it is moved. Timers run in due order, at their own time, while it moves. */
export class StandingClock implements Clock {
  #now: number
  #order = 0
  readonly #timers = new Set<Timer>()

  constructor (now = 1_800_000_000_000) {
    this.#now = now
  }

  get pending (): number {
    return this.#timers.size
  }

  now (): number {
    return this.#now
  }

  /** Work is cut into slices only where a test replaces this. */
  isTurnOver = (): boolean => false

  after (ms: number, run: () => void): () => void {
    const timer = { at: this.#now + Math.max(0, ms), order: this.#order++, run }
    this.#timers.add(timer)
    return () => { this.#timers.delete(timer) }
  }

  /** Moves time by `ms`, running the timers that fall due on the way. */
  advance (ms: number): void {
    const end = this.#now + ms
    while (this.runNext(end)) { /* one by one */ }
    this.#now = end
  }

  /** Runs the one timer that is due next, at its own time; false, and nothing moves, when none is due by `end`. */
  runNext (end: number): boolean {
    const timer = this.#due(end)
    if (timer === null) return false
    this.#timers.delete(timer)
    this.#now = Math.max(this.#now, timer.at)
    timer.run()
    return true
  }

  /** Returns the time at which the next timer is due; null when none waits. */
  nextAt (): number | null {
    return this.#due(Infinity)?.at ?? null
  }

  /** Sets the wall clock: no timer runs because of it. */
  jump (ms: number): void {
    this.#now += ms
  }

  #due (by: number): Timer | null {
    let next: Timer | null = null
    for (const timer of this.#timers) {
      if (timer.at > by) continue
      if (next === null || timer.at < next.at || (timer.at === next.at && timer.order < next.order)) next = timer
    }
    return next
  }
}
