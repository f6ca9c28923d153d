import { NO_DETAILS, type ContactStore, type Profile } from '#domain/people/contacts.ts'
import { LABEL_IDS } from './contact-rows.ts'
import type { UserRef } from '#domain/people/users.ts'
import type { ContactParts } from './contacts-requests.ts'
import type { Database } from '#store/sqlite/database.ts'
import type { GroupCommit } from '#store/sqlite/group-commit.ts'
import type { Transaction } from '#store/sqlite/transaction.ts'

interface RelationRow {
  readonly isContact: number
  readonly remark: string | null
  readonly labels: string | null
  readonly isBlocked: number
  readonly askedId: string | null
  readonly requestedId: string | null
}

type Close = (transaction: Transaction, blockerId: string, blockedId: string, at: number) => void

/** Profile, remarks, removing and blocking: the relation of two people, from one side. */
export function sqliteContactsRelations (
  database: Database, commits: GroupCommit, { users, ties, indexes, sharedGroups, takesRequests }: ContactParts, closeRequests: Close
): Pick<ContactStore, 'profile' | 'common' | 'relation' | 'change' | 'remove' | 'block' | 'unblock'> {
  const relationOf = database.statement<[{ viewerId: string, userId: string }], RelationRow>(`
    SELECT
      EXISTS (SELECT 1 FROM contacts WHERE holder_id = @viewerId AND user_id = @userId) AS isContact,
      (SELECT remark FROM contacts WHERE holder_id = @viewerId AND user_id = @userId) AS remark,
      (SELECT ${LABEL_IDS} FROM contacts AS k WHERE k.holder_id = @viewerId AND k.user_id = @userId) AS labels,
      EXISTS (SELECT 1 FROM blocks WHERE holder_id = @viewerId AND user_id = @userId) AS isBlocked,
      (SELECT id FROM contact_requests
        WHERE from_id = @userId AND to_id = @viewerId AND state = 'open' AND hidden = 0) AS askedId,
      (SELECT id FROM contact_requests
        WHERE from_id = @viewerId AND to_id = @userId AND state IN ('open', 'rejected')) AS requestedId`)
  const block = database.statement<[string, string, number]>(`
    INSERT INTO blocks (holder_id, user_id, since) VALUES (?, ?, ?)`)
  const isBlocked = database.statement<[string, string], { one: number }>('SELECT 1 AS one FROM blocks WHERE holder_id = ? AND user_id = ?')
  const countBlocks = database.statement<[string], { n: number }>('SELECT count(*) AS n FROM blocks WHERE holder_id = ?')
  const direct = database.statement<[string, string, string], { id: string }>(`
    SELECT c.id FROM conversations AS c WHERE c.low_user = ? AND c.high_user = ? AND EXISTS (
      SELECT 1 FROM memberships AS p WHERE p.conversation_id = c.id AND p.user_id = ?)`)
  const unblock = database.statement<[string, string]>('DELETE FROM blocks WHERE holder_id = ? AND user_id = ?')

  function relation (viewerId: string, userId: string): Pick<Profile, 'relation' | 'remark' | 'labels' | 'requestId'> {
    const row = relationOf.get({ viewerId, userId })
    const kept = { remark: row?.remark ?? '', labels: JSON.parse(row?.labels ?? '[]') as string[] }
    if (viewerId === userId) return { relation: 'self', ...kept, requestId: null }
    if (row?.isBlocked === 1) return { relation: 'blocked', ...kept, requestId: null }
    if (row?.isContact === 1) return { relation: 'contact', ...kept, requestId: null }
    if (typeof row?.askedId === 'string') return { relation: 'asked', ...kept, requestId: row.askedId }
    if (typeof row?.requestedId === 'string') return { relation: 'requested', ...kept, requestId: row.requestedId }
    return { relation: 'none', ...kept, requestId: null }
  }

  // Blocks have no event: the blocker's other browsers draw the person anew at the event that ends the contact.
  function tellBlocker (transaction: Transaction, userId: string, user: UserRef, at: number): void {
    transaction.tellUser(userId, { type: 'contact', contact: { user, ...NO_DETAILS, since: at, isContact: false } }, at)
  }

  // Rows say whether something unread mentions their reader, and people apart by a block mention each other no more.
  function dropRows (transaction: Transaction, ...userIds: readonly string[]): void {
    transaction.afterCommit(() => { for (const each of userIds) indexes.rows.drop(each) })
  }

  // Finds another user of that name.
  function other (userId: string, username: string): UserRef | null {
    const user = users.named(username)
    return user === null || user.id === userId ? null : user
  }

  return {
    async profile (viewerId, username) {
      return database.read(() => {
        const id = users.named(username)?.id
        const user = id === undefined ? null : users.person(id)
        return user === null ? null : { user, ...relation(viewerId, user.id), takesRequests: takesRequests(user.id, viewerId) }
      })
    },

    async common (viewerId, username, page) {
      return database.read(() => {
        const user = users.named(username)
        if (user === null) return null
        const [low, high] = viewerId < user.id ? [viewerId, user.id] : [user.id, viewerId]
        return { groups: sharedGroups.ids(viewerId, user.id, page), directId: direct.get(low, high, viewerId)?.id ?? null }
      })
    },

    relation: async (viewerId, userId) => database.read(() => relation(viewerId, userId).relation),

    change: (userId, username, { remark, labels }, at) => commits.write(transaction => {
      const user = users.named(username)
      const before = user === null ? null : ties.entry(userId, user.id)
      if (user === null || before === null) return null
      if (labels !== undefined && !ties.label(userId, user.id, labels)) return 'no-such-label'
      if (remark !== undefined) ties.remark(userId, user, remark)
      const contact = ties.entry(userId, user.id)
      if (contact !== null && JSON.stringify(contact) !== JSON.stringify(before)) transaction.tellUser(userId, { type: 'contact', contact }, at)
      return contact
    }),

    remove: (userId, username, at) => commits.write(transaction => {
      const user = other(userId, username)
      if (user === null) return false
      ties.untie(transaction, userId, user.id, at)
      return true
    }),

    block: (userId, username, at, max = Infinity) => commits.write(transaction => {
      const user = other(userId, username)
      if (user === null) return false
      if (isBlocked.get(userId, user.id) !== undefined) return true
      if ((countBlocks.get(userId)?.n ?? 0) >= max) return 'too-many'
      block.run(userId, user.id, at)
      dropRows(transaction, userId, user.id)
      closeRequests(transaction, userId, user.id, at)
      if (!ties.untie(transaction, userId, user.id, at)) tellBlocker(transaction, userId, user, at)
      return true
    }),

    unblock: (userId, username, at) => commits.write(transaction => {
      const user = other(userId, username)
      if (user === null) return false
      if (unblock.run(userId, user.id) === 0) return true
      dropRows(transaction, userId, user.id)
      tellBlocker(transaction, userId, user, at)
      return true
    })
  }
}
