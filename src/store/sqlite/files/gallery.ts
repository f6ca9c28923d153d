import { LOOKED_AT_MAX, type FilePlace, type GalleryLook, type GalleryStore, type SharedFile } from '#domain/files/gallery.ts'
import { folded } from '#domain/messages/search/folded-text.ts'
import type { Listed } from '#domain/lists.ts'
import type { UserRef } from '#domain/people/users.ts'
import { numberVisible } from '#store/sqlite/conversations/visibility.ts'
import type { Database } from '#store/sqlite/database.ts'
import { listed, notAPlace, rowsToRead } from '#store/sqlite/paging.ts'
import { FILE_COLUMNS, fileOf, type FileRow } from './file-rows.ts'

/** Rows of one read while a name is looked for. */
const STEP = 500

/** A place in the list: a file of a message. */
interface Place { readonly at: number, readonly no: number, readonly position: number }
interface Candidate extends Place { readonly fileId: string, readonly name: string }
interface Read extends Place {
  readonly userId: string
  readonly conversationId: string
  readonly shelf: string
  readonly since: number
  readonly limit: number
}
interface SharedRow extends FileRow {
  readonly no: number
  readonly at: number
  readonly senderId: string
  readonly username: string
  readonly displayName: string
}

const VISIBLE = numberVisible('x.no', 'x.conversation_id', '@userId')

/** SQL: the id of the picture next to file `here` on one side. */
function neighbour (side: '<' | '>', order: 'ASC' | 'DESC'): string {
  return `(SELECT x.file_id FROM message_files AS x CROSS JOIN files AS f ON f.id = x.file_id
    WHERE x.conversation_id = here.conversation_id AND x.shelf = 'pictures' AND (x.at, x.no, x.position) ${side} (here.at, here.no, here.position)
      AND f.hash IS NOT NULL AND ${VISIBLE}
    ORDER BY x.at ${order}, x.no ${order}, x.position ${order} LIMIT 1)`
}

/** `GalleryStore`. The shelf of a file is noted when a message gets it. */
export function sqliteGallery (database: Database): GalleryStore {
  const lastPeriod = database.statement<[string, string], { removed: number }>(`
    SELECT removed FROM memberships WHERE conversation_id = ? AND user_id = ? ORDER BY joined_seq DESC LIMIT 1`)
  const candidates = database.statement<[Read], Candidate>(`
    SELECT x.file_id AS fileId, x.at, x.no, x.position, f.name FROM message_files AS x CROSS JOIN files AS f ON f.id = x.file_id
    WHERE x.conversation_id = @conversationId AND x.shelf = @shelf AND (x.at, x.no, x.position) < (@at, @no, @position) AND x.at >= @since
      AND f.hash IS NOT NULL AND ${VISIBLE}
    ORDER BY x.at DESC, x.no DESC, x.position DESC LIMIT @limit`)
  const one = database.statement<[string], SharedRow>(`
    SELECT ${FILE_COLUMNS}, x.no, m.at, u.id AS senderId, u.username, u.display_name AS displayName
    FROM message_files AS x JOIN files AS f ON f.id = x.file_id
      JOIN messages AS m ON m.conversation_id = x.conversation_id AND m.no = x.no JOIN users AS u ON u.id = m.sender_id
    WHERE x.file_id = ?`)

  const place = database.statement<[{ readonly userId: string, readonly conversationId: string, readonly id: string }], FilePlace>(`
    SELECT here.no, ${neighbour('<', 'DESC')} AS previous, ${neighbour('>', 'ASC')} AS next
    FROM (SELECT x.* FROM message_files AS x
      WHERE x.file_id = @id AND x.conversation_id = @conversationId AND ${VISIBLE}) AS here`)

  function find (userId: string, conversationId: string, look: GalleryLook): Listed<SharedFile> {
    const { shelf, since, until, name, after } = look
    const wanted = rowsToRead(look)
    const found: Candidate[] = []
    let place: Place = after === undefined ? { at: until, no: 0, position: 0 } : placeOf(after)
    let lookedAt = 0
    for (;;) {
      const limit = name === '' ? wanted : STEP
      const rows = candidates.all({ userId, conversationId, shelf, since, ...place, at: Math.min(place.at, until), limit })
      for (const row of rows) if (found.length < wanted && (name === '' || folded(row.name).includes(name))) found.push(row)
      lookedAt += rows.length
      const last = rows.at(-1)
      if (found.length === wanted || last === undefined || rows.length < limit) break
      if (lookedAt >= LOOKED_AT_MAX) return { rows: found.flatMap(shared), more: true, next: written(last) }
      place = last
    }
    const { rows, ...rest } = listed(found, look, written)
    return { rows: rows.flatMap(shared), ...rest }
  }

  function shared ({ fileId }: Candidate): SharedFile[] {
    const row = one.get(fileId)
    if (row === undefined) return []
    const { no, at, senderId: id, username, displayName } = row
    const sender: UserRef = { id, username, displayName }
    return [{ file: fileOf(row), no, sender, at }]
  }

  return {
    files: async (userId, conversationId, look) => database.read(() => {
      const period = lastPeriod.get(conversationId, userId)
      return period === undefined || period.removed === 1 ? null : find(userId, conversationId, look)
    }),

    place: async (userId, conversationId, id) => place.get({ userId, conversationId, id }) ?? null
  }
}

function written ({ at, no, position }: Place): string {
  return `${at}.${no}.${position}`
}

/** Parses what `written` wrote. Throws INVALID. */
function placeOf (after: string): Place {
  const [, at, no, position] = /^(\d{1,15})\.(\d{1,15})\.(\d{1,6})$/.exec(after) ?? []
  if (at === undefined || no === undefined || position === undefined) throw notAPlace()
  return { at: Number(at), no: Number(no), position: Number(position) }
}
