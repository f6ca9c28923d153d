import type { Heard } from '../marks.ts'

export type Ask = (request: string) => Promise<string>

/**
 * The load's knowledge of a system: the form of its requests, and the parts of an answer that the next request must repeat. Users are
 * numbers from 0; number n is user `u<n>` everywhere. Each has one browser of the same number; further browsers have the numbers after the
 * last user. Work that a driver does between two requests counts as the load's own, so it only cuts text.
 */
export interface Driver {
  /** The users who have a second browser. */
  readonly seconds?: readonly number[]
  /** Milliseconds for which a browser rests before it asks again; missing: it asks at once. */
  readonly restMs?: number
  /** Brings a browser to where it can park a poll: handshakes, subscriptions, a first cursor. `again`: after being cut off. */
  arrive (browser: number, ask: Ask, again: boolean): Promise<void>
  /** The next poll of this browser. */
  poll (browser: number): string
  /** Records what the answer says about the next poll. Throws when the answer means that this browser is signed out. */
  polled (browser: number, body: string, head: string): void
  /** Finds the marks of an answer that holds a message's text more than once. */
  readonly eachMark?: (body: string, heard: Heard, browser: number) => void
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
