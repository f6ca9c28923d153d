import { conversationToken, FILE_TOKEN, LINK_TOKEN, senderToken, type WantedToken } from '#domain/messages/search/search-words.ts'
import { LOOKED_AT_MAX, type MessageSearch } from '#domain/messages/search/search.ts'
import type { Database } from '#store/sqlite/database.ts'
import type { GroupCommit } from '#store/sqlite/group-commit.ts'
import { createScattered, type Wanted } from './scattered.ts'
import { IS_LATEST_PERIOD, IS_UNCOVERED_PERIOD } from '#store/sqlite/conversations/visibility.ts'

/** Conversations named in one look into the index, each of which costs a look-up. */
const CONVERSATIONS_MAX = 100
/** Messages of a year may be told from those of another by their numbers, though the clock was wrong now and then. */
const CLOCK_SLACK_MS = 24 * 3_600_000

export interface Candidates {
  /** Numbers of the messages to look at, the newest first. */
  readonly seqs: readonly number[]
  /** There are more than these. */
  readonly more: boolean
  /** The index was asked, which may still lack messages of before. */
  readonly isIndexed: boolean
}

interface Scope { readonly id: string, readonly size: number }

/** Finds the messages that may be hits: by the index, one by one where there are few, or by both for a member of many conversations. */
export function createCandidates (database: Database, commits: GroupCommit) {
  const scopes = database.statement<[{ viewerId: string, conversationId: string | null, limit: number }], Scope>(`
    SELECT p.conversation_id AS id, (
      SELECT sum(max(0, ifnull(own.left_no, c.last_no) - own.joined_no + 1)) FROM memberships AS own
      WHERE own.conversation_id = p.conversation_id AND own.user_id = p.user_id) AS size
    FROM memberships AS p JOIN conversations AS c ON c.id = p.conversation_id
    WHERE p.user_id = @viewerId AND (@conversationId IS NULL OR p.conversation_id = @conversationId) AND ${IS_LATEST_PERIOD} AND p.removed = 0
    LIMIT @limit`)
  const scanned = database.statement<[{ viewerId: string, ids: string, below: number, from: number, limit: number }], { seq: number }>(`
    SELECT m.seq FROM json_each(@ids) AS one CROSS JOIN memberships AS p CROSS JOIN messages AS m
    WHERE p.conversation_id = one.value AND p.user_id = @viewerId AND ${IS_UNCOVERED_PERIOD}
      AND m.conversation_id = p.conversation_id
      AND m.no >= p.joined_no AND m.no <= ifnull(p.left_no, ${Number.MAX_SAFE_INTEGER}) AND m.seq < @below AND m.seq >= @from
    LIMIT @limit`)
  const inOne = database.statement<[{ conversationId: string, below: number, from: number, limit: number }], { seq: number }>(`
    SELECT seq FROM messages WHERE conversation_id = @conversationId AND seq >= @from AND no < ifnull(
      (SELECT no FROM messages WHERE seq = @below AND conversation_id = @conversationId),
      (SELECT last_no + 1 FROM conversations WHERE id = @conversationId))
      AND seq < @below
    ORDER BY no DESC LIMIT @limit`)
  const matching = database.statement<[string, number, number, number], { seq: number }>(`
    SELECT rowid AS seq FROM message_index WHERE message_index MATCH ? AND rowid < ? AND rowid >= ? ORDER BY rowid DESC LIMIT ?`)
  const atOrAfter = database.statement<[number], { seq: number, at: number }>('SELECT seq, at FROM messages WHERE seq >= ? ORDER BY seq LIMIT 1')
  const scattered = createScattered(database, commits)
  const newest = database.statement<[], { seq: number }>('SELECT ifnull(max(seq), 0) AS seq FROM messages')

  // The first message that was sent later than `at`, by halving: numbers and times grow together.
  function firstAfter (at: number): number {
    let [low, high] = [0, (newest.get()?.seq ?? 0) + 1]
    while (low < high) {
      const middle = Math.floor((low + high) / 2)
      const message = atOrAfter.get(middle)
      if (message !== undefined && message.at <= at) low = message.seq + 1
      else high = middle
    }
    return low
  }

  // The hits of a member of too many conversations to name are found in further turns.
  function inOneTurn (search: MessageSearch, after: number): Candidates | Wanted | null {
    const { viewerId, conversationId = null, since, until } = search
    const scope = scopes.all({ viewerId, conversationId, limit: CONVERSATIONS_MAX + 1 })
    if (conversationId !== null && scope.length === 0) return null
    const below = until === undefined ? after : Math.min(after, firstAfter(until + CLOCK_SLACK_MS))
    const from = since === undefined ? 0 : firstAfter(since - CLOCK_SLACK_MS)
    const limit = LOOKED_AT_MAX + 1
    const isFew = scope.length <= CONVERSATIONS_MAX && scope.reduce((sum, { size }) => sum + size, 0) <= LOOKED_AT_MAX
    if (isFew) {
      const rows = scanned.all({ viewerId, ids: JSON.stringify(scope.map(({ id }) => id)), below, from, limit })
      return taken(rows.sort((a, b) => b.seq - a.seq), false)
    }
    const wanted = expressionOf(search)
    if (wanted.length === 0 && conversationId !== null) return taken(inOne.all({ conversationId, below, from, limit }), false)
    if (scope.length > CONVERSATIONS_MAX) return { viewerId, expression: wanted.join(' AND '), below, from, limit: LOOKED_AT_MAX }
    return taken(matching.all([...wanted, anyOf(scope)].join(' AND '), below, from, limit), true)
  }

  /** Returns candidates below a number; null when the viewer has no such conversation. */
  return async function candidates (search: MessageSearch, after: number): Promise<Candidates | null> {
    const found = database.read(() => inOneTurn(search, after))
    return found !== null && 'expression' in found ? { ...await scattered(found), isIndexed: true } : found
  }
}

function taken (rows: ReadonlyArray<{ readonly seq: number }>, isIndexed: boolean): Candidates {
  return { seqs: rows.slice(0, LOOKED_AT_MAX).map(({ seq }) => seq), more: rows.length > LOOKED_AT_MAX, isIndexed }
}

// Everything that the index can tell apart besides the conversation. Tokens hold no quotes: only letters, digits and private characters.
function expressionOf ({ words, fromId, hasLink, hasFile }: MessageSearch): string[] {
  return [
    ...words.tokens.map(term),
    ...fromId === undefined ? [] : [quoted(senderToken(fromId))],
    ...hasLink === true ? [quoted(LINK_TOKEN)] : [],
    ...hasFile === true ? [quoted(FILE_TOKEN)] : []
  ]
}

function term ({ token, isBeginning }: WantedToken): string {
  return isBeginning ? `${quoted(token)}*` : quoted(token)
}

function anyOf (scope: readonly Scope[]): string {
  return `(${scope.map(({ id }) => quoted(conversationToken(id))).join(' OR ')})`
}

function quoted (token: string): string {
  return `"${token}"`
}
