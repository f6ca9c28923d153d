import type BetterSqlite3 from 'better-sqlite3'
import { checkTimeZone } from '#domain/account/accounts.ts'
import { nameTokens, sortKey } from '#domain/people/names.ts'
import { singleLine } from '#domain/people/users.ts'

/** The file was written by a later version of this program, which knows tables that this one does not. */
export class DatabaseNewerError extends Error {
  constructor (path: string, version: number, known: number) {
    super(`${path} was written by a newer version of Holdline (schema ${version}; this program knows ${known}). Use that version, or a backup.`)
    this.name = 'DatabaseNewerError'
  }
}

/** Brings a database to the newest schema, one immediate transaction each. Throws DatabaseNewerError and changes nothing then. */
export function migrate (connection: BetterSqlite3.Database, migrations: readonly string[]): void {
  const version = Number(connection.pragma('user_version', { simple: true }))
  if (version > migrations.length) throw new DatabaseNewerError(connection.name, version, migrations.length)
  lendFunctions(connection)
  for (const [done, sql] of migrations.entries()) {
    if (done < version) continue
    connection.transaction(() => {
      connection.exec(sql)
      connection.pragma(`user_version = ${done + 1}`)
    }).immediate()
  }
}

// Functions for migrations, so that old rows are rewritten by the same rules as new ones.
function lendFunctions (connection: BetterSqlite3.Database): void {
  connection.function('single_line', { deterministic: true }, singleLine)
  connection.function('shown_as', { deterministic: true }, (text: string | null, otherwise: string) => {
    return text === null ? null : singleLine(text) || otherwise
  })
  connection.function('zone_name', { deterministic: true }, (spelling: string) => {
    try {
      return checkTimeZone(spelling)
    } catch {
      return null
    }
  })
  connection.function('name_tokens', { deterministic: true }, (username: string, displayName: string) =>
    JSON.stringify(nameTokens({ username, displayName })))
  connection.function('sort_key', { deterministic: true }, sortKey)
}
