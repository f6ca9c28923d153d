import { hash, randomBytes } from 'node:crypto'
import { notFound } from '#domain/errors.ts'
import { ReasonError } from '#domain/reasons.ts'

export const INVITE_DAYS = 7
const INVITE_DAYS_MAX = 365
const INVITE_USES_MAX = 10_000
export const INVITE_CODE_MAX_CHARS = 64
const DAY_MS = 24 * 3_600_000

/** A code that lets strangers sign up while the site asks for one. The code is shown once; only its hash is stored. */
export interface Invite {
  readonly id: string
  /** Null when an operator made it. */
  readonly madeBy: string | null
  readonly createdAt: number
  readonly expiresAt: number | null
  readonly usesLeft: number
  readonly revokedAt: number | null
}

export interface InviteStore {
  make (invite: Invite & { readonly codeHash: Buffer }): Promise<void>
  list (): Promise<readonly Invite[]>
  /** False when there is no such invite, or it was revoked before. */
  revoke (id: string, at: number): Promise<boolean>
}

export type Invites = ReturnType<typeof createInvites>

export function createInvites ({ store, now, newId }: { store: InviteStore, now: () => number, newId: () => string }) {
  return {
    /** Throws INVALID. */
    async make (madeBy: string | null, { uses = 1, days = INVITE_DAYS }: { uses?: number, days?: number } = {}) {
      if (!Number.isInteger(uses) || uses < 1 || uses > INVITE_USES_MAX) throw new ReasonError('invite-uses', 'uses', { max: INVITE_USES_MAX })
      if (!Number.isInteger(days) || days < 1 || days > INVITE_DAYS_MAX) throw new ReasonError('invite-days', 'days', { max: INVITE_DAYS_MAX })
      const code = randomBytes(12).toString('base64url')
      const invite: Invite = { id: newId(), madeBy, createdAt: now(), expiresAt: now() + days * DAY_MS, usesLeft: uses, revokedAt: null }
      await store.make({ ...invite, codeHash: inviteHash(code) })
      return { invite, code }
    },

    list: () => store.list(),

    async revoke (id: string): Promise<void> {
      if (!await store.revoke(id, now())) throw notFound('invite')
    }
  }
}

/** Hash of a code for storage; a plain one is enough for 96 random bits. */
export function inviteHash (code: string): Buffer {
  return hash('sha256', code.trim().slice(0, INVITE_CODE_MAX_CHARS), 'buffer')
}
