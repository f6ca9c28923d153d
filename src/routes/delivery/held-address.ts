import { Type } from 'typebox'
import { Id } from '#routes/api/schemas.ts'

/** After so many quiet holds that only led on to the next, a whole page is sent: browsers take more for a loop. */
export const HOPS_MAX = 3
const Count = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER })

/** What the address of a held page says besides which page it is. Without a cursor it is the first of its loop, and not held. */
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

/** Where a loop of held pages has come to. */
export interface Loop {
  readonly cursor: string
  /** Names the loop. */
  readonly tab: string
  /** Grows with each of its requests, so that no two addresses are the same. */
  readonly n: number
  /** Quiet holds since the last whole page. */
  readonly hop: number
  /** When its person last did something here, Unix ms. */
  readonly since: number
  /** When what the page shows ends by itself, Unix ms; null: it does not. */
  readonly until: number | null
}

/** Null: the first request of a loop. */
export function loopIn ({ cursor, tab, n, hop = 0, since = 0, until }: HeldQuery): Loop | null {
  return cursor === undefined || tab === undefined || n === undefined ? null : { cursor, tab, n, hop, since, until: until ?? null }
}

export function addressOf (path: string, { cursor, tab, n, hop, since, until }: Loop): string {
  const query = new URLSearchParams({ cursor, tab, n: String(n), since: String(since) })
  if (hop > 0) query.set('hop', String(hop))
  if (until !== null) query.set('until', String(until))
  return `${path}?${query.toString()}`
}
