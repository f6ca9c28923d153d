import type { UserRef } from '#domain/people/users.ts'
import { html, type Html } from './html.ts'
import type { OwnPage } from './page.ts'

type Naming = Pick<OwnPage, 'remarks' | 'nicknames' | 'say'>

const NO_NICKNAMES: OwnPage['nicknames'] = new Map()

/** The page for a part of it that is about this conversation: people are named there as they are in it. */
export function inGroup (page: OwnPage, conversationId: string): OwnPage {
  const nicknames = page.groupNames.get(conversationId) ?? NO_NICKNAMES
  return nicknames.size === page.nicknames.size && nicknames.size === 0 ? page : { ...page, nicknames }
}

/** Whether this person's account was deleted, which an empty name says. */
export function isFormer ({ displayName }: Pick<UserRef, 'displayName'>): boolean {
  return displayName === ''
}

/**
 * Returns the name by which this viewer knows a person: their remark, else the person's nickname in the group, else their own name;
 * “former user” after a deletion.
 */
export function nameOf (page: Naming, user: Pick<UserRef, 'id' | 'displayName'>): string {
  return isFormer(user) ? shownName(page, '') : page.remarks.get(user.id) ?? page.nicknames.get(user.id) ?? user.displayName
}

/** Returns the same without a nickname: signs of people are the same everywhere. */
export function knownName (page: Pick<OwnPage, 'remarks' | 'say'>, user: Pick<UserRef, 'id' | 'displayName'>): string {
  return isFormer(user) ? shownName(page, '') : page.remarks.get(user.id) ?? user.displayName
}

/** Returns a name of which nothing else is known, as an author's. */
export function shownName ({ say }: Pick<Naming, 'say'>, displayName: string): string {
  return displayName === '' ? say('people.former') : displayName
}

/** Returns `@username`; empty for a former user, who has none. */
export function handleOf (user: Pick<UserRef, 'username' | 'displayName'>): string {
  return isFormer(user) ? '' : `@${user.username}`
}

/** Returns the part of a drawing's key that says how `personName` names a person (see `messageKey`). */
export function nameKey (page: Naming, user: Pick<UserRef, 'id' | 'displayName'>): string {
  return `${nameOf(page, user)}\n${page.nicknames.get(user.id) ?? ''}`
}

/** The name as a marked place, which the script fills in again when it changes. Its direction changes nothing around it. */
export function personName (page: Naming, user: UserRef): Html {
  const nickname = isFormer(user) ? undefined : page.nicknames.get(user.id)
  return html`<bdi data-name-of="${user.username}"${nickname !== undefined && html` data-nick="${nickname}"`}>${nameOf(page, user)}</bdi>`
}

/** The name that a person has chosen. Only their profile shows it to those who know them by another. */
export function ownName ({ username, displayName }: UserRef): Html {
  return html`<bdi data-own-name-of="${username}">${displayName}</bdi>`
}

/** A name or title of which no script knows a change. */
export function isolated (name: string): Html {
  return html`<bdi>${name}</bdi>`
}
