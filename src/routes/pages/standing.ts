import { notFound } from '#domain/errors.ts'
import type { Snapshot, SnapshotStore } from '#domain/snapshot.ts'
import type { Live } from '#views/layout.ts'

/** What a page of the app is drawn around: one read, and the cursor it is true at (D16). */
export interface Standing extends Snapshot {
  readonly live: Live
  /** Contact requests that wait for an answer. */
  readonly asking: number
}

export interface StandingNeeds {
  readonly snapshots: SnapshotStore
  /** The cursor that continues after a seq, signals included from now on. */
  readonly cursorAt: (seq: number) => string
}

/**
 * Taken before anything else of a page is read: what changes meanwhile is told by the first poll, and drawn once because every row
 * has its id. Throws NOT_FOUND.
 */
export async function takeStanding ({ snapshots, cursorAt }: StandingNeeds, userId: string): Promise<Standing> {
  const snapshot = await snapshots.take(userId)
  if (snapshot === null) throw notFound('user')
  const { seq, unread, requests } = snapshot
  return { ...snapshot, live: { cursor: cursorAt(seq), seq, unread }, asking: requests.incoming.length }
}
