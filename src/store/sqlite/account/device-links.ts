import type { DeviceLinkStore, FoundLink, StoredLink } from '#domain/account/device-links.ts'
import { ACCOUNT_COLUMNS, accountOf, type AccountRow } from './account-rows.ts'
import type { Database } from '#store/sqlite/database.ts'
import type { GroupCommit } from '#store/sqlite/group-commit.ts'
import type { Repeats } from '#store/sqlite/site/repeats.ts'

export function sqliteDeviceLinks (database: Database, commits: GroupCommit, repeats: Repeats): DeviceLinkStore {
  const columns = 'd.id, d.code_hash AS codeHash, d.created_at AS createdAt, d.expires_at AS expiresAt'
  const isSession = database.statement<[string, string], { one: number }>('SELECT 1 AS one FROM sessions WHERE id = ? AND user_id = ?')
  const forgetOver = database.statement<[string, number]>('DELETE FROM device_links WHERE user_id = ? AND expires_at <= ?')
  const count = database.statement<[string], { n: number }>('SELECT count(*) AS n FROM device_links WHERE user_id = ?')
  const add = database.statement<[string, Buffer, string, string, number, number]>(`
    INSERT INTO device_links (id, code_hash, user_id, made_by, created_at, expires_at) VALUES (?, ?, ?, ?, ?, ?)`)
  const byId = database.statement<[string], StoredLink>(`SELECT ${columns} FROM device_links AS d WHERE d.id = ?`)
  // As many as `make` lets a user have.
  const ofUser = database.statement<[string, number], StoredLink>(`
    SELECT ${columns} FROM device_links AS d WHERE d.user_id = ? AND d.expires_at > ? ORDER BY d.created_at DESC, d.id DESC`)
  const byCode = database.statement<[Buffer, number], Omit<FoundLink, 'account'> & AccountRow>(`
    SELECT d.created_at AS madeAt, s.user_agent AS madeIn, ${ACCOUNT_COLUMNS}
    FROM device_links AS d JOIN sessions AS s ON s.id = d.made_by JOIN accounts AS a ON a.user_id = d.user_id JOIN users AS u ON u.id = d.user_id
    WHERE d.code_hash = ? AND d.expires_at > ? AND a.disabled_at IS NULL AND u.deleted_at IS NULL`)
  const end = database.statement<[string, string]>('DELETE FROM device_links WHERE id = ? AND user_id = ?')

  return {
    make: ({ userId, by, link, max, once }) => commits.write(() => {
      if (isSession.get(by, userId) === undefined) return 'over'
      const repeat = once === undefined ? null : repeats.find(once)
      if (repeat !== null) return repeat === 'reused' ? 'reused' : byId.get(repeat.result) ?? 'gone'
      forgetOver.run(userId, link.createdAt)
      if ((count.get(userId)?.n ?? 0) >= max) return 'full'
      add.run(link.id, link.codeHash, userId, by, link.createdAt, link.expiresAt)
      if (once !== undefined) repeats.keep(once, link.id, link.createdAt)
      return link
    }),

    list: async (userId, at) => ofUser.all(userId, at),

    async find (codeHash, at) {
      const row = byCode.get(codeHash, at)
      return row === undefined ? null : { madeAt: row.madeAt, madeIn: row.madeIn, account: accountOf(row) }
    },

    revoke: (userId, id) => commits.write(() => end.run(id, userId) > 0)
  }
}
