/*
 * Group commit (D6). Units of write wait for the end of the event-loop turn, then share one IMMEDIATE transaction with a savepoint each, so
 * that one fsync pays for all of them. COMMIT, posting and answering are one synchronous step. When `inTransaction` is false after a
 * failure, SQLite has rolled everything back and the whole batch has failed. The outcome of a failed COMMIT is unknown: nothing is posted,
 * the connection is replaced, and the head is read again.
 */
import type { Delivery, EventBody, LedgerEvent } from '#domain/delivery/events.ts'
import type { Database, Statement } from './database.ts'
import { detailOf, noOf } from './delivery/ledger-rows.ts'
import { codeOf, explained, unavailable } from './store-errors.ts'

/** Appends events inside a unit of write. Valid until the unit returns. */
export interface Transaction {
  /** The `seq` that the next event of this unit gets. */
  readonly nextSeq: number
  /** Appends an event for one user; `changed` are the settings that it changes. */
  tellUser (userId: string, body: EventBody, at: number, changed?: Delivery['changed']): LedgerEvent
  /**
   * Appends an event of a conversation. `recipients`: the users who may see it at this `seq`. `forget`: earlier events that must not be
   * served again, the oldest first. `sentBy`: the session that sent this message. The caller updates `conversations.last_seq`.
   */
  tellMembers (
    conversationId: string, recipients: readonly string[], body: EventBody, at: number, more?: Partial<Pick<Delivery, 'forget' | 'sentBy' | 'senderRead'>>
  ): LedgerEvent
}

export interface GroupCommitOptions {
  /** Called with the events of a batch, in `seq` order, after its COMMIT and before any write resolves. */
  readonly onCommit: (deliveries: readonly Delivery[]) => void
  /** Called when memory may lack events up to `head`: the outcome of a COMMIT was unknown, or posting threw. */
  readonly onReset: (head: number) => void
  /** Called once for each fault of the disk or of `onCommit`, for the log. Faults of single units only reject their writes. */
  readonly onFault: (fault: unknown) => void
  /** Calls `run` at the end of this event-loop turn; setImmediate unless given. The simulation has turns of its own. */
  readonly atTurnEnd?: ((run: () => void) => void) | undefined
}

interface Write {
  readonly unit: (transaction: Transaction) => unknown
  readonly resolve: (outcome: never) => void
  readonly reject: (error: unknown) => void
  outcome: unknown
  failed: boolean
}

type LedgerRow = [
  seq: number, type: string, at: number, conversationId: string | null, userId: string | null,
  no: number | null, detail: string | null
]

export class GroupCommit implements Transaction {
  readonly #database: Database
  readonly #options: GroupCommitOptions
  readonly #begin: Statement<[], never>
  readonly #commit: Statement<[], never>
  readonly #rollback: Statement<[], never>
  readonly #savepoint: Statement<[], never>
  readonly #release: Statement<[], never>
  readonly #rollbackTo: Statement<[], never>
  readonly #readHead: Statement<[], { head: number }>
  readonly #insert: Statement<LedgerRow, never>
  readonly #keepRunStart: Statement<[string, number], never>
  readonly #undoListeners: Array<() => void> = []
  readonly #flush = () => this.#runBatch()
  readonly #atTurnEnd: (run: () => void) => void

  #batch: Write[] = []
  #deliveries: Delivery[] = []
  #head: number
  #seq: number
  #suspended = false
  #closed = false

  /** Set once this process has begun a run (D11). */
  hasRun = false

  constructor (database: Database, options: GroupCommitOptions) {
    this.#database = database
    this.#options = options
    this.#atTurnEnd = options.atTurnEnd ?? setImmediate
    this.#begin = database.statement('BEGIN IMMEDIATE')
    this.#commit = database.statement('COMMIT')
    this.#rollback = database.statement('ROLLBACK')
    this.#savepoint = database.statement('SAVEPOINT unit')
    this.#release = database.statement('RELEASE unit')
    this.#rollbackTo = database.statement('ROLLBACK TO unit')
    this.#insert = database.statement(`
      INSERT INTO ledger (seq, type, at, conversation_id, user_id, no, detail) VALUES (?, ?, ?, ?, ?, ?, ?)`)
    this.#keepRunStart = database.statement(`
      INSERT INTO site (key, value, changed_at) VALUES ('nextRunFrom', ?, ?) ON CONFLICT (key) DO NOTHING`)
    // Trimming keeps the newest event, so the ledger itself remembers the last number.
    this.#readHead = database.statement('SELECT ifnull(max(seq), 0) AS head FROM ledger')
    this.#head = this.#seq = this.#readHead.get()?.head ?? 0
  }

  /** The highest committed `seq`; 0 for an empty ledger. */
  get head (): number {
    return this.#head
  }

  get nextSeq (): number {
    return this.#seq + 1
  }

  /** Calls `listener` whenever written rows were rolled back: caches filled inside a unit may be wrong. */
  onUndo (listener: () => void): void {
    this.#undoListeners.push(listener)
  }

  /**
   * Runs `unit` synchronously, in one transaction with the other writes of this event-loop turn, and resolves when it is on the disk. When
   * it throws, only its own rows are rolled back. Throws what `unit` threw, STORAGE_FULL, UNAVAILABLE (the outcome is unknown), StoreError.
   */
  write<T> (unit: (transaction: Transaction) => T): Promise<T> {
    if (this.#closed) return Promise.reject(unavailable('The server is stopping.'))
    return new Promise<T>((resolve, reject) => {
      if (this.#batch.length === 0) this.#atTurnEnd(this.#flush)
      this.#batch.push({ unit, resolve, reject, outcome: undefined, failed: false })
    })
  }

  tellUser (userId: string, body: EventBody, at: number, changed?: Delivery['changed']): LedgerEvent {
    return this.#append(body, at, null, userId, { recipients: [userId], forget: [], changed })
  }

  tellMembers (
    conversationId: string, recipients: readonly string[], body: EventBody, at: number,
    { forget = [], ...more }: Partial<Pick<Delivery, 'forget' | 'sentBy' | 'senderRead'>> = {}
  ): LedgerEvent {
    return this.#append(body, at, conversationId, null, { recipients, forget, ...more })
  }

  /** Resolves at the end of this event-loop turn, after the waiting writes: for reads in slices. */
  nextTurn (): Promise<void> {
    return new Promise(resolve => { this.#atTurnEnd(resolve) })
  }

  /** Finishes waiting writes and closes the database. Later writes throw UNAVAILABLE. */
  drain (): void {
    if (this.#closed) return
    this.#runBatch()
    this.#closed = true
    for (const write of this.#batch) write.reject(unavailable('The server is stopping.'))
    this.#batch = []
    try {
      this.#database.close()
    } catch (fault) {
      // Loses nothing: the WAL is read at the next start.
      this.#options.onFault(fault)
    }
  }

  #append (
    body: EventBody, at: number, conversationId: string | null, userId: string | null, concerns: Omit<Delivery, 'event'>
  ): LedgerEvent {
    const seq = ++this.#seq
    // Offline commands begin no run, so their events count for the next one: in a restored copy, cursors of the last run may have these
    // numbers from events that are lost (D11).
    if (!this.hasRun) this.#keepRunStart.run(String(seq), at)
    this.#insert.run(seq, body.type, at, conversationId, userId, noOf(body), detailOf(body))
    const event: LedgerEvent = { seq, ...body, at }
    this.#deliveries.push({ event, ...concerns })
    return event
  }

  #runBatch (): void {
    const batch = this.#batch
    if (batch.length === 0) return
    this.#batch = []
    const refusal = this.#attempt(batch)
    for (const write of batch) {
      if (refusal !== null) write.reject(refusal)
      else if (write.failed) write.reject(write.outcome)
      else write.resolve(write.outcome as never)
    }
  }

  // Returns null when the batch is committed and posted; else the error that all its writes are rejected with.
  #attempt (batch: readonly Write[]): unknown {
    if (this.#suspended) {
      this.#recover()
      if (this.#suspended) return unavailable('The database cannot be written just now. Try again in a moment.')
    }
    this.#deliveries = []
    this.#seq = this.#head
    try {
      this.#begin.run()
      for (const write of batch) this.#runUnit(write)
    } catch (fault) {
      return this.#giveUp(fault)
    }
    try {
      this.#commit.run()
    } catch (fault) {
      return this.#commitUnknown(fault)
    }
    this.#head = this.#seq
    this.#post()
    return null
  }

  #runUnit (write: Write): void {
    const seq = this.#seq
    const told = this.#deliveries.length
    this.#savepoint.run()
    try {
      write.outcome = write.unit(this)
      if (write.outcome instanceof Promise) throw new TypeError('A unit of write runs synchronously: it must not return a promise.')
      this.#release.run()
    } catch (error) {
      // SQLite rolled back the whole transaction: the savepoint is gone, and the next one would begin a transaction of its own.
      if (!this.#database.inTransaction) throw error
      this.#rollbackTo.run()
      this.#release.run()
      this.#seq = seq
      this.#deliveries.length = told
      write.failed = true
      write.outcome = explained(error)
      this.#undone()
    }
  }

  #post (): void {
    if (this.#deliveries.length === 0) return
    try {
      this.#options.onCommit(this.#deliveries)
    } catch (fault) {
      // Committed all the same: mailboxes that missed the posting read it from the ledger.
      this.#options.onFault(fault)
      this.#options.onReset(this.#head)
    }
  }

  #giveUp (fault: unknown): unknown {
    this.#options.onFault(fault)
    try {
      if (this.#database.inTransaction) this.#rollback.run()
    } catch {
      this.#suspended = true
      this.#recover()
    }
    this.#seq = this.#head
    this.#undone()
    return explained(fault)
  }

  #commitUnknown (fault: unknown): unknown {
    this.#options.onFault(fault)
    this.#suspended = true
    this.#recover()
    if (codeOf(fault) === 'SQLITE_FULL') return explained(fault)
    return unavailable('It is not known whether this was saved. Try again in a moment.', fault)
  }

  #recover (): void {
    try {
      this.#database.reopen()
      this.#head = this.#seq = this.#readHead.get()?.head ?? 0
    } catch (fault) {
      this.#options.onFault(fault)
      return
    }
    this.#suspended = false
    this.#undone()
    this.#options.onReset(this.#head)
  }

  #undone (): void {
    for (const listener of this.#undoListeners) listener()
  }
}
