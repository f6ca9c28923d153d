import Sqlite from 'better-sqlite3'

/**
 * Holds a folder for this process alone, by the lock on a file of its own that the system takes back when the process ends, however it
 * ends. Answers how to let go; null: another process holds it.
 */
export function lockFolder (path: string, nativeBinding?: string | object): (() => void) | null {
  const binding = nativeBinding === undefined ? {} : { nativeBinding: nativeBinding as string }
  const file = new Sqlite(path, { timeout: 0, ...binding })
  try {
    // No journal: nothing is ever written, and nothing is left behind.
    file.pragma('journal_mode = MEMORY')
    file.pragma('locking_mode = EXCLUSIVE')
    file.exec('BEGIN EXCLUSIVE')
    return () => file.close()
  } catch (error) {
    file.close()
    if (error instanceof Sqlite.SqliteError && error.code.startsWith('SQLITE_BUSY')) return null
    throw error
  }
}
