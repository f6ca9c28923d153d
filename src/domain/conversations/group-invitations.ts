import { Type, type Static } from 'typebox'
import { GROUP_MAX_MEMBERS, type ConversationSummary } from './conversations.ts'
import { notFound } from '#domain/errors.ts'
import type { Listed, Page } from '#domain/lists.ts'
import { UserSchema } from '#domain/people/users.ts'
import { ReasonError } from '#domain/reasons.ts'
import { closed, Id, orNull, Time } from '#domain/schemas.ts'

/** Open invitations of one person, a page of a list. Beyond, the oldest is told as rejected; it may be made again. */
export const INVITATIONS_MAX = 50

/** The question whether one wants to be in a group, asked of people who let nobody add them. */
export const GroupInvitationSchema = closed({
  id: Id,
  group: closed({ title: Type.String(), colour: orNull(Type.Integer()), memberCount: Type.Integer() }),
  by: UserSchema,
  at: Time,
  state: Type.Enum(['open', 'accepted', 'rejected'])
}, 'GroupInvitation')
export type GroupInvitation = Static<typeof GroupInvitationSchema>

/**
 * Invitations into groups in the database. They are written by the calls that add people. One counts while the member who invited may
 * add people to the group, and neither of the two blocks the other.
 */
export interface GroupInvitationStore {
  /** Open ones, the newest first. */
  list (userId: string, page: Page): Promise<Listed<GroupInvitation>>
  /** Joins the group; a repeat finds it. `max`: members of a group. Null: there is none of that id that still counts. */
  accept (userId: string, id: string, max: number, at: number): Promise<ConversationSummary | 'members-max' | null>
  /** Rejecting again changes nothing. The member who invited is not told, and does not invite the same person again. */
  reject (userId: string, id: string, at: number): Promise<GroupInvitation | null>
}

export type GroupInvitations = ReturnType<typeof createGroupInvitations>

export function createGroupInvitations ({ store, now }: { readonly store: GroupInvitationStore, readonly now: () => number }) {
  return {
    list: (userId: string, page: Page) => store.list(userId, page),

    /** Throws NOT_FOUND, TOO_MANY. */
    async accept (userId: string, id: string): Promise<ConversationSummary> {
      const joined = await store.accept(userId, id, GROUP_MAX_MEMBERS, now())
      if (joined === null) throw notFound('invitation')
      if (joined === 'members-max') throw new ReasonError('members-max', null, { max: GROUP_MAX_MEMBERS })
      return joined
    },

    /** Throws NOT_FOUND. */
    async reject (userId: string, id: string): Promise<GroupInvitation> {
      const rejected = await store.reject(userId, id, now())
      if (rejected === null) throw notFound('invitation')
      return rejected
    }
  }
}
