import type { FileStore, OwnFile, Poster, Served } from '#domain/files/files.ts'
import { isListed, numberVisible } from '#store/sqlite/conversations/visibility.ts'
import type { Database } from '#store/sqlite/database.ts'
import type { ChangeFile } from '#store/sqlite/messages/messages-change.ts'
import type { GroupCommit } from '#store/sqlite/group-commit.ts'
import { listed, rowsToRead, timePlace, timePlaceOf } from '#store/sqlite/paging.ts'
import type { Transaction } from '#store/sqlite/transaction.ts'
import type { FileAdding } from './file-adding.ts'
import { FILE_COLUMNS, fileOf, type FileRow } from './file-rows.ts'

interface OwnRow extends FileRow { readonly at: number, readonly isSent: number }
interface ListRead { readonly userId: string, readonly at: number, readonly id: string, readonly limit: number }
interface Look { readonly userId: string, readonly id: string }

/** Of a file that is deleted. */
const UNKNOWN_TYPE = 'application/octet-stream'
/** Holders of the sums: all together, and nobody. */
const ALL = ''

/** SQL: `f` has bytes that the user may see: unsent their own, then those of a message within one of their periods. */
const VISIBLE = `f.hash IS NOT NULL AND ((f.is_sent = 0 AND f.owner_id = @userId) OR EXISTS (
  SELECT 1 FROM message_files AS x WHERE x.file_id = f.id AND ${numberVisible('x.no', 'x.conversation_id', '@userId')}
    AND ${isListed('x.conversation_id', '@userId')}))`

/** `FileStore`. Triggers count what each change holds. */
export function sqliteFiles (
  database: Database, commits: GroupCommit, { add, keepPreviews, changeFile }: FileAdding & { readonly changeFile: ChangeFile }
): FileStore {
  const expectBlob = database.statement<[string, number, number]>(`
    INSERT INTO blobs (hash, size, kept_at) VALUES (?, ?, ?) ON CONFLICT (hash) DO UPDATE SET kept_at = excluded.kept_at`)
  const spare = database.statement<[string]>('DELETE FROM doomed_blobs WHERE hash = ?')
  const setPoster = database.statement<[Look & { readonly hash: string }]>(`
    UPDATE files SET poster_hash = @hash, charged = size + (SELECT b.size FROM blobs AS b WHERE b.hash = @hash)
    WHERE id = @id AND owner_id = @userId AND is_sent = 0 AND type LIKE 'video/%'`)
  const sum = database.statement<[string], { bytes: number }>('SELECT bytes FROM stored_bytes WHERE holder = ?')
  const served = database.statement<[Look], Served>(`
    SELECT f.hash, f.size, f.type, f.name FROM files AS f WHERE f.id = @id AND ${VISIBLE}`)
  const preview = database.statement<[Look & { readonly size: string }], Served>(`
    SELECT p.preview_hash AS hash, b.size, p.type, f.name FROM files AS f
      JOIN previews AS p ON p.hash = ifnull(f.poster_hash, f.hash) AND p.size = @size JOIN blobs AS b ON b.hash = p.preview_hash
    WHERE f.id = @id AND ${VISIBLE}`)
  const own = `SELECT ${FILE_COLUMNS}, f.at, f.is_sent AS isSent FROM files AS f`
  const one = database.statement<[Look], OwnRow>(`${own} WHERE f.id = @id AND f.owner_id = @userId AND f.hash IS NOT NULL`)
  const page = database.statement<[ListRead], OwnRow>(`
    ${own} WHERE f.owner_id = @userId AND (f.at, f.id) < (@at, @id) AND f.hash IS NOT NULL
    ORDER BY f.at DESC, f.id DESC LIMIT @limit`)

  const removeUnsent = database.statement<[string, string]>('DELETE FROM files WHERE id = ? AND owner_id = ? AND is_sent = 0')
  const empty = database.statement<[string]>(`
    UPDATE files SET hash = NULL, poster_hash = NULL, name = '', type = '${UNKNOWN_TYPE}', size = 0, charged = 0, width = NULL, height = NULL,
      animated = 0, duration_ms = NULL, alt = NULL, peaks = NULL WHERE id = ?`)

  function remove (transaction: Transaction, userId: string, id: string, at: number): boolean {
    database.erased()
    if (removeUnsent.run(id, userId) > 0) return true
    return one.get({ userId, id }) !== undefined && changeFile(transaction, { userId, fileId: id }, at, () => { empty.run(id) })
  }

  function replacePoster (userId: string, id: string, poster: Poster): boolean {
    if (setPoster.run({ hash: poster.hash, id, userId }) === 0) return false
    keepPreviews(poster.hash, poster.previews)
    return true
  }

  return {
    expect: (blobs, at) => commits.write(() => {
      for (const { hash, size } of blobs) {
        expectBlob.run(hash, size, at)
        spare.run(hash)
      }
    }),

    add: (file, at) => commits.write(() => add(file, at)),
    setPoster: (userId, id, poster) => commits.write(() => replacePoster(userId, id, poster)),
    held: async userId => database.read(() => ({ user: sum.get(userId)?.bytes ?? 0, all: sum.get(ALL)?.bytes ?? 0 })),
    served: async (userId, id) => served.get({ userId, id }) ?? null,
    preview: async (userId, id, size) => preview.get({ userId, id, size }) ?? null,

    mine: async (userId, list) => {
      const rows = page.all({ userId, ...timePlaceOf(list.after), limit: rowsToRead(list) })
      return listed(rows.map(ownOf), list, timePlace)
    },

    remove: (userId, id, at) => commits.write(transaction => remove(transaction, userId, id, at)),

    own: async (userId, id) => {
      const row = one.get({ userId, id })
      return row === undefined ? null : ownOf(row)
    }
  }
}

function ownOf (row: OwnRow): OwnFile {
  return { ...fileOf(row), at: row.at, sent: row.isSent === 1 }
}
