import type { Database } from '#store/sqlite/database.ts'

export type MessageFiles = ReturnType<typeof createMessageFiles>

/** Files of messages, for units of write that send, forward and recall. Reading is `MESSAGE_FILES`. */
export function createMessageFiles (database: Database) {
  const unsent = database.statement<[string, string], { n: number }>(`
    SELECT count(*) AS n FROM json_each(?) AS given CROSS JOIN files AS f
    WHERE f.id = given.value AND f.owner_id = ? AND f.is_sent = 0`)
  const add = database.statement<[string, number, number, string]>(`
    INSERT INTO message_files (conversation_id, no, position, file_id) VALUES (?, ?, ?, ?)`)
  const drop = database.statement<[string, number]>('DELETE FROM message_files WHERE conversation_id = ? AND no = ?')

  return {
    /** Whether each of these is a file of the user that no message has yet. A repeated id counts twice, and is refused by that. */
    areUnsent: (userId: string, ids: readonly string[]): boolean =>
      new Set(ids).size === ids.length && unsent.get(JSON.stringify(ids), userId)?.n === ids.length,

    /** Gives files to a message that is in its table already. They count as sent from then on. */
    attach (conversationId: string, no: number, ids: readonly string[]): void {
      for (const [position, id] of ids.entries()) add.run(conversationId, no, position, id)
    },

    /** Takes the files of a message away: they are gone for everybody, and their bytes with the last that names them. */
    drop: (conversationId: string, no: number): void => { drop.run(conversationId, no) }
  }
}
