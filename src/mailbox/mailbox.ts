import type { Poll } from './polls.ts'
import { SignalBoard } from './signals.ts'

/** D25: a mailbox's bounds. A poll's answer holds 100 events; whoever is further behind than memory reaches reads the ledger. */
export interface MailboxBounds {
  readonly maxEvents: number
  readonly maxBytes: number
}

/** An event as a mailbox keeps it: opaque but for its number and its weight. One object serves all recipients. */
export interface Entry {
  readonly seq: number
  /** Size of the serialised event. */
  readonly bytes: number
  /** This mailbox's part of it: what all of them keep together is the sum of shares. */
  readonly share: number
}

const NOTHING: readonly never[] = []

/**
 * One user's recent events in memory: a bounded cache of the ledger's tail, and the polls parked on it.
 *
 * It reaches back to `floor`: every event of this user after that seq is here. A cursor below the floor is answered
 * from the ledger. Losing a mailbox therefore loses nothing (D25), and delivering takes nothing out of it (D1).
 */
export class Mailbox<E extends Entry, S> {
  readonly signals: SignalBoard<S>
  /** Polls waiting here, oldest first. Kept by `Mailboxes`. */
  readonly parked: Poll[] = []
  /** When a poll last asked here; the sweep goes by it. */
  touchedAt: number
  /** Runs while signals are held back; whoever is parked is woken when it ends. */
  stopQuietTimer: (() => void) | null = null
  /** Grows with whatever is made unservable, wherever it was read: who rendered an answer meanwhile must look again. */
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

  /** Part of the common memory this mailbox keeps busy, in bytes. */
  get share (): number {
    return this.#share
  }

  post (entry: E): void {
    this.#entries.push(entry)
    this.#bytes += entry.bytes
    this.#share += entry.share
    while (this.#entries.length > this.#bounds.maxEvents || this.#bytes > this.#bounds.maxBytes) this.#dropOldest()
  }

  /** Every event after `seq`, oldest first; null when memory does not reach back that far. */
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

  /** Drops the named events, `oldest` the first, and what is older than they: the ledger answers for those from now on (D15). */
  unlearn (named: ReadonlySet<number>, oldest: number): void {
    this.forgotten++
    // From the newest back, and not name by name: a text edited a thousand times was carried by as many events, and boxes are many.
    const newest = this.#entries.findLast(({ seq }) => seq <= oldest || named.has(seq))
    if (newest !== undefined && named.has(newest.seq)) this.forget(newest.seq)
  }

  /** Drops everything up to `seq`. */
  forget (seq: number): void {
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
