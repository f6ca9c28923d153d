import type { InviteStore, StoredInvite } from '#domain/account/invites.ts'
import type { Database } from '#store/sqlite/database.ts'
import type { GroupCommit } from '#store/sqlite/group-commit.ts'
import { listed, rowsToRead, timePlace, timePlaceOf, type TimePlace } from '#store/sqlite/paging.ts'
import type { Repeats } from '#store/sqlite/site/repeats.ts'

/** Returns what adds an invite inside a unit of write. */
export function createAddInvite (database: Database) {
  const add = database.statement<[string, Buffer, string | null, number, number | null, number]>(`
    INSERT INTO invites (id, code_hash, made_by, created_at, expires_at, uses_left) VALUES (?, ?, ?, ?, ?, ?)`)

  return ({ id, codeHash, madeBy, createdAt, expiresAt, usesLeft }: StoredInvite): void => {
    add.run(id, codeHash, madeBy, createdAt, expiresAt, usesLeft)
  }
}

export function sqliteInvites (database: Database, commits: GroupCommit, repeats: Repeats): InviteStore {
  const add = createAddInvite(database)
  const newest = database.statement<[TimePlace & { limit: number }], StoredInvite>(`
    SELECT i.id, i.code_hash AS codeHash, i.made_by AS madeBy, i.created_at AS createdAt, i.expires_at AS expiresAt, i.uses_left AS usesLeft,
      i.revoked_at AS revokedAt
    FROM invites i WHERE (i.created_at, i.id) < (+@at, +@id)
    ORDER BY i.created_at DESC, i.id DESC LIMIT @limit`)
  const revoke = database.statement<[number, string]>('UPDATE invites SET revoked_at = ? WHERE id = ? AND revoked_at IS NULL')

  return {
    make: (invite, once) => commits.write(() => {
      add(invite)
      if (once !== undefined) repeats.keep(once, '', invite.createdAt)
    }),

    async list (page) {
      const rows = newest.all({ ...timePlaceOf(page.after), limit: rowsToRead(page) })
      return listed(rows, page, ({ createdAt, id }) => timePlace({ at: createdAt, id }))
    },

    revoke: (id, at) => commits.write(() => revoke.run(at, id) > 0)
  }
}
