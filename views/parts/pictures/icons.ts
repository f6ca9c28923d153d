import { html, type Html } from '../html.ts'

const DRAWINGS = {
  chats: html`<path d="M4 5.5h16v10.5h-8.2L7 20v-4H4z"/>`,
  people: html`<circle cx="9" cy="8.5" r="3.5"/><path d="M2.5 19.5c.6-3.6 3-5.5 6.5-5.5s5.9 1.9 6.5 5.5"/><path d="M15.5 5.3a3.5 3.5 0 0 1 0 6.4M18 14.6c1.9.8 3.1 2.4 3.5 4.9"/>`,
  settings: html`<path d="M4 7h9m5 0h2M4 17h2m5 0h9"/><circle cx="15.5" cy="7" r="2.5"/><circle cx="8.5" cy="17" r="2.5"/>`,
  back: html`<path d="M14.5 5.5 8 12l6.5 6.5"/>`,
  send: html`<path d="M4 12h15M13 5.5l6.5 6.5-6.5 6.5"/>`,
  search: html`<circle cx="10.5" cy="10.5" r="6"/><path d="m15 15 5 5"/>`,
  info: html`<circle cx="12" cy="12" r="8.5"/><path d="M12 11v5.5M12 7.6v.1"/>`,
  close: html`<path d="m6 6 12 12M18 6 6 18"/>`,
  plus: html`<path d="M12 5.5v13M5.5 12h13"/>`,
  down: html`<path d="M12 5v13.5M5.5 12.5l6.5 6.5 6.5-6.5"/>`,
  alert: html`<path d="M12 4 2.8 19.5h18.4zM12 10v4.5M12 17v.1"/>`,
  more: html`<path d="M5.5 12h.01M12 12h.01M18.5 12h.01" stroke-width="3.5"/>`,
  person: html`<circle cx="12" cy="8.5" r="4"/><path d="M4.5 20c.8-4 3.6-6 7.5-6s6.7 2 7.5 6"/>`,
  look: html`<circle cx="12" cy="12" r="8.5"/><path d="M12 3.5v17M12 7.5h4.8M12 12h8M12 16.5h4.8"/>`,
  globe: html`<circle cx="12" cy="12" r="8.5"/><path d="M3.5 12h17M12 3.5c5 5.2 5 11.8 0 17-5-5.2-5-11.8 0-17"/>`,
  keyboard: html`<path d="M3 6.5h18v11H3zM7 10v.1M10.3 10v.1M13.7 10v.1M17 10v.1M8 14h8"/>`,
  lock: html`<path d="M5.5 10.5h13v9.5h-13zM8 10.5V8a4 4 0 0 1 8 0v2.5"/>`,
  signal: html`<path d="M4 19.5v-4M9.3 19.5v-7M14.7 19.5v-10.5M20 19.5v-14"/>`,
  screens: html`<path d="M3 5h18v11.5H3zM8.5 20h7M12 16.5V20"/>`,
  key: html`<circle cx="8" cy="15.5" r="4"/><path d="M11 12.5l8.5-8.5M16 7.5l2.5 2.5"/>`,
  home: html`<path d="M4 11.5 12 5l8 6.5M6 10v9.5h12V10"/>`,
  next: html`<path d="M9.5 5.5 16 12l-6.5 6.5"/>`,
  pin: html`<path d="M8.5 4h7M9.8 4l-.6 6.2-2.7 3.3h11l-2.7-3.3L14.2 4M12 13.5V20.5"/>`,
  star: html`<path d="M12 3.8l2.5 5.2 5.7.8-4.1 4 1 5.7-5.1-2.7-5.1 2.7 1-5.7-4.1-4 5.7-.8z"/>`,
  bell: html`<path d="M6.5 16.5V11a5.5 5.5 0 0 1 11 0v5.5l1.5 1.5H5zM10.2 21h3.6"/>`,
  muted: html`<path d="M6.5 16.5V11a5.5 5.5 0 0 1 8.6-4.5M17.5 10v6.5l1.5 1.5H9M10.2 21h3.6M4 4l16 16"/>`,
  at: html`<circle cx="12" cy="12" r="3.5"/><path d="M15.5 8.5V13a2.3 2.3 0 0 0 4.6 0v-1a8.1 8.1 0 1 0-3.2 6.5"/>`,
  microphone: html`<path d="M12 3.5a3 3 0 0 1 3 3v5a3 3 0 0 1-6 0v-5a3 3 0 0 1 3-3zM5.5 11.5a6.5 6.5 0 0 0 13 0M12 18v3"/>`,
  play: html`<path d="M8 5.5v13l11-6.5z"/>`,
  download: html`<path d="M12 4v11M6.5 10l5.5 5.5 5.5-5.5M4.5 19.5h15"/>`,
  attach: html`<path d="M19 11.5l-7.6 7.6a4.6 4.6 0 0 1-6.5-6.5l8.2-8.2a3 3 0 0 1 4.3 4.3l-8.2 8.2a1.5 1.5 0 0 1-2.1-2.1l7.4-7.4"/>`,
  files: html`<path d="M4 5.5h16v13H4zM4 16l4.5-5 4 4 2.5-2.5 5 5M15.5 9.5h.01"/>`,
  skip: html`<path d="M5 6l6.5 6L5 18M12.5 6l6.5 6-6.5 6"/>`
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
