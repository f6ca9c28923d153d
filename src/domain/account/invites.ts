import { createHmac, hash } from 'node:crypto'
import { notFound } from '#domain/errors.ts'
import type { Listed, Page } from '#domain/lists.ts'
import { ReasonError } from '#domain/reasons.ts'
import type { Once } from '#domain/site/repeats.ts'

export const INVITE_DAYS = 7
const INVITE_DAYS_MAX = 365
const INVITE_USES_MAX = 10_000
export const INVITE_CODE_MAX_CHARS = 64
const DAY_MS = 24 * 3_600_000
/** 96 bits: nobody guesses a code, so a plain hash of it is enough to look it up. */
const CODE_BYTES = 12

/** A code that lets strangers sign up while the site asks for one. */
export interface Invite {
  readonly id: string
  /** Null when an operator made it. */
  readonly madeBy: string | null
  readonly createdAt: number
  readonly expiresAt: number | null
  readonly usesLeft: number
  readonly revokedAt: number | null
}

/** An invite as it is stored: the hash of its code alone. */
export interface StoredInvite extends Invite { readonly codeHash: Buffer }

/** An invite with the code for its link; null when an older version made it, which showed the code once. */
export interface InviteWithCode extends Invite {
  readonly code: string | null
  /** Whether it still lets somebody in. */
  readonly isUsable: boolean
}

export interface InviteStore {
  /** With `once`, keeps there that it is done. */
  make (invite: StoredInvite, once?: Once): Promise<void>
  /** The newest first. */
  list (page: Page): Promise<Listed<StoredInvite>>
  /** False when there is no such invite, or it was revoked before. */
  revoke (id: string, at: number): Promise<boolean>
}

interface InviteWish { readonly uses?: number, readonly days?: number }

export type Invites = ReturnType<typeof createInvites>

interface Needs {
  readonly store: InviteStore
  /** A secret of the site. A code is derived from it and the invite's id, so admins can copy a link again and no code is stored. */
  readonly secret: Buffer
  readonly now: () => number
  readonly newId: () => string
}

export function createInvites ({ store, secret, now, newId }: Needs) {
  function codeOf (id: string): string {
    return createHmac('sha256', secret).update(id).digest().subarray(0, CODE_BYTES).toString('base64url')
  }

  /** Returns a new invite with its code, to be stored. Throws INVALID. */
  function prepare ({ uses = 1, days = INVITE_DAYS }: InviteWish): Omit<StoredInvite, 'madeBy'> & { readonly code: string } {
    if (!Number.isInteger(uses) || uses < 1 || uses > INVITE_USES_MAX) throw new ReasonError('invite-uses', 'uses', { max: INVITE_USES_MAX })
    if (!Number.isInteger(days) || days < 1 || days > INVITE_DAYS_MAX) throw new ReasonError('invite-days', 'days', { max: INVITE_DAYS_MAX })
    const id = newId()
    const code = codeOf(id)
    return { id, createdAt: now(), expiresAt: now() + days * DAY_MS, usesLeft: uses, revokedAt: null, codeHash: inviteHash(code), code }
  }

  return {
    prepare,

    /** Throws INVALID. */
    async make (madeBy: string | null, wish: InviteWish = {}, once?: Once) {
      const { code, codeHash, ...made } = prepare(wish)
      const invite: Invite = { ...made, madeBy }
      await store.make({ ...invite, codeHash }, once)
      return { invite, code }
    },

    async list (page: Page): Promise<Listed<InviteWithCode>> {
      const { rows, ...rest } = await store.list(page)
      return {
        ...rest,
        rows: rows.map(({ codeHash, ...invite }) => {
          const code = codeOf(invite.id)
          return { ...invite, code: inviteHash(code).equals(codeHash) ? code : null, isUsable: isUsable(invite, now()) }
        })
      }
    },

    async revoke (id: string): Promise<void> {
      if (!await store.revoke(id, now())) throw notFound('invite')
    }
  }
}

function isUsable ({ revokedAt, usesLeft, expiresAt }: Invite, now: number): boolean {
  return revokedAt === null && usesLeft > 0 && (expiresAt === null || expiresAt > now)
}

/** Hash of a code for storage. */
export function inviteHash (code: string): Buffer {
  return hash('sha256', code.trim().slice(0, INVITE_CODE_MAX_CHARS), 'buffer')
}
