import type { UserRef } from '#domain/people/users.ts'
import { html, type Html, type Renderable } from './html.ts'

/** Takes the place of a name in a text until the element of that name is put there. No text or name holds this character. */
const PLACE = '\ue000'

/** A text with a person's name as an element, where the script can fill in another: `saying` gets the text of its place. */
export function withName (user: UserRef, saying: (place: string) => string): Renderable {
  const [before = '', ...after] = saying(PLACE).split(PLACE)
  return [before, after.map(text => [personName(user), text])]
}

/** A person's current name; the script replaces it when it changes. */
export function personName ({ username, displayName }: UserRef): Html {
  return html`<span data-name-of="${username}">${displayName}</span>`
}
