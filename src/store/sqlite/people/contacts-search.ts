import type { ContactStore, PeopleSearch } from '#domain/people/contacts.ts'
import type { Person } from '#domain/people/users.ts'
import type { ContactLists } from './contact-lists.ts'
import type { Database } from '#store/sqlite/database.ts'

/** Limit to the people that one search looks at; a single letter would match nearly everybody. */
const CANDIDATES_MAX = 1_000

/** `ContactStore.search`: finding people. */
export function sqliteContactsSearch (database: Database, contactLists: ContactLists): Pick<ContactStore, 'search'> {
  const exact = database.statement<[string], Person>(`
    SELECT u.id, u.username, u.display_name AS displayName, u.about
    FROM users AS u JOIN accounts AS a ON a.user_id = u.id
    WHERE u.username = ? AND u.deleted_at IS NULL AND a.disabled_at IS NULL AND a.deletes_at IS NULL`)
  const countUpTo = database.statement<[string, string], { n: number }>(`
    SELECT count(*) AS n FROM (SELECT 1 FROM name_tokens WHERE token >= ? AND token <= ? LIMIT ${CANDIDATES_MAX})`)
  const holdingAll = database.statement<[{ viewerId: string, from: string, to: string, others: string, limit: number }], Person>(`
    WITH candidates AS (
      SELECT user_id FROM name_tokens WHERE token >= @from AND token <= @to ORDER BY token, user_id LIMIT ${CANDIDATES_MAX})
    SELECT DISTINCT u.id, u.username, u.display_name AS displayName, u.about
    FROM candidates CROSS JOIN users AS u
    WHERE u.id = candidates.user_id AND u.id <> @viewerId AND NOT EXISTS (
      SELECT 1 FROM json_each(@others) AS term WHERE NOT EXISTS (
        SELECT 1 FROM name_tokens AS own
        WHERE own.user_id = u.id AND own.token >= json_extract(term.value, '$.from') AND own.token <= json_extract(term.value, '$.to')))
    ORDER BY u.username LIMIT @limit`)

  // Looks the rarest term up by the index; the other terms filter the candidates.
  function byNames (viewerId: string, { terms }: PeopleSearch, limit: number): { users: Person[], isCut: boolean } {
    const [rarest, ...others] = terms.map(term => ({ ...term, n: countUpTo.get(term.from, term.to)?.n ?? 0 })).sort((a, b) => a.n - b.n)
    if (rarest === undefined) return { users: [], isCut: false }
    const { from, to, n } = rarest
    return { users: holdingAll.all({ viewerId, from, to, others: JSON.stringify(others), limit }), isCut: n === CANDIDATES_MAX }
  }

  return {
    async search (viewerId, wanted, limit) {
      return database.read(() => {
        const { users, isCut } = byNames(viewerId, wanted, limit + 1)
        const found = [
          ...exact.all(wanted.username),
          ...contactLists.found(viewerId, wanted.contactParts, limit + 1),
          ...users
        ]
        const distinct = [...new Map(found.map(user => [user.id, user])).values()]
        return { users: distinct.slice(0, limit), more: distinct.length > limit || isCut }
      })
    }
  }
}
