import type {
  ConversationInfo, ConversationList, ConversationRows, ConversationSummary, ListPage
} from '#domain/conversations/conversations.ts'
import type { Role } from '#domain/conversations/members.ts'
import { GROUP_DEFAULTS, type GroupFields } from '#domain/conversations/group-fields.ts'
import type { IndexEntry } from './conversation-index.ts'
import type { ConversationIndexes } from './conversation-indexes.ts'
import { CONVERSATION_COLUMNS, CONVERSATION_TABLES, infoOf, isUnopened, peerOf, type ConversationRow } from './conversation-rows.ts'
import type { Database } from '#store/sqlite/database.ts'
import { MENTION_COLUMNS } from '#store/sqlite/messages/mention-rows.ts'
import { MESSAGE_COLUMNS, messageOf, type MessageRow } from '#store/sqlite/messages/message-rows.ts'
import { listed, rowsToRead, timePlace } from '#store/sqlite/paging.ts'
import { REQUESTS_MAX } from '#domain/conversations/group-invites.ts'
import { listPlace } from '#domain/conversations/own-settings.ts'
import { placeOf } from './list-places.ts'
import { OWN_SETTING_COLUMNS, OWN_SETTING_JOIN, ownSettingsOf, type OwnSettingRow } from './own/own-setting-rows.ts'
import { UNREAD } from './unread.ts'
import { NEWEST_VISIBLE } from './visibility.ts'

interface SummaryRow extends ConversationRow, OwnSettingRow {
  readonly role: Role
  readonly newestNo: number
  readonly readNo: number
  readonly unreadFrom: number | null
  readonly unread: number
  readonly mentionNo: number | null
  readonly mentionSeq: number | null
  readonly draft: string | null
  readonly draftReplyTo: number | null
  readonly silencedUntil: number | null
  readonly joinRequests: number
  readonly hasBounced: number
  readonly shownAt: number
  readonly hasLeft: number
  readonly removed: number
  readonly joinedSeq: number
  readonly leftSeq: number | null
  readonly leftCount: number | null
  /** Title, announcement and colour of a group as of the leave, as JSON. */
  readonly leftInfo: string | null
}

export type ConversationSummaries = ReturnType<typeof createConversationSummaries>

// Hides events after the viewer left, and the peer's acts before the conversation is open to both.
const SHOWN_AT = `CASE WHEN c.kind = 'direct' AND c.last_no = 0 THEN ifnull(p.joined_at, c.created_at) WHEN p.left_no IS NULL THEN c.active_at ELSE ifnull(
  (SELECT m.at FROM messages AS m WHERE m.conversation_id = c.id AND m.no = p.left_no), c.created_at) END`

// Those that wait for this member, who leads the group.
const JOIN_REQUESTS = `CASE WHEN c.kind <> 'group' OR p.role = 'member' OR p.left_no IS NOT NULL THEN 0 ELSE (
  SELECT count(*) FROM (SELECT 1 FROM join_requests AS r WHERE r.conversation_id = c.id AND r.state = 'open' LIMIT ${REQUESTS_MAX})) END`

const COLUMNS = `${CONVERSATION_COLUMNS}, p.role, p.read_no AS readNo, p.unread_from AS unreadFrom, ${MENTION_COLUMNS}, p.draft, p.draft_reply_to AS draftReplyTo, p.silenced_until AS silencedUntil, ${JOIN_REQUESTS} AS joinRequests, p.left_no IS NOT NULL AS hasLeft, p.removed,
  EXISTS (SELECT 1 FROM bounces AS b WHERE b.conversation_id = p.conversation_id AND b.sender_id = p.user_id) AS hasBounced,
  p.joined_seq AS joinedSeq, p.left_seq AS leftSeq, p.left_count AS leftCount, p.left_info AS leftInfo,
  ${NEWEST_VISIBLE} AS newestNo, ${SHOWN_AT} AS shownAt, ${OWN_SETTING_COLUMNS}`

/** Conversations as one member sees them. Use it inside one `database.read`, or a unit of write. */
export function createConversationSummaries (database: Database, indexes: ConversationIndexes) {
  const latest = `
    FROM memberships AS p CROSS JOIN ${CONVERSATION_TABLES} ${OWN_SETTING_JOIN}
    WHERE p.conversation_id = ? AND p.user_id = ? AND c.id = p.conversation_id
    ORDER BY p.joined_seq DESC LIMIT 1`
  const byId = database.statement<[string, string], SummaryRow>(`SELECT ${COLUMNS}, ${UNREAD} AS unread ${latest}`)
  const uncounted = database.statement<[string, string], SummaryRow>(`SELECT ${COLUMNS}, 0 AS unread ${latest}`)
  const messageAt = database.statement<[string, number], MessageRow>(`
    SELECT ${MESSAGE_COLUMNS} FROM messages AS m JOIN users AS u ON u.id = m.sender_id WHERE m.conversation_id = ? AND m.no = ?`)

  function summaryOf (userId: string, row: SummaryRow): ConversationSummary {
    const last = row.newestNo === 0 ? undefined : messageAt.get(row.id, row.newestNo)
    return {
      ...knownOf(row),
      peer: peerOf(row, userId),
      role: row.role,
      lastNo: row.newestNo,
      lastMessage: last === undefined ? null : messageOf(last),
      readNo: row.readNo,
      unread: row.unread,
      unreadFrom: row.unreadFrom,
      mentionNo: row.mentionNo,
      mentionSeq: row.mentionSeq,
      draft: row.draft,
      draftReplyTo: row.draftReplyTo,
      silencedUntil: row.leftSeq === null ? row.silencedUntil : null,
      joinRequests: row.joinRequests,
      bounced: row.hasBounced === 1,
      activeAt: row.shownAt,
      left: row.hasLeft === 1,
      saidSeq: row.saidSeq,
      ...ownSettingsOf(row)
    }
  }

  // Takes `unread` from the index, which has counted it already.
  function summaryIn (userId: string, { id, unread }: IndexEntry): ConversationSummary[] {
    const row = uncounted.get(id, userId)
    return row === undefined ? [] : [summaryOf(userId, { ...row, unread })]
  }

  return {
    one (userId: string, conversationId: string): ConversationSummary | null {
      const row = byId.get(conversationId, userId)
      return row === undefined || row.removed === 1 ? null : summaryOf(userId, row)
    },

    some (userId: string, conversationIds: readonly string[]): ConversationRows {
      const index = indexes.of(userId)
      const entries = conversationIds.map(id => index.get(id)).filter(entry => entry !== undefined)
      const conversations = entries.flatMap(entry => summaryIn(userId, entry))
      // A former member is not told of a recall.
      for (const row of conversations) if (!row.left) indexes.rows.keep(userId, row)
      return { conversations, unread: index.unread, archived: index.archived.size, joinedNos: joinedNosOf(entries) }
    },

    inMemory (userId: string, conversationIds: readonly string[]): ConversationRows | null {
      const index = indexes.inMemory(userId)
      if (index === null) return null
      const entries = conversationIds.map(id => index.get(id)).filter(entry => entry !== undefined)
      const conversations: ConversationSummary[] = []
      for (const { id, unread } of entries) {
        const row = indexes.rows.get(userId, id)
        if (row === undefined) return null
        conversations.push({ ...row, unread })
      }
      return { conversations, unread: index.unread, archived: index.archived.size, joinedNos: joinedNosOf(entries) }
    },

    list (userId: string, page: ListPage): ConversationList {
      const index = indexes.of(userId)
      const order = page.archived === true ? index.archived : index.listed
      const entries = order.newest(rowsToRead(page), placeOf(index, page.after))
      const { rows, ...rest } = listed(entries, page, ({ own, saidSeq, id }) => timePlace({ at: listPlace(own, saidSeq), id }))
      const conversations = rows.flatMap(entry => summaryIn(userId, entry))
      return { conversations, unread: index.unread, archived: index.archived.size, ...rest }
    }
  }
}

function joinedNosOf (entries: readonly IndexEntry[]): ReadonlyMap<string, number> {
  return new Map(entries.map(({ id, joinedNo }) => [id, joinedNo]))
}

// Returns the conversation as this member knows it: as they opened it until it is open to both; as it was once they left.
function knownOf (row: SummaryRow): ConversationInfo {
  const info = infoOf(row)
  if (isUnopened(row)) return { ...info, createdAt: row.shownAt, changedSeq: row.joinedSeq }
  if (row.leftSeq === null) return info
  const then = JSON.parse(row.leftInfo ?? '{}') as Partial<GroupFields>
  const said = { ...info, ...GROUP_DEFAULTS, ...then }
  return { ...said, memberCount: row.leftCount ?? info.memberCount, changedSeq: Math.min(info.changedSeq, row.leftSeq) }
}
