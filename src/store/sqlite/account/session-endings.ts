import type { Database } from '#store/sqlite/database.ts'
import type { Transaction } from '#store/sqlite/transaction.ts'

/** The sessions of one user that end; without a field all of them, tokens too. */
interface Ending { readonly id?: string | null, readonly kind?: 'cookie' | 'token' | null, readonly exceptId?: string | null }

type Which = { userId: string, id: string | null, kind: string | null, exceptId: string | null }

/** Ends sessions inside a unit of write, for everything that signs somebody out. */
export function createSessionEndings (database: Database) {
  const which = '(@id IS NULL OR id = @id) AND (@kind IS NULL OR kind = @kind) AND (@exceptId IS NULL OR id <> @exceptId)'
  const end = database.statement<[Which], { id: string }>(`DELETE FROM sessions WHERE user_id = @userId AND ${which} RETURNING id`)
  const endLinks = database.statement<[string]>('DELETE FROM device_links WHERE user_id = ?')
  const remember = database.statement<[Which & { at: number }]>(`
    INSERT INTO ended_sessions (token_hash, at) SELECT token_hash, @at FROM sessions
    WHERE user_id = @userId AND kind = 'cookie' AND ${which}`)

  /** Sends a `session` event for each that ended; returns their ids. */
  function told (transaction: Transaction, userId: string, rows: ReadonlyArray<{ readonly id: string }>, at: number): string[] {
    const ended = rows.map(row => row.id)
    for (const sessionId of ended) transaction.tellUser(userId, { type: 'session', sessionId, change: 'ended' }, at)
    return ended
  }

  return {
    told,

    /**
     * Ends these, and remembers the browsers among them; returns their ids. Ending more than one ends every link that would sign in another
     * device, whichever browser made it.
     */
    end (transaction: Transaction, userId: string, { id = null, kind = null, exceptId = null }: Ending, at: number): string[] {
      if (id === null) endLinks.run(userId)
      remember.run({ userId, id, kind, exceptId, at })
      return told(transaction, userId, end.all({ userId, id, kind, exceptId }), at)
    }
  }
}
