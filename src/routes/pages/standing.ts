import { notFound } from '#domain/errors.ts'
import type { ConversationSummary } from '#domain/conversations/conversations.ts'
import { nicknamesIn, type Nicknames } from '#domain/conversations/nicknames.ts'
import type { Presence } from '#domain/people/presences.ts'
import type { Signals } from '#domain/delivery/signals.ts'
import type { Outline, SnapshotStore } from '#domain/delivery/snapshot.ts'
import type { Contacts } from '#domain/people/contacts.ts'
import type { Labels } from '#domain/people/labels.ts'
import type { UserRef } from '#domain/people/users.ts'
import type { Live } from '#views/site/layout.ts'
import type { Html } from '#views/parts/html.ts'
import type { OwnPage } from '#views/parts/page.ts'
import { peopleOfLine } from '#views/messages/system-lines.ts'
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
  readonly labels: Labels
  readonly nicknames: Nicknames
}

/**
 * People whom a page shows: `seen` with their presence and the viewer's name for them, `named` by that name alone; in `places` by their
 * nicknames there.
 */
interface People {
  readonly seen?: ReadonlyArray<UserRef | null>
  readonly named?: readonly UserRef[]
  readonly places?: readonly ConversationSummary[]
}

/** The services that know how a viewer sees people. */
export type SeeingNeeds = Pick<StandingNeeds, 'signals' | 'contacts' | 'nicknames'>

/**
 * Reads the standing before anything else of a page: the first poll tells later changes, and they are drawn once because every row
 * has its id. Throws NOT_FOUND.
 */
export async function takeStanding (needs: StandingNeeds, bare: OwnPage): Promise<Standing> {
  return await withPeople(needs, await takeBareStanding(needs, bare))
}

/** The same before the page knows presence and names of anybody, for one that asks for those together with others: `withPeople`. */
export async function takeBareStanding ({ snapshots, cursorAt }: StandingNeeds, page: OwnPage): Promise<Standing> {
  const outline = await snapshots.outline(page.viewer.id)
  if (outline === null) throw notFound('user')
  const { seq, unread, asking } = outline
  return { ...outline, page, live: { cursor: cursorAt(seq), seq, unread, asking } }
}

/** The standing, its page with the people in the list and with these. */
export async function withPeople (needs: SeeingNeeds, standing: Standing, people: People = {}): Promise<Standing> {
  return { ...standing, page: await seeingRows(needs, standing.page, standing.conversations, people) }
}

/** Returns the page with these people and those in rows of the list: the others of direct conversations, the people in last messages. */
export async function seeingRows (
  needs: SeeingNeeds, bare: OwnPage, rows: readonly ConversationSummary[], { seen = [], named = [], places = [] }: People = {}
): Promise<OwnPage> {
  const page = await nicknaming(needs, bare, [...rows, ...places])
  const senders = rows.flatMap(({ lastMessage }) => lastMessage === null ? [] : [lastMessage.sender, ...peopleOfLine(lastMessage)])
  return await seeing(needs, page, { seen: [...rows.map(({ peer }) => peer), ...seen], named: [...senders, ...named] })
}

/** Returns the page with these people as its viewer sees them as well. Asks once for each person, who may have neither. */
export async function seeing (needs: SeeingNeeds, page: OwnPage, { seen = [], named = [] }: People): Promise<OwnPage> {
  const users = seen.filter(user => user !== null)
  const unknown = users.filter(({ username }) => !page.presences.has(username))
  const [found, known] = await Promise.all([
    unknown.length === 0 ? [] : needs.signals.presences.among(page.viewer.id, [...new Set(unknown.map(({ id }) => id))]),
    naming(needs, page, [...users, ...named])
  ])
  const presences = found.map((presence): [string, Presence] => [presence.username, presence])
  const nothing = unknown.map(({ username }): [string, null] => [username, null])
  return { ...known, presences: new Map([...page.presences, ...nothing, ...presences]) }
}

/** Returns the page with the nicknames in these groups; those who have left see people's own names. */
export async function nicknaming (
  { nicknames }: Pick<SeeingNeeds, 'nicknames'>, page: OwnPage, places: readonly ConversationSummary[]
): Promise<OwnPage> {
  const ids = places.flatMap(({ id, kind, left }) => kind === 'group' && !left && !page.groupNames.has(id) ? [id] : [])
  if (ids.length === 0) return page
  return { ...page, groupNames: new Map([...page.groupNames, ...await nicknamesIn(nicknames, [...new Set(ids)])]) }
}

/** The same for people of whom the page shows the names alone. */
export async function naming (
  { contacts }: Pick<SeeingNeeds, 'contacts'>, page: OwnPage, people: readonly UserRef[]
): Promise<OwnPage> {
  const userIds = [...new Set(people.flatMap(({ id }) => page.remarks.has(id) || id === page.viewer.id ? [] : [id]))]
  if (userIds.length === 0) return page
  const found = await contacts.remarks(page.viewer.id, userIds)
  return { ...page, remarks: new Map([...page.remarks, ...userIds.map((id): [string, string | null] => [id, found.get(id) ?? null])]) }
}

/** The page with the app's frame around it. */
export function whole ({ live }: Standing, { page, ...shown }: Shown): Html {
  return shell(page, { ...shown, live })
}
