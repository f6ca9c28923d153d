import { WAITING_REQUESTS_MAX, type ContactRequest, type ContactStore, type Requested, type RequestState } from '#domain/people/contacts.ts'
import type { UserRef } from '#domain/people/users.ts'
import type { Once } from '#domain/site/repeats.ts'
import { requestOf, requestOfAsker, REQUESTS, type RequestRow } from './contact-rows.ts'
import type { ContactTies } from './contact-ties.ts'
import type { Database } from '#store/sqlite/database.ts'
import type { ConversationIndexes } from '#store/sqlite/conversations/conversation-indexes.ts'
import type { DirectConversations } from '#store/sqlite/conversations/direct-conversations.ts'
import type { GroupCommit } from '#store/sqlite/group-commit.ts'
import type { Transaction } from '#store/sqlite/transaction.ts'
import type { Repeats } from '#store/sqlite/site/repeats.ts'
import type { SharedGroups } from './shared-groups.ts'
import type { Users } from './users.ts'

export interface ContactParts {
  readonly users: Users
  readonly ties: ContactTies
  readonly directs: DirectConversations
  readonly repeats: Repeats
  readonly sharedGroups: SharedGroups
  readonly takesRequests: (askedId: string, askerId: string) => boolean
  readonly indexes: Pick<ConversationIndexes, 'rows'>
}

type Ask = Parameters<ContactStore['request']>[0]

/** Asking, accepting, rejecting, withdrawing. A rejected request stays open to the asker, who can wait or withdraw but not ask again. */
export function sqliteContactsRequests (
  database: Database, commits: GroupCommit, { users, ties, directs, repeats, takesRequests }: ContactParts
) {
  const byId = database.statement<[string], RequestRow>(`${REQUESTS} WHERE r.id = ?`)
  const pending = database.statement<[string, string], RequestRow>(`
    ${REQUESTS} WHERE r.from_id = ? AND r.to_id = ? AND r.state IN ('open', 'rejected')`)
  const countOutgoing = database.statement<[string], { n: number }>(`
    SELECT count(*) AS n FROM contact_requests WHERE from_id = ? AND state IN ('open', 'rejected')`)
  const countContacts = database.statement<[string], { n: number }>('SELECT count(*) AS n FROM contacts WHERE holder_id = ?')
  const beyondWaiting = database.statement<[string], RequestRow>(`
    ${REQUESTS} WHERE r.to_id = ? AND r.state = 'open' AND r.hidden = 0
    ORDER BY r.at DESC, r.id DESC LIMIT 1 OFFSET ${WAITING_REQUESTS_MAX}`)
  const isBlocked = database.statement<[string, string], { one: number }>('SELECT 1 AS one FROM blocks WHERE holder_id = ? AND user_id = ?')
  const isLeaving = database.statement<[string], { one: number }>('SELECT 1 AS one FROM accounts WHERE user_id = ? AND deletes_at IS NOT NULL')
  const insert = database.statement<[string, string, string, string, number, number, number]>(`
    INSERT INTO contact_requests (id, from_id, to_id, note, at, state, hidden, changed_at) VALUES (?, ?, ?, ?, ?, 'open', ?, ?)`)
  const setState = database.statement<[RequestState, number, string]>('UPDATE contact_requests SET state = ?, changed_at = ? WHERE id = ?')

  function tellAsker (transaction: Transaction, row: RequestRow, at: number): ContactRequest {
    const request = requestOfAsker(row)
    transaction.tellUser(row.fromId, { type: 'contact-request', request }, at)
    return request
  }

  function tellAsked (transaction: Transaction, row: RequestRow, at: number): ContactRequest {
    const request = requestOf(row)
    if (row.hidden === 0) transaction.tellUser(row.toId, { type: 'contact-request', request }, at)
    return request
  }

  function change (row: RequestRow, state: RequestState, at: number): RequestRow {
    setState.run(state, at, row.id)
    return { ...row, state }
  }

  /** Closes the requests of two people to each other and makes them contacts, with a conversation that says so. */
  function accept (transaction: Transaction, accepter: UserRef, row: RequestRow, newConversationId: string, at: number): ContactRequest {
    let accepted = requestOf(row)
    for (const request of [row, pending.get(row.toId, row.fromId)]) {
      if (request === undefined) continue
      const changed = change(request, 'accepted', at)
      tellAsker(transaction, changed, at)
      const told = tellAsked(transaction, changed, at)
      if (request.id === row.id) accepted = told
    }
    ties.tie(transaction, row.fromId, row.toId, at)
    const conversationId = directs.findOrMake(row.fromId, row.toId, newConversationId, at)
    directs.openToBoth(transaction, conversationId, at)
    directs.say(transaction, conversationId, accepter, { line: 'now-contacts' }, at)
    return accepted
  }

  // The request as it now is, from the side of the caller who made or accepted it.
  function before (fromId: string, once: Once): Requested | null {
    const repeat = repeats.find(once)
    if (repeat === 'reused') return { outcome: 'reused' }
    const row = repeat === null ? undefined : byId.get(repeat.result)
    return row === undefined ? null : { outcome: 'repeated', request: row.fromId === fromId ? requestOfAsker(row) : requestOf(row) }
  }

  function request (transaction: Transaction, ask: Ask, at: number): Requested {
    const known = ask.once === undefined ? null : before(ask.fromId, ask.once)
    if (known !== null) return known
    const asked = requestAnew(transaction, ask, at)
    if (ask.once !== undefined && 'request' in asked) repeats.keep(ask.once, asked.request.id, at)
    return asked
  }

  function requestAnew (transaction: Transaction, ask: Ask, at: number): Requested {
    const { fromId, username, note, id, conversationId, contactsMax = Infinity, requestsMax = Infinity } = ask
    const from = users.of(fromId)
    const to = users.named(username)
    if (from === null || to === null) return { outcome: 'no-such-user' }
    if (to.id === fromId) return { outcome: 'self' }
    if (isBlocked.get(fromId, to.id) !== undefined) return { outcome: 'blocked-by-me' }
    if (ties.entry(fromId, to.id) !== null) return { outcome: 'already' }
    const asked = pending.get(fromId, to.id)
    if (asked !== undefined) return { outcome: 'repeated', request: requestOfAsker(asked) }
    const hidden = isBlocked.get(to.id, fromId) !== undefined
    const askedOfMe = hidden ? undefined : pending.get(to.id, fromId)
    const contacts = countContacts.get(fromId)?.n ?? 0
    if (askedOfMe !== undefined && contacts >= contactsMax) return { outcome: 'too-many-contacts' }
    if (askedOfMe !== undefined) return { outcome: 'accepted', request: accept(transaction, from, askedOfMe, conversationId, at) }
    // Nothing new reaches an account that is to be deleted.
    if (isLeaving.get(to.id) !== undefined) return { outcome: 'no-such-user' }
    if (!takesRequests(to.id, fromId)) return { outcome: 'not-taken' }
    const outgoing = countOutgoing.get(fromId)?.n ?? 0
    if (outgoing >= requestsMax) return { outcome: 'too-many' }
    // Counts requests as contacts, since each may become one.
    if (contacts + outgoing >= contactsMax) return { outcome: 'too-many-contacts' }
    insert.run(id, fromId, to.id, note, at, Number(hidden), at)
    const row = byId.get(id)
    if (row === undefined) throw new Error('A request just written is not there.')
    tellAsked(transaction, row, at)
    if (!hidden) dropOldest(transaction, to.id, at)
    return { outcome: 'requested', request: tellAsker(transaction, row, at) }
  }

  // Sends no event to the asker: to them it stays open, as a rejected one does.
  function dropOldest (transaction: Transaction, toId: string, at: number): void {
    const oldest = beyondWaiting.get(toId)
    if (oldest !== undefined) tellAsked(transaction, change(oldest, 'rejected', at), at)
  }

  // Finds a request to this user that is not hidden from them.
  function shownTo (userId: string, requestId: string, state: RequestState): RequestRow | null {
    const row = byId.get(requestId)
    return row !== undefined && row.toId === userId && row.state === state && row.hidden === 0 ? row : null
  }

  const store: Pick<ContactStore, 'request' | 'openRequest' | 'accept' | 'reject' | 'withdraw'> = {
    openRequest: async (userId, requestId) => {
      const row = byId.get(requestId)
      if (row?.fromId === userId && (row.state === 'open' || row.state === 'rejected')) return requestOfAsker(row)
      const asked = shownTo(userId, requestId, 'open')
      return asked === null ? null : requestOf(asked)
    },

    request: (ask, at) => commits.write(transaction => request(transaction, ask, at)),

    accept: (userId, requestId, conversationId, at, contactsMax = Infinity) => commits.write(transaction => {
      const accepted = shownTo(userId, requestId, 'accepted')
      if (accepted !== null) return requestOf(accepted)
      const row = shownTo(userId, requestId, 'open')
      if (row !== null && (countContacts.get(userId)?.n ?? 0) >= contactsMax) return 'too-many-contacts'
      const accepter = users.of(userId)
      return row === null || accepter === null ? null : accept(transaction, accepter, row, conversationId, at)
    }),

    reject: (userId, requestId, at) => commits.write(transaction => {
      const rejected = shownTo(userId, requestId, 'rejected')
      if (rejected !== null) return requestOf(rejected)
      const row = shownTo(userId, requestId, 'open')
      return row === null ? null : tellAsked(transaction, change(row, 'rejected', at), at)
    }),

    withdraw: (userId, requestId, at) => commits.write(transaction => {
      const row = byId.get(requestId)
      if (row?.fromId === userId && row.state === 'withdrawn') return requestOfAsker(row)
      if (row === undefined || row.fromId !== userId || (row.state !== 'open' && row.state !== 'rejected')) return null
      const withdrawn = change(row, 'withdrawn', at)
      if (row.state === 'open') tellAsked(transaction, withdrawn, at)
      return tellAsker(transaction, withdrawn, at)
    })
  }

  return {
    store,

    /** Closes requests at a block: rejects the blocked user's and withdraws the blocker's; neither sees more than that. */
    closeBetween (transaction: Transaction, blockerId: string, blockedId: string, at: number): void {
      const theirs = pending.get(blockedId, blockerId)
      if (theirs?.state === 'open') tellAsked(transaction, change(theirs, 'rejected', at), at)
      const mine = pending.get(blockerId, blockedId)
      if (mine === undefined) return
      const withdrawn = change(mine, 'withdrawn', at)
      if (mine.state === 'open') tellAsked(transaction, withdrawn, at)
      tellAsker(transaction, withdrawn, at)
    }
  }
}
