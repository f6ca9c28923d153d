import type { Delivery, EventBody, LedgerEvent } from '#domain/delivery/events.ts'
import type { Statement } from './connections.ts'
import type { Database } from './database.ts'
import { detailOf, noOf } from './delivery/ledger-rows.ts'

type MemberConcerns = Pick<Delivery, 'forget' | 'mentions' | 'sentBy' | 'senderRead' | 'withheldFrom'>

/** Appends events inside a unit of write. Valid until the unit returns. */
export interface Transaction {
  /** The `seq` that the next event of this unit gets. */
  readonly nextSeq: number
  /** Appends an event for one user; `changed` are the settings that it changes, `forget` earlier events as below. */
  tellUser (userId: string, body: EventBody, at: number, changed?: Delivery['changed'], forget?: Delivery['forget']): LedgerEvent
  /**
   * Appends an event of a conversation. `recipients`: the users who may see it at this `seq`. `forget`: earlier events that must not be
   * served again, the oldest first. `sentBy`: the session that sent this message. The caller updates `conversations.last_seq`.
   */
  tellMembers (
    conversationId: string, recipients: readonly string[], body: EventBody, at: number, more?: Partial<MemberConcerns>
  ): LedgerEvent
  /** Calls `run` when all units of the batch have run, in their transaction. It writes no events; when it throws, the whole batch fails. */
  beforeCommit (run: () => void): void
  /** Calls `run` when this unit is on the disk, before anybody is told: for caches of what has no event. */
  afterCommit (run: () => void): void
}

/** Events that one unit names for caches to forget: a text that was answered thousands of times stands in thousands of events. */
export const NAMED_MAX = 500

/** Returns what caches have to forget of these events: each once, the oldest first, or all that they have when there are too many. */
export function forgetOf (seqs: readonly number[]): Delivery['forget'] {
  const named = [...new Set(seqs)]
  return named.length > NAMED_MAX ? 'all' : named.sort((a, b) => a - b)
}

type LedgerRow = [
  seq: number, type: string, at: number, conversationId: string | null, userId: string | null,
  no: number | null, detail: string | null
]

/** The transaction of a batch: appends the events of its units to the ledger, and remembers what is to be done after COMMIT. */
export class LedgerTransaction implements Transaction {
  readonly #insert: Statement<LedgerRow, never>
  readonly #keepRunStart: Statement<[string, number], never>
  /** The newest number, committed or not. */
  seq = 0
  deliveries: Delivery[] = []
  /** Work that is left to do before COMMIT, and after it. */
  lastly: Array<() => void> = []
  afterwards: Array<() => void> = []
  /** Set once this process has begun a run (D11). */
  hasRun = false

  constructor (database: Database) {
    this.#insert = database.statement(`
      INSERT INTO ledger (seq, type, at, conversation_id, user_id, no, detail) VALUES (?, ?, ?, ?, ?, ?, ?)`)
    this.#keepRunStart = database.statement(`
      INSERT INTO site (key, value, changed_at) VALUES ('nextRunFrom', ?, ?) ON CONFLICT (key) DO NOTHING`)
  }

  /** `head`: the highest committed `seq`. */
  begin (head: number): void {
    this.seq = head
    this.deliveries = []
    this.lastly = []
    this.afterwards = []
  }

  /** Returns what undoes everything appended after this call. The rows are rolled back by the caller. */
  mark (): () => void {
    const [seq, told, last, after] = [this.seq, this.deliveries.length, this.lastly.length, this.afterwards.length]
    return () => {
      this.seq = seq
      this.deliveries.length = told
      this.lastly.length = last
      this.afterwards.length = after
    }
  }

  get nextSeq (): number {
    return this.seq + 1
  }

  tellUser (
    userId: string, body: EventBody, at: number, changed?: Delivery['changed'], forget: Delivery['forget'] = []
  ): LedgerEvent {
    return this.#append(body, at, null, userId, { recipients: [userId], forget, changed })
  }

  tellMembers (
    conversationId: string, recipients: readonly string[], body: EventBody, at: number,
    { forget = [], ...more }: Partial<MemberConcerns> = {}
  ): LedgerEvent {
    return this.#append(body, at, conversationId, null, { recipients, forget, ...more })
  }

  beforeCommit (run: () => void): void {
    this.lastly.push(run)
  }

  afterCommit (run: () => void): void {
    this.afterwards.push(run)
  }

  #append (
    body: EventBody, at: number, conversationId: string | null, userId: string | null, concerns: Omit<Delivery, 'event'>
  ): LedgerEvent {
    const seq = ++this.seq
    // Offline commands begin no run, so their events count for the next one: in a restored copy, cursors of the last run may have these
    // numbers from events that are lost (D11).
    if (!this.hasRun) this.#keepRunStart.run(String(seq), at)
    this.#insert.run(seq, body.type, at, conversationId, userId, noOf(body), detailOf(body))
    const event: LedgerEvent = { seq, ...body, at }
    this.deliveries.push({ event, ...concerns })
    return event
  }
}
