import { html, type Html } from './html.ts'

const DRAWINGS = {
  chats: html`<path d="M4 5.5h16v10.5h-8.2L7 20v-4H4z"/>`,
  people: html`<circle cx="9" cy="8.5" r="3.5"/><path d="M2.5 19.5c.6-3.6 3-5.5 6.5-5.5s5.9 1.9 6.5 5.5"/><path d="M15.5 5.3a3.5 3.5 0 0 1 0 6.4M18 14.6c1.9.8 3.1 2.4 3.5 4.9"/>`,
  settings: html`<path d="M4 7h9m5 0h2M4 17h2m5 0h9"/><circle cx="15.5" cy="7" r="2.5"/><circle cx="8.5" cy="17" r="2.5"/>`,
  back: html`<path d="M14.5 5.5 8 12l6.5 6.5"/>`,
  send: html`<path d="M4 12h15M13 5.5l6.5 6.5-6.5 6.5"/>`,
  search: html`<circle cx="10.5" cy="10.5" r="6"/><path d="m15 15 5 5"/>`,
  info: html`<circle cx="12" cy="12" r="8.5"/><path d="M12 11v5.5M12 7.6v.1"/>`,
  close: html`<path d="m6 6 12 12M18 6 6 18"/>`,
  down: html`<path d="M12 5v13.5M5.5 12.5l6.5 6.5 6.5-6.5"/>`,
  alert: html`<path d="M12 4 2.8 19.5h18.4zM12 10v4.5M12 17v.1"/>`,
  more: html`<path d="M5.5 12h.01M12 12h.01M18.5 12h.01" stroke-width="3.5"/>`,
  next: html`<path d="M9.5 5.5 16 12l-6.5 6.5"/>`
} satisfies Record<string, Html>

export type Icon = keyof typeof DRAWINGS

/** A line drawing in the colour of its text. Screen readers skip it and read the words beside it. */
export function icon (name: Icon): Html {
  return html`<svg class="icon" width="24" height="24" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true" focusable="false">${DRAWINGS[name]}</svg>`
}

/** An icon with a label that is visible only where the icon is not. */
export function labelledIcon (name: Icon, label: string): Html {
  return html`${icon(name)}<span class="label">${label}</span>`
}
