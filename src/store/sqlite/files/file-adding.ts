import type { File, NewFile, StoredPreview } from '#domain/files/files.ts'
import type { Database } from '#store/sqlite/database.ts'
import { fileOf } from './file-rows.ts'

export type FileAdding = ReturnType<typeof createFileAdding>

/** Rows of new files and of previews, for units of write. Their bytes are expected, and in place. */
export function createFileAdding (database: Database) {
  const insert = database.statement<[Record<string, string | number | null>]>(`
    INSERT INTO files (
      id, owner_id, name, type, size, hash, width, height, animated, duration_ms, alt, peaks, poster_hash, charged, at)
    VALUES (@id, @ownerId, @name, @type, @size, @hash, @width, @height, @animated, @durationMs, @alt, @peaks, @poster,
      @size + ifnull((SELECT size FROM blobs WHERE hash = @poster), 0), @at)`)
  const insertPreview = database.statement<[string, string, string, string]>(`
    INSERT INTO previews (hash, size, type, preview_hash) VALUES (?, ?, ?, ?) ON CONFLICT (hash, size) DO NOTHING`)

  function keepPreviews (hash: string, previews: readonly StoredPreview[]): void {
    for (const { size, type, hash: previewHash } of previews) insertPreview.run(hash, size, type, previewHash)
  }

  function add ({ previews, poster, ...file }: NewFile, at: number): File {
    const { id, ownerId, name, type, size, hash, width = null, height = null, durationMs = null, alt = null } = file
    const peaks = file.peaks === undefined ? null : JSON.stringify(file.peaks)
    const animated = file.animated === true ? 1 : 0
    insert.run({ id, ownerId, name, type, size, hash, width, height, animated, durationMs, alt, peaks, poster: poster?.hash ?? null, at })
    keepPreviews(hash, previews)
    if (poster !== undefined) keepPreviews(poster.hash, poster.previews)
    const hasPoster = poster === undefined ? 0 : 1
    return fileOf({ id, name, type, size, width, height, animated, durationMs, alt, peaks, hasPoster, isDeleted: 0 })
  }

  return { add, keepPreviews }
}
