import { RECEIPTS_MAX_MEMBERS, type ConversationStore } from '#domain/conversations.ts'
import { MAY_WRITE } from './contact-rows.ts'
import type { Database } from './database.ts'
import type { GroupCommit, Transaction } from './group-commit.ts'
import { createMessagePlaces } from './message-places.ts'
import { receiptsOf, WATERMARK_COLUMNS, type Watermark } from './watermarks.ts'
import { IS_LATEST_PERIOD, NEWEST_VISIBLE, UNREAD } from './visibility.ts'

interface Reading {
  readonly joinedSeq: number
  readonly readNo: number
  readonly unreadFrom: number | null
  readonly newestNo: number
  readonly unread: number
}

/** How far members have read, and what they have begun to write. */
export function conversationsReading (
  database: Database, commits: GroupCommit
): Pick<ConversationStore, 'read' | 'readAll' | 'markUnread' | 'saveDraft' | 'receipts'> {
  const readingOf = database.statement<[string, string], Reading>(`
    SELECT p.joined_seq AS joinedSeq, p.read_no AS readNo, p.unread_from AS unreadFrom,
      ${NEWEST_VISIBLE} AS newestNo, ${UNREAD} AS unread
    FROM memberships AS p JOIN conversations AS c ON c.id = p.conversation_id
    WHERE p.conversation_id = ? AND p.user_id = ?
    ORDER BY p.joined_seq DESC LIMIT 1`)
  const unreadOf = database.statement<[string], { conversationId: string }>(`
    SELECT p.conversation_id AS conversationId
    FROM memberships AS p CROSS JOIN conversations AS c
    WHERE p.user_id = ? AND c.id = p.conversation_id AND ${IS_LATEST_PERIOD} AND (p.unread_from IS NOT NULL OR ${UNREAD} > 0)`)
  const setReading = database.statement<[number, number | null, string, string, number]>(`
    UPDATE memberships SET read_no = ?, unread_from = ? WHERE conversation_id = ? AND user_id = ? AND joined_seq = ?`)
  const places = createMessagePlaces(database)
  const watermarksFor = database.statement<[{ userId: string, conversationId: string }], Watermark>(`
    SELECT ${WATERMARK_COLUMNS}
    FROM memberships AS own
      JOIN accounts AS viewer ON viewer.user_id = own.user_id
      JOIN conversations AS c ON c.id = own.conversation_id
      JOIN memberships AS p ON p.conversation_id = c.id AND p.left_seq IS NULL AND p.user_id <> own.user_id
      JOIN users AS u ON u.id = p.user_id
      JOIN accounts AS a ON a.user_id = u.id
    WHERE own.conversation_id = @conversationId AND own.user_id = @userId AND own.left_seq IS NULL
      AND c.member_count <= ${RECEIPTS_MAX_MEMBERS} AND viewer.show_receipts = 1 AND a.show_receipts = 1 AND ${MAY_WRITE}
    ORDER BY u.username`)
  const setDraft = database.statement<[string | null, string, string]>(`
    UPDATE memberships SET draft = ? WHERE conversation_id = ? AND user_id = ? AND left_seq IS NULL`)

  // Tells the reader's own browsers, when something changed; null when he has no membership.
  function change (
    transaction: Transaction, userId: string, conversationId: string, at: number,
    to: (reading: Reading) => { readNo: number, unreadFrom: number | null }
  ) {
    const before = readingOf.get(conversationId, userId)
    if (before === undefined) return null
    const { readNo, unreadFrom } = to(before)
    if (readNo === before.readNo && unreadFrom === before.unreadFrom) return { readNo, unreadFrom, unread: before.unread }
    setReading.run(readNo, unreadFrom, conversationId, userId, before.joinedSeq)
    transaction.tellUser(userId, { type: 'read', conversationId, readNo, unreadFrom }, at)
    return { readNo, unreadFrom, unread: readingOf.get(conversationId, userId)?.unread ?? 0 }
  }

  return {
    read: (userId, conversationId, no, at) => commits.write(transaction =>
      change(transaction, userId, conversationId, at, ({ readNo, unreadFrom, newestNo }) => ({
        readNo: Math.max(readNo, Math.min(no, newestNo)),
        unreadFrom: unreadFrom !== null && unreadFrom <= no ? null : unreadFrom
      }))),

    readAll: (userId, at) => commits.write(transaction => {
      const ids = unreadOf.all(userId).map(row => row.conversationId)
      for (const id of ids) change(transaction, userId, id, at, ({ newestNo }) => ({ readNo: newestNo, unreadFrom: null }))
      return ids
    }),

    markUnread: (userId, conversationId, fromNo, at) => commits.write(transaction =>
      change(transaction, userId, conversationId, at, ({ readNo, newestNo }) => ({
        readNo,
        unreadFrom: newestNo === 0 ? null : Math.max(1, Math.min(fromNo, newestNo))
      }))),

    saveDraft: (userId, conversationId, body) => commits.write(() =>
      setDraft.run(body === '' ? null : body, conversationId, userId) > 0),

    async receipts (userId, conversationId) {
      return database.read(() => {
        if (readingOf.get(conversationId, userId) === undefined) return null
        return receiptsOf(places, watermarksFor.all({ userId, conversationId })).map(({ conversationId: _, ...receipt }) => receipt)
      })
    }
  }
}
