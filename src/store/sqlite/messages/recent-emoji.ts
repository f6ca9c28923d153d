import { RECENT_MAX, type RecentEmojiStore } from '#domain/messages/emoji.ts'
import type { Database } from '#store/sqlite/database.ts'
import type { GroupCommit } from '#store/sqlite/group-commit.ts'

/** Notes which emoji somebody used. Use it inside a unit of write. */
export function createUsedEmoji (database: Database) {
  const note = database.statement<[string, string, number]>(`
    INSERT INTO recent_emoji (user_id, emoji, used_at) VALUES (?, ?, ?)
    ON CONFLICT (user_id, emoji) DO UPDATE SET used_at = excluded.used_at`)
  const drop = database.statement<[string, string, number]>(`
    DELETE FROM recent_emoji WHERE user_id = ? AND emoji IN
      (SELECT emoji FROM recent_emoji WHERE user_id = ? ORDER BY used_at DESC, emoji LIMIT -1 OFFSET ?)`)

  return (userId: string, emoji: string, at: number): void => {
    note.run(userId, emoji, at)
    drop.run(userId, userId, RECENT_MAX)
  }
}

export function sqliteRecentEmoji (database: Database, commits: GroupCommit): RecentEmojiStore {
  const note = createUsedEmoji(database)
  const recent = database.statement<[string, number], { emoji: string }>(
    'SELECT emoji FROM recent_emoji WHERE user_id = ? ORDER BY used_at DESC, emoji LIMIT ?')

  return {
    recent: async (userId, limit) => recent.all(userId, limit).map(({ emoji }) => emoji),
    used: (userId, emoji, at) => commits.write(() => { note(userId, emoji, at) })
  }
}
