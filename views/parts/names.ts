import type { UserRef } from '#domain/people/users.ts'
import { html, type Html } from './html.ts'
import type { OwnPage } from './page.ts'

type Naming = Pick<OwnPage, 'remarks' | 'nicknames'>

const NO_NICKNAMES: OwnPage['nicknames'] = new Map()

/** The page for a part of it that is about this conversation: people are named there as they are in it. */
export function inGroup (page: OwnPage, conversationId: string): OwnPage {
  const nicknames = page.groupNames.get(conversationId) ?? NO_NICKNAMES
  return nicknames.size === page.nicknames.size && nicknames.size === 0 ? page : { ...page, nicknames }
}

/** Returns the name by which this viewer knows a person: their remark, else the person's nickname in the group, else their own name. */
export function nameOf ({ remarks, nicknames }: Naming, { id, displayName }: Pick<UserRef, 'id' | 'displayName'>): string {
  return remarks.get(id) ?? nicknames.get(id) ?? displayName
}

/** Returns the same without a nickname: signs of people are the same everywhere. */
export function knownName ({ remarks }: Pick<OwnPage, 'remarks'>, { id, displayName }: Pick<UserRef, 'id' | 'displayName'>): string {
  return remarks.get(id) ?? displayName
}

/** Returns the part of a drawing's key that says how `personName` names a person (see `messageKey`). */
export function nameKey (page: Naming, user: Pick<UserRef, 'id' | 'displayName'>): string {
  return `${nameOf(page, user)}\n${page.nicknames.get(user.id) ?? ''}`
}

/** The name as a marked place, which the script fills in again when it changes. Its direction changes nothing around it. */
export function personName (page: Naming, user: UserRef): Html {
  const nickname = page.nicknames.get(user.id)
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
