import type { Clock } from './clock.ts'
import { Mailbox, type Entry, type MailboxBounds } from './mailbox.ts'
import type { Posting } from './posting.ts'
import { SessionPolls, YIELD_MS, type EndReason, type Poll, type PollRequest, type Waiter } from './polls.ts'
import { Presence, type PresenceState } from './presence.ts'
import { Waking } from './waking.ts'

/** A mailbox without a poll for this long is dropped, with its tabs and its signal board. */
export const MAILBOX_KEPT_MS = 10 * 60_000
const SWEEP_EVERY_MS = 30_000
/** Recipients of an event whose polls are woken before those of larger ones: a few milliseconds of work. */
const FEW = 50

export interface MailboxLimits extends MailboxBounds {
  /** Polls held at once by the whole server. */
  readonly parkedMax: number
  /** Polls held at once for one user, over all their browsers (D22). */
  readonly heldPerUser: number
  /** Bytes of events that all mailboxes keep together; beyond it caches are dropped and the ledger is read (D25). */
  readonly budgetBytes: number
}

export interface MailboxDeps {
  readonly clock: Clock
  /** The highest committed seq at the start. */
  readonly head: number
  readonly limits: MailboxLimits
  readonly announce: (userId: string, state: PresenceState) => void
}

/**
 * The result of `look`; `signal` is the version that these signals reach to.
 * `behind`: memory does not reach back, so events, signals or both must be read from the database.
 */
export type Look<E, S> =
  | { readonly behind: true, readonly lacksEvents: boolean, readonly lacksSignals: boolean }
  | { readonly behind: false, readonly entries: readonly E[], readonly signals: readonly S[], readonly signal: number }

/**
 * All mailboxes and all polls of this process.
 *
 * "Is there something?" and "then park" are one synchronous step (D7), and so is posting all events of a commit (D6). Waking their
 * recipients begins in that step, and goes on in the next turns of the event loop where they are too many for one.
 */
export class Mailboxes<E extends Entry, S> {
  readonly presence: Presence
  readonly #clock: Clock
  readonly #limits: MailboxLimits
  readonly #waking: Waking
  /** Mailboxes by user. A cache: one that is dropped is made again by the next poll. */
  readonly #boxes = new Map<string, Mailbox<E, S>>()
  /** Polls and tabs by session. Lost with the process: its connections are, too. */
  readonly #sessions = new Map<string, SessionPolls<Mailbox<E, S>>>()
  #head: number
  /** Starts at 1, so that 0 in a cursor means: no signals known. */
  #signalVersion = 1
  #parked = 0
  #bytes = 0
  #isDraining = false
  #stopSweeping: () => void

  constructor ({ clock, head, limits, announce }: MailboxDeps) {
    this.#clock = clock
    this.#head = head
    this.#limits = limits
    this.#waking = new Waking(clock, poll => this.#resume(poll, 'news'))
    this.presence = new Presence(clock, announce)
    this.#stopSweeping = clock.after(SWEEP_EVERY_MS, () => this.#sweepAgain())
  }

  /** The highest seq posted. */
  get head (): number { return this.#head }
  get signalVersion (): number { return this.#signalVersion }
  get parkedCount (): number { return this.#parked }
  /** Mailboxes with news whose parked polls are woken in the next turns of the event loop. */
  get dueCount (): number { return this.#waking.dueCount }
  /** Bytes of events in memory; an event that mailboxes share counts once. */
  get bytes (): number { return this.#bytes }
  get count (): number { return this.#boxes.size }
  get isDraining (): boolean { return this.#isDraining }

  /** Whether this user's polls come back with many others, because the latest event was told to all of them. */
  isOneOfMany (userId: string): boolean {
    return this.#boxes.get(userId)?.isToldWithMany === true
  }

  /** Returns the user's mailbox, made now if there is none. Later posts are in it, so open it before reading the ledger. */
  open (userId: string): Mailbox<E, S> {
    let box = this.#boxes.get(userId)
    if (box === undefined) {
      box = new Mailbox(this.#limits, this.#head, this.#signalVersion, this.#clock.now())
      this.#boxes.set(userId, box)
    }
    return box
  }

  /** Admits a poll (D8). Returns null when it arrives after a newer one of its tab. Every admitted poll must be closed. */
  begin (request: PollRequest): Poll<Mailbox<E, S>> | null {
    let session = this.#sessions.get(request.sessionId)
    if (session === undefined) {
      session = new SessionPolls()
      this.#sessions.set(request.sessionId, session)
    }
    const now = this.#clock.now()
    const box = this.open(request.userId)
    const admitted = session.admit(request, box, now)
    if (admitted === null) return null
    this.presence.pollOpened(request.userId, request.isActive, request.isProgram === true ? '' : request.sessionId)
    box.touchedAt = now
    box.isToldWithMany = false
    if (admitted.superseded !== null) this.end(admitted.superseded, 'supersede')
    return admitted.poll
  }

  /** Forgets a poll that was answered, or whose browser has gone. */
  close (poll: Poll<Mailbox<E, S>>): void {
    this.#unpark(poll)
    const now = this.#clock.now()
    poll.session.close(poll, now)
    poll.box.touchedAt = now
    this.presence.pollClosed(poll.request.userId, poll.request.isActive)
  }

  /** Returns the news in memory after a position. Signals are held back while the board is quiet (D9). */
  look (box: Mailbox<E, S>, seq: number, signal: number): Look<E, S> {
    const now = this.#clock.now()
    const entries = box.after(seq)
    const signals = box.signals.since(signal, now)
    if (entries === null || signals === null) return { behind: true, lacksEvents: entries === null, lacksSignals: signals === null }
    return { behind: false, entries, signals, signal: Math.max(signal, box.signals.tellable(now, this.#signalVersion)) }
  }

  /** Starts the quiet time: news of signals alone, up to version `signal`, is being answered. */
  hush (box: Mailbox<E, S>, signal: number): void {
    box.signals.hush(this.#clock.now(), signal)
  }

  /**
   * Parks a poll that found nothing. `waiter` is woken once, with the reason; after `news` it looks again.
   * Must follow `look` in the same synchronous step. Returns false when the server holds as many polls as it may.
   */
  park (poll: Poll, holdMs: number, waiter: Waiter): boolean {
    const { box, session, request: { heldMax } } = poll
    if (session.parkedCount() >= heldMax) this.#yield(session.oldestParked())
    if (box.parked.length >= this.#limits.heldPerUser) {
      this.#yield(box.parked.find(other => !other.request.isActive) ?? box.parked[0] ?? null)
    }
    if (this.#parked >= this.#limits.parkedMax) return false
    poll.waiter = waiter
    poll.stopTimer = this.#clock.after(holdMs, () => this.#resume(poll, 'expire'))
    box.parked.push(poll)
    this.#parked++
    return true
  }

  /** Ends a poll for good. One that is not parked finds the reason before it answers. */
  end (poll: Poll, reason: EndReason): void {
    poll.ended ??= reason
    this.#resume(poll, reason)
  }

  /** Returns the delay for a poll that yields: one turn for each tab that waits. */
  yieldMs (poll: Poll): number {
    const tabs = poll.session.tabCount
    return YIELD_MS * Math.max(1, tabs - poll.request.heldMax)
  }

  /** D27: ends every poll of this session as `signed-out`. */
  endSession (sessionId: string): void {
    for (const poll of [...this.#sessions.get(sessionId)?.open ?? []]) this.end(poll, 'signed-out')
  }

  /** Ends the holds of this session as if their time were over: its pages ask again. */
  expire (sessionId: string): void {
    for (const poll of [...this.#sessions.get(sessionId)?.open ?? []]) this.#resume(poll, 'expire')
  }

  /**
   * Puts one commit's events into their recipients' mailboxes in one synchronous step, and wakes the polls parked there. The caller passes
   * them in `seq` order.
   */
  post (deliveries: ReadonlyArray<Posting<E>>): void {
    for (const { entry, recipients, forget, sentBy } of deliveries) {
      if (forget.length > 0) this.#unlearn(forget)
      const isFew = recipients.length <= FEW
      for (const userId of recipients) {
        const box = this.#boxes.get(userId)
        if (box === undefined) continue
        const before = box.share
        box.post(entry)
        this.#bytes += box.share - before
        box.isToldWithMany = !isFew
        this.#waking.add(box, isFew, sentBy)
      }
      this.#head = entry.seq
    }
    if (this.#bytes > this.#limits.budgetBytes) this.#dropCaches()
    this.#waking.wake()
  }

  /** Sets one signal of one user; the latest of each key wins. Skips a user without a mailbox: their page reads the state itself. */
  signal (userId: string, key: string, value: S): void {
    const box = this.#boxes.get(userId)
    if (box === undefined) return
    box.signals.set(key, value, ++this.#signalVersion)
    this.#waking.whenQuietEnds(box)
  }

  /** Drops every cache and wakes every poll: the database was reopened, and may hold events that were never posted. */
  reset (head: number): void {
    this.#head = head
    for (const box of this.#boxes.values()) {
      box.forget(head)
      this.#waking.add(box, false)
    }
    this.#bytes = 0
    this.#waking.wake()
  }

  /** D28: ends every poll as `drain`. */
  drain (): void {
    this.#isDraining = true
    for (const session of this.#sessions.values()) {
      for (const poll of [...session.open]) this.end(poll, 'drain')
    }
    for (const box of this.#boxes.values()) this.#waking.stop(box)
    this.#waking.end()
    this.#stopSweeping()
    this.presence.stop()
  }

  /** Drops mailboxes and tabs that have had no poll for long. */
  sweep (): void {
    const now = this.#clock.now()
    for (const [userId, box] of this.#boxes) {
      if (box.parked.length > 0 || now - box.touchedAt < MAILBOX_KEPT_MS) continue
      this.#bytes -= box.share
      this.#waking.stop(box)
      this.#boxes.delete(userId)
    }
    for (const [sessionId, session] of this.#sessions) {
      if (session.sweep(now)) this.#sessions.delete(sessionId)
    }
  }

  #sweepAgain (): void {
    this.sweep()
    this.#stopSweeping = this.#clock.after(SWEEP_EVERY_MS, () => this.#sweepAgain())
  }

  #yield (poll: Poll | null): void {
    if (poll !== null) this.end(poll, 'yield')
  }

  #resume (poll: Poll, reason: EndReason): void {
    const { waiter } = poll
    if (waiter === null) return
    this.#unpark(poll)
    waiter.wake(reason)
  }

  #unpark (poll: Poll): void {
    if (poll.waiter === null) return
    poll.waiter = null
    poll.stopTimer?.()
    poll.stopTimer = null
    this.#parked--
    const { parked } = poll.box
    const at = parked.indexOf(poll)
    if (at >= 0) parked.splice(at, 1)
  }

  // From all mailboxes: a former member is no recipient of the recall, but their mailbox may still hold the message.
  #unlearn (seqs: readonly number[] | 'all'): void {
    const named = seqs === 'all' ? null : new Set(seqs)
    const oldest = named === null ? 0 : Number(seqs[0])
    for (const box of this.#boxes.values()) {
      const before = box.share
      if (named === null) box.unlearnAll()
      else box.unlearn(named, oldest)
      this.#bytes += box.share - before
    }
  }

  #dropCaches (): void {
    // Mailboxes without a parked poll first, then all. A cursor behind its mailbox is served from the ledger.
    for (const hasParked of [false, true]) {
      for (const box of this.#boxes.values()) {
        if (this.#bytes <= this.#limits.budgetBytes / 2) return
        if (box.share === 0 || (box.parked.length > 0) !== hasParked) continue
        this.#bytes -= box.share
        box.forget(this.#head)
      }
    }
  }
}
