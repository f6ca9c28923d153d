import type { Joined } from '#domain/conversations/group-invites.ts'
import type { PublicGroup, PublicGroupStore } from '#domain/conversations/public-groups.ts'
import { nameTokens } from '#domain/people/names.ts'
import type { ConversationSummaries } from '#store/sqlite/conversations/conversation-summaries.ts'
import type { Database } from '#store/sqlite/database.ts'
import type { GroupCommit } from '#store/sqlite/group-commit.ts'
import { blocksMember } from '#store/sqlite/people/contact-rows.ts'
import type { Transaction } from '#store/sqlite/transaction.ts'
import type { GroupParts } from '#store/sqlite/conversations/groups/group-parts.ts'
import type { JoinRequests } from './join-requests.ts'
import { listed, rowsToRead, timePlace, timePlaceOf, type TimePlace } from '#store/sqlite/paging.ts'
import { userOf } from '#store/sqlite/conversations/groups/standings.ts'

/** Limit to the groups that one search looks at. */
const CANDIDATES_MAX = 1_000

interface Row extends Omit<PublicGroup, 'asked' | 'isMember' | 'blocked'> {
  readonly lastNo: number
  readonly isIn: number
  readonly isBlocked: number
  /** Their latest period was ended by another. */
  readonly wasRemoved: number
}

/** Replaces the tokens that a group is found by; one that is not public has none. To be called in the unit that changes either. */
export function createGroupTokens (database: Database) {
  const forget = database.statement<[string]>('DELETE FROM group_tokens WHERE conversation_id = ?')
  const keep = database.statement<[string, string]>('INSERT INTO group_tokens (conversation_id, token) SELECT ?, value FROM json_each(?)')

  return (conversationId: string, title: string, isPublic: boolean): void => {
    forget.run(conversationId)
    if (isPublic) keep.run(conversationId, JSON.stringify(nameTokens({ username: '', displayName: title })))
  }
}

/** Groups that anybody finds by name. */
export function sqlitePublicGroups (
  database: Database, commits: GroupCommit,
  { users, joinAll, summaries, requests }: GroupParts & { readonly summaries: ConversationSummaries, readonly requests: JoinRequests }
): PublicGroupStore {
  const own = 'FROM memberships AS p WHERE p.conversation_id = c.id AND p.user_id = @userId'
  const columns = `c.id, c.title, c.announcement, c.colour, c.member_count AS memberCount, c.joining, c.last_no AS lastNo,
    EXISTS (SELECT 1 ${own} AND p.left_seq IS NULL) AS isIn,
    (SELECT r.id FROM join_requests AS r WHERE r.conversation_id = c.id AND r.user_id = @userId AND r.state = 'open') AS requestId,
    (SELECT p.ended_by IS NOT NULL ${own} ORDER BY p.joined_seq DESC LIMIT 1) IS 1 AS wasRemoved,
    ${blocksMember('@userId', 'c.id')} AS isBlocked`
  const byId = database.statement<[{ userId: string, conversationId: string }], Row>(`
    SELECT ${columns} FROM conversations AS c WHERE c.id = @conversationId AND c.is_public = 1 AND c.member_count > 0`)
  const countUpTo = database.statement<[string, string], { n: number }>(`
    SELECT count(*) AS n FROM (SELECT 1 FROM group_tokens WHERE token >= ? AND token <= ? LIMIT ${CANDIDATES_MAX})`)
  const holdingAll = database.statement<[TimePlace & { userId: string, from: string, to: string, others: string, limit: number }], Row>(`
    WITH candidates AS (
      SELECT DISTINCT conversation_id AS id FROM (
        SELECT conversation_id FROM group_tokens WHERE token >= @from AND token <= @to ORDER BY token, conversation_id LIMIT ${CANDIDATES_MAX})),
    found AS (
      SELECT c.id FROM candidates CROSS JOIN conversations AS c
      WHERE c.id = candidates.id AND c.member_count > 0 AND (c.member_count, c.id) < (@at, @id) AND NOT EXISTS (
        SELECT 1 FROM json_each(@others) AS term WHERE NOT EXISTS (
          SELECT 1 FROM group_tokens AS own
          WHERE own.conversation_id = c.id AND own.token >= json_extract(term.value, '$.from') AND own.token <= json_extract(term.value, '$.to')))
      ORDER BY c.member_count DESC, c.id DESC LIMIT @limit)
    SELECT ${columns} FROM found CROSS JOIN conversations AS c WHERE c.id = found.id ORDER BY c.member_count DESC, c.id DESC`)

  function enter (
    transaction: Transaction, { userId, conversationId, note, requestId, max, requestsMax }: Parameters<PublicGroupStore['enter']>[0], at: number
  ): Joined {
    const row = byId.get({ userId, conversationId })
    const user = users.of(userId)
    if (row === undefined || user === null) return { outcome: 'invalid' }
    if (row.isIn === 0) {
      if (row.joining === 'closed') return { outcome: 'links-only' }
      if (row.joining === 'request' || row.wasRemoved === 1) {
        const { request } = requests.ask(transaction, { id: requestId, conversationId, user, note, max: requestsMax }, at)
        return request === null ? { outcome: 'requests-max' } : { outcome: 'asked', request }
      }
      if (row.memberCount >= max) return { outcome: 'members-max' }
      const body = { line: 'joined', who: user.displayName } as const
      joinAll(transaction, conversationId, [userId], { sender: userOf(user), body, lastNo: row.lastNo }, at)
    }
    const conversation = summaries.one(userId, conversationId)
    if (conversation === null) throw new Error(`${userId} does not see ${conversationId}, which they are in.`)
    return { outcome: 'joined', conversation }
  }

  return {
    // Looks the rarest term up by the index; the other terms filter the candidates.
    search: async (userId, terms, page) => database.read(() => {
      const [rarest, ...others] = terms.map(term => ({ ...term, n: countUpTo.get(term.from, term.to)?.n ?? 0 })).sort((a, b) => a.n - b.n)
      if (rarest === undefined) return { groups: [], more: false, next: null }
      const { from, to, n } = rarest
      const asked = { userId, from, to, others: JSON.stringify(others), ...timePlaceOf(page.after), limit: rowsToRead(page) }
      const { rows, more, next } = listed(holdingAll.all(asked), page, ({ memberCount, id }) => timePlace({ at: memberCount, id }))
      return { groups: rows.map(publicOf), more: more || n === CANDIDATES_MAX, next }
    }),

    one: async (userId, conversationId) => database.read(() => {
      const row = byId.get({ userId, conversationId })
      return row === undefined ? null : publicOf(row)
    }),

    enter: (entering, at) => commits.write(transaction => enter(transaction, entering, at))
  }
}

function publicOf ({ id, title, announcement, colour, memberCount, joining, requestId, isIn, isBlocked }: Row): PublicGroup {
  const asked = requestId !== null
  return { id, title, announcement, colour, memberCount, joining, asked, requestId, isMember: isIn === 1, blocked: isBlocked === 1 }
}
