import type { Delivery, LedgerEvent } from './events.ts'

/** Part of the ledger as one user may see it: exactly the visible events in (from, toSeq]. */
export interface Stretch {
  readonly events: readonly LedgerEvent[]
  readonly toSeq: number
  readonly more: boolean
}

/** The ledger in the database, read when memory does not reach back to a cursor. */
export interface LedgerStore {
  /** Begins a run of this process (D11). Returns every run, the oldest first and this one last. */
  beginRun (run: { readonly id: string, readonly at: number }): Promise<readonly Run[]>
  /** Calls `follower` after every commit from now on. There can be one follower. */
  follow (follower: LedgerFollower): void
  /** The highest committed `seq`; 0 for an empty ledger. Kept in memory: no read. */
  head (): number
  /** Events at or below this `seq` have been trimmed away; 0 when nothing was. */
  trimmedTo (): number
  after (userId: string, seq: number, limit: number): Promise<Stretch>
  /** Removes events written before `before` (Unix ms) and returns their number. Older cursors are then `trimmed`. */
  trim (before: number): Promise<number>
}

/** Listener for commits. Both methods must return synchronously. */
export interface LedgerFollower {
  /** Called with the events of a commit, in `seq` order, before any request is answered. */
  committed (deliveries: readonly Delivery[]): void
  /** Memory may lack events up to `head`: the outcome of a commit was unknown, or `committed` threw. */
  reset (head: number): void
}

/** One start of the server (D11). `firstSeq` is the first number not issued by the run before it. */
export interface Run {
  readonly id: string
  readonly firstSeq: number
}
