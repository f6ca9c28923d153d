import type BetterSqlite3 from 'better-sqlite3'
import { checkTimeZone } from '#domain/account/settings.ts'
import { nameTokens, sortKey } from '#domain/people/names.ts'
import { singleLine } from '#domain/people/users.ts'
import { StoreError } from '#domain/store.ts'

/** Brings a database to the newest schema, one immediate transaction a migration. Throws StoreError `newer` before it changes anything. */
export function migrate (connection: BetterSqlite3.Database, migrations: readonly string[]): void {
  const version = Number(connection.pragma('user_version', { simple: true }))
  if (version > migrations.length) {
    throw new StoreError('newer', `${connection.name} was written by a newer version of Holdline (schema ${version}; this program knows ${migrations.length}). Use that version, or a backup.`)
  }
  lendFunctions(connection)
  // Lets a migration rewrite the schema's own text, which is refused at any other time.
  connection.unsafeMode(true)
  try {
    for (const [done, sql] of migrations.entries()) {
      if (done < version) continue
      connection.transaction(() => {
        connection.exec(sql)
        connection.pragma(`user_version = ${done + 1}`)
      }).immediate()
    }
  } finally {
    connection.unsafeMode(false)
  }
}

// Defines SQL functions for migrations, so that old rows are rewritten by the same rules as new ones.
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
