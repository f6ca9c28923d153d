import type { Database } from '#store/sqlite/database.ts'

/** Rows deleted in one unit: a millisecond or two. */
const ROWS_AT_ONCE = 500

/** Tables with rows of one person alone, which go with the account: the column with the person's id, and the primary key. */
export const OWN_ROWS: ReadonlyArray<readonly [table: string, column: string, key: string]> = [
  ['blocks', 'holder_id', 'holder_id, user_id'],
  ['blocks', 'user_id', 'holder_id, user_id'],
  ['bounces', 'sender_id', 'sender_id, client_id'],
  ['conversation_settings', 'user_id', 'user_id, conversation_id'],
  ['device_links', 'user_id', 'id'],
  ['group_invitations', 'by_id', 'id'],
  ['group_invitations', 'user_id', 'id'],
  ['join_requests', 'user_id', 'id'],
  ['labels', 'holder_id', 'id'],
  ['mentions', 'user_id', 'user_id, conversation_id, no'],
  ['name_tokens', 'user_id', 'token, user_id'],
  ['recent_emoji', 'user_id', 'user_id, emoji'],
  ['sessions', 'user_id', 'id'],
  ['stars', 'user_id', 'user_id, conversation_id, no'],
  ['written', 'user_id', 'user_id']
]

/** Files of one person, unless a message has them: those stay with it. Uploads end as if they had been idle for long, bytes and all. */
const DROP_UNSENT = 'DELETE FROM files WHERE id IN (SELECT id FROM files WHERE is_sent = 0 AND owner_id = ? LIMIT ?)'
const END_UPLOADS = 'UPDATE uploads SET touched_at = 0 WHERE id IN (SELECT id FROM uploads WHERE owner_id = ? AND touched_at > 0 LIMIT ?)'

/** Returns what deletes a slice of these rows; true when none is left. */
export function createOwnRows (database: Database): (userId: string) => boolean {
  const forgetMaker = database.statement<[string, number]>(`
    UPDATE invites SET made_by = NULL WHERE id IN (SELECT id FROM invites WHERE made_by = ? LIMIT ?)`)
  const deletes = OWN_ROWS.map(([table, column, key]) => database.statement<[string, number]>(`
    DELETE FROM ${table} WHERE (${key}) IN (SELECT ${key} FROM ${table} WHERE ${column} = ? LIMIT ?)`))
  const endings = [DROP_UNSENT, END_UPLOADS].map(sql => database.statement<[string, number]>(sql))

  return userId => {
    for (const remove of [...deletes, ...endings]) if (remove.run(userId, ROWS_AT_ONCE) > 0) return false
    return forgetMaker.run(userId, ROWS_AT_ONCE) === 0
  }
}
