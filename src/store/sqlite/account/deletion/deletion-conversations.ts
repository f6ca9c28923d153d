import type { ConversationKind } from '#domain/conversations/conversations.ts'
import type { Roster } from '#store/sqlite/conversations/roster.ts'
import type { Database } from '#store/sqlite/database.ts'
import type { Transaction } from '#store/sqlite/transaction.ts'
import { createDeletionMessages, type MessageParts } from './deletion-messages.ts'
import { START, type Deletion, type Place } from './steps.ts'

export interface ConversationSteps extends MessageParts {
  readonly roster: Roster
  /** Leaves a group for this user, as they would. */
  readonly part: (transaction: Transaction, userId: string, conversationId: string, at: number) => void
}

interface Conversation { readonly id: string, readonly kind: ConversationKind, readonly lastNo: number }

/** The steps of a deletion through a person's conversations, one at a time in the order of their ids. */
export function createDeletionConversations (database: Database, { roster, part, ...messageParts }: ConversationSteps) {
  const messages = createDeletionMessages(database, messageParts)
  const group = database.statement<[string], { id: string }>(`
    SELECT c.id FROM memberships AS p CROSS JOIN conversations AS c
    WHERE p.user_id = ? AND p.left_seq IS NULL AND c.id = p.conversation_id AND c.kind = 'group' LIMIT 1`)
  const first = `SELECT c.id, c.kind, c.last_no AS lastNo FROM memberships AS p CROSS JOIN conversations AS c
    WHERE p.user_id = ? AND c.id = p.conversation_id`
  const after = database.statement<[string, string], Conversation>(`${first} AND p.conversation_id > ? ORDER BY p.conversation_id LIMIT 1`)
  const at = database.statement<[string, string], Conversation>(`${first} AND p.conversation_id = ? LIMIT 1`)
  const forgetOwn = database.statement<[string, string]>(`
    UPDATE memberships SET draft = NULL, draft_reply_to = NULL, nickname = NULL, unread_from = NULL, left_receipts = NULL WHERE conversation_id = ? AND user_id = ?`)
  const renameReceipts = database.statement<[{ conversationId: string, from: string, to: string }]>(`
    UPDATE memberships SET left_receipts = replace(left_receipts, @from, @to)
    WHERE conversation_id = @conversationId AND left_receipts IS NOT NULL AND instr(left_receipts, @from) > 0`)
  const dropMemberships = database.statement<[string]>('DELETE FROM memberships WHERE conversation_id = ?')

  function next (userId: string, before: string): Place {
    const found = after.get(userId, before)
    return found === undefined ? null : { conversationId: found.id, no: 0 }
  }

  // Others of a direct conversation are not contacts, perhaps, and would keep the name on their page.
  function enter (transaction: Transaction, { id, kind }: Conversation, deletion: Deletion, now: number): void {
    const { id: userId, username, displayName, former } = deletion
    forgetOwn.run(id, userId)
    renameReceipts.run({ conversationId: id, from: `"username":"${username}"`, to: `"username":"${former}"` })
    if (kind !== 'direct') return
    for (const peer of roster.of(id)) {
      if (peer !== userId) transaction.tellUser(peer, { type: 'profile', user: { id: userId, username, displayName } }, now)
    }
  }

  function drop (conversationId: string): void {
    dropMemberships.run(conversationId)
    roster.changed(conversationId)
  }

  return {
    /** Leaves one group. */
    leave (transaction: Transaction, { id: userId }: Deletion, now: number): Place {
      const found = group.get(userId)
      if (found === undefined) return null
      // Else the event of leaving would tell the nickname.
      forgetOwn.run(found.id, userId)
      part(transaction, userId, found.id, now)
      return START
    },

    /** Walks through a slice of one conversation. Notes to self go, whatever the policy of the site. */
    walk (transaction: Transaction, deletion: Deletion, now: number): Place {
      const { id, username, displayName, former, conversationId, no } = deletion
      const found = at.get(id, conversationId)
      if (found === undefined) return next(id, conversationId)
      if (no === 0) enter(transaction, found, deletion, now)
      if (found.kind === 'self') {
        if (!messages.dropNotes(transaction, conversationId)) return { conversationId, no: 1 }
        drop(conversationId)
        return next(id, conversationId)
      }
      const names = { id, username: former, formerly: username }
      const { to, forget } = messages.walk(transaction, conversationId, no, names, deletion.messages, now)
      // Caches and mailboxes drop what they keep of it, and are told by the same event that names have changed.
      if (forget.length > 0) transaction.tellUser(id, { type: 'profile', user: { id, username, displayName } }, now, undefined, forget)
      return to >= found.lastNo ? next(id, conversationId) : { conversationId, no: to }
    }
  }
}
