import type { UserRef } from '#domain/people/users.ts'
import { html, type Html } from './html.ts'

/** A person's current name; the script replaces it when it changes. */
export function personName ({ username, displayName }: UserRef): Html {
  return html`<span data-name-of="${username}">${displayName}</span>`
}
