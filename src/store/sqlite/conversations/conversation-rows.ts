import type { ConversationInfo, ConversationKind } from '#domain/conversations/conversations.ts'
import type { UserRef } from '#domain/people/users.ts'

/** A conversation `c` with the two of a direct one, as `ConversationRow`; goes with CONVERSATION_TABLES. */
export const CONVERSATION_COLUMNS = `c.id, c.kind, c.title, c.created_at AS createdAt, c.active_at AS activeAt, c.changed_seq AS changedSeq,
  c.last_no AS lastNo, c.member_count AS memberCount, c.announcement, c.colour, c.history, c.adding, c.joining, c.is_public AS isPublic, c.quiet,
  low.id AS lowId, low.username AS lowUsername, low.display_name AS lowName,
  high.id AS highId, high.username AS highUsername, high.display_name AS highName`

/** The tables of CONVERSATION_COLUMNS. */
export const CONVERSATION_TABLES = `conversations AS c
  LEFT JOIN users AS low ON low.id = c.low_user LEFT JOIN users AS high ON high.id = c.high_user`

export interface ConversationRow {
  readonly id: string
  readonly kind: ConversationKind
  readonly title: string | null
  readonly createdAt: number
  readonly activeAt: number
  readonly changedSeq: number
  readonly lastNo: number
  readonly memberCount: number
  readonly announcement: string
  readonly colour: number | null
  readonly history: ConversationInfo['history']
  readonly adding: ConversationInfo['adding']
  readonly joining: ConversationInfo['joining']
  readonly isPublic: number
  readonly quiet: number
  readonly lowId: string | null
  readonly lowUsername: string | null
  readonly lowName: string | null
  readonly highId: string | null
  readonly highUsername: string | null
  readonly highName: string | null
}

/** A direct conversation with nothing in it: each of the two sees it from their own membership on, and not that of the other. */
export function isUnopened ({ kind, lastNo }: Pick<ConversationRow, 'kind' | 'lastNo'>): boolean {
  return kind === 'direct' && lastNo === 0
}

export function infoOf (row: ConversationRow): ConversationInfo {
  const { id, kind, title, announcement, colour, history, adding, joining, memberCount, createdAt, changedSeq } = row
  const said = { title, announcement, colour, history, adding, joining, isPublic: row.isPublic === 1, quiet: row.quiet === 1 }
  return { id, kind, ...said, members: pairOf(row), memberCount, createdAt, changedSeq }
}

/** The other member of a direct conversation; null in a group and in notes to oneself. */
export function peerOf (row: ConversationRow, userId: string): UserRef | null {
  return row.kind === 'direct' ? pairOf(row).find(user => user.id !== userId) ?? null : null
}

// Both members of a direct conversation in id order, one for notes to oneself, none for a group.
function pairOf (row: ConversationRow): readonly UserRef[] {
  const low = userOf(row.lowId, row.lowUsername, row.lowName)
  const high = userOf(row.highId, row.highUsername, row.highName)
  if (low === null || high === null) return []
  return row.kind === 'self' ? [low] : [low, high]
}

function userOf (id: string | null, username: string | null, displayName: string | null): UserRef | null {
  return id === null || username === null || displayName === null ? null : { id, username, displayName }
}
