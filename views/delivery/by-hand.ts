import { action, doneNote } from '#views/parts/forms.ts'
import { html, type Html } from '#views/parts/html.ts'
import type { OwnPage } from '#views/parts/page.ts'

/** How a page without script is asked for what is new. */
export interface ByHand {
  /** The page, below the root. */
  readonly path: string
  /** What it shows. */
  readonly cursor: string
  /** Makes the addresses new each time, so that nobody on the way has them already. */
  readonly unique: string
  /** What came of waiting; null when one has not waited. */
  readonly came: 'nothing' | 'yield' | 'busy' | 'drain' | null
  /** The messages would come in a frame, but the network or the browser shows none. */
  readonly isBlocked?: boolean
}

/** Two links: the page as it is now, and the page as it will be when something has come (the press is the long poll). */
export function byHand (page: OwnPage, { path, cursor, unique, came, isBlocked = false }: ByHand): Html {
  const { say, root, mode } = page
  const again = `${root}${path}?new=${unique}`
  return html`<div class="by-hand plain-only">${doneNote(came === null ? null : say(`byhand.${came}`))}
<p class="actions"><a class="button small" href="${again}" accesskey="n">${say('byhand.show')}</a> <a class="button small" href="${again}&amp;wait=${encodeURIComponent(cursor)}" accesskey="w">${say('byhand.wait')}</a></p>${
    isBlocked && html`
<p class="under">${say('byhand.blocked')} <a href="${root}${path}?frames=1">${say('byhand.unblock')}</a></p>`}${
    mode === 'live' && !isBlocked && html`
${action(page, { to: 'mode', label: say('byhand.frame'), className: 'linklike', fields: { mode: 'frame', back: page.here } })}`}</div>`
}
