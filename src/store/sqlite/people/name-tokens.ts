import { nameTokens } from '#domain/people/names.ts'
import { isOn } from '#store/sqlite/account/setting-rows.ts'
import type { Database } from '#store/sqlite/database.ts'

interface Named {
  readonly username: string
  readonly displayName: string
  readonly isFound: number
}

/**
 * Replaces the tokens that a person is found by; those who opted out or are disabled have none. To be called in the unit that changes
 * one of these.
 */
export function createNameTokens (database: Database): (userId: string) => void {
  const named = database.statement<[string], Named>(`
    SELECT u.username, u.display_name AS displayName, u.deleted_at IS NULL AND a.disabled_at IS NULL AND a.deletes_at IS NULL AND ${isOn('findable', 'u.id')} AS isFound
    FROM users AS u JOIN accounts AS a ON a.user_id = u.id WHERE u.id = ?`)
  const forget = database.statement<[string]>('DELETE FROM name_tokens WHERE user_id = ?')
  const keep = database.statement<[string, string]>('INSERT INTO name_tokens (user_id, token) SELECT ?, value FROM json_each(?)')

  return userId => {
    forget.run(userId)
    const person = named.get(userId)
    if (person?.isFound === 1) keep.run(userId, JSON.stringify(nameTokens(person)))
  }
}
