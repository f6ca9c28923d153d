import type { ServerResponse } from 'node:http'
import { parseCursor, type ResyncReason, type Runs } from '#mailbox/cursor.ts'
import type { Clock } from '#mailbox/clock.ts'
import type { Mailbox } from '#mailbox/mailbox.ts'
import type { Mailboxes } from '#mailbox/mailboxes.ts'
import type { EndReason, Poll } from '#mailbox/polls.ts'
import { DomainError } from '#domain/errors.ts'
import type { LedgerStore, Stretch } from '#domain/delivery/events.ts'
import type { Signal } from '#domain/delivery/signals.ts'
import type { Envelope, PollStatus } from './poll-answer.ts'

/** Who asks: the fields of a session that waiting needs. */
export interface Poller {
  readonly userId: string
  readonly sessionId: string
  readonly kind: 'cookie' | 'token'
  /** How many requests the path of this browser lets be held at once; null: what holds for its kind. */
  readonly heldMax: number | null
}

/** What operators see of waiting (D30). */
export interface PollObserver {
  /** `holdMs`: how long it was to be held at most. */
  ended (status: PollStatus | 'leave', heldMs: number, holdMs: number): void
  resync (reason: string): void
  /** A fault of ours; whoever waits is told `busy` and asks again with the same cursor. */
  fault (error: unknown): void
  /** From the commit to the answer that carried it. */
  answered (latencyMs: number): void
}

export interface WaitDeps {
  readonly mailboxes: Mailboxes<Envelope, Signal>
  readonly ledger: Pick<LedgerStore, 'trimmedTo'>
  /** What one user may see after this `seq`, where memory does not reach back: as many events as an answer takes. */
  readonly catchUp: (userId: string, seq: number, isGone: () => boolean) => Promise<CaughtUp>
  readonly runs: Runs
  readonly clock: Clock
  /** Between 0 and 1. */
  readonly random: () => number
  readonly maxHoldS: number
  /** Requests held at once for a session of each kind (D22). */
  readonly heldMax: Readonly<Record<Poller['kind'], number>>
  /** Everything a user's signals would say, for a cursor that reaches back before his mailbox. */
  readonly signalState: (userId: string, isGone: () => boolean) => Promise<ReadonlyMap<string, Signal>>
  /** D3: the cursor is the ack. Called for everything that continues one. */
  readonly acked: (userId: string, seq: number) => void
  readonly observer: PollObserver
}

/** A stretch of the ledger, ready to be sent. */
export interface CaughtUp extends Omit<Stretch, 'events'> { readonly entries: readonly Envelope[] }

/** The tab that asks; `tab` null: it stands alone. */
export interface Asking { readonly tab: string | null, readonly n: number, readonly isActive: boolean }

export type Waiting = Poll<Mailbox<Envelope, Signal>>

/** Early answers that must not be repeated at once (D9). */
export const RETRY_MS = { soon: 1_000, busy: 5_000, drainSpread: 3_000 }
/** D17: a hold ends up to this much early, so that a restart does not leave everybody in step. In steps: fewer distinct timers. */
const EARLY_SHARE = 0.1
const EARLY_STEPS = 32

/** Lets a request in that will wait (D8, D22); null when it comes after a newer one of its tab. */
export function letIn ({ mailboxes, heldMax }: WaitDeps, poller: Poller, asking: Asking): Waiting | null {
  const { userId, sessionId, kind } = poller
  return mailboxes.begin({ ...asking, userId, sessionId, heldMax: Math.min(heldMax[kind], poller.heldMax ?? Infinity) })
}

/** How long to hold who asks for so many seconds. */
export function holdMs ({ random }: WaitDeps, seconds: number): number {
  return Math.round(seconds * 1_000 * (1 - EARLY_SHARE * Math.floor(random() * EARLY_STEPS) / EARLY_STEPS))
}

/**
 * One request that waits for what comes after its cursor, from its arrival until there is something to answer. What is answered is its
 * heirs' business: a poll in JSON, a page that is held. A class, because thousands wait at once and each should keep little.
 */
export abstract class Wait {
  protected readonly deps: WaitDeps
  protected readonly poll: Waiting
  protected readonly arrivedAt: number
  protected readonly holdMs: number
  /** The caller's cursor; null when it gave none, or none that we ever wrote. */
  protected from: string | null = null
  /** What that cursor stands for. */
  protected fromSeq: number | null = null
  /** Where the caller has come to: moves on over what holds nothing for him. */
  protected seq = 0
  protected signal = 0
  protected isDone = false

  constructor (deps: WaitDeps, poll: Waiting, holdMs: number) {
    this.deps = deps
    this.poll = poll
    this.holdMs = holdMs
    this.arrivedAt = deps.clock.now()
  }

  /** There is something, up to `toSeq` and the signal version; `more`: and the ledger has more after it. */
  protected abstract tell (found: readonly Envelope[], signals: readonly Signal[], signal: number, toSeq: number, more: boolean): void
  /** The hold is over, or nobody asked to wait. */
  protected abstract quiet (toSeq: number, signal: number): void
  /** Before the hold was over, with nothing to tell: the caller keeps its cursor and comes back after `retryMs`. */
  protected abstract early (status: 'superseded' | 'yield' | 'busy' | 'drain', retryMs: number): void
  protected abstract resync (reason: ResyncReason): void
  protected abstract signedOut (): void

  /** `given`: the cursor as it came; null when there was none. */
  begin (given: string | null, response: ServerResponse): void {
    const { deps: { mailboxes, runs, ledger, acked }, poll } = this
    // A browser that leaves is a hint: whoever waited is dropped, what he waited for stays (D29).
    response.on('close', () => this.#gone())
    const cursor = given === null ? null : parseCursor(given)
    // Kept only when it has a cursor's shape: nothing of a stranger's making is given back.
    if (cursor !== null) this.from = given
    if (mailboxes.isDraining) return this.#end('drain')
    if (given === null) return this.#idle()
    const position = runs.locate(cursor, mailboxes.head, ledger.trimmedTo())
    if (position.resync !== null) return this.resync(position.resync)
    this.fromSeq = position.seq
    this.seq = position.seq
    this.signal = position.signal
    acked(poll.request.userId, position.seq)
    this.look()
  }

  /** D7: from here to the answer or to the parking there is no `await`, unless the database must be asked first. */
  protected look (): void {
    const { deps: { mailboxes, clock }, poll } = this
    if (this.isDone) return
    if (poll.ended !== null) return this.#end(poll.ended)
    const found = mailboxes.look(poll.box, this.seq, this.signal)
    if (found.behind) return this.#readThen(found.lacksEvents, found.lacksSignals)
    if (found.entries.length > 0 || found.signals.length > 0) {
      return this.tell(found.entries, found.signals, found.signal, mailboxes.head, false)
    }
    this.signal = found.signal
    // Never longer than was asked for, though the clock be set back meanwhile.
    const left = Math.min(this.holdMs, this.arrivedAt + this.holdMs - clock.now())
    if (left <= 0) return this.#idle()
    if (!mailboxes.park(poll, left, this)) this.early('busy', RETRY_MS.busy)
  }

  wake (reason: EndReason): void {
    if (reason === 'news') this.look()
    else if (reason === 'expire') this.#idle()
    else this.#end(reason)
  }

  /** Memory does not reach back: the mailbox is open already, so whatever is committed while we read is in it. */
  #readThen (lacksEvents: boolean, lacksSignals: boolean): void {
    this.#read(lacksEvents, lacksSignals).catch(error => this.fault(error))
  }

  async #read (lacksEvents: boolean, lacksSignals: boolean): Promise<void> {
    const { deps: { mailboxes, catchUp, signalState }, poll } = this
    const { box, request: { userId } } = poll
    const isGone = () => this.isDone
    if (lacksSignals) {
      const version = mailboxes.signalVersion
      box.signals.load(await signalState(userId, isGone), version)
    }
    if (!lacksEvents) return this.look()
    const { entries, toSeq, more } = await catchUp(userId, this.seq, isGone)
    if (this.isDone) return
    if (poll.ended !== null) return this.#end(poll.ended)
    if (entries.length === 0) {
      this.seq = Math.max(this.seq, toSeq)
      return this.look()
    }
    // The answer that reaches the head brings the signals, too: a cursor is true of both, or other tabs are told half of it.
    const rest = more ? null : mailboxes.look(box, toSeq, this.signal)
    if (rest === null || rest.behind) return this.tell(entries, [], this.signal, toSeq, more)
    this.tell([...entries, ...rest.entries], rest.signals, rest.signal, mailboxes.head, false)
  }

  /** The cursor moves up to the head when memory vouches for the stretch. */
  #idle (): void {
    const { deps: { mailboxes, clock }, poll: { box } } = this
    const isNew = this.from === null
    const toSeq = isNew || box.after(this.seq)?.length === 0 ? mailboxes.head : this.seq
    this.quiet(toSeq, isNew ? box.signals.tellable(clock.now(), mailboxes.signalVersion) : this.signal)
  }

  #end (reason: EndReason): void {
    const { deps: { mailboxes, random }, poll } = this
    switch (reason) {
      case 'supersede': return this.early('superseded', RETRY_MS.soon)
      case 'yield': return this.early('yield', mailboxes.yieldMs(poll))
      // Spread out, so that the next start is not met by everybody at once.
      case 'drain': return this.early('drain', 500 + Math.floor(random() * RETRY_MS.drainSpread))
      case 'signed-out': return this.signedOut()
      default: return this.#leave()
    }
  }

  /** A refusal is no fault: too much of this user's reading waits already. */
  protected fault (error: unknown): void {
    if (this.isDone) return
    if (!(error instanceof DomainError)) this.deps.observer.fault(error)
    this.early('busy', RETRY_MS.busy)
  }

  #gone (): void {
    if (this.isDone) return
    this.deps.mailboxes.end(this.poll, 'leave')
    this.#leave()
  }

  #leave (): void {
    if (!this.isDone) this.done('leave')
  }

  /** The wait is over, one way or another. */
  protected done (status: PollStatus | 'leave'): void {
    const { mailboxes, observer, clock } = this.deps
    observer.ended(status, clock.now() - this.arrivedAt, this.holdMs)
    this.isDone = true
    mailboxes.close(this.poll)
  }
}
