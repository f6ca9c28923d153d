import { DomainError } from '#domain/errors.ts'

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

/** A limit that was reached. `views/site/errors.ts` says it in the reader's language. */
export interface Bound { readonly of: Exclude<keyof Bounds, 'sessions'>, readonly max: number }

const SENTENCES: Record<Bound['of'], (max: number) => string> = {
  tokens: max => `You’ve reached the limit of ${max} tokens. Revoke one first.`,
  conversations: max => `You’ve reached the limit of ${max} chats of your own. Leave a group that you own first.`,
  conversationsPerDay: max => `You’ve reached the limit of ${max} new chats in one day. Try again later.`,
  contacts: max => `You’ve reached the limit of ${max} contacts and requests. Remove some first.`,
  blocks: max => `You’ve reached the limit of ${max} blocked people. Unblock some first.`,
  edits: max => `This message has been edited ${max} times, which is the limit. Write a new one.`,
  requests: max => `You’ve reached the limit of ${max} open requests. Withdraw some first.`
}

/** Refuses one more than the limit. */
export class BoundError extends DomainError {
  readonly bound: Bound

  constructor (of: Bound['of'], max: number, retryAfterS: number | null = null) {
    super('TOO_MANY', SENTENCES[of](max), retryAfterS)
    this.bound = { of, max }
  }
}
