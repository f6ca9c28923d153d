import { createHmac, hash, randomBytes } from 'node:crypto'
import { Type, type Static } from 'typebox'
import type { Account, Proof } from './accounts.ts'
import { boundReached, BOUNDS, type Bounds } from '#domain/site/bounds.ts'
import { DomainError, notFound, unauthenticated } from '#domain/errors.ts'
import { checkChars, ReasonError } from '#domain/reasons.ts'
import { clientIdReused, onceOf, type Once } from '#domain/site/repeats.ts'
import { LIST_PAGE, type Listed, type Page } from '#domain/lists.ts'
import { SessionCache, tokenKey } from './session-cache.ts'
import { singleLine } from '#domain/people/users.ts'
import { closed, Id, orNull, Time } from '#domain/schemas.ts'

/** Versions of the pages: with script, without script but with messages arriving in a held frame, and by hand. */
export const MODES = ['live', 'frame', 'plain'] as const
export type Mode = typeof MODES[number]
/** More held requests than any browser opens. */
const HELD_MAX = 100

/** Ends sessions that are unused for longer, so that a forgotten browser in a library does not stay signed in for ever. */
export const SESSION_IDLE_DAYS = 30
const USER_AGENT_MAX_CHARS = 256
export const LABEL_MAX_CHARS = 64
/** Limit to how stale `lastSeenAt` is on disk, where a poll does not cost a write. */
export const SEEN_EVERY_MS = 10 * 60_000
/** Sessions written at once, used or idle: a millisecond of the event loop, with others' writes in between. */
const WRITTEN_AT_ONCE = 200
const DAY_MS = 24 * 3_600_000
/** 256 bits: nobody guesses one, so a plain SHA-256 of it is enough to keep. */
const TOKEN_BYTES = 32
const TOKEN_PATTERN = /^[\w-]{43}$/

/** A signed-in browser (`cookie`) or a program (`token`). Only its bearer knows the token itself; its hash is stored. */
export const SessionSchema = closed({
  /** Public: shown in lists, carried by relayed answers. Never a secret. */
  id: Id,
  userId: Id,
  kind: Type.Enum(['cookie', 'token']),
  createdAt: Time,
  lastSeenAt: Time,
  userAgent: Type.String(),
  address: Type.String(),
  /** Form tokens of this session are derived from it. */
  formSecret: Type.String(),
  /** Name that its owner gave a token; null for browsers. */
  label: orNull(Type.String()),
  mode: Type.Enum([...MODES]),
  /** Held requests that the path of this browser allows at once; null when not known, so that the server's setting counts. */
  heldMax: orNull(Type.Integer())
})
export type Session = Static<typeof SessionSchema>

/** The caller: an account, and the session it calls with. */
export interface Viewer {
  readonly userId: string
  readonly username: string
  readonly account: Account
  readonly session: Session
}

/** Fields that a browser may change of its own session. */
export type SessionChange = Partial<Pick<Session, 'mode' | 'heldMax'>>

/** The part of the store that keeps sessions. One call is one unit of work. */
export interface SessionStore {
  /**
   * Sends a `session` event to the user's other browsers, and uses up the `link`. `inactive`: the account is gone, disabled, or to be
   * deleted, and `passwordHash` alone keeps it; `full`: it has `max` of this kind; `over`: the session `by`, which asked for this one, has
   * ended; `outdated`: its hash is another; `link-over`: there is no such link any more. With `once`, a repeat starts nothing and returns
   * the first session, null when that has ended; `reused`: of a call with other fields.
   */
  start (
    session: Session & { readonly tokenHash: Buffer },
    only: { readonly max?: number, readonly by?: string, readonly once?: Once | undefined } & Proof
  ): Promise<'started' | 'inactive' | 'full' | 'over' | 'outdated' | 'link-over' | 'reused' | { readonly first: Session | null }>
  /** Returns a session with its account; null for an unknown hash, and for accounts that are gone or disabled. */
  byTokenHash (tokenHash: Buffer): Promise<{ session: Session, account: Account } | null>
  /** Lists the newest sign-in first, an order in which places hold while the sessions are used. */
  list (userId: string, kind: 'cookie' | 'token', page: Page): Promise<Listed<Session>>
  /** Ends these sessions of one user, with a `session` event each; returns their ids. With `once`, keeps that it is done. */
  end (userId: string, which: { readonly id?: string, readonly kind?: 'cookie' | 'token', readonly exceptId?: string }, at: number, once?: Once): Promise<readonly string[]>
  /** Ends the browsers of one user above `max`, the longest unused first, with events for the others; returns their ids. */
  endOldest (userId: string, max: number, at: number): Promise<readonly string[]>
  /** Null when the session is over. */
  change (id: string, change: SessionChange): Promise<Session | null>
  /** Stores when these were last used, never an earlier time than is stored. */
  seen (uses: readonly { readonly id: string, readonly at: number }[]): Promise<void>
  /** Whether `end` has ended this browser, after the `before` of the last `endIdle`. */
  wasEnded (tokenHash: Buffer): Promise<boolean>
  /** Removes sessions last used before, and forgets those that ended before, `max` at most of each; returns the ids of the former. */
  endIdle (before: number, max: number): Promise<readonly string[]>
}

/** Source of a session, by which its owner recognises it. */
export interface Caller { readonly userAgent: string, readonly address: string }
/** A new session with its token, which is shown this once. */
export interface Started { readonly session: Session, readonly token: string }

/** A token that a program shall get. */
interface TokenWish {
  readonly label: string
  /** Makes the call safe to repeat in the same browser (D12). */
  readonly clientId?: string | undefined
  /** The token of the asking browser's own session. */
  readonly bearer: string
}

interface Needs {
  readonly store: SessionStore
  /** A secret of the site, from which tokens of calls with a `clientId` are derived. */
  readonly secret: Buffer
  readonly now: () => number
  readonly newId: () => string
  readonly idleDays?: number
  readonly bounds?: Pick<Bounds, 'sessions' | 'tokens'> | undefined
  /** Answers the parked polls of a session that is over `signed-out` (D27). */
  readonly onEnded: (sessionId: string) => void
}

export type Sessions = ReturnType<typeof createSessions>

export function createSessions ({ store, secret, now, newId, idleDays = SESSION_IDLE_DAYS, bounds = BOUNDS, onEnded }: Needs) {
  const idleMs = idleDays * DAY_MS
  const cache = new SessionCache<Viewer>()
  // Counts changes of sessions and accounts: a read of the database that began before one is not cached after it.
  let changes = 0

  function ended (ids: readonly string[]): void {
    changes++
    for (const id of ids) {
      cache.drop(id)
      onEnded(id)
    }
  }

  function bearerOf (key: string): Viewer | null {
    const cached = cache.get(key)
    const at = now()
    if (cached === null || at - cached.seenAt >= idleMs) return null
    cached.seenAt = at
    return cached.viewer
  }

  async function start (
    account: Account, kind: 'cookie' | 'token', from: Caller & { label: string | null, mode: Mode }, only: Parameters<SessionStore['start']>[1],
    tokenOf: (id: string) => string = () => randomBytes(TOKEN_BYTES).toString('base64url')
  ) {
    const at = now()
    const session: Session = {
      id: newId(),
      userId: account.id,
      kind,
      createdAt: at,
      lastSeenAt: at,
      userAgent: singleLine(from.userAgent).slice(0, USER_AGENT_MAX_CHARS),
      address: from.address,
      formSecret: randomBytes(18).toString('base64url'),
      label: from.label,
      mode: from.mode,
      heldMax: null
    }
    const token = tokenOf(session.id)
    const outcome = await store.start({ ...session, tokenHash: tokenHash(token) }, only)
    return { session, token, outcome }
  }

  return {
    /** Returns the bearer of a token from memory alone; null when memory does not know, which says nothing yet: ask `find`. */
    resolve: (token: string): Viewer | null => bearerOf(tokenKey(token)),

    /** The same by the token's `tokenKey`. */
    resolveKey: bearerOf,

    /** Returns the bearer of a token; null when nobody bears it. */
    async find (token: string): Promise<Viewer | null> {
      if (!TOKEN_PATTERN.test(token)) return null
      for (;;) {
        const before = changes
        const found = await store.byTokenHash(tokenHash(token))
        if (before !== changes) continue
        if (found === null) return null
        const { account, session } = found
        const at = now()
        if (at - Math.max(session.lastSeenAt, cache.bySession(session.id)?.seenAt ?? 0) >= idleMs) return null
        const viewer = { account, session, userId: account.id, username: account.username }
        cache.put(tokenKey(token), viewer, at)
        return viewer
      }
    },

    /** Whether somebody ended the session of this token lately; false for one that was idle too long. */
    wasEnded: async (token: string): Promise<boolean> => TOKEN_PATTERN.test(token) && await store.wasEnded(tokenHash(token)),

    /**
     * Signs a browser in; the token is its cookie. Throws BAD_CREDENTIALS when the account was disabled or its password changed meanwhile,
     * INVITE_INVALID when the link is over.
     */
    async signIn (account: Account, from: Caller, mode: Mode = 'live', proof: Proof = {}): Promise<Started> {
      const { session, token, outcome } = await start(account, 'cookie', { ...from, label: null, mode }, proof)
      if (outcome === 'link-over') throw new ReasonError('device-link-over')
      if (outcome !== 'started') throw new ReasonError('credentials-wrong', 'password')
      const crowdedOut = await store.endOldest(account.id, bounds.sessions, now())
      if (crowdedOut.length > 0) ended(crowdedOut)
      return { session, token }
    },

    /**
     * Makes a token for a program, while the session that asks for it lives. A repeat with the same `clientId` gets the same one.
     * Throws INVALID, TOO_MANY, UNAUTHENTICATED, CLIENT_ID_REUSED, and NOT_FOUND for a repeat when the token has ended.
     */
    async makeToken (
      { account, session: { id: by } }: Pick<Viewer, 'account' | 'session'>, wish: TokenWish, from: Caller
    ): Promise<Started & { readonly isNew: boolean }> {
      const label = singleLine(wish.label)
      if (label === '') throw new ReasonError('label-empty', 'label')
      checkChars(label, 'label', LABEL_MAX_CHARS)
      // Neither a copy of the database nor a stolen cookie of an ended session is enough to derive it: each lacks the other's half.
      const derived = (id: string) => createHmac('sha256', secret).update(`${wish.bearer} ${id}`).digest('base64url')
      const once = onceOf(by, wish.clientId, ['token', label])
      const only = { max: bounds.tokens, by, once }
      const { session, token, outcome } = await start(account, 'token', { ...from, label, mode: 'live' }, only, once && derived)
      if (outcome === 'full') throw boundReached('tokens', bounds.tokens)
      if (outcome === 'reused') throw clientIdReused()
      if (outcome === 'started') return { session, token, isNew: true }
      if (typeof outcome === 'string') throw unauthenticated()
      if (outcome.first === null) throw notFound('token')
      return { session: outcome.first, token: derived(outcome.first.id), isNew: false }
    },

    /** Lists the newest sign-in first; `lastSeenAt` is from memory where that is newer than the database. */
    async list (userId: string, kind: 'cookie' | 'token', page: Page = { limit: LIST_PAGE }): Promise<Listed<Session>> {
      const { rows, ...rest } = await store.list(userId, kind, page)
      return { rows: rows.map(session => ({ ...session, lastSeenAt: cache.bySession(session.id)?.seenAt ?? session.lastSeenAt })), ...rest }
    },

    /** Changes what belongs to one browser, at once for its other pages and polls. Throws INVALID, NOT_FOUND. */
    async change ({ id }: Session, change: SessionChange): Promise<Session> {
      const { heldMax = null } = change
      if (heldMax !== null && (!Number.isInteger(heldMax) || heldMax < 1 || heldMax > HELD_MAX)) {
        throw new DomainError('INVALID', `A browser holds between 1 and ${HELD_MAX} requests.`)
      }
      const session = await store.change(id, change)
      if (session === null) throw notFound('session')
      changes++
      cache.refreshSession(session)
      return session
    },

    /** Ends one session of the user's own. Throws NOT_FOUND. */
    async end (userId: string, id: string, kind: 'cookie' | 'token', once?: Once): Promise<void> {
      const ids = await store.end(userId, { id, kind }, now(), once)
      if (ids.length === 0) throw notFound('session')
      ended(ids)
    },

    /** Ends a session that may have ended by itself meanwhile. */
    async endIfThere ({ userId, session: { id } }: Pick<Viewer, 'userId' | 'session'>): Promise<void> {
      ended(await store.end(userId, { id }, now()))
    },

    /** Ends all sessions of a user, tokens too. */
    async endAll (userId: string): Promise<void> {
      ended(await store.end(userId, {}, now()))
    },

    /** Removes sessions that a write has ended from memory, and answers their parked polls. */
    ended,

    /** Signs out every browser of a user but this one; tokens stay. */
    async endOthers ({ userId, session: { id } }: Pick<Viewer, 'userId' | 'session'>): Promise<void> {
      ended(await store.end(userId, { kind: 'cookie', exceptId: id }, now()))
    },

    /** Replaces a changed account in memory. */
    refresh (account: Account): void {
      changes++
      cache.refresh(account)
    },

    /** Stores when sessions were used: those that are stale, or all before stopping. Ends those that were idle too long. */
    async settle (which: 'stale' | 'all'): Promise<void> {
      const unwritten = cache.unwritten(which === 'all' ? 0 : SEEN_EVERY_MS)
      for (let from = 0; from < unwritten.length; from += WRITTEN_AT_ONCE) {
        const chunk = unwritten.slice(from, from + WRITTEN_AT_ONCE).map(cached => ({ cached, at: cached.seenAt }))
        await store.seen(chunk.map(({ cached, at }) => ({ id: cached.viewer.session.id, at })))
        for (const { cached, at } of chunk) cached.writtenAt = at
      }
      for (let isMore = true; isMore;) {
        const idle = await store.endIdle(now() - idleMs, WRITTEN_AT_ONCE)
        if (idle.length > 0) ended(idle)
        isMore = idle.length === WRITTEN_AT_ONCE
      }
    }
  }
}

function tokenHash (token: string): Buffer {
  return hash('sha256', token, 'buffer')
}
