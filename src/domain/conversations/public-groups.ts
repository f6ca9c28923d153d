import { Type, type Static } from 'typebox'
import { GROUP_MAX_MEMBERS } from './conversations.ts'
import type { Page } from '#domain/lists.ts'
import { noteOf, outcomeOf, REQUESTS_MAX, type Joined, type Let } from './group-invites.ts'
import { notFound } from '#domain/errors.ts'
import { nameTerms, type NameTerm } from '#domain/people/names.ts'
import { closed, Id, listOf, orNull } from '#domain/schemas.ts'

/** A public group, as those see it who are not in it: no member's name, nothing that was said. */
export const PublicGroupSchema = closed({
  id: Id,
  title: Type.String(),
  announcement: Type.String(),
  colour: orNull(Type.Integer()),
  memberCount: Type.Integer(),
  /** `closed`: by a link or a member alone. */
  joining: Type.Enum(['closed', 'request', 'open']),
  /** The caller has asked to join, and nobody has answered yet. */
  asked: Type.Boolean(),
  /** The request of theirs that waits; null without one. */
  requestId: orNull(Id),
  isMember: Type.Boolean(),
  /** Somebody whom the caller blocks is in it. */
  blocked: Type.Boolean()
}, 'PublicGroup')
export type PublicGroup = Static<typeof PublicGroupSchema>

export const PublicGroupsSchema = closed({
  groups: listOf(PublicGroupSchema),
  more: Type.Boolean({ description: 'There are others; where `next` is null, only a search for more of the name finds them.' }),
  next: orNull(Type.String())
})
export type PublicGroupsFound = Static<typeof PublicGroupsSchema>

export interface PublicGroupStore {
  /** A page of the groups with all these terms in their titles, the largest first among a bounded number of candidates. */
  search (userId: string, terms: readonly NameTerm[], page: Page): Promise<PublicGroupsFound>
  /** Null: there is none of that id, or it is not public. */
  one (userId: string, conversationId: string): Promise<PublicGroup | null>
  /** Joins a public group that is open, or asks to. One who was removed always asks. Nothing changes for one who is in, or has asked. */
  enter (
    entering: { userId: string, conversationId: string, note: string, requestId: string, max: number, requestsMax: number }, at: number
  ): Promise<Joined>
}

export type PublicGroups = ReturnType<typeof createPublicGroups>

interface Needs {
  readonly store: PublicGroupStore
  readonly now: () => number
  readonly newId: () => string
  /** Whether the site lets groups be public now; true when missing. While it does not, this finds none and lets nobody in. */
  readonly mayBePublic?: (() => boolean) | undefined
}

/** Finding groups by name, and coming into them. */
export function createPublicGroups ({ store, now, newId, mayBePublic = () => true }: Needs) {
  return {
    /** Throws INVALID for a place that no search has given. */
    async search (userId: string, query: string, page: Page): Promise<PublicGroupsFound> {
      const terms = nameTerms(query)
      return terms.length === 0 || !mayBePublic() ? { groups: [], more: false, next: null } : await store.search(userId, terms, page)
    },

    /** Throws NOT_FOUND. */
    async one (userId: string, conversationId: string): Promise<PublicGroup> {
      const group = mayBePublic() ? await store.one(userId, conversationId) : null
      if (group === null) throw notFound('group')
      return group
    },

    /** Safe to repeat. Throws NOT_FOUND, INVALID, TOO_MANY. */
    async enter (userId: string, conversationId: string, rawNote = ''): Promise<Let> {
      if (!mayBePublic()) throw notFound('group')
      const note = noteOf(rawNote)
      const entering = { userId, conversationId, note, requestId: newId(), max: GROUP_MAX_MEMBERS, requestsMax: REQUESTS_MAX }
      const entered = await store.enter(entering, now())
      if (entered.outcome === 'invalid') throw notFound('group')
      return outcomeOf(entered)
    }
  }
}
