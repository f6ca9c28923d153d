import { notFound } from '#domain/errors.ts'
import type { Signals } from '#domain/signals.ts'
import type { Snapshot, SnapshotStore } from '#domain/snapshot.ts'
import type { Live } from '#views/layout.ts'
import type { OwnPage } from '#views/page.ts'

/** What a page of the app is drawn around: one read, and the cursor it is true at (D16). */
export interface Standing extends Snapshot {
  /** The page, which now knows who is there. */
  readonly page: OwnPage
  readonly live: Live
  /** Contact requests that wait for an answer. */
  readonly asking: number
}

/** Stands for “after what a standing lists”: a snapshot does not say where that ends. */
export const FIRST_PAGE = 'first'

export interface StandingNeeds {
  readonly snapshots: SnapshotStore
  /** The cursor that continues after a seq, signals included from now on. */
  readonly cursorAt: (seq: number) => string
  readonly signals: Pick<Signals, 'presences'>
}

/**
 * Taken before anything else of a page is read: what changes meanwhile is told by the first poll, and drawn once because every row
 * has its id. Throws NOT_FOUND.
 */
export async function takeStanding ({ snapshots, cursorAt, signals }: StandingNeeds, bare: OwnPage): Promise<Standing> {
  const { id } = bare.viewer
  const [snapshot, presences] = await Promise.all([snapshots.take(id), signals.presences(id)])
  if (snapshot === null) throw notFound('user')
  const { seq, unread, requests } = snapshot
  const page = { ...bare, presences: new Map(presences.map(presence => [presence.username, presence])) }
  return { ...snapshot, page, live: { cursor: cursorAt(seq), seq, unread }, asking: requests.incoming.length }
}
