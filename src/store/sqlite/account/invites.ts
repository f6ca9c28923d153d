import type { Invite, InviteStore } from '#domain/account/invites.ts'
import type { Database } from '#store/sqlite/database.ts'
import type { GroupCommit } from '#store/sqlite/group-commit.ts'

export function sqliteInvites (database: Database, commits: GroupCommit): InviteStore {
  const add = database.statement<[string, Buffer, string | null, number, number | null, number]>(`
    INSERT INTO invites (id, code_hash, made_by, created_at, expires_at, uses_left) VALUES (?, ?, ?, ?, ?, ?)`)
  const all = database.statement<[], Invite>(`
    SELECT id, made_by AS madeBy, created_at AS createdAt, expires_at AS expiresAt, uses_left AS usesLeft, revoked_at AS revokedAt
    FROM invites ORDER BY created_at DESC, id`)
  const revoke = database.statement<[number, string]>('UPDATE invites SET revoked_at = ? WHERE id = ? AND revoked_at IS NULL')

  return {
    make: ({ id, codeHash, madeBy, createdAt, expiresAt, usesLeft }) => commits.write(() => {
      add.run(id, codeHash, madeBy, createdAt, expiresAt, usesLeft)
    }),
    list: async () => all.all(),
    revoke: (id, at) => commits.write(() => revoke.run(at, id) > 0)
  }
}
