import Sqlite from 'better-sqlite3'
import type BetterSqlite3 from 'better-sqlite3'
import { migrate } from './migrate.ts'
import { migrations } from './migrations/index.ts'
import { asStoreError, corrupt } from './store-errors.ts'

export interface DatabaseOptions {
  /** A file in a folder that exists, or ':memory:'. */
  readonly path: string
  /** The addon of better-sqlite3, a path or the loaded object, where it is not in node_modules (the single executable). */
  readonly nativeBinding?: string | object | undefined
  /** Further pragmas, run last for each connection. Tests limit the size of the database with them. */
  readonly pragmas?: readonly string[] | undefined
}

const PRAGMAS = [
  'journal_mode = WAL',
  // The bundled SQLite's default in WAL mode, NORMAL, may lose the last commits in a power cut. An answered send must be kept (D6).
  'synchronous = FULL',
  'foreign_keys = ON',
  // Overwrites recalled texts, which would stay in free pages (D15).
  'secure_delete = ON',
  'cache_size = -65536',
  'temp_store = MEMORY',
  // With memory-mapped reads a failing disk would kill the process by SIGBUS.
  'mmap_size = 0',
  // In pages of 4 KiB. A checkpoint writes each changed page back once: with SQLite's default of 1000 that cost as much as the commits
  // themselves under full load.
  'wal_autocheckpoint = 8000',
  // Shrinks a WAL that grew during one long read.
  'journal_size_limit = 67108864'
]

// Only a person with a shell writes while the data folder is locked. Waiting for them blocks every poll.
const BUSY_TIMEOUT_MS = 2_000

// The check reads the whole file, at 500 MB/s from memory and far less from a disk. Larger files would delay the start.
const QUICK_CHECK_MAX_BYTES = 64 * 1024 * 1024

/** A prepared statement that survives a reopened connection. */
export class Statement<Params extends unknown[], Row> {
  readonly #sql: string
  #prepared: BetterSqlite3.Statement<Params, Row>

  constructor (connection: BetterSqlite3.Database, sql: string) {
    this.#sql = sql
    this.#prepared = prepare<Params, Row>(connection, sql)
  }

  /** Returns the first row, or undefined. */
  get (...params: Params): Row | undefined {
    return this.#prepared.get(...params)
  }

  all (...params: Params): Row[] {
    return this.#prepared.all(...params)
  }

  /** Returns the number of changed rows. */
  run (...params: Params): number {
    return this.#prepared.run(...params).changes
  }

  /** Prepares it again on another connection. Only Database calls this. */
  moveTo (connection: BetterSqlite3.Database): void {
    this.#prepared = prepare<Params, Row>(connection, this.#sql)
  }
}

/** The one connection to the database file: pragmas, migrations, statements, reads. Writes go through GroupCommit. */
export class Database {
  readonly #options: DatabaseOptions
  readonly #statements: Array<{ moveTo (connection: BetterSqlite3.Database): void }> = []
  readonly #beginRead: Statement<[], never>
  readonly #endRead: Statement<[], never>
  #connection: BetterSqlite3.Database
  /** Whether the WAL may contain erased texts. True at first: a killed process may have left some. */
  #hasErased = true

  /** Throws StoreError. */
  constructor (options: DatabaseOptions) {
    this.#options = options
    this.#connection = connect(options)
    try {
      if (sizeOf(this.#connection) <= QUICK_CHECK_MAX_BYTES) quickCheck(this.#connection)
      migrate(this.#connection, migrations)
    } catch (error) {
      this.#connection.close()
      throw asStoreError(error, options.path)
    }
    this.#beginRead = this.statement('BEGIN')
    this.#endRead = this.statement('COMMIT')
  }

  /** Prepares `sql`. Call it once, when an adapter is made. */
  statement<Params extends unknown[], Row = never> (sql: string): Statement<Params, Row> {
    const statement = new Statement<Params, Row>(this.#connection, sql)
    this.#statements.push(statement)
    return statement
  }

  /** Runs several reads on one snapshot. Inside a write they see what it wrote. */
  read<T> (unit: () => T): T {
    if (this.#connection.inTransaction) return unit()
    this.#beginRead.run()
    try {
      return unit()
    } finally {
      if (this.#connection.inTransaction) this.#endRead.run()
    }
  }

  get inTransaction (): boolean {
    return this.#connection.inTransaction
  }

  /** Returns the value of a pragma on the live connection. */
  pragma (name: string): unknown {
    return this.#connection.pragma(name, { simple: true })
  }

  /**
   * Rolls back and replaces the connection. When that throws, the old one stays, for reads. Opens the new one before closing the old one:
   * the last connection to close would remove the WAL's index, and a full disk has no room for another. A database in memory lives in its
   * connection and only rolls back.
   */
  reopen (): void {
    const old = this.#connection
    if (old.inTransaction) old.exec('ROLLBACK')
    if (old.memory) return
    const connection = connect(this.#options)
    for (const statement of this.#statements) statement.moveTo(connection)
    this.#connection = connection
    old.close()
  }

  /** Marks that a text was erased that must disappear from the files: the next `wipeLog` removes it from the WAL. */
  erased (): void {
    this.#hasErased = true
  }

  /**
   * Checkpoints and empties the WAL if something was erased since the last time. Costs no more than SQLite's own checkpoint under load
   * (`wal_autocheckpoint`), so once a minute is cheap. Postponed, without waiting, while another process reads the file.
   */
  wipeLog (): void {
    if (!this.#hasErased || this.#connection.inTransaction) return
    this.#connection.pragma('busy_timeout = 0')
    try {
      const [outcome] = this.#connection.pragma('wal_checkpoint(TRUNCATE)') as Array<{ busy: number }>
      this.#hasErased = outcome?.busy !== 0
    } finally {
      this.#connection.pragma(`busy_timeout = ${BUSY_TIMEOUT_MS}`)
    }
  }

  /** Checkpoints the WAL and closes the file. */
  close (): void {
    if (!this.#connection.open) return
    try {
      this.#connection.pragma('wal_checkpoint(TRUNCATE)')
    } finally {
      this.#connection.close()
    }
  }
}

// Puts a `+` before parameters, which keeps their values out of the query plan and changes nothing else. SQLite would otherwise recompile a
// join at every run to plan for the value: measured, 9.4 µs instead of 3.3 for two look-ups by key.
function prepare<Params extends unknown[], Row> (connection: BetterSqlite3.Database, sql: string) {
  const steady = sql.replace(/([=<>] )([?@])/g, '$1+$2')
  return connection.prepare<unknown[], Row>(steady) as BetterSqlite3.Statement<Params, Row>
}

function connect ({ path, nativeBinding, pragmas = [] }: DatabaseOptions): BetterSqlite3.Database {
  // An addon object is accepted as well, though the typings know only a path.
  const binding = nativeBinding === undefined ? {} : { nativeBinding: nativeBinding as string }
  const connection = new Sqlite(path, { timeout: BUSY_TIMEOUT_MS, ...binding })
  try {
    for (const pragma of [...PRAGMAS, ...pragmas]) connection.pragma(pragma)
  } catch (error) {
    connection.close()
    throw asStoreError(error, path)
  }
  return connection
}

function sizeOf (connection: BetterSqlite3.Database): number {
  return Number(connection.pragma('page_count', { simple: true })) * Number(connection.pragma('page_size', { simple: true }))
}

function quickCheck (connection: BetterSqlite3.Database): void {
  const result = connection.pragma('quick_check(1)', { simple: true })
  if (result !== 'ok') throw corrupt(connection.name, String(result))
}
