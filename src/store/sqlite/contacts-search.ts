import type { ContactStore } from '#domain/contacts.ts'
import type { UserRef } from '#domain/users.ts'
import type { Database } from './database.ts'

// Sorts after every other character: together with the prefix, the end of all names that begin with it.
const LAST_CHARACTER = '\u{10ffff}'

/** `ContactStore.search`: finding people. Whoever opted out is found by his exact username only. */
export function contactsSearch (database: Database): Pick<ContactStore, 'search'> {
  const people = `
    SELECT u.id, u.username, u.display_name AS displayName
    FROM users AS u JOIN accounts AS a ON a.user_id = u.id
    WHERE u.deleted_at IS NULL AND a.disabled_at IS NULL`
  const exact = database.statement<[string], UserRef>(`${people} AND u.username = ?`)
  const byUsername = database.statement<[string, string, string, number], UserRef>(`
    ${people} AND a.findable = 1 AND u.id <> ? AND u.username >= ? AND u.username < ? ORDER BY u.username LIMIT ?`)
  const byDisplayName = database.statement<[string, string, string, number], UserRef>(`
    ${people} AND a.findable = 1 AND u.id <> ?
      AND u.display_name >= ? COLLATE NOCASE AND u.display_name < ? COLLATE NOCASE
    ORDER BY u.display_name COLLATE NOCASE, u.username LIMIT ?`)

  return {
    async search (viewerId, query, limit) {
      const username = query.toLowerCase()
      return database.read(() => {
        const found = [
          ...exact.all(username),
          ...byUsername.all(viewerId, username, username + LAST_CHARACTER, limit),
          ...byDisplayName.all(viewerId, query, query + LAST_CHARACTER, limit)
        ]
        return [...new Map(found.map(user => [user.id, user])).values()].slice(0, limit)
      })
    }
  }
}
