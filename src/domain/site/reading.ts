import { createBudget } from './budget.ts'
import { tooMany, type DomainError } from '#domain/errors.ts'

/** Reads of one reader worked on at once: one that waits for something must not hold up the next. */
const AT_ONCE = 2
/** A reader who would wait longer than this is refused at once: a person would have left by then. */
const PATIENCE_MS = 2_000
/** After this much at a stretch a reader pauses twice as long as it worked: others come in between. Several usual pages. */
const STRETCH_MS = 20
const STRETCH_MS_PER_SECOND = 333
/** A budget of the whole second is none. */
const WHOLE_SECOND_MS = 1_000
/** A reader with a longer debt is drawn nothing that can be left out. */
const DEAR_MS = 250
/** Networks are wider: a school behind one proxy reads the page for signing in at once. */
const NETWORK_FACTOR = 4
const WAITING_MAX = 64
/** Of one turn of the event loop: reads beyond it begin in the next, since one message wakes a whole group, each for its own drawing. */
const TURN_MS = 10
const FULL_RETRY_MS = 1_000
const TOO_MUCH_READ = 'That was too much to read at once.'

/** A user, or the network of somebody who is not signed in. */
export interface Reader { readonly key: string, readonly isNetwork: boolean }

interface Waiting { readonly reader: Reader, readonly start: () => void, readonly isGone: () => boolean }
interface Lane { working: number, waiting: Waiting[], isWaking: boolean }

interface Needs {
  /** Milliseconds, steadily. */
  readonly now: () => number
  /** Milliseconds that the thread has worked. */
  readonly worked: () => number
  /** Calls when so much time has passed and whatever else arrived meanwhile was looked at, 0 included. */
  readonly after: (ms: number, run: () => void) => void
  /** What the reads of one user may take of each second in the long run, in milliseconds; 1000 or more: no budget. */
  readonly perSecondMs: number
  /** The same at once, after a quiet while. */
  readonly burstMs: number
}

export type Reading = ReturnType<typeof createReading>

/**
 * Shares the one thread among readers by the time their reads take. Each has a budget that refills, and a lane: reads beyond the budget
 * wait in it, a few at a time, and everybody else's requests come in between. A usual page takes 3 to 10 ms, so that 25 pages a second
 * go on for ever and 200 at once: more than any person loads, and most programs.
 */
export function createReading ({ now, worked, after, perSecondMs, burstMs }: Needs) {
  const lanes = new Map<string, Lane>()
  const isOff = perSecondMs >= WHOLE_SECOND_MS
  const users = createBudget(perSecondMs, burstMs)
  const networks = createBudget(perSecondMs, burstMs * NETWORK_FACTOR)
  const stretches = createBudget(STRETCH_MS_PER_SECOND, STRETCH_MS)

  /** May begin by their lanes, and wait for the thread. */
  const ready = new Set<Waiting>()
  /** What `worked` said when the first read of this turn began; null: none has. */
  let turnFrom: number | null = null
  /** A read has begun in this turn and is not over: most end before anything else runs. */
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
    isBeginning = false
  }

  // Does not wait for the read that is under way: it may wait for something itself.
  function nextTurn (): void {
    turnFrom = null
    isBusy = false
    beginReady()
  }

  function budgetOf (reader: Reader) {
    return reader.isNetwork ? networks : users
  }

  /** Milliseconds until every debt is paid. */
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

  /** Calls `start` at once or later; each start ends by `leave`. */
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

    /** Why this reader's next read is refused; null: it may enter. */
    refusal: (reader: Reader): DomainError | null => isFull(reader) ? tooMany(TOO_MUCH_READ, FULL_RETRY_MS) : refusal(reader),

    /** Something more than the answer itself, a form drawn again say, would be too dear now. */
    isSpent: (reader: Reader): boolean => owedMs(reader) > DEAR_MS || isFull(reader),

    /**
     * Does a piece of work that holds the thread, when its turn has come, however large the debt; never when it is gone by then. Throws
     * TOO_MANY while too many of the reader's wait.
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
