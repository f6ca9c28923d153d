/** Delay for a poll that yields, for each one that waits its turn. */
export const YIELD_MS = 5_000
/** D8: the highest `n` of a tab is remembered this long after its last poll. */
export const TAB_KEPT_MS = 120_000
/** Tabs remembered for one session; the one that was silent longest is forgotten first. */
const TABS_PER_SESSION = 64

/** D10: so many answers with events to the same cursor within the window mean a client that crashes on one of them. */
const LOOP_ANSWERS = 5
const LOOP_WINDOW_MS = 10_000
export const LOOP_RETRY_MS = 2_000

/** The reason why a parked poll is woken. `news`: look again; any other ends it. `leave`: the browser has gone. */
export type EndReason = 'news' | 'expire' | 'supersede' | 'yield' | 'drain' | 'signed-out' | 'leave'

export interface PollRequest {
  readonly userId: string
  readonly sessionId: string
  /** Null: the poll stands alone. */
  readonly tab: string | null
  readonly n: number
  /** The page is in view and in use. Other polls yield first. */
  readonly isActive: boolean
  /** True: no page that somebody looks at. */
  readonly isProgram?: boolean
  /** Its own session's messages may come with its next answer: the page shows them already. */
  readonly isPatient: boolean
  /** Polls that this session may hold: few for a browser, which opens six connections in all; more for a program (D22). */
  readonly heldMax: number
}

/** Continues a parked poll: woken once, with the reason why it is parked no longer. */
export interface Waiter { wake (reason: EndReason): void }

/**
 * One `GET /poll` from its arrival to its answer, either being worked on or parked. A poll that is ended while it is worked on finds
 * the reason in `ended` before it answers.
 */
export class Poll<B extends Parking = Parking> {
  readonly request: PollRequest
  // Direct references: polls are parked and woken all the time, and looking these up by name costs more than the work itself.
  readonly box: B
  readonly session: SessionPolls<B>
  readonly tab: Tab<B> | null
  /** Set once, by the first end; `news` and `expire` do not set it. */
  ended: EndReason | null = null
  /** Set while the poll is parked: continues it. */
  waiter: Waiter | null = null
  /** Set while the poll is parked: cancels its timer. */
  stopTimer: (() => void) | null = null

  constructor (request: PollRequest, box: B, session: SessionPolls<B>, tab: Tab<B> | null) {
    this.request = request
    this.box = box
    this.session = session
    this.tab = tab
  }

  get guard (): LoopGuard { return this.tab?.guard ?? this.session.loneGuard }
}

/** The part of a mailbox that polls know. */
export interface Parking { readonly parked: Poll[], touchedAt: number }

interface Tab<B extends Parking> {
  readonly id: string
  n: number
  heardAt: number
  /** Its last poll was left unanswered by the browser: most likely the page is closed. */
  hasLeft: boolean
  poll: Poll<B> | null
  readonly guard: LoopGuard
}

/** The polls of one session and the tabs they came from. */
export class SessionPolls<B extends Parking = Parking> {
  /** Unanswered polls in order of arrival. A list, because there are one or two. */
  readonly open: Poll<B>[] = []
  /** In no order. A list, because nearly every session has one tab and a Map is three times as large. */
  #tabs: Tab<B>[] = []
  /** For all polls without a tab. */
  readonly loneGuard = new LoopGuard()

  /** Tabs that are asking. Pages that follow one another quickly are all remembered, so those that left are not counted. */
  get tabCount (): number {
    let count = 0
    for (const tab of this.#tabs) if (!tab.hasLeft) count++
    return count
  }

  /**
   * Admits a poll and returns the one it supersedes; null when it is late, after a newer one of its tab (D8).
   * The same `n` twice is a proxy's retry: the older copy is superseded.
   */
  admit (request: PollRequest, box: B, now: number): { poll: Poll<B>, superseded: Poll<B> | null } | null {
    if (request.tab === null) {
      const poll = new Poll(request, box, this, null)
      this.open.push(poll)
      return { poll, superseded: null }
    }
    const known = this.#tabs.find(({ id }) => id === request.tab)
    if (known !== undefined && request.n < known.n && now - known.heardAt < TAB_KEPT_MS) return null
    const tab = known ?? { id: request.tab, n: 0, heardAt: now, hasLeft: false, poll: null, guard: new LoopGuard() }
    const superseded = tab.poll
    const poll = new Poll(request, box, this, tab)
    tab.n = request.n
    tab.heardAt = now
    tab.hasLeft = false
    tab.poll = poll
    if (known === undefined) {
      this.#tabs.push(tab)
      if (this.#tabs.length > TABS_PER_SESSION) this.#forgetOldestTab()
    }
    this.open.push(poll)
    return { poll, superseded }
  }

  close (poll: Poll<B>, now: number): void {
    const at = this.open.indexOf(poll)
    if (at >= 0) this.open.splice(at, 1)
    const { tab } = poll
    if (tab === null || tab.poll !== poll) return
    tab.poll = null
    tab.heardAt = now
    tab.hasLeft = poll.ended === 'leave'
  }

  /** Returns the poll to yield when one more is to be held: the longest parked, hidden pages before visible ones. */
  oldestParked (): Poll<B> | null {
    let oldest: Poll<B> | null = null
    for (const poll of this.open) {
      if (poll.waiter === null) continue
      if (!poll.request.isActive) return poll
      oldest ??= poll
    }
    return oldest
  }

  parkedCount (): number {
    let count = 0
    for (const poll of this.open) if (poll.waiter !== null) count++
    return count
  }

  /** Forgets tabs silent for TAB_KEPT_MS. Returns true when nothing is left to remember. */
  sweep (now: number): boolean {
    this.#tabs = this.#tabs.filter(({ poll, heardAt }) => poll !== null || now - heardAt < TAB_KEPT_MS)
    return this.#tabs.length === 0 && this.open.length === 0
  }

  #forgetOldestTab (): void {
    let oldest: Tab<B> | null = null
    for (const tab of this.#tabs) {
      if (tab.poll === null && (oldest === null || tab.heardAt < oldest.heardAt)) oldest = tab
    }
    if (oldest !== null) this.#tabs.splice(this.#tabs.indexOf(oldest), 1)
  }
}

/** Loop detection: watches one tab's answers for a cursor that does not move on. */
class LoopGuard {
  #cursor = ''
  #since = 0
  #count = 0

  /** True once this cursor was answered with events LOOP_ANSWERS times within the window. */
  isLooping (cursor: string, now: number): boolean {
    return cursor === this.#cursor && this.#count >= LOOP_ANSWERS && now - this.#since < LOOP_WINDOW_MS
  }

  answered (cursor: string, now: number): void {
    if (cursor !== this.#cursor || now - this.#since >= LOOP_WINDOW_MS) {
      this.#cursor = cursor
      this.#since = now
      this.#count = 0
    }
    this.#count++
  }
}
