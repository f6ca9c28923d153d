import type { UserRef } from '#domain/people/users.ts'
import { html, type Html } from './html.ts'

/** A person's name as it is now; the script writes another one there when it changes. */
export function personName ({ username, displayName }: UserRef): Html {
  return html`<span data-name-of="${username}">${displayName}</span>`
}
