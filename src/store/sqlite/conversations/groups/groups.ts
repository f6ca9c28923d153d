import type { MemberInfo, Nicknamed } from '#domain/conversations/members.ts'
import type { GroupInvitationStore } from '#domain/conversations/group-invitations.ts'
import type { GroupInviteStore } from '#domain/conversations/group-invites.ts'
import type { GroupStore } from '#domain/conversations/groups.ts'
import type { PublicGroupStore } from '#domain/conversations/public-groups.ts'
import type { Database } from '#store/sqlite/database.ts'
import type { GroupCommit } from '#store/sqlite/group-commit.ts'
import type { Transaction } from '#store/sqlite/transaction.ts'
import type { ConversationParts } from '#store/sqlite/conversations/conversations-making.ts'
import { listed, rowsToRead } from '#store/sqlite/paging.ts'
import { sqliteGroupAdding } from './adding.ts'
import { sqliteGroupChanging } from './changing.ts'
import { sqliteGroupInvites } from './ways-in/inviting.ts'
import { sqliteGroupInvitations } from './ways-in/invitations.ts'
import { sqliteGroupLeaving } from './leaving.ts'
import { sqliteMemberChanging } from './member-changes.ts'
import { createJoining } from './ways-in/joining.ts'
import { createJoinNews } from './ways-in/join-news.ts'
import { createJoinRequests, type JoinRequests } from './ways-in/join-requests.ts'
import { sqlitePublicGroups } from './ways-in/public-groups.ts'
import { createRoles } from './role-changes.ts'
import { sqliteGroupRoles } from './roles.ts'
import { sqliteSilences } from './silences.ts'
import { createStandings, MEMBER_COLUMNS, memberOf, type MemberRow, type Standing } from './standings.ts'

type Shared = Pick<ConversationParts, 'users' | 'roster' | 'lines' | 'repeats' | 'summaries' | 'invitations'>
type NamedRow = MemberRow & { readonly remark: string | null }

export interface GroupStores {
  readonly groups: GroupStore
  readonly groupInvites: GroupInviteStore
  readonly groupInvitations: GroupInvitationStore
  readonly publicGroups: PublicGroupStore
  /** Ends a membership inside a unit of write; an owner's role passes to the one who has been there longest, admins first. */
  readonly part: (transaction: Transaction, userId: string, conversationId: string, at: number) => void
  /** Withdraws some of a user's requests to join groups inside a unit of write; true when none is left. */
  readonly withdrawSome: JoinRequests['withdrawSome']
}

/** Groups, their members and roles, and the links into them. */
export function sqliteGroups (
  database: Database, commits: GroupCommit, shared: Shared
): GroupStores {
  const standings = createStandings(database)
  const joinNews = createJoinNews(database)
  const joinAll = createJoining(database, { ...shared, standings, joinNews })
  const parts = { ...shared, standings, roles: createRoles(database, shared), joinAll, joinNews }
  const named = database.statement<[{ userId: string, conversationId: string, after: string, limit: number }], NamedRow>(`
    SELECT ${MEMBER_COLUMNS}, k.remark
    FROM memberships AS p CROSS JOIN users AS u LEFT JOIN contacts AS k ON k.holder_id = @userId AND k.user_id = u.id
    WHERE p.conversation_id = @conversationId AND p.left_seq IS NULL AND p.username > @after AND u.id = p.user_id
    ORDER BY p.username LIMIT @limit`)

  function memberNamed (row: NamedRow, viewer: Standing): { member: MemberInfo, names: string } {
    return { member: memberOf(row, viewer), names: `${row.remark ?? ''} ${row.nickname === null ? '' : `${row.nickname} `}${row.displayName} ${row.username}` }
  }

  const nicknamed = database.statement<[string, string, number], Nicknamed>(`
    SELECT user_id AS userId, nickname FROM memberships
    WHERE conversation_id = ? AND user_id > ? AND nickname IS NOT NULL AND left_seq IS NULL ORDER BY user_id LIMIT ?`)

  const { leaveNow, ...leaving } = sqliteGroupLeaving(database, commits, parts)
  const { heirOf, ...roles } = sqliteGroupRoles(database, commits, parts)
  const groups: GroupStore = {
    ...sqliteGroupAdding(database, commits, parts),
    ...sqliteGroupChanging(database, commits, parts, shared.summaries),
    ...leaving,
    ...roles,
    ...sqliteMemberChanging(database, commits, parts),
    ...sqliteSilences(database, commits),

    async nicknames (conversationId, page) {
      if (page.after !== undefined) await commits.nextTurn()
      return database.read(() => listed(nicknamed.all(conversationId, page.after ?? '', rowsToRead(page)), page, ({ userId }) => userId))
    },

    async names (userId, conversationId, page) {
      // A search reads page after page: deliveries come in between.
      if (page.after !== undefined) await commits.nextTurn()
      return database.read(() => {
        const viewer = standings.of(conversationId, userId)
        if (viewer === null) return null
        const rows = named.all({ userId, conversationId, after: page.after ?? '', limit: rowsToRead(page) })
        const found = listed(rows, page, ({ username }) => username)
        return { ...found, rows: found.rows.map(row => memberNamed(row, viewer)) }
      })
    }
  }
  const requests = createJoinRequests(database, parts)
  const summed = { ...parts, summaries: shared.summaries, requests }
  return {
    groups,
    withdrawSome: requests.withdrawSome,
    part (transaction, userId, conversationId, at) {
      const isOwner = standings.of(conversationId, userId)?.role === 'owner'
      leaveNow(transaction, { userId, conversationId, owner: isOwner ? heirOf(conversationId, userId)?.username : undefined }, at)
    },
    groupInvites: sqliteGroupInvites(database, commits, summed),
    groupInvitations: sqliteGroupInvitations(database, commits, summed),
    publicGroups: sqlitePublicGroups(database, commits, summed)
  }
}
