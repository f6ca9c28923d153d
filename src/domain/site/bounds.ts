import { ReasonError } from '#domain/reasons.ts'

/** Limits on what one person may have or make. Settings change them. */
export interface Bounds {
  readonly sessions: number
  readonly tokens: number
  readonly conversations: number
  readonly conversationsPerDay: number
  readonly contacts: number
  readonly requests: number
  readonly blocks: number
  readonly edits: number
}

export const BOUNDS: Bounds = {
  sessions: 100,
  tokens: 50,
  conversations: 5_000,
  conversationsPerDay: 500,
  contacts: 5_000,
  requests: 100,
  blocks: 5_000,
  edits: 200
}

/** A limit that refuses one more. The longest unused session gives way instead. */
export type Bound = Exclude<keyof Bounds, 'sessions'>

/** The refusal of one more than the limit: a reason with its number. */
export function boundReached (of: Bound, max: number, retryAfterS: number | null = null): ReasonError {
  return new ReasonError(`bound-${of}`, null, { max }, { retryAfterS })
}
