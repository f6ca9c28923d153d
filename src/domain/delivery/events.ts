import type { ContactEntry, ContactRequest } from '#domain/people/contacts.ts'
import type { ConversationInfo, MemberInfo } from '#domain/conversations/conversations.ts'
import type { Message } from '#domain/messages/messages.ts'
import type { SettingName, Settings } from '#domain/account/settings.ts'
import type { UserRef } from '#domain/people/users.ts'

/** What a browser can be told, a closed union. Clients skip types they do not know and advance past them. */
export type EventBody =
  | { readonly type: 'message' | 'message-edited' | 'message-recalled', readonly conversationId: string, readonly message: Message }
  | { readonly type: 'conversation', readonly conversationId: string, readonly conversation: ConversationInfo }
  | { readonly type: 'member', readonly conversationId: string, readonly change: 'joined' | 'left' | 'role', readonly member: MemberInfo }
  | { readonly type: 'read', readonly conversationId: string, readonly readNo: number, readonly unreadFrom: number | null }
  | { readonly type: 'contact-request', readonly request: ContactRequest }
  | { readonly type: 'contact', readonly contact: ContactEntry }
  | { readonly type: 'profile', readonly user: UserRef }
  | { readonly type: 'settings', readonly settings: Settings }
  | { readonly type: 'session', readonly sessionId: string, readonly change: 'started' | 'ended' }

export type EventType = EventBody['type']

/** One row of the ledger as it is told. `at` is Unix milliseconds; `seq` is given in commit order and never again. */
export type LedgerEvent = EventBody & { readonly seq: number, readonly at: number }

/** A committed event and whom it concerns. What the store hands over after COMMIT, in `seq` order. */
export interface Delivery {
  readonly event: LedgerEvent
  readonly recipients: readonly string[]
  /** Earlier events that this one makes unservable (they carried a recalled text), the oldest first: whoever keeps them drops them. */
  readonly forget: readonly number[]
  /** Settings that a `settings` event changed; it tells them all. */
  readonly changed?: readonly SettingName[] | undefined
}

/** A stretch of the ledger as one user may see it: every visible event in (from, toSeq], and no other. */
export interface Stretch {
  readonly events: readonly LedgerEvent[]
  readonly toSeq: number
  readonly more: boolean
}

/** What polling needs from the database when memory does not reach back far enough. */
export interface LedgerStore {
  /** Begins a run of this process (D11). Returns every run, the oldest first and this one last. */
  beginRun (run: { readonly id: string, readonly at: number }): Promise<readonly Run[]>
  /** Tells `follower` of every commit from now on. One at most. */
  follow (follower: LedgerFollower): void
  /** The highest committed `seq`; 0 for an empty ledger. Kept in memory: no read. */
  head (): number
  /** Events at or below this `seq` have been trimmed away; 0 when nothing was. */
  trimmedTo (): number
  after (userId: string, seq: number, limit: number): Promise<Stretch>
  /** Removes events written before `before` (Unix ms); answers how many. Cursors below it are then `trimmed`. */
  trim (before: number): Promise<number>
}

/** Hears of what is committed. Both methods must return synchronously. */
export interface LedgerFollower {
  /** Called with the events of a commit, in `seq` order, before anybody is answered. */
  committed (deliveries: readonly Delivery[]): void
  /** Memory may lack events up to `head`: the outcome of a commit was unknown, or `committed` threw. */
  reset (head: number): void
}

/** One start of the server (D11). `firstSeq` is the first number not issued by the run before it. */
export interface Run {
  readonly id: string
  readonly firstSeq: number
}
