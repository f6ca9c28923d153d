import { createHmac, hash } from 'node:crypto'
import { Type, type Static } from 'typebox'
import { GROUP_MAX_MEMBERS, type ConversationSummary } from './conversations.ts'
import { settledGroup, type GroupOutcome, type GroupRefusal } from './groups.ts'
import { notFound } from '#domain/errors.ts'
import type { Listed, Page } from '#domain/lists.ts'
import { NOTE_MAX_CHARS } from '#domain/people/contacts.ts'
import { singleLine, UserSchema } from '#domain/people/users.ts'
import { checkChars, ReasonError } from '#domain/reasons.ts'
import { closed, Id, orNull, Time } from '#domain/schemas.ts'
import type { Once } from '#domain/site/repeats.ts'

export const GROUP_CODE_PATTERN = '^[A-Za-z0-9_-]{16}$'
/** 96 bits, 16 characters: nobody guesses a code, so a plain hash of it is enough to look it up. */
const CODE_BYTES = 12
export const GROUP_INVITE_USES_MAX = 10_000
const DAY_S = 86_400
/** A year. */
export const GROUP_INVITE_MAX_S = 366 * DAY_S
/** Links of a group that still let people in. */
const INVITES_MAX = 100
/** Open requests to join one group. */
export const REQUESTS_MAX = 1_000

/** A link into a group. Null: without a limit. */
export const GroupInviteSchema = closed({
  id: Id, code: Type.String(), url: Type.String(), usesLeft: orNull(Type.Integer()), createdAt: Time, expiresAt: orNull(Time)
}, 'GroupInvite')

export interface StoredGroupInvite {
  readonly id: string
  readonly createdAt: number
  readonly expiresAt: number | null
  readonly usesLeft: number | null
}
export interface GroupInvite extends StoredGroupInvite { readonly code: string }

/** A group as those see it who are not in it: no member's name, nothing that was said. */
export const GroupPreviewSchema = closed({
  title: Type.String(),
  colour: orNull(Type.Integer()),
  memberCount: Type.Integer(),
  joining: Type.Enum(['closed', 'request', 'open']),
  /** The caller has asked to join, and nobody has answered yet. */
  asked: Type.Boolean(),
  /** The request of theirs that waits; null without one. */
  requestId: orNull(Id),
  /** Somebody whom the caller blocks is in it. */
  blocked: Type.Boolean(),
  /** For a caller who is in it. */
  conversationId: orNull(Id)
}, 'GroupPreview')
export type GroupPreview = Static<typeof GroupPreviewSchema>

export const JoinRequestSchema = closed({
  id: Id, user: UserSchema, note: Type.String(), at: Time, state: Type.Enum(['open', 'accepted', 'rejected', 'withdrawn'])
}, 'JoinRequest')
export type JoinRequest = Static<typeof JoinRequestSchema>

export type Joined =
  | { readonly outcome: 'joined', readonly conversation: ConversationSummary }
  | { readonly outcome: 'asked', readonly request: JoinRequest }
  | { readonly outcome: 'invalid' | 'members-max' | 'requests-max' | 'links-only' }
/** The outcome of joining, where it was not refused. */
export type Let = Extract<Joined, { outcome: 'joined' | 'asked' }>

interface InGroup { readonly userId: string, readonly conversationId: string }

/** Links into groups, and requests to join, in the database. Each call is one unit, which judges the caller and the link itself (D32). */
export interface GroupInviteStore {
  /**
   * Stores a link of the caller's group; with `once`, a repeat returns the first one. `max`: links that still let people in. The oldest of
   * those that do not are forgotten.
   */
  make (
    making: InGroup & { invite: StoredGroupInvite & { readonly codeHash: Buffer }, max: number, once?: Once | undefined }, at: number
  ): Promise<StoredGroupInvite | GroupRefusal | 'too-many'>
  /** Links that still let people in, the newest first. */
  list (of: InGroup & { page: Page }, at: number): Promise<Listed<StoredGroupInvite> | GroupRefusal>
  revoke (of: InGroup & { id: string }, at: number): Promise<GroupOutcome | 'no-such-invite'>
  /**
   * The group of a link that lets people in at this time, for members and those who have asked also of one that is used up; null when it
   * does not. `userId`: null for one who is not signed in.
   */
  preview (codeHash: Buffer, userId: string | null, at: number): Promise<GroupPreview | null>
  /**
   * Takes one use of a link for the caller, who joins or asks to. Nothing is taken from one who is in, or has asked. A link that was made
   * before the caller was removed does not count.
   */
  join (
    joining: { userId: string, codeHash: Buffer, note: string, requestId: string, max: number, requestsMax: number }, at: number
  ): Promise<Joined>
  /** Open requests, the oldest first. */
  requests (of: InGroup & { page: Page }): Promise<Listed<JoinRequest> | GroupRefusal>
  /** Takes back the user's own open request; nothing happens when there is none of that id. */
  withdraw (of: { userId: string, id: string }, at: number): Promise<void>
  /** Answers an open request; answering again the same way changes nothing. */
  answer (of: InGroup & { id: string, accepts: boolean, max: number }, at: number): Promise<JoinRequest | GroupRefusal | 'no-such-request'>
}

export type GroupInvites = ReturnType<typeof createGroupInvites>

interface Needs {
  readonly store: GroupInviteStore
  /** A secret of the site. A code is derived from it and the link's id, so admins can copy a link again and no code is stored. */
  readonly secret: Buffer
  readonly now: () => number
  readonly newId: () => string
}

export function createGroupInvites ({ store, secret, now, newId }: Needs) {
  const withCode = (invite: StoredGroupInvite): GroupInvite =>
    ({ ...invite, code: createHmac('sha256', secret).update(invite.id).digest().subarray(0, CODE_BYTES).toString('base64url') })

  return {
    /** `expiresInS`, `uses`: without a limit when missing. Throws NOT_FOUND, FORBIDDEN, INVALID, TOO_MANY, CLIENT_ID_REUSED. */
    async make (
      userId: string, conversationId: string, { uses, expiresInS }: { uses?: number, expiresInS?: number } = {}, once?: Once
    ): Promise<GroupInvite> {
      if (expiresInS !== undefined && (expiresInS < 1 || expiresInS > GROUP_INVITE_MAX_S)) {
        throw new ReasonError('invite-days', 'expiresInS', { max: GROUP_INVITE_MAX_S / DAY_S })
      }
      if (uses !== undefined && (uses < 1 || uses > GROUP_INVITE_USES_MAX)) throw new ReasonError('invite-uses', 'uses', { max: GROUP_INVITE_USES_MAX })
      const expiresAt = expiresInS === undefined ? null : now() + expiresInS * 1000
      const { code, ...invite } = withCode({ id: newId(), createdAt: now(), expiresAt, usesLeft: uses ?? null })
      const stored = { ...invite, codeHash: codeHash(code) }
      const made = await store.make({ userId, conversationId, invite: stored, max: INVITES_MAX, once }, now())
      if (made === 'too-many') throw new ReasonError('group-invites-max', null, { max: INVITES_MAX })
      return withCode(settledGroup(made))
    },

    /** Throws NOT_FOUND, FORBIDDEN. */
    async list (userId: string, conversationId: string, page: Page): Promise<Listed<GroupInvite>> {
      const { rows, ...rest } = settledGroup(await store.list({ userId, conversationId, page }, now()))
      return { rows: rows.map(withCode), ...rest }
    },

    /** Throws NOT_FOUND, FORBIDDEN. */
    async revoke (userId: string, conversationId: string, id: string): Promise<void> {
      const revoked = await store.revoke({ userId, conversationId, id }, now())
      if (revoked === 'no-such-invite') throw notFound('invite')
      settledGroup(revoked)
    },

    /** Throws INVITE_INVALID. */
    async preview (code: string, userId: string | null): Promise<GroupPreview> {
      const found = await store.preview(codeHash(code), userId, now())
      if (found === null) throw new ReasonError('group-invite-invalid')
      return found
    },

    /** Joins, or asks to. Safe to repeat. Throws INVITE_INVALID, TOO_MANY, INVALID. */
    async join (userId: string, code: string, rawNote = ''): Promise<Let> {
      const note = noteOf(rawNote)
      const joined = await store.join({
        userId, codeHash: codeHash(code), note, requestId: newId(), max: GROUP_MAX_MEMBERS, requestsMax: REQUESTS_MAX
      }, now())
      return outcomeOf(joined)
    },

    /** Throws NOT_FOUND, FORBIDDEN. */
    async requests (userId: string, conversationId: string, page: Page): Promise<Listed<JoinRequest>> {
      return settledGroup(await store.requests({ userId, conversationId, page }))
    },

    /** Takes back one's own request. Safe to repeat. */
    withdraw: (userId: string, id: string) => store.withdraw({ userId, id }, now()),

    /** Throws NOT_FOUND, FORBIDDEN, TOO_MANY. */
    async answer (userId: string, conversationId: string, id: string, accepts: boolean): Promise<JoinRequest> {
      const answered = await store.answer({ userId, conversationId, id, accepts, max: GROUP_MAX_MEMBERS }, now())
      if (answered === 'no-such-request') throw notFound('request')
      return settledGroup(answered)
    }
  }
}

/** Returns the note of a request as it is stored. Throws INVALID. */
export function noteOf (raw: string): string {
  const note = singleLine(raw)
  checkChars(note, 'note', NOTE_MAX_CHARS)
  return note
}

/** Returns the outcome of joining; throws the reason of a refusal. */
export function outcomeOf (joined: Joined): Let {
  switch (joined.outcome) {
    case 'invalid': throw new ReasonError('group-invite-invalid')
    case 'members-max': throw new ReasonError('members-max', null, { max: GROUP_MAX_MEMBERS })
    case 'requests-max': throw new ReasonError('join-requests-max')
    case 'links-only': throw new ReasonError('group-links-only')
    default: return joined
  }
}

function codeHash (code: string): Buffer {
  return hash('sha256', code, 'buffer')
}
