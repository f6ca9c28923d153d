export type Ask = (request: string) => Promise<string>

/**
 * What the load knows of a system: what its requests look like, and what of an answer the next request must repeat. People are
 * numbers from 0; person n is user `u<n>` everywhere. Everything a driver does between two requests counts as the load's own work,
 * so it only cuts text.
 */
export interface Driver {
  /** Brings a person to where he can park a poll: handshakes, subscriptions, a first cursor. `again`: he was cut off before. */
  arrive (who: number, ask: Ask, again: boolean): Promise<void>
  /** The next poll of this person. */
  poll (who: number): string
  /** Notes what the answer says about the next poll. Throws when the answer means that this person is out. */
  polled (who: number, body: string): void
  /** A message from one to his pair (`who ^ 1`). */
  direct (who: number, text: string): string
  /** A message to everybody. */
  group (who: number, text: string): string
}

/** The text between `before` and `after`, or an error: an answer that does not say it is not one to go on with. */
export function cutOut (body: string, before: string, after: string): string {
  const from = body.indexOf(before)
  const to = from === -1 ? -1 : body.indexOf(after, from + before.length)
  if (to === -1) throw new Error(`no ${before} in ${body.slice(0, 300)}`)
  return body.slice(from + before.length, to)
}
