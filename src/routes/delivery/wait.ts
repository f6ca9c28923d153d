import { formatCursor, type Cursor, type ResyncReason, type Runs } from '#mailbox/cursor.ts'
import type { Clock } from '#mailbox/clock.ts'
import type { Mailbox } from '#mailbox/mailbox.ts'
import type { Mailboxes } from '#mailbox/mailboxes.ts'
import type { EndReason, Poll, PollRequest, Waiter } from '#mailbox/polls.ts'
import { DomainError } from '#domain/errors.ts'
import type { LedgerStore, Stretch } from '#domain/delivery/ledger.ts'
import { holding, type Signal } from '#domain/delivery/signals.ts'
import type { Envelope, PollStatus } from './poll-answer.ts'

/** The caller: the fields of a session that waiting needs. */
export interface Poller {
  readonly userId: string
  readonly sessionId: string
  readonly kind: 'cookie' | 'token'
  /** Requests that the network path of this browser can hold at once; null: the limit of its kind. */
  readonly heldMax: number | null
}

/** Feeds the metrics of waiting (D30). */
export interface PollObserver {
  /** `heldMs`: how long it was held; `holdMs`: the longest it was allowed to be. */
  ended (status: PollStatus | 'leave', heldMs: number, holdMs: number): void
  resync (reason: string): void
  /** A fault of ours; the caller is told `busy` and asks again with the same cursor. */
  fault (error: unknown): void
  /** From the commit to the answer that carried it. */
  answered (latencyMs: number): void
}

export interface WaitDeps {
  readonly mailboxes: Mailboxes<Envelope, Signal>
  readonly ledger: Pick<LedgerStore, 'trimmedTo'>
  /** Reads a user's events after `seq` from the ledger, where memory does not reach back; at most as many as one answer takes. */
  readonly catchUp: (userId: string, seq: number, isGone: () => boolean) => Promise<CaughtUp>
  readonly runs: Runs
  readonly clock: Clock
  /** Between 0 and 1. */
  readonly random: () => number
  readonly maxHoldS: number
  /** Requests held at once for a session of each kind (D22). */
  readonly heldMax: Readonly<Record<Poller['kind'], number>>
  /** The whole state of a user's signals, for a cursor from before their mailbox was made. */
  readonly signalState: (userId: string, isGone: () => boolean) => Promise<ReadonlyMap<string, Signal>>
  /** D3: the cursor is the ack. Called for each request that continues one. */
  readonly acked: (userId: string, seq: number) => void
  readonly observer: PollObserver
}

/** A stretch of the ledger, serialised. */
export interface CaughtUp extends Omit<Stretch, 'events'> { readonly entries: readonly Envelope[] }

/** The tab that asks; `tab` null: the request stands alone. */
export interface Asking extends Pick<PollRequest, 'tab' | 'n' | 'isActive' | 'isPatient'> {}

export type Waiting = Poll<Mailbox<Envelope, Signal>>

/** Delays before a client asks again after an early answer (D9). */
export const RETRY_MS = { soon: 1_000, busy: 5_000, drainSpread: 3_000 }
/** D17: jitter. A hold ends up to this much early, or a restart would leave all browsers in step. In steps: fewer distinct timers. */
const EARLY_SHARE = 0.1
const EARLY_STEPS = 32

/** Admits a request that will wait (D8, D22). Returns null when it arrives after a newer one of its tab. */
export function letIn ({ mailboxes, heldMax }: WaitDeps, poller: Poller, asking: Asking): Waiting | null {
  const { userId, sessionId, kind } = poller
  return mailboxes.begin({ ...asking, userId, sessionId, isProgram: kind === 'token', heldMax: Math.min(heldMax[kind], poller.heldMax ?? Infinity) })
}

/** The hold in milliseconds for a caller who asks for this many seconds. */
export function holdMs ({ random }: WaitDeps, seconds: number): number {
  return Math.round(seconds * 1_000 * (1 - EARLY_SHARE * Math.floor(random() * EARLY_STEPS) / EARLY_STEPS))
}

/** Something to tell, up to `toSeq` and the signal version; `more`: the ledger holds more after it. */
export interface Found {
  readonly status: 'events'
  readonly entries: readonly Envelope[]
  readonly signals: readonly Signal[]
  readonly signal: number
  readonly toSeq: number
  readonly more: boolean
  /** The number of recalls that the mailbox had seen when this was found: see `isStale`. */
  readonly forgotten: number
}

/** The outcome of a wait. All but `events` are its end. */
export type Outcome =
  | Found
  /** The hold is over, or the caller did not ask to wait. Everything up to the cursor is known to them. */
  | { readonly status: 'idle', readonly cursor: string, readonly toSeq: number }
  /** Before the hold was over, with nothing to tell: the caller keeps their cursor and comes back after `retryMs`. */
  | { readonly status: 'superseded' | 'yield' | 'busy' | 'drain', readonly retryMs: number }
  | { readonly status: 'resync', readonly reason: ResyncReason }
  /** `leave`: the browser has gone. */
  | { readonly status: 'signed-out' | 'leave' }

/** Answers for a wait: a poll in JSON, a page in HTML. On `events` it either answers and calls `answered`, or has the wait go on. */
export interface Answerer { answer (outcome: Outcome, wait: Wait): void }

const NONE: readonly never[] = []

/**
 * One request that waits for news after its cursor, from its arrival to its answer. It keeps neither the request nor the response. A
 * class with few fields, because thousands wait at once.
 */
export class Wait implements Waiter {
  readonly holdMs: number
  readonly poll: Waiting
  /** The caller's cursor; null when there was none, or none that this kind of server ever wrote. */
  from: string | null = null
  /** The `seq` of that cursor. */
  fromSeq: number | null = null
  isDone = false
  readonly #deps: WaitDeps
  readonly #answerer: Answerer
  readonly #arrivedAt: number
  /** The position reached: it moves on over news that the caller does not need. */
  #seq = 0
  #signal = 0

  constructor (deps: WaitDeps, poll: Waiting, holdMs: number, answerer: Answerer) {
    this.#deps = deps
    this.poll = poll
    this.holdMs = holdMs
    this.#answerer = answerer
    this.#arrivedAt = deps.clock.now()
  }

  /** `given`: the cursor as it came, null when there was none; `cursor`: the same parsed, null when it has not the shape of one. */
  begin (given: string | null, cursor: Cursor | null): void {
    const { mailboxes, runs, ledger, clock, acked } = this.#deps
    // Echoed only when it has a cursor's shape: a stranger's text is never given back.
    if (cursor !== null) this.from = given
    if (mailboxes.isDraining) return this.#endBy('drain')
    if (given === null) {
      this.#signal = this.poll.box.signals.tellable(clock.now(), mailboxes.signalVersion)
      return this.#idle(mailboxes.head)
    }
    const position = runs.locate(cursor, mailboxes.head, ledger.trimmedTo())
    if (position.resync !== null) {
      this.#deps.observer.resync(position.resync)
      return this.#end({ status: 'resync', reason: position.resync })
    }
    this.#seq = this.fromSeq = position.seq
    this.#signal = position.signal
    acked(this.poll.request.userId, position.seq)
    this.look()
  }

  /** D7: from here to the answer or to the parking there is no `await`, unless the database must be asked first. */
  look (): void {
    const { mailboxes, clock } = this.#deps
    const { poll } = this
    if (this.isDone) return
    if (poll.ended !== null) return this.#endBy(poll.ended)
    const found = mailboxes.look(poll.box, this.#seq, this.#signal)
    if (found.behind) {
      // The mailbox is open already, so whatever is committed during the read is in it.
      this.#read(found.lacksEvents, found.lacksSignals).catch(error => this.fault(error))
      return
    }
    const { entries, signal } = found
    const signals = holding(found.signals, clock.now())
    if (entries.length > 0 || signals.length > 0) return this.#found(entries, signals, signal, mailboxes.head, false)
    this.#signal = signal
    // Never longer than was asked for, even if the clock is set back meanwhile.
    const left = Math.min(this.holdMs, this.#arrivedAt + this.holdMs - clock.now())
    if (left <= 0) return this.#idle(mailboxes.head)
    if (!mailboxes.park(poll, left, this)) this.#end({ status: 'busy', retryMs: RETRY_MS.busy })
  }

  /** Goes on after news that the caller does not need. */
  pass ({ toSeq, signal }: Found): void {
    this.#seq = toSeq
    this.#signal = signal
    this.look()
  }

  /** Whether an answer drawn from this must not be sent: meanwhile the wait was ended, or a message was erased. */
  isStale ({ forgotten }: Found): boolean {
    return this.poll.box.forgotten !== forgotten || this.poll.ended !== null
  }

  /** Records the answer that carried these events, and ends the wait. */
  answered (entries: readonly Envelope[]): void {
    const { clock, observer } = this.#deps
    const now = clock.now()
    for (const { postedAt } of entries) if (postedAt > 0) observer.answered(now - postedAt)
    this.close('events')
  }

  /** Formats a cursor of this run. */
  cursorAt (seq: number, signal: number): string {
    return formatCursor(this.#deps.runs.current, seq, Math.max(0, signal))
  }

  /** The mailbox wakes it. A fault must not reach the others who are woken in that step. */
  wake (reason: EndReason): void {
    try {
      this.#goOn(reason)
    } catch (error) {
      this.fault(error)
    }
  }

  /** D29: a disconnect is a hint. The wait is dropped; its events stay. */
  leave (): void {
    if (this.isDone) return
    this.#deps.mailboxes.end(this.poll, 'leave')
    this.#endBy('leave')
  }

  /** Answers `busy`. A refusal is no fault of ours: too much of this user's reading waits already. */
  fault (error: unknown): void {
    if (this.isDone) return
    if (!(error instanceof DomainError)) this.#deps.observer.fault(error)
    this.#end({ status: 'busy', retryMs: RETRY_MS.busy })
  }

  /** Ends the wait. Later calls do nothing. */
  close (status: Outcome['status']): void {
    if (this.isDone) return
    const { mailboxes, observer, clock } = this.#deps
    this.isDone = true
    observer.ended(status, clock.now() - this.#arrivedAt, this.holdMs)
    mailboxes.close(this.poll)
  }

  #goOn (reason: EndReason): void {
    if (reason === 'news') return this.look()
    if (reason !== 'expire') return this.#endBy(reason)
    const entries = this.poll.box.after(this.#seq)
    // Its own session's message waits for this answer (D33).
    if (entries !== null && entries.length > 0) return this.look()
    // Moves the cursor up to the head only when memory proves that the stretch holds nothing for the caller.
    this.#idle(entries === null ? this.#seq : this.#deps.mailboxes.head)
  }

  async #read (lacksEvents: boolean, lacksSignals: boolean): Promise<void> {
    const { mailboxes, catchUp, signalState, clock } = this.#deps
    const { box, request: { userId } } = this.poll
    const isGone = () => this.isDone
    if (lacksSignals) {
      const version = mailboxes.signalVersion
      box.signals.load(await signalState(userId, isGone), version)
    }
    if (!lacksEvents) return this.look()
    const { entries, toSeq, more } = await catchUp(userId, this.#seq, isGone)
    if (this.isDone) return
    if (this.poll.ended !== null) return this.#endBy(this.poll.ended)
    if (entries.length === 0) {
      this.#seq = Math.max(this.#seq, toSeq)
      return this.look()
    }
    // The answer that reaches the head carries the signals, too: its cursor covers both, and tabs that share the answer need both.
    const rest = more ? null : mailboxes.look(box, toSeq, this.#signal)
    if (rest === null || rest.behind) return this.#found(entries, NONE, this.#signal, toSeq, more)
    this.#found([...entries, ...rest.entries], holding(rest.signals, clock.now()), rest.signal, mailboxes.head, false)
  }

  #found (entries: readonly Envelope[], signals: readonly Signal[], signal: number, toSeq: number, more: boolean): void {
    this.#answerer.answer({ status: 'events', entries, signals, signal, toSeq, more, forgotten: this.poll.box.forgotten }, this)
  }

  #idle (toSeq: number): void {
    this.#end({ status: 'idle', cursor: this.cursorAt(toSeq, this.#signal), toSeq })
  }

  #endBy (reason: EndReason): void {
    const { mailboxes, random } = this.#deps
    switch (reason) {
      case 'supersede': return this.#end({ status: 'superseded', retryMs: RETRY_MS.soon })
      case 'yield': return this.#end({ status: 'yield', retryMs: mailboxes.yieldMs(this.poll) })
      // Spread out, or all browsers would meet the next start at the same moment.
      case 'drain': return this.#end({ status: 'drain', retryMs: 500 + Math.floor(random() * RETRY_MS.drainSpread) })
      case 'signed-out': return this.#end({ status: 'signed-out' })
      default: return this.#end({ status: 'leave' })
    }
  }

  #end (outcome: Outcome): void {
    if (this.isDone) return
    this.close(outcome.status)
    this.#answerer.answer(outcome, this)
  }
}
