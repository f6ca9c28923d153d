import { createBudget } from './budget.ts'
import { tooMany, type DomainError } from '#domain/errors.ts'

/** Concurrent reads of one reader: one that waits for something must not block the next. */
const AT_ONCE = 2
/** A read that would wait longer is refused at once: a person would have left by then. */
const PATIENCE_MS = 2_000
/** After so much work in a row, several usual pages, a reader pauses twice as long, so that others come in between. */
const STRETCH_MS = 20
const STRETCH_MS_PER_SECOND = 333
/** A budget of the whole second means no limit. */
const WHOLE_SECOND_MS = 1_000
/** With a longer debt, optional drawing is skipped. */
const DEAR_MS = 250
/** Networks get more: a school behind one proxy opens the sign-in page at once. */
const NETWORK_FACTOR = 4
const WAITING_MAX = 64
/** Of one turn of the event loop: reads beyond it begin in the next, since one message wakes a whole group, each for its own drawing. */
const TURN_MS = 10
const FULL_RETRY_MS = 1_000
const TOO_MUCH_READ = 'That was too much to read at once.'

/** A user, or the network of a caller who is not signed in. */
export interface Reader { readonly key: string, readonly isNetwork: boolean }

interface Waiting { readonly reader: Reader, readonly start: () => void, readonly isGone: () => boolean }
interface Lane { working: number, waiting: Waiting[], isWaking: boolean }

interface Needs {
  /** Monotonic milliseconds. */
  readonly now: () => number
  /** Milliseconds of CPU time of the thread. */
  readonly worked: () => number
  /** Calls back after `ms` and after other I/O that has arrived, also for 0. */
  readonly after: (ms: number, run: () => void) => void
  /** Milliseconds of each second that one user's reads may take in the long run; 1000 or more: no limit. */
  readonly perSecondMs: number
  /** Burst on top of it, in milliseconds. */
  readonly burstMs: number
}

export type Reading = ReturnType<typeof createReading>

/**
 * Fair queue for the one thread, by the time that reads take. Each reader has a budget that refills and a lane in which reads beyond the
 * budget wait, so that everybody else's requests come in between. A usual page takes 3 to 10 ms: 25 pages a second are sustained, and 200
 * at once, which is more than a person or most programs load.
 */
export function createReading ({ now, worked, after, perSecondMs, burstMs }: Needs) {
  const lanes = new Map<string, Lane>()
  const isOff = perSecondMs >= WHOLE_SECOND_MS
  const users = createBudget(perSecondMs, burstMs)
  const networks = createBudget(perSecondMs, burstMs * NETWORK_FACTOR)
  const stretches = createBudget(STRETCH_MS_PER_SECOND, STRETCH_MS)

  /** Reads that may begin by the order of their lanes, and wait for the thread. */
  const ready = new Set<Waiting>()
  /** CPU time (`worked`) at which the first read of this turn began; null: none has. */
  let turnFrom: number | null = null
  /** True while a read of this turn is under way: most end before anything else runs. */
  let isBusy = false
  let isBeginning = false

  function isTurnSpent (): boolean {
    return turnFrom !== null && worked() - turnFrom >= TURN_MS
  }

  function begin (waiting: Waiting): void {
    ready.add(waiting)
    beginReady()
  }

  function beginReady (): void {
    if (isBeginning) return
    isBeginning = true
    try {
      for (const next of ready) {
        if (isBusy || isTurnSpent()) break
        ready.delete(next)
        if (next.isGone()) {
          leave(next.reader, 0)
          continue
        }
        isBusy = true
        if (turnFrom === null) {
          turnFrom = worked()
          after(0, nextTurn)
        }
        next.start()
      }
    } finally {
      // Also after a read that threw: the others would never begin again.
      isBeginning = false
    }
  }

  // Begins the next turn even while a read is under way: that read may be waiting for something itself.
  function nextTurn (): void {
    turnFrom = null
    isBusy = false
    beginReady()
  }

  function budgetOf (reader: Reader) {
    return reader.isNetwork ? networks : users
  }

  /** Returns the milliseconds until no debt is left. */
  function owedMs (reader: Reader): number {
    return isOff ? 0 : Math.max(budgetOf(reader).wait(reader.key, now(), 0), stretches.wait(reader.key, now(), 0))
  }

  function charge (reader: Reader, ms: number): void {
    if (isOff || ms <= 0) return
    budgetOf(reader).take(reader.key, now(), ms)
    stretches.take(reader.key, now(), ms)
  }

  /** Entries that nobody waits for any more make room first. */
  function isFull (reader: Reader): boolean {
    const lane = lanes.get(reader.key)
    const max = WAITING_MAX * (reader.isNetwork ? NETWORK_FACTOR : 1)
    if (lane === undefined || lane.waiting.length < max) return false
    lane.waiting = lane.waiting.filter(({ isGone }) => !isGone())
    return lane.waiting.length >= max
  }

  function refusal (reader: Reader): DomainError | null {
    const waitMs = isOff ? 0 : budgetOf(reader).wait(reader.key, now(), 0)
    return waitMs <= PATIENCE_MS ? null : tooMany(TOO_MUCH_READ, waitMs)
  }

  function laneOf ({ key }: Reader): Lane {
    const lane = lanes.get(key) ?? { working: 0, waiting: [], isWaking: false }
    lanes.set(key, lane)
    return lane
  }

  function wake (reader: Reader, lane: Lane): void {
    if (lane.waiting.length === 0 && lane.working === 0) lanes.delete(reader.key)
    if (lane.isWaking || lane.waiting.length === 0 || lane.working >= AT_ONCE) return
    lane.isWaking = true
    after(owedMs(reader), () => {
      lane.isWaking = false
      if (owedMs(reader) === 0 && lane.working < AT_ONCE) {
        while (lane.waiting[0]?.isGone() === true) lane.waiting.shift()
        const next = lane.waiting.shift()
        if (next !== undefined) {
          lane.working++
          begin(next)
        }
      }
      wake(reader, lane)
    })
  }

  /** Calls `start` now or when a turn is free. Each start must end with `leave`. Skips it when `isGone` by then. */
  function enter (reader: Reader, start: () => void, isGone = () => false): void {
    const lane = laneOf(reader)
    if (lane.working < AT_ONCE && lane.waiting.length === 0 && owedMs(reader) === 0) {
      lane.working++
      return begin({ reader, start, isGone })
    }
    lane.waiting.push({ reader, start, isGone })
    wake(reader, lane)
  }

  function leave (reader: Reader, ms: number): void {
    charge(reader, ms)
    const lane = laneOf(reader)
    lane.working--
    wake(reader, lane)
    isBusy = false
    beginReady()
  }

  return {
    enter,
    leave,
    charge,

    /** Returns the refusal of this reader's next read; null: it may enter. */
    refusal: (reader: Reader): DomainError | null => isFull(reader) ? tooMany(TOO_MUCH_READ, FULL_RETRY_MS) : refusal(reader),

    /** Whether optional work, such as drawing a refused form again, should be skipped. */
    isSpent: (reader: Reader): boolean => owedMs(reader) > DEAR_MS || isFull(reader),

    /**
     * Queues work that blocks the thread, however large the debt, and skips it when it is gone by its turn. Throws TOO_MANY while
     * too much of this reader's work waits.
     */
    async run<T> (reader: Reader, work: () => Promise<T>, isGone?: () => boolean): Promise<T> {
      if (isFull(reader)) throw tooMany(TOO_MUCH_READ, FULL_RETRY_MS)
      await new Promise<void>(resolve => { enter(reader, resolve, isGone) })
      const from = worked()
      try {
        return await work()
      } finally {
        leave(reader, worked() - from)
      }
    }
  }
}
