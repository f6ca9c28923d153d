import type { Mode, Session, SessionStore } from '#domain/account/sessions.ts'
import { listed, rowsToRead, timePlace, timePlaceOf, type TimePlace } from '#store/sqlite/paging.ts'
import { ACCOUNT_COLUMNS, accountOf, type AccountRow } from './account-rows.ts'
import type { Database } from '#store/sqlite/database.ts'
import type { GroupCommit } from '#store/sqlite/group-commit.ts'
import type { Repeats } from '#store/sqlite/site/repeats.ts'
import { createNameTokens } from '#store/sqlite/people/name-tokens.ts'
import { createSessionEndings } from './session-endings.ts'

const COLUMNS = `s.id, s.user_id AS userId, s.kind, s.created_at AS createdAt, s.last_seen_at AS lastSeenAt, s.user_agent AS userAgent, s.address,
  s.form_secret AS formSecret, s.label, s.mode, s.held_max AS heldMax`

export function sqliteSessions (database: Database, commits: GroupCommit, repeats: Repeats): SessionStore {
  const endings = createSessionEndings(database)
  const active = database.statement<[string], { deletesAt: number | null }>(`
    SELECT a.deletes_at AS deletesAt FROM accounts a JOIN users u ON u.id = a.user_id WHERE u.id = ? AND a.disabled_at IS NULL AND u.deleted_at IS NULL`)
  const keepAccount = database.statement<[string]>('UPDATE accounts SET deletes_at = NULL WHERE user_id = ?')
  const setTokens = createNameTokens(database)
  const isPassword = database.statement<[string, string], { one: number }>('SELECT 1 AS one FROM accounts WHERE user_id = ? AND password_hash = ?')
  const count = database.statement<[string, string], { n: number }>('SELECT count(*) AS n FROM sessions WHERE user_id = ? AND kind = ?')
  const add = database.statement<[string, Buffer, string, string, string, number, number, string, string, string | null, Mode]>(`
    INSERT INTO sessions (id, token_hash, user_id, kind, form_secret, created_at, last_seen_at, user_agent, address, label, mode)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`)
  const byHash = database.statement<[Buffer], Session & AccountRow>(`
    SELECT ${COLUMNS}, ${ACCOUNT_COLUMNS}
    FROM sessions s JOIN accounts a ON a.user_id = s.user_id JOIN users u ON u.id = s.user_id
    WHERE s.token_hash = ? AND a.disabled_at IS NULL AND u.deleted_at IS NULL`)
  const ofUser = database.statement<[TimePlace & { userId: string, kind: string, limit: number }], Session>(`
    SELECT ${COLUMNS} FROM sessions s
    WHERE s.user_id = @userId AND s.kind = @kind AND (s.created_at, s.id) < (+@at, +@id)
    ORDER BY s.created_at DESC, s.id DESC LIMIT @limit`)
  const byId = database.statement<[string], Session>(`SELECT ${COLUMNS} FROM sessions s WHERE s.id = ?`)
  const change = database.statement<[Mode, number | null, string]>('UPDATE sessions SET mode = ?, held_max = ? WHERE id = ?')
  const takeLink = database.statement<[Buffer, string, number]>('DELETE FROM device_links WHERE code_hash = ? AND user_id = ? AND expires_at > ?')
  const wasEnded = database.statement<[Buffer], { one: number }>('SELECT 1 AS one FROM ended_sessions WHERE token_hash = ?')
  const forgetEnded = database.statement<[number, number]>(`
    DELETE FROM ended_sessions WHERE token_hash IN (SELECT token_hash FROM ended_sessions WHERE at <= ? ORDER BY at LIMIT ?)`)
  const endOldest = database.statement<[{ userId: string, max: number }], { id: string }>(`
    DELETE FROM sessions WHERE id IN (
      SELECT id FROM sessions WHERE user_id = @userId AND kind = 'cookie' ORDER BY last_seen_at DESC, created_at DESC, id LIMIT -1 OFFSET @max)
    RETURNING id`)
  const seen = database.statement<[{ at: number, id: string }]>('UPDATE sessions SET last_seen_at = @at WHERE id = @id AND last_seen_at < @at')
  const endIdle = database.statement<[number, number], { id: string }>(`
    DELETE FROM sessions WHERE id IN (SELECT id FROM sessions WHERE last_seen_at <= ? ORDER BY last_seen_at LIMIT ?) RETURNING id`)

  return {
    start: (session, { max = Infinity, by, passwordHash, link, once }) => commits.write(transaction => {
      const { id, userId, kind, createdAt, lastSeenAt } = session
      const account = active.get(userId)
      // The password alone keeps an account that is to be deleted.
      if (account === undefined || (account.deletesAt !== null && passwordHash === undefined)) return 'inactive'
      if (passwordHash !== undefined && isPassword.get(userId, passwordHash) === undefined) return 'outdated'
      if (link !== undefined && takeLink.run(link, userId, createdAt) === 0) return 'link-over'
      if (by !== undefined && byId.get(by) === undefined) return 'over'
      const repeat = once === undefined ? null : repeats.find(once)
      if (repeat !== null) return repeat === 'reused' ? 'reused' : { first: byId.get(repeat.result) ?? null }
      if ((count.get(userId, kind)?.n ?? 0) >= max) return 'full'
      if (account.deletesAt !== null) {
        keepAccount.run(userId)
        setTokens(userId)
      }
      const { tokenHash, formSecret, userAgent, address, label, mode } = session
      add.run(id, tokenHash, userId, kind, formSecret, createdAt, lastSeenAt, userAgent, address, label, mode)
      transaction.tellUser(userId, { type: 'session', sessionId: id, change: 'started' }, createdAt)
      if (once !== undefined) repeats.keep(once, id, createdAt)
      return 'started'
    }),

    async byTokenHash (tokenHash) {
      const row = byHash.get(tokenHash)
      return row === undefined ? null : { session: sessionOf(row), account: accountOf(row) }
    },

    async list (userId, kind, page) {
      const rows = ofUser.all({ userId, kind, ...timePlaceOf(page.after), limit: rowsToRead(page) })
      return listed(rows, page, ({ createdAt, id }) => timePlace({ at: createdAt, id }))
    },

    change: (id, wanted) => commits.write(() => {
      const before = byId.get(id)
      if (before === undefined) return null
      const session = { ...before, ...wanted }
      change.run(session.mode, session.heldMax, id)
      return session
    }),

    end: (userId, which, at, once) => commits.write(transaction => {
      const ended = endings.end(transaction, userId, which, at)
      if (once !== undefined && ended.length > 0) repeats.keep(once, '', at)
      return ended
    }),

    wasEnded: async tokenHash => wasEnded.get(tokenHash) !== undefined,

    endOldest: (userId, max, at) => commits.write(transaction => endings.told(transaction, userId, endOldest.all({ userId, max }), at)),

    seen: uses => commits.write(() => {
      for (const use of uses) seen.run(use)
    }),

    endIdle: (before, max) => commits.write(() => {
      forgetEnded.run(before, max)
      return endIdle.all(before, max).map(row => row.id)
    })
  }
}

// Drops the other columns of the row.
function sessionOf ({ id, userId, kind, createdAt, lastSeenAt, userAgent, address, formSecret, label, mode, heldMax }: Session): Session {
  return { id, userId, kind, createdAt, lastSeenAt, userAgent, address, formSecret, label, mode, heldMax }
}
