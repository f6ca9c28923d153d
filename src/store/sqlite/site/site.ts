import type { SiteStore } from '#domain/site/site.ts'
import type { Database } from '#store/sqlite/database.ts'
import type { GroupCommit } from '#store/sqlite/group-commit.ts'

export function sqliteSite (database: Database, commits: GroupCommit): SiteStore {
  const all = database.statement<[], { key: string, value: string }>('SELECT key, value FROM site')
  const one = database.statement<[string], { value: string }>('SELECT value FROM site WHERE key = ?')
  const set = database.statement<[string, string, number]>(`
    INSERT INTO site (key, value, changed_at) VALUES (?, ?, ?)
    ON CONFLICT (key) DO UPDATE SET value = excluded.value, changed_at = excluded.changed_at`)
  const setOnce = database.statement<[string, string, number]>('INSERT INTO site (key, value, changed_at) VALUES (?, ?, ?) ON CONFLICT (key) DO NOTHING')
  const remove = database.statement<[string]>('DELETE FROM site WHERE key = ?')
  const take = database.statement<[string, string]>('DELETE FROM site WHERE key = ? AND value = ?')

  return {
    all: async () => new Map(all.all().map(({ key, value }) => [key, value])),

    set: (values, at) => commits.write(() => {
      for (const [key, value] of Object.entries(values)) {
        if (value === null) remove.run(key)
        else set.run(key, value, at)
      }
    }),

    take: (key, value) => commits.write(() => take.run(key, value) > 0),

    setOnce: (key, value, at) => commits.write(() => {
      setOnce.run(key, value, at)
      return one.get(key)?.value ?? value
    })
  }
}
