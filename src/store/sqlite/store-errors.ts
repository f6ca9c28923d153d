import Sqlite from 'better-sqlite3'
import { StoreError } from '#domain/store.ts'

/** Returns a StoreError for what an operator can mend, with `path` in its message; any other error as it is. */
export function asStoreError (error: unknown, path: string): unknown {
  if (!(error instanceof Sqlite.SqliteError)) return error
  const { code, message } = error
  if (code === 'SQLITE_NOTADB' || code.startsWith('SQLITE_CORRUPT')) return corrupt(path, message, error)
  if (code === 'SQLITE_FULL') return new StoreError('full', 'The disk is full. Make room and start again; nothing was half written.', { cause: error })
  if (code === 'SQLITE_CANTOPEN' || code.startsWith('SQLITE_READONLY')) {
    return new StoreError('unwritable', `The data folder cannot be written: ${message}.`, { cause: error })
  }
  return error
}

export function corrupt (path: string, reason: string, cause?: unknown): StoreError {
  return new StoreError('corrupt', `${path} is damaged or not a database: ${reason}. Restore a backup; nothing was changed.`, { cause })
}
