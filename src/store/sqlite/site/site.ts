import type { SiteStore } from '#domain/site/site.ts'
import type { Database } from '#store/sqlite/database.ts'
import type { GroupCommit } from '#store/sqlite/group-commit.ts'

/** Reads and sets values of the site inside a unit of write. */
export function createSiteValues (database: Database) {
  const one = database.statement<[string], { value: string }>('SELECT value FROM site WHERE key = ?')
  const set = database.statement<[string, string, number]>(`
    INSERT INTO site (key, value, changed_at) VALUES (?, ?, ?)
    ON CONFLICT (key) DO UPDATE SET value = excluded.value, changed_at = excluded.changed_at`)
  const remove = database.statement<[string]>('DELETE FROM site WHERE key = ?')

  return {
    get: (key: string): string | undefined => one.get(key)?.value,

    /** Null removes the key. */
    set (values: Readonly<Record<string, string | null>>, at: number): void {
      for (const [key, value] of Object.entries(values)) {
        if (value === null) remove.run(key)
        else set.run(key, value, at)
      }
    }
  }
}

export function sqliteSite (database: Database, commits: GroupCommit): SiteStore {
  const all = database.statement<[], { key: string, value: string }>('SELECT key, value FROM site')
  const setOnce = database.statement<[string, string, number]>('INSERT INTO site (key, value, changed_at) VALUES (?, ?, ?) ON CONFLICT (key) DO NOTHING')
  const values = createSiteValues(database)

  return {
    all: async () => new Map(all.all().map(({ key, value }) => [key, value])),

    set: (wanted, at) => commits.write(() => values.set(wanted, at)),

    setOnce: (key, value, at) => commits.write(() => {
      setOnce.run(key, value, at)
      return values.get(key) ?? value
    })
  }
}
