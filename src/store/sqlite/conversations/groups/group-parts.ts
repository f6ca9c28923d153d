import type { ConversationParts } from '#store/sqlite/conversations/conversations-making.ts'
import type { InvitationRows } from './ways-in/invitation-rows.ts'
import type { JoinNews } from './ways-in/join-news.ts'
import type { Joining } from './ways-in/joining.ts'
import type { Roles } from './role-changes.ts'
import type { Standings } from './standings.ts'

/** The parts that units of write about groups share. */
export interface GroupParts extends Pick<ConversationParts, 'users' | 'roster' | 'lines' | 'repeats'> {
  readonly standings: Standings
  readonly joinAll: Joining
  readonly invitations: InvitationRows
  readonly roles: Roles
  readonly joinNews: JoinNews
}
