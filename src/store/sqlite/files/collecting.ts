import type { CheckingStore } from '#domain/files/checking.ts'
import type { CollectingStore } from '#domain/files/collecting.ts'
import type { Database } from '#store/sqlite/database.ts'
import type { GroupCommit } from '#store/sqlite/group-commit.ts'

/** `CollectingStore` and `CheckingStore`. */
export function sqliteCollecting (database: Database, commits: GroupCommit): CollectingStore & CheckingStore {
  const dropUnsent = database.statement<[number, number]>(`
    DELETE FROM files WHERE id IN (
      SELECT f.id FROM files AS f WHERE f.is_sent = 0 AND f.at < ?
        AND NOT EXISTS (SELECT 1 FROM bounce_files AS b WHERE b.file_id = f.id)
      ORDER BY f.at LIMIT ?)`)
  const idle = database.statement<[number, number], { id: string }>('SELECT id FROM uploads WHERE touched_at < ? ORDER BY touched_at LIMIT ?')
  const unnamed = database.statement<[number, number], { hash: string }>(`
    SELECT hash FROM blobs WHERE named = 0 AND kept_at < ? ORDER BY kept_at LIMIT ?`)
  const doom = database.statement<[string]>('INSERT INTO doomed_blobs (hash) VALUES (?) ON CONFLICT DO NOTHING')
  const remove = database.statement<[string]>('DELETE FROM blobs WHERE hash = ?')
  const doomed = database.statement<[number], { hash: string }>("SELECT hash FROM doomed_blobs WHERE hash > '' ORDER BY hash LIMIT ?")
  const forget = database.statement<[string]>('DELETE FROM doomed_blobs WHERE hash = ?')

  const after = database.statement<[string, number], { hash: string, size: number }>(`
    SELECT hash, size FROM blobs WHERE hash > ? AND named > 0 ORDER BY hash LIMIT ?`)

  return {
    blobs: async (from, limit) => after.all(from, limit),
    dropUnsent: (before, limit) => commits.write(() => dropUnsent.run(before, limit)),
    idleUploads: async (before, limit) => idle.all(before, limit).map(({ id }) => id),
    doomed: async limit => doomed.all(limit).map(({ hash }) => hash),
    forget: hashes => commits.write(() => { for (const hash of hashes) forget.run(hash) }),

    doom: (before, limit) => commits.write(() => {
      for (const { hash } of unnamed.all(before, limit)) {
        doom.run(hash)
        remove.run(hash)
      }
    })
  }
}
