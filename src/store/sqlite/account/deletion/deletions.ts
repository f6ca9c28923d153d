import type { DeletionStore, FormerMessages } from '#domain/account/deletions.ts'
import { formerUsername } from '#domain/people/users.ts'
import { createSessionEndings } from '#store/sqlite/account/session-endings.ts'
import type { JoinRequests } from '#store/sqlite/conversations/groups/ways-in/join-requests.ts'
import type { Roster } from '#store/sqlite/conversations/roster.ts'
import type { Database } from '#store/sqlite/database.ts'
import type { GroupCommit } from '#store/sqlite/group-commit.ts'
import { createNameTokens } from '#store/sqlite/people/name-tokens.ts'
import type { Repeats } from '#store/sqlite/site/repeats.ts'
import type { Transaction } from '#store/sqlite/transaction.ts'
import { createDeletionConversations, type ConversationSteps } from './deletion-conversations.ts'
import { createDeletionPeople } from './deletion-people.ts'
import type { MessageParts } from './deletion-messages.ts'
import { createDeletionNames } from './deletion-names.ts'
import { createOwnRows } from './own-rows.ts'
import { START, STEPS, type Deletion, type Place, type Step } from './steps.ts'

export interface DeletionParts extends MessageParts {
  readonly repeats: Repeats
  readonly roster: Roster
  readonly part: ConversationSteps['part']
  readonly withdrawSome: JoinRequests['withdrawSome']
}

export function sqliteDeletions (database: Database, commits: GroupCommit, parts: DeletionParts): DeletionStore {
  const isSession = database.statement<[string, string], { one: number }>('SELECT 1 AS one FROM sessions WHERE id = ? AND user_id = ?')
  const asking = database.statement<[string], { passwordHash: string, isAdmin: number }>(`
    SELECT password_hash AS passwordHash, is_admin AS isAdmin FROM accounts WHERE user_id = ?`)
  const otherAdmin = database.statement<[string], { one: number }>(`
    SELECT 1 AS one FROM accounts WHERE is_admin = 1 AND disabled_at IS NULL AND deletes_at IS NULL AND user_id <> ? LIMIT 1`)
  const setEnd = database.statement<[number, string]>('UPDATE accounts SET deletes_at = ? WHERE user_id = ?')
  const underWay = database.statement<[], { userId: string }>("SELECT user_id AS userId FROM deletions WHERE user_id > '' ORDER BY user_id LIMIT 1")
  const over = database.statement<[number], { userId: string }>(`
    SELECT user_id AS userId FROM accounts WHERE deletes_at <= ? ORDER BY deletes_at, user_id LIMIT 1`)
  const isOver = database.statement<[string, number], { one: number }>('SELECT 1 AS one FROM accounts WHERE user_id = ? AND deletes_at <= ?')
  const isGiven = database.statement<[string], { one: number }>('SELECT 1 AS one FROM users WHERE username = ?')
  const add = database.statement<[{ userId: string, at: number, seq: number, former: string, messages: string }]>(`
    INSERT INTO deletions (user_id, began_at, began_seq, username, messages, step) VALUES (@userId, @at, @seq, @former, @messages, 'people')`)
  const reserve = database.statement<[string]>(`
    INSERT INTO former_usernames (username) SELECT username FROM users WHERE id = ? ON CONFLICT DO NOTHING`)
  const forget = database.statement<[number, string]>(`
    UPDATE users SET deleted_at = ?, display_name = '', about = '', last_seen_at = NULL WHERE id = ?`)
  const dropAccount = database.statement<[string]>('DELETE FROM accounts WHERE user_id = ?')
  const one = database.statement<[string], Deletion>(`
    SELECT u.id, u.username, u.display_name AS displayName, d.began_seq AS beganSeq, d.username AS former, d.messages, d.step,
      d.conversation_id AS conversationId, d.no
    FROM deletions AS d JOIN users AS u ON u.id = d.user_id WHERE d.user_id = ?`)
  const move = database.statement<[{ userId: string, step: string, conversationId: string, no: number }]>(`
    UPDATE deletions SET step = @step, conversation_id = @conversationId, no = @no WHERE user_id = @userId`)
  const endings = createSessionEndings(database)
  const setTokens = createNameTokens(database)
  const endTies = createDeletionPeople(database)
  const dropOwn = createOwnRows(database)
  const conversations = createDeletionConversations(database, parts)
  const names = createDeletionNames(database, commits)

  const DOES: { readonly [Name in Step]: (transaction: Transaction, deletion: Deletion, at: number) => Place } = {
    people: (transaction, { id, username, displayName }, at) => {
      const isOver = endTies(transaction, { id, username, displayName }, at) && parts.withdrawSome(transaction, id, at)
      return isOver ? null : START
    },
    rows: (_transaction, { id }) => dropOwn(id) ? null : START,
    groups: conversations.leave,
    messages: conversations.walk,
    ledger: names.ledger,
    names: names.end
  }

  // Takes the account away and the name with it: from now on the person is nobody, and what is left goes slice by slice.
  function begin (transaction: Transaction, userId: string, messages: FormerMessages, at: number): boolean {
    if (isOver.get(userId, at) === undefined) return false
    endings.end(transaction, userId, {}, at)
    const seq = transaction.nextSeq
    let number = seq
    while (isGiven.get(formerUsername(number)) !== undefined) number++
    add.run({ userId, at, seq, former: formerUsername(number), messages })
    reserve.run(userId)
    forget.run(at, userId)
    dropAccount.run(userId)
    database.erased()
    const { id, username, displayName } = one.get(userId) ?? { id: userId, username: '', displayName: '' }
    transaction.tellUser(userId, { type: 'profile', user: { id, username, displayName } }, at)
    return true
  }

  function step (transaction: Transaction, deletion: Deletion, at: number): boolean {
    const place = DOES[deletion.step](transaction, deletion, at)
    const next = place === null ? STEPS[STEPS.indexOf(deletion.step) + 1] : deletion.step
    if (next === undefined) return false
    move.run({ userId: deletion.id, step: next, ...place ?? START })
    return true
  }

  return {
    request: (userId, { passwordHash, by, deletesAt, once }, at) => commits.write(transaction => {
      if (isSession.get(by, userId) === undefined) return 'over'
      const account = asking.get(userId)
      if (account?.passwordHash !== passwordHash) return 'outdated'
      if (account.isAdmin === 1 && otherAdmin.get(userId) === undefined) return 'last-admin'
      setEnd.run(deletesAt, userId)
      setTokens(userId)
      if (once !== undefined) parts.repeats.keep(once, '', at)
      return { ended: endings.end(transaction, userId, {}, at) }
    }),

    due: async at => (underWay.get() ?? over.get(at))?.userId ?? null,

    step: (userId, messages, at) => commits.write(transaction => {
      const deletion = one.get(userId)
      return deletion === undefined ? begin(transaction, userId, messages, at) : step(transaction, deletion, at)
    })
  }
}
