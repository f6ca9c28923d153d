/** An event for the mailboxes of its recipients. */
export interface Posting<E> {
  readonly entry: E
  readonly recipients: readonly string[]
  readonly forget: readonly number[]
  /** The session that sent it, if its own polls need not be woken at once (D33). */
  readonly sentBy?: string | undefined
}
