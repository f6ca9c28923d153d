import type { Account } from '#domain/account/accounts.ts'
import type { ContactCounts, ContactEntry, ContactRequest } from '#domain/people/contacts.ts'
import type { ConversationSummary } from '#domain/conversations/conversations.ts'

/** Frame of every page as of `seq`, from one read (D16): with the events after `seq` it is complete, and nothing comes twice. */
export interface Outline {
  readonly me: Account
  /** The newest SNAPSHOT_CONVERSATIONS; `more` when there are others. */
  readonly conversations: readonly ConversationSummary[]
  readonly more: boolean
  readonly unread: number
  /** Number of archived conversations, which are in a list of their own. */
  readonly archived: number
  /** Number of requests and invitations that wait for this user's answer. */
  readonly asking: number
  readonly seq: number
}

/** State for a fresh client: the first page of each list, with the total numbers. */
export interface Snapshot extends Omit<Outline, 'asking'> {
  readonly contacts: readonly ContactEntry[]
  readonly requests: { readonly incoming: readonly ContactRequest[], readonly outgoing: readonly ContactRequest[] }
  readonly counts: ContactCounts
}

export interface SnapshotStore {
  outline (userId: string): Promise<Outline | null>
  take (userId: string): Promise<Snapshot | null>
}
