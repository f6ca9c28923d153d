import type { Poll } from './polls.ts'
import { SignalBoard } from './signals.ts'

/** D25: a mailbox's bounds. An answer holds 100 events; a poll from further back than memory reaches is served from the ledger. */
export interface MailboxBounds {
  readonly maxEvents: number
  readonly maxBytes: number
}

/** An event as a mailbox keeps it: opaque but for its number and its size. All recipients share one object. */
export interface Entry {
  readonly seq: number
  /** Size of the serialised event. */
  readonly bytes: number
  /** This mailbox's part of that size: the shares of all mailboxes add up to the memory in use. */
  readonly share: number
}

const NOTHING: readonly never[] = []

/**
 * One user's recent events in memory: a bounded cache of the ledger's tail, and the polls parked on it.
 *
 * It reaches back to `floor`: every event of this user after that seq is in it. A cursor below the floor is answered
 * from the ledger, so losing a mailbox loses nothing (D25). Delivering takes nothing out of it (D1).
 */
export class Mailbox<E extends Entry, S> {
  readonly signals: SignalBoard<S>
  /** Parked polls, oldest first. Maintained by `Mailboxes`. */
  readonly parked: Poll[] = []
  /** Time of the last poll, for the sweep. */
  touchedAt: number
  /** Cancels the timer that wakes the parked polls once signals are no longer held back. */
  stopQuietTimer: (() => void) | null = null
  /** Cancels the timer that wakes polls which wait for more than what their own session sent. */
  stopPatience: (() => void) | null = null
  /** Whether the latest event was told to many. False again once a poll has come after it. */
  isToldWithMany = false
  /** Counts recalls. An answer that was drawn while it changed must be drawn again: it may hold an erased text. */
  forgotten = 0

  readonly #bounds: MailboxBounds
  #entries: E[] = []
  #bytes = 0
  #share = 0
  #floor: number

  constructor (bounds: MailboxBounds, head: number, signalVersion: number, now: number) {
    this.#bounds = bounds
    this.#floor = head
    this.signals = new SignalBoard(signalVersion)
    this.touchedAt = now
  }

  /** Bytes of the common memory that this mailbox accounts for. */
  get share (): number {
    return this.#share
  }

  post (entry: E): void {
    this.#entries.push(entry)
    this.#bytes += entry.bytes
    this.#share += entry.share
    while (this.#entries.length > this.#bounds.maxEvents || this.#bytes > this.#bounds.maxBytes) this.#dropOldest()
  }

  /** Returns every event after `seq`, oldest first; null when memory does not reach back that far. */
  after (seq: number): readonly E[] | null {
    if (seq < this.#floor) return null
    const entries = this.#entries
    const last = entries[entries.length - 1]
    if (last === undefined || last.seq <= seq) return NOTHING
    let low = 0
    let high = entries.length - 1
    while (low < high) {
      const middle = (low + high) >> 1
      if ((entries[middle] as E).seq > seq) high = middle
      else low = middle + 1
    }
    return entries.slice(low)
  }

  /** Drops the named events, `oldest` the first of them, and every older one: the ledger serves those from now on (D15). */
  unlearn (named: ReadonlySet<number>, oldest: number): void {
    this.forgotten++
    // One pass from the newest back, not one lookup a name: a text edited a thousand times has a thousand events, in many mailboxes.
    const newest = this.#entries.findLast(({ seq }) => seq <= oldest || named.has(seq))
    if (newest !== undefined && named.has(newest.seq)) this.forget(newest.seq)
  }

  /** Drops everything. */
  unlearnAll (): void {
    this.forgotten++
    const newest = this.#entries.at(-1)
    if (newest !== undefined) this.forget(newest.seq)
  }

  /** Drops everything up to `seq`. */
  forget (seq: number): void {
    const newest = this.#entries.at(-1)
    if (newest !== undefined && newest.seq <= seq) {
      this.#entries = []
      this.#bytes = this.#share = 0
    }
    while (this.#entries[0] !== undefined && this.#entries[0].seq <= seq) this.#dropOldest()
    this.#floor = Math.max(this.#floor, seq)
  }

  #dropOldest (): void {
    const oldest = this.#entries.shift()
    if (oldest === undefined) return
    this.#bytes -= oldest.bytes
    this.#share -= oldest.share
    this.#floor = Math.max(this.#floor, oldest.seq)
  }
}
