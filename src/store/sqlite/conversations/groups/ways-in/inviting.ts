import type { GroupInviteStore, GroupPreview, Joined, StoredGroupInvite } from '#domain/conversations/group-invites.ts'
import type { GroupOutcome, GroupRefusal } from '#domain/conversations/groups.ts'
import type { ConversationSummaries } from '#store/sqlite/conversations/conversation-summaries.ts'
import type { Database } from '#store/sqlite/database.ts'
import type { GroupCommit } from '#store/sqlite/group-commit.ts'
import { listed, rowsToRead, timePlace, timePlaceOf, type TimePlace } from '#store/sqlite/paging.ts'
import type { Transaction } from '#store/sqlite/transaction.ts'
import type { GroupParts } from '#store/sqlite/conversations/groups/group-parts.ts'
import type { JoinRequests } from './join-requests.ts'
import { blocksMember } from '#store/sqlite/people/contact-rows.ts'
import { userOf, type Standing } from '#store/sqlite/conversations/groups/standings.ts'

type Making = Parameters<GroupInviteStore['make']>[0]
type Joining = Parameters<GroupInviteStore['join']>[0]

/** The group of a link that lets people in, with all that decides about the caller's joining. */
interface Entry {
  readonly id: string
  readonly conversationId: string
  readonly title: string
  readonly colour: number | null
  readonly memberCount: number
  readonly joining: GroupPreview['joining']
  readonly lastNo: number
  readonly isMember: number
  /** Has uses left; a link without any is an entry for members, and for those who wait for an answer. */
  readonly isGood: number
  readonly requestId: string | null
  /** Was removed after the link was made. */
  readonly isShut: number
}

interface Lookup { readonly codeHash: Buffer, readonly userId: string | null, readonly at: number }

/** Links remembered for each that lets people in: without an end, each new one would walk past all that were ever made and revoked. */
const ENDED_KEPT = 10

/** Links into groups and requests to join them. */
export function sqliteGroupInvites (
  database: Database, commits: GroupCommit,
  parts: GroupParts & { readonly summaries: ConversationSummaries, readonly requests: JoinRequests }
): GroupInviteStore {
  const { users, standings, joinAll, repeats, summaries, requests } = parts
  const columns = 'l.id, l.created_at AS createdAt, l.expires_at AS expiresAt, l.uses_left AS usesLeft'
  const isRunning = 'l.revoked_at IS NULL AND (l.expires_at IS NULL OR l.expires_at > @at)'
  const isGood = `${isRunning} AND (l.uses_left IS NULL OR l.uses_left > 0)`
  const add = database.statement<[string, string, Buffer, number, number, number | null, number | null]>(`
    INSERT INTO group_invites (id, conversation_id, code_hash, made_seq, created_at, expires_at, uses_left) VALUES (?, ?, ?, ?, ?, ?, ?)`)
  const byId = database.statement<[string], StoredGroupInvite>(`SELECT ${columns} FROM group_invites AS l WHERE l.id = ?`)
  const count = database.statement<[{ conversationId: string, at: number, max: number }], { n: number }>(`
    SELECT count(*) AS n FROM (SELECT 1 FROM group_invites AS l WHERE l.conversation_id = @conversationId AND ${isGood} LIMIT @max)`)
  const newest = database.statement<[{ conversationId: string, at: number, fromAt: number, fromId: string, limit: number }], StoredGroupInvite>(`
    SELECT ${columns} FROM group_invites AS l
    WHERE l.conversation_id = @conversationId AND (l.created_at, l.id) < (+@fromAt, +@fromId) AND ${isGood}
    ORDER BY l.created_at DESC, l.id DESC LIMIT @limit`)
  const forgetEnded = database.statement<[{ conversationId: string, at: number, kept: number }]>(`
    DELETE FROM group_invites AS l WHERE NOT (${isGood}) AND l.id IN (
      SELECT id FROM group_invites WHERE conversation_id = @conversationId ORDER BY created_at DESC, id DESC LIMIT -1 OFFSET @kept)`)
  const revoke = database.statement<[number, string, string]>(`
    UPDATE group_invites SET revoked_at = ifnull(revoked_at, ?) WHERE id = ? AND conversation_id = ?`)
  const takeUse = database.statement<[string]>('UPDATE group_invites SET uses_left = uses_left - 1 WHERE id = ? AND uses_left IS NOT NULL')
  const isMember = 'EXISTS (SELECT 1 FROM memberships AS p WHERE p.conversation_id = c.id AND p.user_id = @userId AND p.left_seq IS NULL)'
  const asked = "(SELECT r.id FROM join_requests AS r WHERE r.conversation_id = c.id AND r.user_id = @userId AND r.state = 'open')"
  // Members, and those who wait for an answer, have had their use of it.
  const entryOf = database.statement<[Lookup], Entry>(`
    SELECT l.id, c.id AS conversationId, c.title, c.colour, c.member_count AS memberCount, c.joining, c.last_no AS lastNo,
      ${isMember} AS isMember, ${isGood} AS isGood, ${asked} AS requestId,
      EXISTS (SELECT 1 FROM memberships AS p
        WHERE p.conversation_id = c.id AND p.user_id = @userId AND p.ended_by IS NOT NULL AND p.left_seq > l.made_seq) AS isShut
    FROM group_invites AS l JOIN conversations AS c ON c.id = l.conversation_id
    WHERE l.code_hash = @codeHash AND c.member_count > 0 AND (${isGood} OR (${isRunning} AND ${asked} IS NOT NULL) OR ${isMember})`)
  const hasBlocked = database.statement<[{ userId: string, conversationId: string }], { blocked: number }>(
    `SELECT ${blocksMember('@userId', '@conversationId')} AS blocked`)

  function judged (conversationId: string, userId: string): Standing | GroupRefusal {
    const actor = standings.of(conversationId, userId)
    if (actor === null) return 'not-found'
    return actor.role === 'member' ? 'admins-only' : actor
  }

  function make (transaction: Transaction, { userId, conversationId, invite, max, once }: Making, at: number) {
    const actor = judged(conversationId, userId)
    if (typeof actor === 'string') return actor
    const repeat = once === undefined ? null : repeats.find(once)
    if (repeat === 'reused') return 'reused'
    if (repeat !== null) return byId.get(repeat.result) ?? 'not-found'
    if ((count.get({ conversationId, at, max })?.n ?? 0) >= max) return 'too-many'
    forgetEnded.run({ conversationId, at, kept: max * ENDED_KEPT })
    const { id, codeHash, createdAt, expiresAt, usesLeft } = invite
    add.run(id, conversationId, codeHash, transaction.nextSeq - 1, createdAt, expiresAt, usesLeft)
    if (once !== undefined) repeats.keep(once, id, at)
    return { id, createdAt, expiresAt, usesLeft }
  }

  function end (userId: string, conversationId: string, id: string, at: number): GroupOutcome | 'no-such-invite' {
    const actor = judged(conversationId, userId)
    if (typeof actor === 'string') return actor
    return revoke.run(at, id, conversationId) > 0 ? 'done' : 'no-such-invite'
  }

  function home (userId: string, conversationId: string): Joined {
    const conversation = summaries.one(userId, conversationId)
    if (conversation === null) throw new Error(`${userId} does not see ${conversationId}, which they are in.`)
    return { outcome: 'joined', conversation }
  }

  function join (transaction: Transaction, { userId, codeHash, note, requestId, max, requestsMax }: Joining, at: number): Joined {
    const entry = entryOf.get({ codeHash, userId, at })
    if (entry?.isMember === 1) return home(userId, entry.conversationId)
    const user = users.of(userId)
    if (entry === undefined || user === null || entry.isShut === 1) return { outcome: 'invalid' }
    const { id, conversationId, joining, memberCount, lastNo, isGood } = entry
    if (joining === 'request' || isGood === 0) {
      const asked = requests.ask(transaction, { id: requestId, conversationId, user, note, max: requestsMax }, at)
      if (asked.isNew) takeUse.run(id)
      return asked.request === null ? { outcome: 'requests-max' } : { outcome: 'asked', request: asked.request }
    }
    if (memberCount >= max) return { outcome: 'members-max' }
    takeUse.run(id)
    joinAll(transaction, conversationId, [userId], { sender: userOf(user), body: { line: 'joined', who: user.displayName }, lastNo }, at)
    return home(userId, conversationId)
  }

  function previewOf (userId: string | null, entry: Entry): GroupPreview {
    const { title, colour, memberCount, joining, isMember, requestId, conversationId } = entry
    const blocked = userId !== null && hasBlocked.get({ userId, conversationId })?.blocked === 1
    const group = { title, colour, memberCount, joining, asked: requestId !== null, requestId, blocked }
    return { ...group, conversationId: isMember === 1 ? conversationId : null }
  }

  return {
    make: (making, at) => commits.write(transaction => make(transaction, making, at)),
    revoke: ({ userId, conversationId, id }, at) => commits.write(() => end(userId, conversationId, id, at)),
    join: (joining, at) => commits.write(transaction => join(transaction, joining, at)),

    list: async ({ userId, conversationId, page }, at) => database.read(() => {
      const actor = judged(conversationId, userId)
      if (typeof actor === 'string') return actor
      const { at: fromAt, id: fromId }: TimePlace = timePlaceOf(page.after)
      const rows = newest.all({ conversationId, at, fromAt, fromId, limit: rowsToRead(page) })
      return listed(rows, page, ({ createdAt, id }) => timePlace({ at: createdAt, id }))
    }),

    preview: async (codeHash, userId, at) => database.read(() => {
      const entry = entryOf.get({ codeHash, userId, at })
      return entry === undefined || (entry.isShut === 1 && entry.isMember === 0) ? null : previewOf(userId, entry)
    }),

    withdraw: ({ userId, id }, at) => commits.write(transaction => requests.withdraw(transaction, userId, id, at)),

    requests: async ({ userId, conversationId, page }) => database.read(() => {
      const actor = judged(conversationId, userId)
      return typeof actor === 'string' ? actor : requests.list(conversationId, userId, page)
    }),

    answer: ({ userId, conversationId, id, accepts, max }, at) => commits.write(transaction => {
      const actor = judged(conversationId, userId)
      return typeof actor === 'string' ? actor : requests.answer(transaction, { conversationId, id, accepts, max, actor }, at)
    })
  }
}
