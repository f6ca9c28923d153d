import { action, between } from '#views/parts/forms.ts'
import { html, type Html } from '#views/parts/html.ts'
import type { OwnPage } from '#views/parts/page.ts'

/** The links with which a page without script is asked for news. */
export interface ByHand {
  /** The address of the page, below the root. */
  readonly path: string
  /** The cursor of what the page shows. */
  readonly cursor: string
  /** Makes the addresses new each time, so that no cache has them. */
  readonly unique: string
  /** The result of a wait; null when there was none. */
  readonly came: 'nothing' | 'yield' | 'busy' | 'drain' | null
  /** True: the messages would come in a frame, but the network or the browser blocks it. */
  readonly isBlocked?: boolean
}

/** Two links: to the page as it is now, and to the page once there is news (the click is the long poll). */
export function byHand (page: OwnPage, { path, cursor, unique, came, isBlocked = false }: ByHand): Html {
  const { say, root, mode } = page
  const again = `${root}${path}?new=${unique}`
  return html`<div class="by-hand plain-only">${came !== null && html`<p class="note" role="status">${say(`byhand.${came}`)}</p>`}
<p class="actions"><a class="button small" href="${again}" accesskey="n">${say('byhand.show')}</a>${between(page)}<a class="button small" href="${again}&amp;wait=${encodeURIComponent(cursor)}" accesskey="w">${say('byhand.wait')}</a></p>
<p class="under">${say('byhand.help')}</p>${
    isBlocked && html`
<p class="under">${say('byhand.blocked')} <a href="${root}${path}?frames=1">${say('byhand.unblock')}</a></p>`}${
    mode === 'live' && !isBlocked && html`
${action(page, { to: 'mode', label: say('byhand.frame'), className: 'linklike', fields: { mode: 'frame', back: page.here } })}`}</div>`
}
