import { NO_DETAILS } from '#domain/people/contacts.ts'
import type { UserRef } from '#domain/people/users.ts'
import type { Database } from '#store/sqlite/database.ts'
import { requestOf, requestOfAsker, REQUESTS, type RequestRow } from '#store/sqlite/people/contact-rows.ts'
import type { Transaction } from '#store/sqlite/transaction.ts'

/** People told in one unit: ten milliseconds. */
const PEOPLE_AT_ONCE = 100

/** Returns what ends a slice of a person's ties to others, who are told; true when none is left. */
export function createDeletionPeople (database: Database): (transaction: Transaction, user: UserRef, at: number) => boolean {
  const holders = database.statement<[string, number], { otherId: string }>('SELECT holder_id AS otherId FROM contacts WHERE user_id = ? LIMIT ?')
  const dropHeld = database.statement<[{ userId: string, limit: number }]>(`
    DELETE FROM contacts WHERE holder_id = @userId AND user_id IN (SELECT user_id FROM contacts WHERE holder_id = @userId LIMIT @limit)`)
  const untie = database.statement<[string, string, string, string]>(`
    DELETE FROM contacts WHERE (holder_id = ? AND user_id = ?) OR (holder_id = ? AND user_id = ?)`)
  const requests = database.statement<[{ userId: string, limit: number }], RequestRow>(`
    ${REQUESTS} WHERE r.id IN (
      SELECT id FROM contact_requests WHERE from_id = @userId UNION ALL SELECT id FROM contact_requests WHERE to_id = @userId LIMIT @limit)`)
  const dropRequest = database.statement<[string]>('DELETE FROM contact_requests WHERE id = ?')

  function end (transaction: Transaction, row: RequestRow, userId: string, at: number): void {
    dropRequest.run(row.id)
    const withdrawn = { ...row, state: 'withdrawn' as const }
    if (row.state === 'open' && row.hidden === 0 && row.toId !== userId) {
      transaction.tellUser(row.toId, { type: 'contact-request', request: requestOf(withdrawn) }, at)
    }
    // One that was rejected is open to its asker.
    if ((row.state === 'open' || row.state === 'rejected') && row.fromId !== userId) {
      transaction.tellUser(row.fromId, { type: 'contact-request', request: requestOfAsker(withdrawn) }, at)
    }
  }

  return (transaction, user, at) => {
    const others = holders.all(user.id, PEOPLE_AT_ONCE)
    for (const { otherId } of others) {
      untie.run(user.id, otherId, otherId, user.id)
      transaction.tellUser(otherId, { type: 'profile', user }, at)
      transaction.tellUser(otherId, { type: 'contact', contact: { user, ...NO_DETAILS, since: at, isContact: false } }, at)
    }
    if (others.length > 0 || dropHeld.run({ userId: user.id, limit: PEOPLE_AT_ONCE }) > 0) return false
    const open = requests.all({ userId: user.id, limit: PEOPLE_AT_ONCE })
    for (const row of open) end(transaction, row, user.id, at)
    return open.length === 0
  }
}
