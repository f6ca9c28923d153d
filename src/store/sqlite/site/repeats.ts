import { REPEATS_MAX, type Once, type Repeat, type RepeatStore } from '#domain/site/repeats.ts'
import type { Database } from '#store/sqlite/database.ts'
import type { GroupCommit } from '#store/sqlite/group-commit.ts'

/** Rows dropped in one unit: a millisecond. */
const TRIM_AT_ONCE = 500

export type Repeats = ReturnType<typeof createRepeats>

/** Reads and keeps first results, for units of write that do so themselves. */
export function createRepeats (database: Database) {
  const find = database.statement<[string, string], { hash: string, result: string }>('SELECT hash, result FROM repeats WHERE caller = ? AND id = ?')
  const add = database.statement<[string, string, string, string, number]>(`
    INSERT INTO repeats (caller, id, hash, result, at) VALUES (?, ?, ?, ?, ?) ON CONFLICT (caller, id) DO UPDATE SET hash = excluded.hash, result = excluded.result, at = excluded.at`)
  const dropBeyond = database.statement<[string, string]>(`
    DELETE FROM repeats WHERE caller = ? AND id IN (
      SELECT id FROM repeats WHERE caller = ? ORDER BY at DESC, id DESC LIMIT -1 OFFSET ${REPEATS_MAX})`)

  return {
    find ({ caller, id, hash }: Once): Repeat | null {
      const row = find.get(caller, id)
      if (row === undefined) return null
      return row.hash === hash ? { result: row.result } : 'reused'
    },

    keep ({ caller, id, hash }: Once, result: string, at: number): void {
      add.run(caller, id, hash, result, at)
      dropBeyond.run(caller, caller)
    }
  }
}

export function sqliteRepeats (database: Database, commits: GroupCommit, repeats: Repeats): RepeatStore {
  const trim = database.statement<[number, number]>(`
    DELETE FROM repeats WHERE (caller, id) IN (SELECT caller, id FROM repeats WHERE at < ? ORDER BY at LIMIT ?)`)

  return {
    find: async once => repeats.find(once),
    keep: (once, result, at) => commits.write(() => repeats.keep(once, result, at)),

    async trim (before) {
      let dropped
      do dropped = await commits.write(() => trim.run(before, TRIM_AT_ONCE))
      while (dropped === TRIM_AT_ONCE)
    }
  }
}
