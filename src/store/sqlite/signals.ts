import type { Audience, PresenceOf, ReceiptNews, SignalStore } from '#domain/signals.ts'
import { SNAPSHOT_CONVERSATIONS } from '#domain/conversations.ts'
import { MAY_WRITE } from './contact-rows.ts'
import type { ConversationIndexes } from './conversation-indexes.ts'
import type { Database } from './database.ts'
import type { GroupCommit } from './group-commit.ts'
import { createMessagePlaces } from './message-places.ts'
import { createWatermarks } from './watermarks.ts'

interface UserId { userId: string }

// Finding out how far somebody has come takes some 30 look-ups at most, so that these are a few milliseconds.
const RECEIPTS_AT_ONCE = 100

export function sqliteSignals (database: Database, commits: GroupCommit, indexes: ConversationIndexes): SignalStore {
  const typist = database.statement<[string, string], { username: string, isShown: number, memberCount: number }>(`
    SELECT u.username, a.show_typing = 1 AND ${MAY_WRITE} AS isShown, c.member_count AS memberCount
    FROM memberships m JOIN users u ON u.id = m.user_id JOIN accounts a ON a.user_id = u.id JOIN conversations c ON c.id = m.conversation_id
    WHERE m.conversation_id = ? AND m.user_id = ? AND m.left_seq IS NULL`)
  const watchersOfTyping = database.statement<[string, string], UserId>(`
    SELECT m.user_id AS userId FROM memberships m JOIN accounts a ON a.user_id = m.user_id
    WHERE m.conversation_id = ? AND m.left_seq IS NULL AND m.user_id <> ? AND a.show_typing = 1`)

  const seen = database.statement<[number, string, number]>(
    'UPDATE users SET last_seen_at = ? WHERE id = ? AND ifnull(last_seen_at, 0) < ?')
  const shower = database.statement<[string], { username: string, isShown: number }>(`
    SELECT u.username, a.show_presence AS isShown FROM users u JOIN accounts a ON a.user_id = u.id WHERE u.id = ?`)
  const watchersOfPresence = database.statement<[string], UserId>(`
    SELECT c.holder_id AS userId FROM contacts c JOIN accounts a ON a.user_id = c.holder_id
    WHERE c.user_id = ? AND a.show_presence = 1`)
  const presences = database.statement<[string], PresenceOf>(`
    SELECT u.id AS userId, u.username, u.last_seen_at AS lastSeenAt
    FROM contacts c JOIN users u ON u.id = c.user_id JOIN accounts theirs ON theirs.user_id = u.id JOIN accounts mine ON mine.user_id = c.holder_id
    WHERE c.holder_id = ? AND theirs.show_presence = 1 AND mine.show_presence = 1`)
  const contactsOf = database.statement<[string], { userId: string, username: string }>(`
    SELECT u.id AS userId, u.username FROM contacts c JOIN users u ON u.id = c.user_id WHERE c.holder_id = ?`)
  const seenSince = database.statement<[number], PresenceOf>(`
    SELECT u.id AS userId, u.username, u.last_seen_at AS lastSeenAt
    FROM users u JOIN accounts a ON a.user_id = u.id WHERE u.last_seen_at >= ? AND a.show_presence = 1`)

  const watchersOfReceipts = database.statement<[string, string], UserId>(`
    SELECT m.user_id AS userId FROM memberships m JOIN accounts a ON a.user_id = m.user_id
    WHERE m.conversation_id = ? AND m.user_id <> ? AND m.left_seq IS NULL AND a.show_receipts = 1`)
  // Asked of the messages and not of the ledger, which may be trimmed up to here.
  const spokenIn = database.statement<[{ userId: string, fromSeq: number, max: number }], { conversationId: string, lastNo: number }>(`
    SELECT c.id AS conversationId, c.last_no AS lastNo FROM memberships m JOIN conversations c ON c.id = m.conversation_id
    WHERE m.user_id = @userId AND m.left_seq IS NULL AND c.last_seq > @fromSeq AND c.kind <> 'self' AND c.member_count <= @max`)
  const places = createMessagePlaces(database)
  const watermarks = createWatermarks(database, places)
  const deliveredSeq = database.statement<[string], { seq: number }>('SELECT delivered_seq AS seq FROM users WHERE id = ?')
  const deliver = database.statement<[number, number, string]>('UPDATE users SET delivered_seq = ?, last_seen_at = ? WHERE id = ?')

  function ids (rows: readonly UserId[]): string[] {
    return rows.map(({ userId }) => userId)
  }

  function presenceAudience (userId: string): Audience {
    const user = shower.get(userId)
    if (user === undefined || user.isShown === 0) return { username: user?.username ?? '', userIds: [] }
    return { username: user.username, userIds: ids(watchersOfPresence.all(userId)) }
  }

  function newsOf (userId: string, conversationId: string, max: number): ReceiptNews[] {
    const [receipt] = watermarks.of(userId, conversationId, max)
    if (receipt === undefined) return []
    return [{ ...receipt, userIds: ids(watchersOfReceipts.all(conversationId, userId)) }]
  }

  function reached (userId: string, fromSeq: number, toSeq: number, max: number): string[] {
    return spokenIn.all({ userId, fromSeq, max })
      .filter(({ conversationId, lastNo }) => places.hasWithin(conversationId, fromSeq, toSeq, lastNo))
      .map(({ conversationId }) => conversationId)
  }

  return {
    async typingAudience (userId, conversationId, max) {
      const typing = typist.get(conversationId, userId)
      if (typing === undefined) return null
      const isTold = typing.isShown === 1 && typing.memberCount <= max
      return { username: typing.username, userIds: isTold ? ids(watchersOfTyping.all(conversationId, userId)) : [] }
    },

    presenceAudience: (userId, at) => commits.write(() => {
      seen.run(at, userId, at)
      return presenceAudience(userId)
    }),

    async presences (userId) {
      return presences.all(userId)
    },

    async circle (userId) {
      return database.read(() => ({ username: shower.get(userId)?.username ?? '', contacts: contactsOf.all(userId) }))
    },

    async seenSince (since) {
      return database.read(() => seenSince.all(since).map(user => ({ ...user, ...presenceAudience(user.userId) })))
    },

    // In slices: each signal is true by itself.
    async receipts (userId, max) {
      await indexes.ready(userId)
      const newest = database.read(() => indexes.of(userId).bySaid.newest(SNAPSHOT_CONVERSATIONS))
      const found = []
      let inTurn = 0
      for (const { id } of newest) {
        const others = database.read(() => watermarks.ofOthers(userId, id, max))
        found.push(...others)
        inTurn += 1 + others.length
        if (inTurn < RECEIPTS_AT_ONCE) continue
        inTurn = 0
        await commits.nextTurn()
      }
      return found
    },

    async receiptNews (moves, max) {
      return database.read(() => moves.flatMap(({ userId, ...where }) => {
        const ids = 'conversationIds' in where ? where.conversationIds : reached(userId, where.fromSeq, where.toSeq, max)
        return ids.flatMap(conversationId => newsOf(userId, conversationId, max))
      }))
    },

    advance: (marks, at) => commits.write(() => {
      const advanced = []
      for (const [userId, toSeq] of marks) {
        const fromSeq = deliveredSeq.get(userId)?.seq ?? toSeq
        if (fromSeq >= toSeq) continue
        deliver.run(toSeq, at, userId)
        advanced.push({ userId, fromSeq, toSeq })
      }
      return advanced
    })
  }
}
