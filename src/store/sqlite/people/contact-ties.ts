import { NO_DETAILS, type ContactEntry } from '#domain/people/contacts.ts'
import { LABEL_IDS } from './contact-rows.ts'
import { sortKey } from '#domain/people/names.ts'
import type { UserRef } from '#domain/people/users.ts'
import type { Database } from '#store/sqlite/database.ts'
import type { Transaction } from '#store/sqlite/transaction.ts'
import type { Users } from './users.ts'

export type ContactTies = ReturnType<typeof createContactTies>

/** Contacts as pairs: ties and unties both sides at once, with an event for each. */
export function createContactTies (database: Database, users: Users) {
  const tie = database.statement<[string, string, number, string]>(`
    INSERT INTO contacts (holder_id, user_id, since, sort_key) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING`)
  const setRemark = database.statement<[string, string, string, string]>(`
    UPDATE contacts SET remark = ?, sort_key = ? WHERE holder_id = ? AND user_id = ?`)
  const untie = database.statement<[string, string, string, string]>(`
    DELETE FROM contacts WHERE (holder_id = ? AND user_id = ?) OR (holder_id = ? AND user_id = ?)`)
  const entryOf = database.statement<[string, string], { remark: string, labels: string, since: number }>(`
    SELECT k.remark, ${LABEL_IDS} AS labels, k.since FROM contacts AS k WHERE k.holder_id = ? AND k.user_id = ?`)
  const countLabels = database.statement<[string, string], { n: number }>(`
    SELECT count(*) AS n FROM json_each(?) AS wanted CROSS JOIN labels AS l WHERE l.id = wanted.value AND l.holder_id = ?`)
  const dropLabels = database.statement<[string, string]>('DELETE FROM contact_labels WHERE holder_id = ? AND user_id = ?')
  const addLabels = database.statement<[string, string, string]>(`
    INSERT INTO contact_labels (holder_id, user_id, label_id) SELECT ?, ?, value FROM json_each(?)`)

  function entry (holderId: string, userId: string): ContactEntry | null {
    const person = users.person(userId)
    const row = entryOf.get(holderId, userId)
    if (person === null || row === undefined) return null
    const { about, ...user } = person
    return { user, about, remark: row.remark, labels: JSON.parse(row.labels) as string[], since: row.since, isContact: true }
  }

  function tell (transaction: Transaction, holderId: string, contact: ContactEntry, at: number): void {
    transaction.tellUser(holderId, { type: 'contact', contact }, at)
  }

  return {
    /** Null when the user is not a contact of the holder. */
    entry,

    /** Empty for the contact's own name. False when the user is not a contact. */
    remark: (holderId: string, { id, username, displayName }: UserRef, remark: string): boolean =>
      setRemark.run(remark, sortKey(remark === '' ? displayName : remark, username), holderId, id) > 0,

    /** Gives a contact these labels in place of others; false when not all of them are the holder's. */
    label (holderId: string, userId: string, labelIds: readonly string[]): boolean {
      const ids = JSON.stringify([...new Set(labelIds)])
      if ((countLabels.get(ids, holderId)?.n ?? 0) !== new Set(labelIds).size) return false
      dropLabels.run(holderId, userId)
      addLabels.run(holderId, userId, ids)
      return true
    },

    tie (transaction: Transaction, userId: string, otherId: string, at: number): void {
      for (const [holderId, heldId] of [[userId, otherId], [otherId, userId]] as const) {
        const held = users.of(heldId)
        tie.run(holderId, heldId, at, sortKey(held?.displayName ?? '', held?.username ?? heldId))
        const contact = entry(holderId, heldId)
        if (contact !== null) tell(transaction, holderId, contact, at)
      }
    },

    /** False when they were not contacts. */
    untie (transaction: Transaction, userId: string, otherId: string, at: number): boolean {
      const ended = [[userId, entry(userId, otherId)], [otherId, entry(otherId, userId)]] as const
      if (untie.run(userId, otherId, otherId, userId) === 0) return false
      for (const [holderId, contact] of ended) {
        if (contact !== null) tell(transaction, holderId, { ...contact, ...NO_DETAILS, isContact: false }, at)
      }
      return true
    }
  }
}
