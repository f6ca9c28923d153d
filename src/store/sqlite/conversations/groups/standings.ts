import type { ConversationInfo } from '#domain/conversations/conversations.ts'
import type { MemberInfo, Role } from '#domain/conversations/members.ts'
import type { UserRef } from '#domain/people/users.ts'
import { CONVERSATION_COLUMNS, CONVERSATION_TABLES, infoOf, type ConversationRow } from '#store/sqlite/conversations/conversation-rows.ts'
import type { Database } from '#store/sqlite/database.ts'

/** A current member of a group with all that decides about their acts, read inside the write (D32). */
export interface Standing extends UserRef {
  readonly role: Role
  readonly joinedSeq: number
  readonly joinedNo: number
  readonly lastNo: number
  readonly memberCount: number
  readonly adding: ConversationInfo['adding']
  readonly silencedUntil: number | null
  readonly nickname: string | null
}

export type Standings = ReturnType<typeof createStandings>

/** Reads members of groups for the writes that they decide about, and the group as its members are told of it. */
export function createStandings (database: Database) {
  const columns = `u.id, u.username, u.display_name AS displayName, p.role, p.joined_seq AS joinedSeq, p.joined_no AS joinedNo,
    c.last_no AS lastNo, c.member_count AS memberCount, c.adding, p.silenced_until AS silencedUntil, p.nickname`
  const tables = `FROM memberships AS p JOIN conversations AS c ON c.id = p.conversation_id JOIN users AS u ON u.id = p.user_id
    WHERE c.kind = 'group' AND p.left_seq IS NULL AND p.conversation_id = ?`
  const byId = database.statement<[string, string], Standing>(`SELECT ${columns} ${tables} AND p.user_id = ?`)
  const byName = database.statement<[string, string], Standing>(`SELECT ${columns} ${tables} AND p.username = ?`)
  const group = database.statement<[string], ConversationRow>(`SELECT ${CONVERSATION_COLUMNS} FROM ${CONVERSATION_TABLES} WHERE c.id = ?`)
  const hasLeft = database.statement<[string, string], { one: number }>(`
    SELECT 1 AS one FROM memberships WHERE conversation_id = ? AND user_id = ? AND left_seq IS NOT NULL LIMIT 1`)

  const wasInAtEnd = database.statement<[string, string], { one: number }>(`
    SELECT 1 AS one FROM memberships WHERE conversation_id = ? AND user_id = ? AND left_count = 0 LIMIT 1`)

  return {
    /** Null when the user is no member now. */
    of: (conversationId: string, userId: string): Standing | null => byId.get(conversationId, userId) ?? null,
    named: (conversationId: string, username: string): Standing | null => byName.get(conversationId, username) ?? null,
    /** Whether the user was a member once. */
    hasLeft: (conversationId: string, userId: string): boolean => hasLeft.get(conversationId, userId) !== undefined,
    /** Whether the user was in the group at its end. Those who left or were removed before are not told of it. */
    wasInAtEnd: (conversationId: string, userId: string): boolean => wasInAtEnd.get(conversationId, userId) !== undefined,

    infoOf (conversationId: string) {
      const row = group.get(conversationId)
      if (row === undefined) throw new Error(`No group ${conversationId}.`)
      return infoOf(row)
    }
  }
}

export function userOf ({ id, username, displayName }: UserRef): UserRef {
  return { id, username, displayName }
}

export type MemberRow = UserRef & Pick<Standing, 'role' | 'joinedNo' | 'silencedUntil' | 'nickname'>

/** SQL: the member of `p`, who is user `u`, as `MemberRow`. */
export const MEMBER_COLUMNS = 'u.id, u.username, u.display_name AS displayName, p.role, p.joined_no AS joinedNo, p.silenced_until AS silencedUntil, p.nickname'

/** Returns a member as `viewer` sees them; without one, as everybody does. */
export function memberOf (row: MemberRow, viewer: Pick<Standing, 'role'> | null = null): MemberInfo {
  const { role, joinedNo, silencedUntil, nickname } = row
  const seesAll = viewer !== null && viewer.role !== 'member'
  const seen = seesAll && silencedUntil !== null ? { mutedUntil: silencedUntil } : {}
  return { user: userOf(row), role, joinedNo, ...seen, ...nickname !== null && { nickname } }
}
