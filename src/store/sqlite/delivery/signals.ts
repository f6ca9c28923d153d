import { SNAPSHOT_CONVERSATIONS } from '#domain/conversations/conversations.ts'
import { PRESENCES_MAX, type Audience, type PresenceOf } from '#domain/people/presences.ts'
import type { Advance, ReceiptNews, SignalStore } from '#domain/delivery/signals.ts'
import { isOn } from '#store/sqlite/account/setting-rows.ts'
import { MAY_SPEAK, MAY_WRITE } from '#store/sqlite/people/contact-rows.ts'
import type { ConversationIndexes } from '#store/sqlite/conversations/conversation-indexes.ts'
import type { Database } from '#store/sqlite/database.ts'
import type { GroupCommit } from '#store/sqlite/group-commit.ts'
import { createMessagePlaces } from '#store/sqlite/messages/message-places.ts'
import { createWatermarks } from './watermarks.ts'

interface UserId { userId: string }

// One receipt takes some 30 look-ups at most, so that these take a few milliseconds.
const RECEIPTS_AT_ONCE = 100
const PEOPLE_AT_ONCE = 250
/** Ends a slice early, because some people are contacts of thousands. */
const WATCHERS_AT_ONCE = 1_000

export function sqliteSignals (database: Database, commits: GroupCommit, indexes: ConversationIndexes): SignalStore {
  const typist = database.statement<[string, string], { username: string, isShown: number, memberCount: number }>(`
    SELECT u.username, ${isOn('typing', 'p.user_id')} AND ${MAY_WRITE} AND ${MAY_SPEAK} AS isShown, c.member_count AS memberCount
    FROM memberships p JOIN users u ON u.id = p.user_id JOIN conversations c ON c.id = p.conversation_id
    WHERE p.conversation_id = ? AND p.user_id = ? AND p.left_seq IS NULL`)
  const watchersOfTyping = database.statement<[string, string], UserId>(`
    SELECT m.user_id AS userId FROM memberships m
    WHERE m.conversation_id = ? AND m.left_seq IS NULL AND m.user_id <> ? AND ${isOn('typing', 'm.user_id')}`)

  const seen = database.statement<[string], never>(`
    UPDATE users SET last_seen_at = at.value FROM json_each(?) AS at WHERE users.id = at.key AND ifnull(users.last_seen_at, 0) < at.value`)
  const shower = database.statement<[string], { username: string, isShown: number }>(`
    SELECT u.username, ${isOn('presence', 'u.id')} AS isShown FROM users u WHERE u.id = ?`)
  const watchersOfPresence = database.statement<[string], UserId>(`
    SELECT c.holder_id AS userId FROM contacts c WHERE c.user_id = ? AND ${isOn('presence', 'c.holder_id')}`)
  const presence = `
    SELECT u.id AS userId, u.username, u.last_seen_at AS lastSeenAt
    FROM contacts c JOIN users u ON u.id = c.user_id
    WHERE c.holder_id = @userId AND ${isOn('presence', 'c.user_id')} AND ${isOn('presence', 'c.holder_id')}`
  const presencesAfter = database.statement<[{ userId: string, after: string, limit: number }], PresenceOf>(`
    ${presence} AND c.user_id > @after ORDER BY c.user_id LIMIT @limit`)
  const presencesOf = database.statement<[{ userId: string, userIds: string }], PresenceOf>(`
    ${presence} AND c.user_id IN (SELECT value FROM json_each(@userIds))`)
  const contactsOf = database.statement<[string], { userId: string, username: string }>(`
    SELECT u.id AS userId, u.username FROM contacts c JOIN users u ON u.id = c.user_id WHERE c.holder_id = ?`)
  const people = database.statement<[string, number], PresenceOf & { readonly isShown: number }>(`
    SELECT u.id AS userId, u.username, u.last_seen_at AS lastSeenAt, ${isOn('presence', 'u.id')} AS isShown
    FROM users u WHERE u.id > ? ORDER BY u.id LIMIT ?`)
  const watchersOfReceipts = database.statement<[string, string], UserId>(`
    SELECT m.user_id AS userId FROM memberships m
    WHERE m.conversation_id = ? AND m.user_id <> ? AND m.left_seq IS NULL AND ${isOn('receipts', 'm.user_id')}`)
  const reachable = database.statement<[{ userId: string, conversationId: string, max: number }], { lastNo: number }>(`
    SELECT c.last_no AS lastNo FROM memberships m JOIN conversations c ON c.id = m.conversation_id
    WHERE m.conversation_id = @conversationId AND m.user_id = @userId AND m.left_seq IS NULL AND c.kind <> 'self' AND c.member_count <= @max`)
  const places = createMessagePlaces(database)
  const watermarks = createWatermarks(database, places)
  // CROSS JOIN keeps the order of the loops: the marks are few, the users many.
  const advancing = database.statement<[string], Advance>(`
    SELECT u.id AS userId, u.delivered_seq AS fromSeq, mark.value AS toSeq
    FROM json_each(?) AS mark CROSS JOIN users AS u ON u.id = mark.key AND u.delivered_seq < mark.value`)
  const deliver = database.statement<[{ marks: string, at: number }], never>(`
    UPDATE users SET delivered_seq = mark.value, last_seen_at = @at FROM json_each(@marks) AS mark WHERE users.id = mark.key`)

  const watermark = database.statement<[string], { readonly deliveredSeq: number }>('SELECT delivered_seq AS deliveredSeq FROM users WHERE id = ?')

  /** By user, for json_each. */
  function json (byUser: ReadonlyMap<string, number>): string {
    return JSON.stringify(Object.fromEntries(byUser))
  }

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

  // Reads the messages, because the ledger may be trimmed up to here.
  function hasReached ({ userId, fromSeq, toSeq }: Advance, conversationId: string, max: number): boolean {
    const lastNo = reachable.get({ userId, conversationId, max })?.lastNo
    return lastNo !== undefined && places.hasWithin(conversationId, fromSeq, toSeq, lastNo)
  }

  return {
    async typingAudience (userId, conversationId, max) {
      const typing = typist.get(conversationId, userId)
      if (typing === undefined) return null
      const isTold = typing.isShown === 1 && typing.memberCount <= max
      return { username: typing.username, userIds: isTold ? ids(watchersOfTyping.all(conversationId, userId)) : [] }
    },

    presenceAudiences: when => commits.write(() => {
      seen.run(json(when))
      return [...when.keys()].map(userId => ({ userId, ...presenceAudience(userId) }))
    }),

    async presences (userId) {
      const found: PresenceOf[] = []
      for (let after: string | undefined = ''; after !== undefined && found.length < PRESENCES_MAX;) {
        if (found.length > 0) await commits.nextTurn()
        const slice = presencesAfter.all({ userId, after, limit: PEOPLE_AT_ONCE })
        found.push(...slice)
        after = slice.length < PEOPLE_AT_ONCE ? undefined : slice.at(-1)?.userId
      }
      return found
    },

    async presencesOf (userId, userIds) {
      return presencesOf.all({ userId, userIds: JSON.stringify(userIds) })
    },

    async circle (userId) {
      return database.read(() => ({ username: shower.get(userId)?.username ?? '', contacts: contactsOf.all(userId) }))
    },

    async seenSince (since, after) {
      return database.read(() => {
        const slice = people.all(after, PEOPLE_AT_ONCE)
        const seen = []
        let watchers = 0
        for (const { isShown, ...person } of slice) {
          if (isShown === 0 || person.lastSeenAt === null || person.lastSeenAt < since) continue
          const audience = presenceAudience(person.userId)
          seen.push({ ...person, ...audience })
          watchers += audience.userIds.length
          if (watchers >= WATCHERS_AT_ONCE) return { people: seen, next: person.userId }
        }
        return { people: seen, next: slice.length < PEOPLE_AT_ONCE ? null : slice.at(-1)?.userId ?? null }
      })
    },

    // In slices, since no receipt depends on another.
    async receipts (userId, max) {
      await indexes.ready(userId)
      const newest = database.read(() => indexes.of(userId).bySaid.newest(SNAPSHOT_CONVERSATIONS))
      const found = []
      let inTurn = 0
      for (const { id } of newest) {
        const others = database.read(() => watermarks.ofOthers(userId, id, max))
        found.push(...others.map(receipt => ({ conversationId: id, ...receipt })))
        inTurn += 1 + others.length
        if (inTurn < RECEIPTS_AT_ONCE) continue
        inTurn = 0
        await commits.nextTurn()
      }
      return found
    },

    async reached (advance, max) {
      await indexes.ready(advance.userId)
      const reached: string[] = []
      for (const [index, { id }] of indexes.of(advance.userId).byNews.after(advance.fromSeq).entries()) {
        if (index % RECEIPTS_AT_ONCE === RECEIPTS_AT_ONCE - 1) await commits.nextTurn()
        if (hasReached(advance, id, max)) reached.push(id)
      }
      return reached
    },

    async receiptNews (moves, max) {
      return database.read(() => moves.flatMap(({ userId, conversationId }) => newsOf(userId, conversationId, max)))
    },

    advance: (marks, at) => commits.write(() => {
      const advanced = advancing.all(json(marks))
      if (advanced.length > 0) deliver.run({ marks: json(new Map(advanced.map(({ userId, toSeq }) => [userId, toSeq]))), at })
      return advanced
    }),

    async deliveredTo (userId) {
      return watermark.get(userId)?.deliveredSeq ?? 0
    }
  }
}
