import type { Test } from 'tap'
import Sqlite from 'better-sqlite3'

interface FileRow {
  readonly id: string
  readonly name?: string
  readonly type?: string
  readonly size?: number
  readonly width?: number
  readonly height?: number
}

/** Names files in the database of a world, for tests that need no bytes. They are unsent. */
export function filesBeside (t: Test, path: string) {
  const file = new Sqlite(path)
  t.teardown(() => file.close())
  const blob = file.prepare('INSERT INTO blobs (hash, size, kept_at) VALUES (?, ?, 0)')
  const row = file.prepare(`INSERT INTO files (id, owner_id, name, type, size, hash, width, height, charged, at)
    VALUES (@id, @ownerId, @name, @type, @size, @hash, @width, @height, @size, 0)`)
  return {
    add (ownerId: string, { id, name = `${id}.txt`, type = 'text/plain', size = 1_000, width, height }: FileRow): string {
      blob.run(`hash-${id}`, size)
      row.run({ id, ownerId, name, type, size, hash: `hash-${id}`, width: width ?? null, height: height ?? null })
      return id
    },
    count: (table: 'files' | 'message_files') => file.prepare(`SELECT count(*) FROM ${table}`).pluck().get() as number
  }
}
