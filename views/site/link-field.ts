import { html, type Html } from '#views/parts/html.ts'
import type { Page } from '#views/parts/page.ts'
import { forScript } from './layout.ts'

export interface LinkShown {
  /** Distinguishes the fields of one page. */
  readonly id: string
  readonly label: string
  /** The site's address as the server knows it, ending in a slash. */
  readonly address: string
  /** The link below that address. A script puts the address before it at which this page was opened. */
  readonly to: string
  /** Another button in the line of the one that copies. */
  readonly beside?: Html
}

/** A link to select and copy, with a button that copies it where scripts run. */
export function linkField ({ say }: Page, { id, label, address, to, beside }: LinkShown): Html {
  const field = `link-${id}`
  return html`<div class="field link"><label for="${field}">${label}</label>
<input id="${field}" type="text" readonly value="${address}${to}" data-link="${to}" spellcheck="false"> <span class="copy"${forScript(html`<button type="button" class="button small" data-act="copy-link" data-copied="${say('admin.copied')}" data-failed="${say('admin.copy-failed')}">${say('admin.copy')}</button><span class="hint" role="status"></span>`)}></span>${beside !== undefined && html` ${beside}`}</div>`
}
