import { hash } from 'node:crypto'
import type { Account } from './accounts.ts'

/** More signed-in browsers than one process serves; about 100 MB when full. The longest unused goes first. */
const SESSIONS_CACHED = 100_000

/** The fields of a viewer that the cache reads. */
interface Known {
  readonly userId: string
  readonly account: Account
  readonly session: { readonly id: string, readonly lastSeenAt: number }
}

interface Cached<Viewer> { viewer: Viewer, seenAt: number, writtenAt: number }

/** Returns the key of a token in the cache. */
export function tokenKey (token: string): string {
  return hash('sha256', token, 'base64url')
}

/** Cache of the sessions in use, by the hash of their token, so that a poll costs no SQL. Dropping an entry loses nothing. */
export class SessionCache<Viewer extends Known> {
  readonly #byKey = new Map<string, Cached<Viewer>>()
  readonly #keys = new Map<string, string>()
  readonly #ofUser = new Map<string, Set<string>>()
  readonly #max: number

  constructor (max = SESSIONS_CACHED) {
    this.#max = max
  }

  get (key: string): Cached<Viewer> | null {
    return this.#byKey.get(key) ?? null
  }

  put (key: string, viewer: Viewer, at: number): void {
    this.drop(viewer.session.id)
    this.#byKey.set(key, { viewer, seenAt: at, writtenAt: viewer.session.lastSeenAt })
    this.#keys.set(viewer.session.id, key)
    const keys = this.#ofUser.get(viewer.userId) ?? new Set()
    this.#ofUser.set(viewer.userId, keys.add(key))
    if (this.#byKey.size > this.#max) this.#dropOldest()
  }

  bySession (sessionId: string): Cached<Viewer> | null {
    return this.#byKey.get(this.#keys.get(sessionId) ?? '') ?? null
  }

  drop (sessionId: string): void {
    const key = this.#keys.get(sessionId)
    const cached = this.#byKey.get(key ?? '')
    if (key === undefined || cached === undefined) return
    this.#keys.delete(sessionId)
    this.#byKey.delete(key)
    const keys = this.#ofUser.get(cached.viewer.userId)
    keys?.delete(key)
    if (keys?.size === 0) this.#ofUser.delete(cached.viewer.userId)
  }

  /** Replaces the account behind its sessions. */
  refresh (account: Account): void {
    for (const key of this.#ofUser.get(account.id) ?? []) {
      const cached = this.#byKey.get(key)
      if (cached !== undefined) cached.viewer = { ...cached.viewer, account }
    }
  }

  /** Replaces the session. */
  refreshSession (session: Viewer['session']): void {
    const cached = this.bySession(session.id)
    if (cached !== null) cached.viewer = { ...cached.viewer, session }
  }

  /** Returns sessions whose last use is at least `staleMs` later than the one that is stored. */
  unwritten (staleMs: number): Array<Cached<Viewer>> {
    const found: Array<Cached<Viewer>> = []
    for (const cached of this.#byKey.values()) {
      const stale = cached.seenAt - cached.writtenAt
      if (stale > 0 && stale >= staleMs) found.push(cached)
    }
    return found
  }

  // Drops a tenth at once, so that the scan is rare.
  #dropOldest (): void {
    const oldest = [...this.#byKey.values()].sort((a, b) => a.seenAt - b.seenAt)
    for (const { viewer } of oldest.slice(0, Math.ceil(this.#max / 10))) this.drop(viewer.session.id)
  }
}
