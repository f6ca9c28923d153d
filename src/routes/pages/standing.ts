import { notFound } from '#domain/errors.ts'
import type { ConversationSummary } from '#domain/conversations/conversations.ts'
import type { Presence } from '#domain/people/presences.ts'
import type { Signals } from '#domain/delivery/signals.ts'
import type { Outline, SnapshotStore } from '#domain/delivery/snapshot.ts'
import type { Contacts } from '#domain/people/contacts.ts'
import type { UserRef } from '#domain/people/users.ts'
import type { Live } from '#views/site/layout.ts'
import type { Html } from '#views/parts/html.ts'
import type { OwnPage } from '#views/parts/page.ts'
import { shell, type Shell } from '#views/site/shell.ts'

/** The data around which every page of the app is drawn: one read, and the cursor at which it is true (D16). */
export interface Standing extends Outline {
  /** The page, with the presence and the names of the people in the list. */
  readonly page: OwnPage
  readonly live: Live
}

/** The content of one page of the app, within the frame that all of them share. */
export interface Shown extends Omit<Shell, 'live'> { readonly page: OwnPage }

/** The value of `?after=` for “after the conversations of a standing”, since a snapshot does not say where those end. */
export const FIRST_PAGE = 'first'

export interface StandingNeeds {
  readonly snapshots: Pick<SnapshotStore, 'outline'>
  /** Returns the cursor that continues after a seq, with the signals that change from now on. */
  readonly cursorAt: (seq: number) => string
  readonly signals: Pick<Signals, 'presences'>
  readonly contacts: Contacts
}

/** The services that know how a viewer sees people. */
export type SeeingNeeds = Pick<StandingNeeds, 'signals' | 'contacts'>

/**
 * Reads the standing before anything else of a page: the first poll tells later changes, and they are drawn once because every row
 * has its id. Throws NOT_FOUND.
 */
export async function takeStanding (needs: StandingNeeds, bare: OwnPage): Promise<Standing> {
  const { snapshots, cursorAt } = needs
  const outline = await snapshots.outline(bare.viewer.id)
  if (outline === null) throw notFound('user')
  const { seq, unread, asking, conversations } = outline
  const page = await seeingRows(needs, bare, conversations)
  return { ...outline, page, live: { cursor: cursorAt(seq), seq, unread, asking } }
}

/** Returns the page with these people as its viewer sees them as well: their presence, and the viewer's own names for them. */
export async function seeing (needs: SeeingNeeds, page: OwnPage, people: ReadonlyArray<UserRef | null>): Promise<OwnPage> {
  const users = people.filter(user => user !== null)
  const userIds = new Set(users.flatMap(({ id, username }) => page.presences.has(username) ? [] : [id]))
  if (userIds.size === 0) return page
  const [found, named] = await Promise.all([
    needs.signals.presences.among(page.viewer.id, [...userIds]), naming(needs, page, users)
  ])
  const presences = found.map((presence): [string, Presence] => [presence.username, presence])
  return { ...named, presences: new Map([...page.presences, ...presences]) }
}

/** The same for people of whom the page shows the names alone. */
export async function naming (
  { contacts }: Pick<SeeingNeeds, 'contacts'>, page: OwnPage, people: readonly UserRef[]
): Promise<OwnPage> {
  const userIds = new Set(people.flatMap(({ id }) => page.remarks.has(id) || id === page.viewer.id ? [] : [id]))
  if (userIds.size === 0) return page
  const found = await contacts.remarks(page.viewer.id, [...userIds])
  return found.size === 0 ? page : { ...page, remarks: new Map([...page.remarks, ...found]) }
}

/** The same for the people in rows of the list: the others of direct conversations, and the senders of last messages. */
export async function seeingRows (needs: SeeingNeeds, page: OwnPage, rows: readonly ConversationSummary[]): Promise<OwnPage> {
  const seen = await seeing(needs, page, rows.map(({ peer }) => peer))
  return await naming(needs, seen, rows.flatMap(({ lastMessage }) => lastMessage === null ? [] : [lastMessage.sender]))
}

/** The page with the app's frame around it. */
export function whole ({ live }: Standing, { page, ...shown }: Shown): Html {
  return shell(page, { ...shown, live })
}
