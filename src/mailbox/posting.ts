/** An event for the mailboxes of its recipients. */
export interface Posting<E> {
  readonly entry: E
  readonly recipients: readonly string[]
  /** Events that must not be told from memory again, the oldest first, or all of them. */
  readonly forget: readonly number[] | 'all'
  /** The session that sent it, if its own polls need not be woken at once (D33). */
  readonly sentBy?: string | undefined
}
