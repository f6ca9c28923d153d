import { createHmac, hash } from 'node:crypto'
import type { Account } from './accounts.ts'
import type { Session } from './sessions.ts'
import { notFound, unauthenticated } from '#domain/errors.ts'
import { ReasonError } from '#domain/reasons.ts'
import { clientIdReused, onceOf, type Once } from '#domain/site/repeats.ts'

/** Long enough to fetch the other device, short enough for a link that was left in a chat. */
const DEVICE_LINK_MS = 4 * 3_600_000
/** Open links of one user. */
const DEVICE_LINKS_MAX = 5
export const DEVICE_CODE_PATTERN = '^[A-Za-z0-9_-]{22}$'
/** 128 bits, 22 characters: nobody guesses a code, so a plain hash of it is enough to look it up. */
const CODE_BYTES = 16

/** A link that signs one other device in, once. */
export interface DeviceLink {
  readonly id: string
  /** Null in every browser but the one that made the link. */
  readonly code: string | null
  readonly createdAt: number
  readonly expiresAt: number
}

/** A link as it is stored: the hash of its code alone. */
export interface StoredLink extends Omit<DeviceLink, 'code'> { readonly codeHash: Buffer }

/** The account that a link signs in, and the browser that made it by its `User-Agent`. */
export interface FoundLink {
  readonly account: Account
  readonly madeAt: number
  readonly madeIn: string
}

interface Making {
  readonly userId: string
  readonly by: string
  readonly link: StoredLink
  readonly max: number
  readonly once?: Once | undefined
}

/**
 * The part of the store that keeps these links. `SessionStore.start` uses one up. A link ends with the session that made it, and with
 * everything that ends several sessions of its user: another password, signing out everywhere else, disabling the account.
 */
export interface DeviceLinkStore {
  /**
   * `over`: the session `by` has ended; `full`: the user has `max` open links. With `once`, a repeat makes nothing and returns the first
   * link; `gone`: that one is over; `reused`: of a call with other fields.
   */
  make (making: Making): Promise<StoredLink | 'over' | 'full' | 'gone' | 'reused'>
  /** Open links, the newest first: no more than `max` of `make`. */
  list (userId: string, at: number): Promise<readonly StoredLink[]>
  /** Null for a link that is over, and for accounts that are gone or disabled. */
  find (codeHash: Buffer, at: number): Promise<FoundLink | null>
  /** False when the user has no such link. */
  revoke (userId: string, id: string): Promise<boolean>
}

interface Needs {
  readonly store: DeviceLinkStore
  /** A secret of the site, from which codes are derived. */
  readonly secret: Buffer
  readonly now: () => number
  readonly newId: () => string
}

export type DeviceLinks = ReturnType<typeof createDeviceLinks>

export function createDeviceLinks ({ store, secret, now, newId }: Needs) {
  // The browser that made a link can show it again. Neither a copy of the database nor the cookie of that browser is enough to derive it.
  function codeOf (bearer: string, id: string): string {
    return createHmac('sha256', secret).update(`${bearer} ${id}`).digest().subarray(0, CODE_BYTES).toString('base64url')
  }

  function shown (bearer: string, { codeHash, ...link }: StoredLink): DeviceLink {
    const code = codeOf(bearer, link.id)
    return { ...link, code: deviceLinkHash(code).equals(codeHash) ? code : null }
  }

  return {
    /**
     * Makes a link for the browser that calls; `bearer` is the token in its cookie. A repeat with the same `clientId` gets the same link.
     * Throws UNAUTHENTICATED, TOO_MANY, CLIENT_ID_REUSED, and NOT_FOUND for a repeat when the link is over.
     */
    async make (
      { userId, session: { id: by } }: { readonly userId: string, readonly session: Pick<Session, 'id'> }, bearer: string, clientId?: string
    ): Promise<DeviceLink> {
      const id = newId()
      const at = now()
      const link = { id, codeHash: deviceLinkHash(codeOf(bearer, id)), createdAt: at, expiresAt: at + DEVICE_LINK_MS }
      const made = await store.make({ userId, by, link, max: DEVICE_LINKS_MAX, once: onceOf(by, clientId, ['device-link']) })
      switch (made) {
        case 'over': throw unauthenticated()
        case 'full': throw new ReasonError('device-links-max', null, { max: DEVICE_LINKS_MAX })
        case 'gone': throw notFound('link')
        case 'reused': throw clientIdReused()
        default: return shown(bearer, made)
      }
    },

    list: async (userId: string, bearer: string): Promise<readonly DeviceLink[]> =>
      (await store.list(userId, now())).map(link => shown(bearer, link)),

    /** Returns what a link would do; opening it uses nothing up. Throws INVITE_INVALID. */
    async find (code: string): Promise<FoundLink> {
      const found = await store.find(deviceLinkHash(code), now())
      if (found === null) throw new ReasonError('device-link-over')
      return found
    },

    /** Throws NOT_FOUND. */
    async revoke (userId: string, id: string): Promise<void> {
      if (!await store.revoke(userId, id)) throw notFound('link')
    }
  }
}

/** Hash of a code for storage. */
export function deviceLinkHash (code: string): Buffer {
  return hash('sha256', code, 'buffer')
}
