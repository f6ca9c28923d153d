import { LoopGuard } from './loop-guard.ts'

/** Each poll that waits its turn is asked back this much later. */
export const YIELD_MS = 5_000
/** D8: how long the highest `n` of a tab is remembered after its last poll. */
export const TAB_KEPT_MS = 120_000
/** A session may name this many tabs; the longest unheard is forgotten first. */
export const TABS_PER_SESSION = 64

/** Why a parked poll stops waiting. `news`: look again; everything else is its answer. `leave`: nobody is there to be answered. */
export type EndReason = 'news' | 'expire' | 'supersede' | 'yield' | 'drain' | 'signed-out' | 'leave'

export interface PollRequest {
  readonly userId: string
  readonly sessionId: string
  /** Null: the poll stands alone. */
  readonly tab: string | null
  readonly n: number
  /** The page is in view and in use: such polls are kept when one must yield. */
  readonly isActive: boolean
  /** How many polls this session may hold: few for a browser, which opens six connections in all; more for a program (D22). */
  readonly heldMax: number
}

/**
 * One `GET /poll` from its arrival to its answer. It is either being worked on, or parked with `wake` to be called
 * once when that is over. A poll that is ended while worked on finds the reason in `ended` before it answers.
 */
export class Poll {
  readonly request: PollRequest
  readonly arrivedAt: number
  readonly guard: LoopGuard
  /** Set for good by whatever ends it; `news` and `expire` do not. */
  ended: EndReason | null = null
  /** While parked: continues the poll. */
  wake: ((reason: EndReason) => void) | null = null
  /** While parked: stops its timer. */
  stopTimer: (() => void) | null = null

  constructor (request: PollRequest, arrivedAt: number, guard: LoopGuard) {
    this.request = request
    this.arrivedAt = arrivedAt
    this.guard = guard
  }
}

interface Tab { n: number, heardAt: number, poll: Poll | null, readonly guard: LoopGuard }

/** The polls of one session and the tabs they came from. */
export class SessionPolls {
  readonly open = new Set<Poll>()
  readonly #tabs = new Map<string, Tab>()
  readonly #loneGuard = new LoopGuard()

  /** How many tabs are asking, as far as is remembered. */
  get tabCount (): number {
    return this.#tabs.size
  }

  /**
   * Lets a poll in and names the one it supersedes; null when it comes late, after a newer one of its tab (D8).
   * The same `n` twice is a proxy's retry: the older copy gives way.
   */
  admit (request: PollRequest, now: number): { poll: Poll, superseded: Poll | null } | null {
    if (request.tab === null) {
      const poll = new Poll(request, now, this.#loneGuard)
      this.open.add(poll)
      return { poll, superseded: null }
    }
    const known = this.#tabs.get(request.tab)
    if (known !== undefined && request.n < known.n && now - known.heardAt < TAB_KEPT_MS) return null
    const tab = known ?? { n: 0, heardAt: now, poll: null, guard: new LoopGuard() }
    const superseded = tab.poll
    const poll = new Poll(request, now, tab.guard)
    tab.n = request.n
    tab.heardAt = now
    tab.poll = poll
    this.#tabs.delete(request.tab)
    this.#tabs.set(request.tab, tab)
    if (this.#tabs.size > TABS_PER_SESSION) this.#forgetOldestTab()
    this.open.add(poll)
    return { poll, superseded }
  }

  close (poll: Poll, now: number): void {
    this.open.delete(poll)
    const tab = poll.request.tab === null ? undefined : this.#tabs.get(poll.request.tab)
    if (tab === undefined || tab.poll !== poll) return
    tab.poll = null
    tab.heardAt = now
  }

  /** Who gives way when one more is to be held: the longest parked, hidden pages before visible ones. */
  oldestParked (): Poll | null {
    let oldest: Poll | null = null
    for (const poll of this.open) {
      if (poll.wake === null) continue
      if (!poll.request.isActive) return poll
      oldest ??= poll
    }
    return oldest
  }

  parkedCount (): number {
    let count = 0
    for (const poll of this.open) if (poll.wake !== null) count++
    return count
  }

  /** Forgets tabs unheard for TAB_KEPT_MS; true when nothing is left to remember. */
  sweep (now: number): boolean {
    for (const [id, tab] of this.#tabs) {
      if (tab.poll === null && now - tab.heardAt >= TAB_KEPT_MS) this.#tabs.delete(id)
    }
    return this.#tabs.size === 0 && this.open.size === 0
  }

  #forgetOldestTab (): void {
    for (const [id, tab] of this.#tabs) {
      if (tab.poll !== null) continue
      this.#tabs.delete(id)
      return
    }
  }
}
