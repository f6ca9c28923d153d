import type { File } from '#domain/files/files.ts'
import type { SendRequest } from '#domain/messages/send-requests.ts'
import type { Database } from '#store/sqlite/database.ts'
import { filesJson, filesOf } from './file-rows.ts'

interface Place { readonly conversationId: string, readonly no: number }
interface Copying extends Place { readonly position: number, readonly id: string, readonly ownerId: string, readonly at: number }

/** Files for a new message: ids of its sender's own, or of a message that it is a copy of. */
export type GivenFiles = readonly string[] | NonNullable<SendRequest['copyOf']>

export type MessageFiles = ReturnType<typeof createMessageFiles>

/** Files of messages, for units of write that send, forward and recall. Reading is `filesJson`. */
export function createMessageFiles (database: Database) {
  const unsent = database.statement<[string, string], { n: number }>(`
    SELECT count(*) AS n FROM json_each(?) AS given CROSS JOIN files AS f
    WHERE f.id = given.value AND f.owner_id = ? AND f.is_sent = 0`)
  const add = database.statement<[string, number, number, string]>(`
    INSERT INTO message_files (conversation_id, no, position, file_id) VALUES (?, ?, ?, ?)`)
  const drop = database.statement<[string, number]>('DELETE FROM message_files WHERE conversation_id = ? AND no = ?')
  // The same bytes once more, which count for the owner of the original as long as that is there.
  const copy = database.statement<[Copying]>(`
    INSERT INTO files (id, owner_id, name, type, size, hash, width, height, animated, duration_ms, alt, peaks, poster_hash, charged, at)
    SELECT @id, @ownerId, f.name, f.type, f.size, f.hash, f.width, f.height, f.animated, f.duration_ms, f.alt, f.peaks, f.poster_hash, 0, @at
    FROM message_files AS x JOIN files AS f ON f.id = x.file_id
    WHERE x.conversation_id = @conversationId AND x.no = @no AND x.position = @position AND f.hash IS NOT NULL`)
  const ofMessage = database.statement<[string, number], { files: string | null }>(`
    SELECT ${filesJson('m')} AS files FROM messages AS m WHERE m.conversation_id = ? AND m.no = ?`)

  function copied ({ conversationId, no, fileIds }: NonNullable<SendRequest['copyOf']>, ownerId: string, at: number): string[] {
    return fileIds.filter((id, position) => copy.run({ conversationId, no, position, id, ownerId, at }) > 0)
  }

  return {
    /** Whether each of these is a file of the user that no message has yet. A repeated id counts twice, and is refused by that. */
    areUnsent: (userId: string, ids: readonly string[]): boolean =>
      new Set(ids).size === ids.length && unsent.get(JSON.stringify(ids), userId)?.n === ids.length,

    /** Gives files to a message that is in its table already, and returns them. They count as sent from then on. */
    attach ({ conversationId, no }: Place, senderId: string, given: GivenFiles, at: number): readonly File[] | undefined {
      const ids = 'fileIds' in given ? copied(given, senderId, at) : given
      for (const [position, id] of ids.entries()) add.run(conversationId, no, position, id)
      return filesOf(ofMessage.get(conversationId, no)?.files ?? null)
    },

    /** Takes the files of a message away: they are gone for everybody, and their bytes with the last that names them. */
    drop: (conversationId: string, no: number): void => { drop.run(conversationId, no) }
  }
}
