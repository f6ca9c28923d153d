import type { eachMark } from '../marks.ts'

export type Ask = (request: string) => Promise<string>

/**
 * The load's knowledge of a system: the form of its requests, and the parts of an answer that the next request must repeat. Users are
 * numbers from 0; number n is user `u<n>` everywhere. Work that a driver does between two requests counts as the load's own, so it only
 * cuts text.
 */
export interface Driver {
  /** Brings a user to where they can park a poll: handshakes, subscriptions, a first cursor. `again`: after being cut off. */
  arrive (who: number, ask: Ask, again: boolean): Promise<void>
  /** The next poll of this user. */
  poll (who: number): string
  /** Records what the answer says about the next poll. Throws when the answer means that this user is signed out. */
  polled (who: number, body: string): void
  /** Finds the marks of an answer that holds a message's text more than once. */
  readonly eachMark?: typeof eachMark
  /** A message from one user to their pair (`who ^ 1`). */
  direct (who: number, text: string): string
  /** A message to everybody. */
  group (who: number, text: string): string
}

/** The text between `before` and `after`. Throws when they are missing: such an answer cannot be continued from. */
export function cutOut (body: string, before: string, after: string): string {
  const from = body.indexOf(before)
  const to = from === -1 ? -1 : body.indexOf(after, from + before.length)
  if (to === -1) throw new Error(`no ${before} in ${body.slice(0, 300)}`)
  return body.slice(from + before.length, to)
}
