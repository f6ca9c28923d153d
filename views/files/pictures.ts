import { html, type Html } from '#views/parts/html.ts'
import type { Page } from '#views/parts/page.ts'
import { previewAddress, viewerAddress, type Picture } from './looks.ts'

/** The longest side of a picture by itself, and of one among others, in pixels of the style sheet. */
const ALONE_MAX = 320
const TILE_MAX = 156
/** Pictures in one bubble; the last of them says how many more there are. */
const TILES_MAX = 4

interface Shown { readonly most: number, readonly beyond: number }

/** The pictures of a message, each a link to its page: one in its proportions, several as a grid. */
export function pictures (page: Page, conversationId: string, files: readonly Picture[]): Html | null {
  const [first, ...others] = files
  if (first === undefined) return null
  if (others.length === 0) return html`<p class="pictures">${picture(page, conversationId, first, { most: ALONE_MAX, beyond: 0 })}</p>`
  const shown = files.slice(0, TILES_MAX)
  const last = shown.length - 1
  return html`<p class="pictures grid of-${shown.length}">${shown.map((file, index) =>
    html`${picture(page, conversationId, file, { most: TILE_MAX, beyond: index === last ? files.length - shown.length : 0 })} `)}</p>`
}

function picture (page: Page, conversationId: string, file: Picture, { most, beyond }: Shown): Html {
  const { say } = page
  return html`<a class="picture" href="${viewerAddress(page, conversationId, file)}" data-view="${file.id}">${thumbnail(page, file, most)}${
    file.animated === true && html`<span class="picture-mark">${say('files.animated')}</span>`}${
    beyond > 0 && html`<span class="picture-more">${say('files.beyond', { count: beyond })}</span>`}</a>`
}

/** A small picture of a known size, so that nothing moves when it comes. It stands still. */
export function thumbnail (page: Page, file: Picture, most: number): Html {
  const { width, height } = fitted(file, most)
  return html`<img src="${previewAddress(page, file, 'small')}" width="${width}" height="${height}" alt="${altOf(page, file)}" loading="lazy">`
}

/** Returns a size with these proportions of which no side is longer than `most`, and never a larger one. */
export function fitted ({ width, height }: Pick<Picture, 'width' | 'height'>, most: number) {
  const scale = Math.min(1, most / Math.max(width, height))
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) }
}

/** Returns the words for what a picture shows: its sender's, or its name. */
export function altOf ({ say }: Pick<Page, 'say'>, { alt, name }: Pick<Picture, 'alt' | 'name'>): string {
  return alt ?? say('files.picture-named', { name })
}
