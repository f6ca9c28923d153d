import Sqlite from 'better-sqlite3'

/**
 * Locks a folder for this process by a file lock, which the system releases however the process ends. Returns the unlock function; null:
 * another process holds it.
 */
export function lockFolder (path: string, nativeBinding?: string | object): (() => void) | null {
  const binding = nativeBinding === undefined ? {} : { nativeBinding: nativeBinding as string }
  const file = new Sqlite(path, { timeout: 0, ...binding })
  try {
    // No journal file: nothing is ever written.
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
