import Sqlite from 'better-sqlite3'
import { DomainError, storageFull } from '#domain/errors.ts'
import { StoreError } from '#domain/store.ts'

// Long enough for a reopen, too short for a person to notice.
const RETRY_AFTER_S = 2

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

export function codeOf (fault: unknown): unknown {
  return fault instanceof Error && 'code' in fault ? fault.code : undefined
}

/** Returns the refusal that a failed write is answered with, or the StoreError that it amounts to; any other fault as it is. */
export function explained (fault: unknown): unknown {
  switch (codeOf(fault)) {
    case 'SQLITE_FULL': return storageFull(fault)
    case 'SQLITE_BUSY': return unavailable('The database is in use by another program. Try again in a moment.', fault)
    default: return asStoreError(fault, 'The database')
  }
}

export function unavailable (message: string, fault?: unknown): DomainError {
  const error = new DomainError('UNAVAILABLE', message, RETRY_AFTER_S)
  if (fault !== undefined) error.cause = fault
  return error
}
