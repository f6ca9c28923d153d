import type { NewUpload, StoredUpload, UploadStore } from '#domain/files/uploads.ts'
import type { Database } from '#store/sqlite/database.ts'
import type { GroupCommit } from '#store/sqlite/group-commit.ts'
import type { FileAdding } from './file-adding.ts'
import { FILE_COLUMNS, fileOf, type FileRow } from './file-rows.ts'

interface Row {
  readonly id: string
  readonly ownerId: string
  readonly clientId: string | null
  readonly name: string
  readonly size: number
  readonly alt: string | null
  /** JSON. */
  readonly peaks: string | null
  readonly keepsOriginal: number
  readonly received: number
  readonly fileId: string | null
}

const COLUMNS = `u.id, u.owner_id AS ownerId, u.client_id AS clientId, u.name, u.size, u.alt, u.peaks, u.keeps_original AS keepsOriginal,
  u.received, u.file_id AS fileId`

/** `UploadStore`. */
export function sqliteUploads (database: Database, commits: GroupCommit, { add }: FileAdding): UploadStore {
  const insert = database.statement<[Record<string, string | number | null>]>(`
    INSERT INTO uploads (id, owner_id, client_id, name, size, alt, peaks, keeps_original, reserved, touched_at)
    VALUES (@id, @ownerId, @clientId, @name, @size, @alt, @peaks, @keepsOriginal, @size, @at)`)
  const byId = database.statement<[string, string], Row>(`SELECT ${COLUMNS} FROM uploads AS u WHERE u.id = ? AND u.owner_id = ?`)
  const byClientId = database.statement<[string, string], Row>(`SELECT ${COLUMNS} FROM uploads AS u WHERE u.client_id = ? AND u.owner_id = ?`)
  const count = database.statement<[string], { n: number }>('SELECT count(*) AS n FROM uploads WHERE owner_id = ? AND file_id IS NULL')
  const advance = database.statement<[number, number, string]>('UPDATE uploads SET received = ?, touched_at = ? WHERE id = ?')
  const finish = database.statement<[string, number, string]>('UPDATE uploads SET file_id = ?, reserved = 0, touched_at = ? WHERE id = ?')
  const remove = database.statement<[string]>('DELETE FROM uploads WHERE id = ?')
  const fileById = database.statement<[string], FileRow>(`SELECT ${FILE_COLUMNS} FROM files AS f WHERE f.id = ?`)

  function stored ({ clientId, alt, peaks, keepsOriginal, fileId, ...row }: Row): StoredUpload {
    const file = fileId === null ? undefined : fileById.get(fileId)
    return {
      ...row,
      ...(clientId !== null && { clientId }),
      ...(alt !== null && { alt }),
      ...(peaks !== null && { peaks: JSON.parse(peaks) as number[] }),
      keepsOriginal: keepsOriginal === 1,
      file: file === undefined ? null : fileOf(file)
    }
  }

  function begin (upload: NewUpload, max: number, at: number): StoredUpload | 'too-many' {
    const { id, ownerId, clientId = null, name, size, alt = null, peaks, keepsOriginal } = upload
    const before = clientId === null ? undefined : byClientId.get(clientId, ownerId)
    if (before !== undefined) return stored(before)
    if ((count.get(ownerId)?.n ?? 0) >= max) return 'too-many'
    const json = peaks === undefined ? null : JSON.stringify(peaks)
    insert.run({ id, ownerId, clientId, name, size, alt, peaks: json, keepsOriginal: keepsOriginal ? 1 : 0, at })
    return { ...upload, received: 0, file: null }
  }

  function storedIf (row: Row | undefined): StoredUpload | null {
    return row === undefined ? null : stored(row)
  }

  return {
    begin: (upload, max, at) => commits.write(() => begin(upload, max, at)),
    find: async (userId, id) => storedIf(byId.get(id, userId)),
    findBegun: async (userId, clientId) => storedIf(byClientId.get(clientId, userId)),
    advance: (id, to, at) => commits.write(() => { advance.run(to, at, id) }),
    remove: id => commits.write(() => { remove.run(id) }),

    finish: (id, file, at) => commits.write(() => {
      const added = add(file, at)
      finish.run(added.id, at, id)
      return added
    })
  }
}
