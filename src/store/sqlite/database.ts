import type BetterSqlite3 from 'better-sqlite3'
import { BUSY_TIMEOUT_MS, connect, Snapshots, Statement, type Connections, type DatabaseOptions } from './connections.ts'
import { LogFile, type Flushed, type Log } from './log-file.ts'
import { migrate } from './migrate.ts'
import { migrations } from './migrations/index.ts'
import { asStoreError, corrupt } from './store-errors.ts'

// In pages of 4 KiB. A checkpoint writes each changed page back once: with SQLite's default of 1000 that cost as much as the commits
// themselves under full load.
const CHECKPOINT_PAGES = 8_000
// Commits between two looks at the length of the log, which take 10 µs.
const COMMITS_A_LOOK = 16

// The check reads the whole file, at 500 MB/s from memory and far less from a disk. Larger files would delay the start.
const QUICK_CHECK_MAX_BYTES = 64 * 1024 * 1024

/**
 * The database file: pragmas, migrations, statements, reads. Writes go through GroupCommit. While a commit is flushed, a second connection
 * shows everybody the state before it, which no power cut can take back (D6).
 */
export class Database {
  readonly #options: DatabaseOptions
  readonly #connections: Connections
  readonly #statements: Array<{ renew (): void }> = []
  readonly #beginRead: Statement<[], never>
  readonly #endRead: Statement<[], never>
  readonly #measureLog: Statement<[], { log: number, checkpointed: number }>
  /** Null where nothing is flushed: in memory, and by `synchronous = OFF`. */
  readonly #log: Log | null
  #snapshots: Snapshots | null = null
  #commits = 0
  /** Whether the WAL may contain erased texts. True at first: a killed process may have left some. */
  #hasErased = true

  /** Throws StoreError. */
  constructor (options: DatabaseOptions) {
    this.#options = options
    const live = connect(options)
    try {
      if (sizeOf(live) <= QUICK_CHECK_MAX_BYTES) quickCheck(live)
      migrate(live, migrations)
    } catch (error) {
      live.close()
      throw asStoreError(error, options.path)
    }
    this.#connections = { live, before: null }
    const isFlushed = !live.memory && live.pragma('synchronous', { simple: true }) !== 0
    this.#log = options.log ?? (isFlushed ? new LogFile(options.path) : null)
    this.#beginRead = this.statement('BEGIN')
    this.#endRead = this.statement('COMMIT')
    this.#measureLog = this.statement('PRAGMA wal_checkpoint(NOOP)')
  }

  /** Prepares `sql`. Call it once, when an adapter is made. */
  statement<Params extends unknown[], Row = never> (sql: string): Statement<Params, Row> {
    const statement = new Statement<Params, Row>(this.#connections, sql)
    this.#statements.push(statement)
    return statement
  }

  /** Runs several reads on one snapshot. Inside a write they see what it wrote. */
  read<T> (unit: () => T): T {
    if (this.#connections.before !== null || this.inTransaction) return unit()
    this.#beginRead.run()
    try {
      return unit()
    } finally {
      if (this.inTransaction) this.#endRead.run()
    }
  }

  get inTransaction (): boolean {
    return this.#connections.live.inTransaction
  }

  /** Returns the value of a pragma on the live connection. */
  pragma (name: string): unknown {
    return this.#connections.live.pragma(name, { simple: true })
  }

  /** Call it before a write begins: everybody reads this state until it is flushed. */
  keepState (): void {
    if (this.#log === null) return
    this.#snapshots ??= new Snapshots(this.#options)
    this.#snapshots.take()
  }

  /** Call it when a write has failed. */
  dropState (): void {
    this.#snapshots?.drop()
  }

  /** Flushes what was committed after `keepState`. Calls `done` in a later turn, at once where nothing is flushed. */
  flush (done: Flushed): void {
    if (this.#log === null) return done(null)
    this.#connections.before = this.#snapshots?.connection ?? null
    this.#log.flush(done)
  }

  /** Flushes before it returns. Throws what the system says. */
  flushNow (): void {
    this.#log?.flushNow()
  }

  /** Call it when `flush` has ended: everybody reads what is live. Checkpoints a long log, and throws what SQLite says then. */
  flushed (): void {
    this.#connections.before = null
    this.#snapshots?.drop()
    if (this.#connections.live.memory || ++this.#commits % COMMITS_A_LOOK !== 0) return
    const { log = 0, checkpointed = 0 } = this.#measureLog.get() ?? {}
    if (log >= CHECKPOINT_PAGES && log > checkpointed) this.#connections.live.pragma('wal_checkpoint(PASSIVE)')
  }

  /**
   * Rolls back and replaces the connections. When that throws, the old one stays, for reads. Opens the new one before closing the old one:
   * the last connection to close would remove the WAL's index, and a full disk has no room for another. A database in memory lives in its
   * connection and only rolls back.
   */
  reopen (): void {
    const old = this.#connections.live
    this.#connections.before = null
    if (old.inTransaction) old.exec('ROLLBACK')
    if (old.memory) return
    this.#connections.live = connect(this.#options)
    for (const statement of this.#statements) statement.renew()
    this.#snapshots?.close()
    this.#snapshots = null
    this.#log?.close()
    old.close()
  }

  /** Marks that a text was erased that must disappear from the files: the next `wipeLog` removes it from the WAL. */
  erased (): void {
    this.#hasErased = true
  }

  /**
   * Checkpoints and empties the WAL if something was erased since the last time. Costs no more than the checkpoints under load, so once a
   * minute is cheap. Postponed, without waiting, while another process reads the file. Call it when nothing is flushed.
   */
  wipeLog (): void {
    if (!this.#hasErased || !this.#connections.live.open || this.inTransaction) return
    const { live } = this.#connections
    live.pragma('busy_timeout = 0')
    try {
      this.#hasErased = !this.emptyLog()
    } finally {
      live.pragma(`busy_timeout = ${BUSY_TIMEOUT_MS}`)
    }
  }

  /** Copies the WAL into the file, flushes that, and empties the WAL. False while others read. */
  emptyLog (): boolean {
    const [outcome] = this.#connections.live.pragma('wal_checkpoint(TRUNCATE)') as Array<{ busy: number }>
    return outcome?.busy === 0
  }

  /** Checkpoints the WAL and closes the file. */
  close (): void {
    const { live } = this.#connections
    if (!live.open) return
    this.#snapshots?.close()
    this.#log?.close()
    try {
      this.emptyLog()
    } finally {
      live.close()
    }
  }
}

function sizeOf (connection: BetterSqlite3.Database): number {
  return Number(connection.pragma('page_count', { simple: true })) * Number(connection.pragma('page_size', { simple: true }))
}

function quickCheck (connection: BetterSqlite3.Database): void {
  const result = connection.pragma('quick_check(1)', { simple: true })
  if (result !== 'ok') throw corrupt(connection.name, String(result))
}
