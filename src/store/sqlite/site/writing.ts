import type { Spent, WritingStore } from '#domain/site/writing.ts'
import type { Database } from '#store/sqlite/database.ts'
import type { GroupCommit } from '#store/sqlite/group-commit.ts'

export function sqliteWriting (database: Database, commits: GroupCommit): WritingStore {
  const since = database.statement<[number], Spent>('SELECT user_id AS userId, bytes, at FROM written WHERE at > ?')
  const save = database.statement<[number, number, string]>(`
    INSERT INTO written (user_id, bytes, at) SELECT id, ?, ? FROM users WHERE id = ? AND deleted_at IS NULL
    ON CONFLICT (user_id) DO UPDATE SET bytes = excluded.bytes, at = excluded.at`)

  return {
    since: async at => since.all(at),
    save: spent => commits.write(() => {
      for (const { userId, bytes, at } of spent) save.run(bytes, at, userId)
    })
  }
}
