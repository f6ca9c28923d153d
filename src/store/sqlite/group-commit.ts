/*
 * Group commit (D6). Units of write wait for the end of the event-loop turn, then share one IMMEDIATE transaction, with a savepoint for
 * each but the first, so that one flush pays for all. The flush runs in the thread pool; until it ends nobody is told or reads of the
 * commit, and other writes wait. Posting and answering are one synchronous step. When `inTransaction` is false after a failure, SQLite has
 * rolled everything back and the whole batch has failed. The outcome of a failed COMMIT or flush is unknown: nothing is posted, the
 * connection is replaced, and the head is read again.
 */
import type { Delivery } from '#domain/delivery/events.ts'
import type { Statement } from './connections.ts'
import type { Database } from './database.ts'
import { codeOf, explained, unavailable } from './store-errors.ts'
import { LedgerTransaction, type Transaction } from './transaction.ts'

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

export class GroupCommit {
  readonly #database: Database
  readonly #options: GroupCommitOptions
  readonly #begin: Statement<[], never>
  readonly #commit: Statement<[], never>
  readonly #rollback: Statement<[], never>
  readonly #savepoint: Statement<[], never>
  readonly #release: Statement<[], never>
  readonly #rollbackTo: Statement<[], never>
  readonly #readHead: Statement<[], { head: number }>
  readonly #undoListeners: Array<() => void> = []
  readonly #atEnd = () => this.#runBatch()
  readonly #atTurnEnd: (run: () => void) => void
  readonly #transaction: LedgerTransaction

  #batch: Write[] = []
  /** The batch that is committed and being flushed. */
  #flushing: readonly Write[] | null = null
  #afterFlush: Array<() => void> = []
  #head: number
  /** After a failure: whether its outcome is unknown because of a COMMIT or a flush. */
  #suspended: 'by-commit' | 'by-flush' | null = null
  #isDraining = false
  #closed = false

  constructor (database: Database, options: GroupCommitOptions) {
    this.#database = database
    this.#options = options
    this.#atTurnEnd = options.atTurnEnd ?? setImmediate
    this.#transaction = new LedgerTransaction(database)
    this.#begin = database.statement('BEGIN IMMEDIATE')
    this.#commit = database.statement('COMMIT')
    this.#rollback = database.statement('ROLLBACK')
    this.#savepoint = database.statement('SAVEPOINT unit')
    this.#release = database.statement('RELEASE unit')
    this.#rollbackTo = database.statement('ROLLBACK TO unit')
    // Trimming keeps the newest event, so the ledger itself remembers the last number.
    this.#readHead = database.statement('SELECT ifnull(max(seq), 0) AS head FROM ledger')
    this.#head = this.#readHead.get()?.head ?? 0
  }

  /** The highest committed `seq`; 0 for an empty ledger. */
  get head (): number {
    return this.#head
  }

  /** Call it when this process has begun a run (D11). */
  hasBegunRun (): void {
    this.#transaction.hasRun = true
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
      if (this.#batch.length === 0 && this.#flushing === null) this.#atTurnEnd(this.#atEnd)
      this.#batch.push({ unit, resolve, reject, outcome: undefined, failed: false })
    })
  }

  /** Resolves at the end of this event-loop turn, after the waiting writes: for reads in slices. */
  nextTurn (): Promise<void> {
    return new Promise(resolve => { this.#atTurnEnd(resolve) })
  }

  /** Runs `step` between two commits: at once, or when the flush that is under way has ended. */
  async between<T> (step: () => T): Promise<T> {
    if (this.#flushing !== null) await new Promise<void>(resolve => { this.#afterFlush.push(resolve) })
    return step()
  }

  /** Finishes waiting writes and closes the database. Later writes throw UNAVAILABLE. */
  drain (): void {
    if (this.#closed) return
    this.#isDraining = true
    if (this.#flushing !== null) this.#flushNow(this.#flushing)
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

  #runBatch (): void {
    const batch = this.#batch
    if (batch.length === 0 || this.#flushing !== null) return
    this.#batch = []
    const refusal = this.#commitAll(batch)
    if (refusal !== null) return this.#refuse(batch, refusal)
    this.#flushing = batch
    if (this.#isDraining) return this.#flushNow(batch)
    try {
      this.#database.flush(fault => this.#flushed(batch, fault))
    } catch (fault) {
      this.#flushed(batch, fault)
    }
  }

  // Returns null when the batch is committed; else the error that all its writes are rejected with.
  #commitAll (batch: readonly Write[]): unknown {
    if (this.#suspended !== null) {
      this.#recover()
      if (this.#suspended !== null) return unavailable('The database cannot be written just now. Try again in a moment.')
    }
    try {
      this.#transaction.begin(this.#head)
      this.#database.keepState()
      this.#begin.run()
      for (const [place, write] of batch.entries()) this.#runUnit(write, place === 0)
      for (const run of this.#transaction.lastly) run()
    } catch (fault) {
      return this.#giveUp(fault)
    }
    try {
      this.#commit.run()
    } catch (fault) {
      return this.#unknown(fault, 'by-commit')
    }
    return null
  }

  #flushNow (batch: readonly Write[]): void {
    let failed: unknown = null
    try {
      this.#database.flushNow()
    } catch (fault) {
      failed = fault
    }
    this.#flushed(batch, failed)
  }

  // Does nothing for a batch that was finished by draining meanwhile.
  #flushed (batch: readonly Write[], fault: unknown): void {
    if (this.#flushing !== batch) return
    this.#flushing = null
    if (fault !== null) this.#refuse(batch, this.#unknown(fault, 'by-flush'))
    else this.#publish(batch)
    for (const go of this.#afterFlush.splice(0)) go()
    if (this.#batch.length > 0) this.#atTurnEnd(this.#atEnd)
  }

  #publish (batch: readonly Write[]): void {
    try {
      this.#database.flushed()
    } catch (fault) {
      // A checkpoint can wait: the log is complete.
      this.#options.onFault(fault)
    }
    this.#head = this.#transaction.seq
    for (const run of this.#transaction.afterwards) run()
    this.#post(this.#transaction.deliveries)
    for (const write of batch) {
      if (write.failed) write.reject(write.outcome)
      else write.resolve(write.outcome as never)
    }
  }

  #refuse (batch: readonly Write[], refusal: unknown): void {
    this.#database.dropState()
    for (const write of batch) write.reject(refusal)
  }

  // The first unit has no savepoint: a rollback can lose nothing before it. A write that is alone in its turn takes a seventh less.
  #runUnit (write: Write, isFirst: boolean): void {
    const undo = this.#transaction.mark()
    if (!isFirst) this.#savepoint.run()
    try {
      write.outcome = write.unit(this.#transaction)
      if (write.outcome instanceof Promise) throw new TypeError('A unit of write runs synchronously: it must not return a promise.')
      if (!isFirst) this.#release.run()
    } catch (error) {
      // SQLite rolled back the whole transaction: the savepoint is gone, and the next one would begin a transaction of its own.
      if (!this.#database.inTransaction) throw error
      this.#rollBack(isFirst)
      undo()
      write.failed = true
      write.outcome = explained(error)
      this.#undone()
    }
  }

  #rollBack (isFirst: boolean): void {
    if (isFirst) {
      this.#rollback.run()
      this.#begin.run()
    } else {
      this.#rollbackTo.run()
      this.#release.run()
    }
  }

  #post (deliveries: readonly Delivery[]): void {
    if (deliveries.length === 0) return
    try {
      this.#options.onCommit(deliveries)
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
      this.#suspended = 'by-commit'
      this.#recover()
    }
    this.#undone()
    return explained(fault)
  }

  #unknown (fault: unknown, suspended: 'by-commit' | 'by-flush'): unknown {
    this.#options.onFault(fault)
    this.#suspended = suspended
    this.#recover()
    if (codeOf(fault) === 'SQLITE_FULL') return explained(fault)
    return unavailable('It is not known whether this was saved. Try again in a moment.', fault)
  }

  #recover (): void {
    try {
      this.#database.reopen()
      // The next flush may succeed without writing what this one could not, so the file gets a copy of it.
      if (this.#suspended === 'by-flush' && !this.#database.emptyLog()) throw new Error('The write-ahead log is in use, and was not flushed.')
      this.#head = this.#readHead.get()?.head ?? 0
    } catch (fault) {
      this.#options.onFault(fault)
      return
    }
    this.#suspended = null
    this.#undone()
    this.#options.onReset(this.#head)
  }

  #undone (): void {
    for (const listener of this.#undoListeners) listener()
  }
}
