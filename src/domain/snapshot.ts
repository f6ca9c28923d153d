import type { Account } from './accounts.ts'
import type { ContactEntry, ContactRequest } from './contacts.ts'
import type { ConversationSummary } from './conversations.ts'

/** Everything a fresh page needs and the `seq` it is true at, from one read (D16): snapshot ∪ events after `seq` = everything once. */
export interface Snapshot {
  readonly me: Account
  readonly contacts: readonly ContactEntry[]
  readonly requests: { readonly incoming: readonly ContactRequest[], readonly outgoing: readonly ContactRequest[] }
  /** The newest SNAPSHOT_CONVERSATIONS; `more` when there are others. */
  readonly conversations: readonly ConversationSummary[]
  readonly more: boolean
  readonly unread: number
  readonly seq: number
}

export interface SnapshotStore {
  take (userId: string): Promise<Snapshot | null>
}
