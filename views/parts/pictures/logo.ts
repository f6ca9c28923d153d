import { html, type Html } from '../html.ts'

/** The mark: a message that holds a line open. */
export function mark (): Html {
  return html`<svg class="mark" width="32" height="32" viewBox="0 0 32 32" aria-hidden="true" focusable="false"><path class="mark-body" d="M9 3h14a7 7 0 0 1 7 7v8a7 7 0 0 1-7 7H13l-6 5v-5.3A7 7 0 0 1 2 18v-8a7 7 0 0 1 7-7z"/><path class="mark-line" d="M8.5 14H19" fill="none" stroke-width="3" stroke-linecap="round"/><circle class="mark-dot" cx="23.2" cy="14" r="2.6"/></svg>`
}

/** The mark and the name of this site. */
export function wordmark (siteName: string): Html {
  return html`${mark()}<span class="wordmark">${siteName}</span>`
}
