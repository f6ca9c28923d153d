import type { ContactEntry, ContactRequest } from '#domain/contacts.ts'
import type { UserRef } from '#domain/users.ts'
import { requestOf, requestOfAsker, REQUESTS, type RequestRow } from './contact-rows.ts'
import type { Database } from './database.ts'

export type ContactLists = ReturnType<typeof createContactLists>

/** What one person's pages list: contacts, requests, blocks. To be used inside one `database.read` where several must agree. */
export function createContactLists (database: Database) {
  const contacts = database.statement<[string], UserRef & { remark: string, since: number }>(`
    SELECT u.id, u.username, u.display_name AS displayName, k.remark, k.since
    FROM contacts AS k JOIN users AS u ON u.id = k.user_id
    WHERE k.holder_id = ? AND u.deleted_at IS NULL
    ORDER BY CASE k.remark WHEN '' THEN u.display_name ELSE k.remark END COLLATE NOCASE, u.username`)
  const incoming = database.statement<[string], RequestRow>(`
    ${REQUESTS} WHERE r.to_id = ? AND r.state = 'open' AND r.hidden = 0 ORDER BY r.at DESC, r.id`)
  const outgoing = database.statement<[string], RequestRow>(`
    ${REQUESTS} WHERE r.from_id = ? AND r.state IN ('open', 'rejected') ORDER BY r.at DESC, r.id`)
  const blocks = database.statement<[string], UserRef>(`
    SELECT u.id, u.username, u.display_name AS displayName
    FROM blocks AS b JOIN users AS u ON u.id = b.user_id
    WHERE b.holder_id = ? AND u.deleted_at IS NULL ORDER BY u.username`)

  return {
    contacts: (userId: string): ContactEntry[] =>
      contacts.all(userId).map(({ remark, since, ...user }) => ({ user, remark, since, isContact: true })),

    requests: (userId: string): { incoming: ContactRequest[], outgoing: ContactRequest[] } => ({
      incoming: incoming.all(userId).map(requestOf),
      outgoing: outgoing.all(userId).map(requestOfAsker)
    }),

    blocks: (userId: string): UserRef[] => blocks.all(userId)
  }
}
