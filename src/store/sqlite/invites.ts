import type { Invite, InviteStore } from '#domain/invites.ts'
import type { Database } from './database.ts'
import type { GroupCommit } from './group-commit.ts'

interface InviteRow {
  readonly id: string
  readonly made_by: string | null
  readonly created_at: number
  readonly expires_at: number | null
  readonly uses_left: number
  readonly revoked_at: number | null
}

export function sqliteInvites (database: Database, commits: GroupCommit): InviteStore {
  const add = database.statement<[string, Buffer, string | null, number, number | null, number]>(`
    INSERT INTO invites (id, code_hash, made_by, created_at, expires_at, uses_left) VALUES (?, ?, ?, ?, ?, ?)`)
  const all = database.statement<[], InviteRow>('SELECT id, made_by, created_at, expires_at, uses_left, revoked_at FROM invites ORDER BY created_at DESC, id')
  const revoke = database.statement<[number, string]>('UPDATE invites SET revoked_at = ? WHERE id = ? AND revoked_at IS NULL')

  return {
    make: ({ id, codeHash, madeBy, createdAt, expiresAt, usesLeft }) => commits.write(() => {
      add.run(id, codeHash, madeBy, createdAt, expiresAt, usesLeft)
    }),
    list: async () => all.all().map(inviteOf),
    revoke: (id, at) => commits.write(() => revoke.run(at, id) > 0)
  }
}

function inviteOf (row: InviteRow): Invite {
  return {
    id: row.id,
    madeBy: row.made_by,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    usesLeft: row.uses_left,
    revokedAt: row.revoked_at
  }
}
