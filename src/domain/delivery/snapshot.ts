import type { Account } from '#domain/account/accounts.ts'
import type { ContactCounts, ContactEntry, ContactRequest } from '#domain/people/contacts.ts'
import type { ConversationSummary } from '#domain/conversations/conversations.ts'

/** The frame of every page, and the `seq` it is true at, from one read (D16): it ∪ events after `seq` = everything once. */
export interface Outline {
  readonly me: Account
  /** The newest SNAPSHOT_CONVERSATIONS; `more` when there are others. */
  readonly conversations: readonly ConversationSummary[]
  readonly more: boolean
  readonly unread: number
  /** Requests that wait for an answer, up to COUNT_CAP. */
  readonly asking: number
  readonly seq: number
}

/** The same with all that a fresh client needs: the first page of each list, and how many there are in all. */
export interface Snapshot extends Omit<Outline, 'asking'> {
  readonly contacts: readonly ContactEntry[]
  readonly requests: { readonly incoming: readonly ContactRequest[], readonly outgoing: readonly ContactRequest[] }
  readonly counts: ContactCounts
}

export interface SnapshotStore {
  outline (userId: string): Promise<Outline | null>
  take (userId: string): Promise<Snapshot | null>
}
