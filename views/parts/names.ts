import type { UserRef } from '#domain/people/users.ts'
import { html, type Html } from './html.ts'
import type { OwnPage } from './page.ts'

/** Returns the name by which this viewer knows a person: their remark, else the person's own name. */
export function nameOf ({ remarks }: Pick<OwnPage, 'remarks'>, { id, displayName }: Pick<UserRef, 'id' | 'displayName'>): string {
  return remarks.get(id) ?? displayName
}

/** The same as a marked place, which the script fills in again when the name changes. Its direction changes nothing around it. */
export function personName (page: Pick<OwnPage, 'remarks'>, user: UserRef): Html {
  return html`<bdi data-name-of="${user.username}">${nameOf(page, user)}</bdi>`
}

/** The name that a person has chosen. Only their profile shows it to those who know them by another. */
export function ownName ({ username, displayName }: UserRef): Html {
  return html`<bdi data-own-name-of="${username}">${displayName}</bdi>`
}

/** A name or title of which no script knows a change. */
export function isolated (name: string): Html {
  return html`<bdi>${name}</bdi>`
}
