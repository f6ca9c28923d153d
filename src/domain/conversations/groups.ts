import { Type, type Static } from 'typebox'
import { checkTitle, GROUP_MAX_MEMBERS, type ConversationSummary } from './conversations.ts'
import { MemberSchema, type MemberInfo, type MemberList, type Role, normalizeNickname, type NicknameStore } from './members.ts'
import { ANNOUNCEMENT_MAX_CHARS, type GroupFields } from './group-fields.ts'
import type { MuteStore } from './mutes.ts'
import { notFound } from '#domain/errors.ts'
import type { Listed, Page } from '#domain/lists.ts'
import { holdsParts, sortKeyParts } from '#domain/people/names.ts'
import { Username, type UserRef } from '#domain/people/users.ts'
import { isVisible, plainText } from '#domain/people/visible.ts'
import { checkChars, ReasonError } from '#domain/reasons.ts'
import { closed, listOf } from '#domain/schemas.ts'
import { clientIdReused, type Once } from '#domain/site/repeats.ts'

/** People that one call adds, or begins a group with: one event, one line, and some 10 ms of writing. */
export const ADD_MAX = 500
/** Names that a search for members reads in one slice, about a millisecond. */
const FIND_AT_ONCE = 200

/** Roles that an owner gives to others. */
export const GivenRoleSchema = Type.Enum(['admin', 'member'])
export type GivenRole = Static<typeof GivenRoleSchema>

const RefusedSchema = closed({
  username: Username,
  /**
   * `NOT_A_CONTACT`: lets contacts alone add them and the caller is none, or nobody has this name. `FORBIDDEN`: was removed, and only the
   * owner and admins add them again.
   */
  code: Type.Enum(['NOT_A_CONTACT', 'FORBIDDEN'])
})

/** The outcome for each of the people whom one call named. */
export const AddedSchema = closed({
  /** Those of them who are members now. */
  members: listOf(MemberSchema),
  /** Those who let nobody add them and are asked instead. */
  invited: listOf(Username),
  refused: listOf(RefusedSchema)
}, 'AddedMembers')
export type AddedMembers = Static<typeof AddedSchema>

/** Changes of a member by one call. `mutedUntil`: they may not write until then (Unix ms); null lifts it. `nickname`: null for none. */
export interface MemberChange {
  readonly role?: GivenRole | undefined
  readonly mutedUntil?: number | null | undefined
  readonly nickname?: string | null | undefined
}

/** A refusal that the store decides on inside the write (D32). `not-found`: the caller is no member. */
export type GroupRefusal = 'not-found' | 'admins-only' | 'owner-only' | 'owner-required' | 'mute-owner' | 'muted-names' | 'nickname-own' | 'no-such-member' | 'members-max' | 'reused'
export type GroupOutcome = 'done' | GroupRefusal

/** A member, with the names that a search finds them by. */
export interface NamedMember { readonly member: MemberInfo, readonly names: string }

interface InGroup { readonly userId: string, readonly conversationId: string }
interface OfMember extends InGroup { readonly username: string }

/** Members of groups and their roles in the database. Each call is one unit of work, which judges the caller's role itself. */
export interface GroupStore extends MuteStore, NicknameStore {
  /**
   * Adds people as one event and one line, which they see first, and invites those who let nobody add them; with `once`, a repeat adds
   * nobody. Others are refused one by one, so that each call has an effect. `max`: members of a group.
   */
  add (
    adding: InGroup & { usernames: readonly string[], max: number, once?: Once | undefined }, at: number
  ): Promise<AddedMembers | GroupRefusal>
  /** Ends another's membership, which they are told, and nothing after it (D32). Owners remove everybody, admins remove members. */
  removeMember (of: OfMember, at: number): Promise<GroupOutcome>
  /** Changes what a group says about itself and who may do what in it: one event, and a line for title, announcement and quiet. */
  change (changing: InGroup & { change: Partial<GroupFields> }, at: number): Promise<ConversationSummary | GroupRefusal>
  /**
   * Changes a member, wholly or not at all. The owner gives roles; the owner mutes everybody, admins mute members. Muting is told to the
   * one who is muted alone, in all their browsers, and outlasts the membership. Members choose their own nickname, the owner and admins
   * take others' away, as they would remove them: a name put on somebody by others would be a means to mock them.
   */
  changeMember (of: OfMember & { change: MemberChange }, at: number): Promise<MemberInfo | GroupRefusal>
  /** Gives the owner's role to another member; the owner becomes an admin. */
  transfer (of: OfMember, at: number): Promise<MemberInfo | GroupRefusal>
  /**
   * Ends one's own membership. The user gets the event of leaving and nothing after it (D32). Leaving again changes nothing. An owner
   * among others names the next one by `owner`.
   */
  leave (leaving: InGroup & { owner?: string | undefined }, at: number): Promise<GroupOutcome>
  /** Ends all memberships in one event and one line. Doing it again changes nothing. */
  dissolve (of: InGroup, at: number): Promise<GroupOutcome>
  /** The member to whom the owner's role passes when nobody is named: the longest-standing admin, else member. Null: there is none. */
  heir (userId: string, conversationId: string): Promise<UserRef | null>
  /** Those of these people who are members, and were when message `saidNo` was sent where one is given; null when the viewer is none. */
  among (userId: string, conversationId: string, usernames: readonly string[], saidNo?: number): Promise<readonly MemberInfo[] | null>
  /**
   * Members in the order of their usernames, with their names and the viewer's for them; null when the viewer is no member. Each page but
   * the first is read in another turn of the event loop.
   */
  names (userId: string, conversationId: string, page: Page): Promise<Listed<NamedMember> | null>
}

export type Groups = ReturnType<typeof createGroups>

export interface GroupNeeds {
  readonly store: GroupStore
  readonly now: () => number
  /** Called when a member was muted until then. */
  readonly onSilenced?: ((until: number) => void) | undefined
  /** Whether the site lets groups be public now; true when missing. */
  readonly mayBePublic?: (() => boolean) | undefined
}

/** Rules of groups: their members, and the roles that decide about those. */
export function createGroups ({ store, now, onSilenced = () => {}, mayBePublic = () => true }: GroupNeeds) {
  return {
    /** Throws NOT_FOUND, FORBIDDEN, INVALID, TOO_MANY, CLIENT_ID_REUSED. */
    async add (userId: string, conversationId: string, usernames: readonly string[], once?: Once): Promise<AddedMembers> {
      if (usernames.length === 0) throw new ReasonError('nobody-chosen', 'usernames')
      if (usernames.length > ADD_MAX) throw new ReasonError('add-max', 'usernames', { max: ADD_MAX })
      const named = [...new Set(usernames)]
      return settledGroup(await store.add({ userId, conversationId, usernames: named, max: GROUP_MAX_MEMBERS, once }, now()), 'usernames')
    },

    /** Throws NOT_FOUND, FORBIDDEN. */
    async removeMember (userId: string, conversationId: string, username: string): Promise<void> {
      settledGroup(await store.removeMember({ userId, conversationId, username }, now()))
    },

    /** Changes fields of a group; others stay. Throws NOT_FOUND, FORBIDDEN, INVALID. */
    async change (userId: string, conversationId: string, raw: Partial<GroupFields>): Promise<ConversationSummary> {
      if (raw.isPublic === true && !mayBePublic()) throw new ReasonError('public-groups-off')
      return settledGroup(await store.change({ userId, conversationId, change: checked(raw) }, now()))
    },

    /** Changes a member's role or nickname, or mutes them for a time. Throws NOT_FOUND, FORBIDDEN, OWNER_REQUIRED, INVALID. */
    async changeMember (userId: string, conversationId: string, username: string, wanted: MemberChange): Promise<MemberInfo> {
      const { nickname } = wanted
      const change = nickname === undefined ? wanted : { ...wanted, nickname: normalizeNickname(nickname ?? '') }
      const member = settledGroup(await store.changeMember({ userId, conversationId, username, change }, now()))
      if (member.mutedUntil !== undefined) onSilenced(member.mutedUntil)
      return member
    },

    /** Throws NOT_FOUND, FORBIDDEN. */
    async transfer (userId: string, conversationId: string, username: string): Promise<MemberInfo> {
      return settledGroup(await store.transfer({ userId, conversationId, username }, now()), 'username')
    },

    /** Leaves a group; the last member's leaving dissolves it. Throws NOT_FOUND, FORBIDDEN, OWNER_REQUIRED. */
    async leave (userId: string, conversationId: string, owner?: string): Promise<void> {
      settledGroup(await store.leave({ userId, conversationId, owner }, now()), 'owner')
    },

    /** Throws NOT_FOUND, FORBIDDEN. */
    async dissolve (userId: string, conversationId: string): Promise<void> {
      settledGroup(await store.dissolve({ userId, conversationId }, now()))
    },

    heir: (userId: string, conversationId: string) => store.heir(userId, conversationId),

    /** Returns those of these people who are members, and were when message `saidNo` was sent where one is given. Throws NOT_FOUND. */
    async among (userId: string, conversationId: string, usernames: readonly string[], saidNo?: number): Promise<readonly MemberInfo[]> {
      const members = await store.among(userId, conversationId, usernames, saidNo)
      if (members === null) throw notFound('group')
      return members
    },

    /** Finds members by their names. Throws NOT_FOUND. */
    async find (userId: string, conversationId: string, query: string, { limit, after }: Page): Promise<MemberList> {
      const parts = sortKeyParts(query)
      const members: MemberInfo[] = []
      for (let next: string | null | undefined = after; next !== null;) {
        const page = await store.names(userId, conversationId, { limit: FIND_AT_ONCE, after: next })
        if (page === null) throw notFound('group')
        members.push(...page.rows.filter(({ names }) => holdsParts(names, parts)).map(({ member }) => member))
        if (members.length > limit) break
        next = page.next
      }
      const shown = members.slice(0, limit)
      const more = members.length > limit
      return { members: shown, more, next: more ? shown.at(-1)?.user.username ?? null : null }
    }
  }
}

function checked ({ title: rawTitle, announcement: rawAnnouncement, ...rest }: Partial<GroupFields>): Partial<GroupFields> {
  const title = rawTitle === undefined ? {} : { title: checkTitle(rawTitle) }
  if (rawAnnouncement === undefined) return { ...rest, ...title }
  const announcement = plainText(rawAnnouncement)
  checkChars(announcement, 'announcement', ANNOUNCEMENT_MAX_CHARS)
  return { ...rest, ...title, announcement: isVisible(announcement) ? announcement : '' }
}

/** Whether a member may remove or mute another one; the writes judge again. Nobody is above the owner, who leaves or transfers instead. */
export function outranks (actor: Role, target: Role): boolean {
  return target !== 'owner' && (actor === 'owner' || (actor === 'admin' && target === 'member'))
}

/** Returns what a write came to; throws what it was refused for. `field`: of the call, for a refusal that is about one. */
export function settledGroup<Result extends object | 'done'> (result: Result | GroupRefusal, field: string | null = null): Exclude<Result, GroupRefusal> {
  switch (result) {
    case 'not-found': throw notFound('group')
    case 'reused': throw clientIdReused()
    case 'members-max': throw new ReasonError('members-max', field, { max: GROUP_MAX_MEMBERS })
    case 'admins-only':
    case 'owner-only':
    case 'mute-owner':
    case 'muted-names':
    case 'nickname-own': throw new ReasonError(result)
    case 'owner-required':
    case 'no-such-member': throw new ReasonError(result, field)
    default: return result as Exclude<Result, GroupRefusal>
  }
}
