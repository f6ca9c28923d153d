import { Type } from 'typebox'
import { Id } from '#routes/api/schemas.ts'

/** Quiet holds in a row that are answered by a redirect; then a whole page is sent, because browsers take more for a loop. */
export const HOPS_MAX = 3
const Count = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER })

/** The query of a held page's address. A request without a cursor is the first of its loop, and not held. */
export const HELD_QUERY = {
  cursor: Type.Optional(Type.String({ maxLength: 64 })),
  tab: Type.Optional(Id),
  n: Type.Optional(Count),
  hop: Type.Optional(Type.Integer({ minimum: 0, maximum: HOPS_MAX })),
  since: Type.Optional(Count),
  until: Type.Optional(Count)
}

export interface HeldQuery {
  readonly cursor?: string
  readonly tab?: string
  readonly n?: number
  readonly hop?: number
  readonly since?: number
  readonly until?: number
}

/** The state of a loop of held pages, carried in its addresses. */
export interface Loop {
  readonly cursor: string
  /** The loop's name. */
  readonly tab: string
  /** Grows with each request, so that no two addresses are the same. */
  readonly n: number
  /** Quiet holds since the last whole page. */
  readonly hop: number
  /** When the person last did something on the page, Unix ms. */
  readonly since: number
  /** When something on the page stops being true without an event, Unix ms; null: never. */
  readonly until: number | null
}

/** Returns null for the first request of a loop. */
export function loopIn ({ cursor, tab, n, hop = 0, since = 0, until }: HeldQuery): Loop | null {
  return cursor === undefined || tab === undefined || n === undefined ? null : { cursor, tab, n, hop, since, until: until ?? null }
}

export function addressOf (path: string, { cursor, tab, n, hop, since, until }: Loop): string {
  const query = new URLSearchParams({ cursor, tab, n: String(n), since: String(since) })
  if (hop > 0) query.set('hop', String(hop))
  if (until !== null) query.set('until', String(until))
  return `${path}?${query.toString()}`
}
