import { notFound } from '#domain/errors.ts'
import type { Presence } from '#domain/presences.ts'
import type { Signals } from '#domain/signals.ts'
import type { Snapshot, SnapshotStore } from '#domain/snapshot.ts'
import type { UserRef } from '#domain/users.ts'
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
  const snapshot = await snapshots.take(id)
  if (snapshot === null) throw notFound('user')
  const { seq, unread, requests, contacts, conversations } = snapshot
  const page = await seeing(signals, bare, [...contacts.map(({ user }) => user), ...conversations.map(({ peer }) => peer)])
  return { ...snapshot, page, live: { cursor: cursorAt(seq), seq, unread }, asking: requests.incoming.length }
}

/** The page, which also knows of these people whether they are there. */
export async function seeing (signals: StandingNeeds['signals'], page: OwnPage, people: ReadonlyArray<UserRef | null>): Promise<OwnPage> {
  const userIds = new Set(people.flatMap(user => user === null || page.presences.has(user.username) ? [] : [user.id]))
  if (userIds.size === 0) return page
  const found = await signals.presences.among(page.viewer.id, [...userIds])
  return { ...page, presences: new Map([...page.presences, ...found.map((presence): [string, Presence] => [presence.username, presence])]) }
}
