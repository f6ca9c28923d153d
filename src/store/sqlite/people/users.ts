import type { Person, UserRef } from '#domain/people/users.ts'
import type { Database } from '#store/sqlite/database.ts'

export type Users = ReturnType<typeof createUsers>

/** Reads people as others see them, by name or by id; null when there is no such person, or none any more. */
export function createUsers (database: Database) {
  const byName = database.statement<[string], UserRef>(`
    SELECT id, username, display_name AS displayName FROM users WHERE username = ? AND deleted_at IS NULL`)
  const byId = database.statement<[string], UserRef>(`
    SELECT id, username, display_name AS displayName FROM users WHERE id = ? AND deleted_at IS NULL`)
  const person = database.statement<[string], Person>(`
    SELECT id, username, display_name AS displayName, about FROM users WHERE id = ? AND deleted_at IS NULL`)

  return {
    named: (username: string): UserRef | null => byName.get(username) ?? null,
    of: (userId: string): UserRef | null => byId.get(userId) ?? null,
    person: (userId: string): Person | null => person.get(userId) ?? null
  }
}
