import Sqlite from 'better-sqlite3'
import type BetterSqlite3 from 'better-sqlite3'
import { migrate } from './migrate.ts'
import { migrations } from './migrations/index.ts'
import { asStoreError, corrupt } from './store-errors.ts'

export interface DatabaseOptions {
  /** A file in a folder that exists, or ':memory:'. */
  readonly path: string
  /** better-sqlite3's addon, a path or the loaded object, where it does not lie in node_modules (the single executable). */
  readonly nativeBinding?: string | object | undefined
  /** Further pragmas, run last at each opening; tests make the disk small with them. */
  readonly pragmas?: readonly string[] | undefined
}

const PRAGMAS = [
  'journal_mode = WAL',
  // The bundled SQLite would take NORMAL in WAL mode, which may lose the last commits when the power goes. An answered send is there (D6).
  'synchronous = FULL',
  'foreign_keys = ON',
  // A recalled text is not left behind in free pages (D15).
  'secure_delete = ON',
  'cache_size = -65536',
  'temp_store = MEMORY',
  // Reading through a mapping would turn a failing disk into SIGBUS, which no process survives.
  'mmap_size = 0',
  // In pages of 4 KiB. A page that is written again and again goes back into the file once a checkpoint: with SQLite's own 1000 that cost
  // as much as the commits themselves under full load.
  'wal_autocheckpoint = 8000',
  // A WAL that one long read let grow gives its space back.
  'journal_size_limit = 67108864'
]

// Nobody else writes while the data folder is locked, except a person with a shell: waiting for them stops every poll.
const BUSY_TIMEOUT_MS = 2_000

// Checking reads the whole file, some 500 MB/s from memory and far less from a disk; above this size a start would be noticed.
const QUICK_CHECK_MAX_BYTES = 64 * 1024 * 1024

/** One prepared statement, named by intent. It survives a reopened connection. */
export class Statement<Params extends unknown[], Row> {
  readonly #sql: string
  #prepared: BetterSqlite3.Statement<Params, Row>

  constructor (connection: BetterSqlite3.Database, sql: string) {
    this.#sql = sql
    this.#prepared = prepare<Params, Row>(connection, sql)
  }

  /** The first row, or undefined. */
  get (...params: Params): Row | undefined {
    return this.#prepared.get(...params)
  }

  all (...params: Params): Row[] {
    return this.#prepared.all(...params)
  }

  /** How many rows it changed. */
  run (...params: Params): number {
    return this.#prepared.run(...params).changes
  }

  /** Prepares it again on another connection. Only the Database calls this. */
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
  /** The WAL may hold what was erased since. At first it may, by a process that was killed. */
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

  /** Prepares `sql` once; call it when an adapter is made, not per request. */
  statement<Params extends unknown[], Row = never> (sql: string): Statement<Params, Row> {
    const statement = new Statement<Params, Row>(this.#connection, sql)
    this.#statements.push(statement)
    return statement
  }

  /** Runs several reads as one unit: they all see the same moment. Inside a write they see what it wrote. */
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

  /** The value of a pragma on the live connection. */
  pragma (name: string): unknown {
    return this.#connection.pragma(name, { simple: true })
  }

  /**
   * Gives up what is not committed and takes a new connection. When that fails the old one stays, for reads, and the error is thrown.
   * The new one is opened before the old one closes: the last connection to close would remove the WAL's index, and a full disk has no
   * room for another. A database in memory lives in its connection and only rolls back.
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

  /** Says that something was erased that must not be found in the files any more: the next `wipeLog` takes it out of the WAL. */
  erased (): void {
    this.#hasErased = true
  }

  /**
   * Writes the WAL back and empties it, if something was erased since the last time. Costs no more than SQLite's own checkpoint under load
   * (`wal_autocheckpoint`), so once a minute is no burden. While another process reads the file it is put off, without waiting for that.
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

  /** Writes the WAL back into the file and closes it. */
  close (): void {
    if (!this.#connection.open) return
    try {
      this.#connection.pragma('wal_checkpoint(TRUNCATE)')
    } finally {
      this.#connection.close()
    }
  }
}

// SQLite looks at the value of a bare parameter in a join's WHERE to plan it, and so compiles the statement anew at every run: measured,
// 9.4 µs instead of 3.3 for two look-ups by key. Behind a `+`, which changes nothing else, a parameter has no say in the plan.
function prepare<Params extends unknown[], Row> (connection: BetterSqlite3.Database, sql: string) {
  const steady = sql.replace(/([=<>] )([?@])/g, '$1+$2')
  return connection.prepare<unknown[], Row>(steady) as BetterSqlite3.Statement<Params, Row>
}

function connect ({ path, nativeBinding, pragmas = [] }: DatabaseOptions): BetterSqlite3.Database {
  // The typings know a path only; an addon object is accepted as well.
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
