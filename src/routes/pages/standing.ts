import { notFound } from '#domain/errors.ts'
import type { Presence } from '#domain/people/presences.ts'
import type { Signals } from '#domain/delivery/signals.ts'
import type { Outline, SnapshotStore } from '#domain/delivery/snapshot.ts'
import type { UserRef } from '#domain/people/users.ts'
import type { Live } from '#views/site/layout.ts'
import type { Html } from '#views/parts/html.ts'
import type { OwnPage } from '#views/parts/page.ts'
import { shell, type Shell } from '#views/site/shell.ts'

/** The data around which every page of the app is drawn: one read, and the cursor at which it is true (D16). */
export interface Standing extends Outline {
  /** The page, with the presence of the people in the list. */
  readonly page: OwnPage
  readonly live: Live
}

/** The content of one page of the app, within the frame that all of them share. */
export interface Shown extends Omit<Shell, 'live' | 'asking'> { readonly page: OwnPage }

/** The value of `?after=` for “after the conversations of a standing”, since a snapshot does not say where those end. */
export const FIRST_PAGE = 'first'

export interface StandingNeeds {
  readonly snapshots: Pick<SnapshotStore, 'outline'>
  /** Returns the cursor that continues after a seq, with the signals that change from now on. */
  readonly cursorAt: (seq: number) => string
  readonly signals: Pick<Signals, 'presences'>
}

/**
 * Reads the standing before anything else of a page: the first poll tells later changes, and they are drawn once because every row
 * has its id. Throws NOT_FOUND.
 */
export async function takeStanding ({ snapshots, cursorAt, signals }: StandingNeeds, bare: OwnPage): Promise<Standing> {
  const outline = await snapshots.outline(bare.viewer.id)
  if (outline === null) throw notFound('user')
  const { seq, unread, conversations } = outline
  const page = await seeing(signals, bare, conversations.map(({ peer }) => peer))
  return { ...outline, page, live: { cursor: cursorAt(seq), seq, unread } }
}

/** Returns the page with the presence of these people as well. */
export async function seeing (signals: StandingNeeds['signals'], page: OwnPage, people: ReadonlyArray<UserRef | null>): Promise<OwnPage> {
  const userIds = new Set(people.flatMap(user => user === null || page.presences.has(user.username) ? [] : [user.id]))
  if (userIds.size === 0) return page
  const found = await signals.presences.among(page.viewer.id, [...userIds])
  return { ...page, presences: new Map([...page.presences, ...found.map((presence): [string, Presence] => [presence.username, presence])]) }
}

/** The page with the app's frame around it. */
export function whole ({ live, asking }: Standing, { page, ...shown }: Shown): Html {
  return shell(page, { ...shown, live, asking })
}
