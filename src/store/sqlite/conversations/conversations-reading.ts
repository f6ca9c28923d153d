import { RECEIPTS_MAX_MEMBERS, type ConversationStore } from '#domain/conversations/conversations.ts'
import type { Receipt } from '#domain/conversations/members.ts'
import { isOn } from '#store/sqlite/account/setting-rows.ts'
import type { Database } from '#store/sqlite/database.ts'
import type { GroupCommit } from '#store/sqlite/group-commit.ts'
import type { Transaction } from '#store/sqlite/transaction.ts'
import { createMessagePlaces } from '#store/sqlite/messages/message-places.ts'
import { createWatermarks } from '#store/sqlite/delivery/watermarks.ts'
import { FIRST_UNREAD, UNREAD, UNREAD_BEYOND } from './unread.ts'
import { NEWEST_VISIBLE } from './visibility.ts'

interface Reading {
  readonly joinedSeq: number
  readonly readNo: number
  readonly unreadFrom: number | null
  readonly newestNo: number
  readonly hasLeft: number
  readonly unread: number
}

/** Keeps read marks and drafts of members. */
export function sqliteConversationsReading (
  database: Database, commits: GroupCommit
): Pick<ConversationStore, 'read' | 'markUnread' | 'firstUnread' | 'unreadAfter' | 'saveDraft' | 'receipts'> {
  const latest = `
    FROM memberships AS p JOIN conversations AS c ON c.id = p.conversation_id
    WHERE p.conversation_id = ? AND p.user_id = ?
    ORDER BY p.joined_seq DESC LIMIT 1`
  const readingOf = database.statement<[string, string], Reading>(`
    SELECT p.joined_seq AS joinedSeq, p.read_no AS readNo, p.unread_from AS unreadFrom, ${NEWEST_VISIBLE} AS newestNo,
      p.left_seq IS NOT NULL AS hasLeft, ${UNREAD} AS unread ${latest}`)
  const firstUnreadOf = database.statement<[string, string], { firstNo: number | null, unreadFrom: number | null }>(`
    SELECT ${FIRST_UNREAD} AS firstNo, p.unread_from AS unreadFrom ${latest}`)
  const unreadAfterOf = database.statement<[{ after: number }, string, string], { unread: number }>(`SELECT ${UNREAD_BEYOND} AS unread ${latest}`)
  const setReading = database.statement<[number, number | null, string, string, number]>(`
    UPDATE memberships SET read_no = ?, unread_from = ? WHERE conversation_id = ? AND user_id = ? AND joined_seq = ?`)
  const watermarks = createWatermarks(database, createMessagePlaces(database))
  const receiptsOf = database.statement<[string, string], { removed: number, hasLeft: number, leftReceipts: string | null }>(`
    SELECT p.removed, p.left_seq IS NOT NULL AS hasLeft, CASE WHEN ${isOn('receipts', 'p.user_id')} THEN p.left_receipts END AS leftReceipts ${latest}`)
  const draftOf = database.statement<[string, string], { draft: string | null, replyTo: number | null }>(`
    SELECT draft, draft_reply_to AS replyTo FROM memberships WHERE conversation_id = ? AND user_id = ? AND left_seq IS NULL`)
  const setDraft = database.statement<[string | null, number | null, string, string]>(`
    UPDATE memberships SET draft = ?, draft_reply_to = ? WHERE conversation_id = ? AND user_id = ? AND left_seq IS NULL`)

  // Tells the reader's own browsers if something changed; returns null without a membership.
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

    markUnread: (userId, conversationId, fromNo, at) => commits.write(transaction =>
      change(transaction, userId, conversationId, at, ({ readNo, newestNo, hasLeft }) => ({
        readNo,
        unreadFrom: newestNo === 0 || hasLeft === 1 ? null : Math.max(1, Math.min(fromNo, newestNo))
      }))),

    async firstUnread (userId, conversationId) {
      const { firstNo, unreadFrom } = database.read(() => firstUnreadOf.get(conversationId, userId)) ?? { firstNo: null, unreadFrom: null }
      return firstNo === null || unreadFrom === null ? firstNo ?? unreadFrom : Math.min(firstNo, unreadFrom)
    },

    unreadAfter: async (userId, conversationId, after) =>
      database.read(() => unreadAfterOf.get({ after }, conversationId, userId))?.unread ?? 0,

    saveDraft: (userId, conversationId, body, at, replyTo = null) => commits.write(transaction => {
      const before = draftOf.get(conversationId, userId)
      if (before === undefined) return false
      const draft = body === '' ? { body: null, replyTo: null } : { body, replyTo }
      if (before.draft === draft.body && before.replyTo === draft.replyTo) return true
      setDraft.run(draft.body, draft.replyTo, conversationId, userId)
      transaction.tellUser(userId, { type: 'draft', conversationId }, at)
      return true
    }),

    async receipts (userId, conversationId) {
      return database.read(() => {
        const period = receiptsOf.get(conversationId, userId)
        if (period === undefined || period.removed === 1) return null
        if (period.hasLeft === 1) return JSON.parse(period.leftReceipts ?? '[]') as Receipt[]
        return watermarks.ofOthers(userId, conversationId, RECEIPTS_MAX_MEMBERS)
      })
    }
  }
}
