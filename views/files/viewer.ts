import type { File } from '#domain/files/files.ts'
import type { FilePlace } from '#domain/files/gallery.ts'
import type { Message } from '#domain/messages/messages.ts'
import { messageAddress } from '#views/messages/quotes.ts'
import { ageing } from '#views/parts/ageing.ts'
import { html, type Html } from '#views/parts/html.ts'
import { personName } from '#views/parts/names.ts'
import type { OwnPage } from '#views/parts/page.ts'
import { labelledIcon } from '#views/parts/pictures/icons.ts'
import { fileName, fileRow, lostRow, saveLink } from './file-row.ts'
import { fileSize } from './in-words.ts'
import { fileAddress, isPicture, lookOf, previewAddress, viewerAddress, type Picture } from './looks.ts'
import { altOf, fitted } from './pictures.ts'
import { sound, video } from './players.ts'

/** The longest side of the larger preview, in pixels. */
const LARGE_MAX = 2_048

export interface ViewerShown extends Pick<FilePlace, 'previous' | 'next'> {
  readonly message: Message
  readonly file: File
}

/** The page about one file of a conversation. */
export function viewerPanel (page: OwnPage, shown: ViewerShown): Html {
  const { say } = page
  return html`<header class="column-head"><a class="icon-button back turn" href="${messageAddress(page, shown.message)}" title="${say('files.to-message')}">${labelledIcon('back', say('files.to-message'))}</a><h1>${say('files.viewer')}</h1></header>
<div class="viewer-stage">${viewer(page, shown)}</div>`
}

/** The file, and the ways to its neighbours: in its page, and over the conversation where a script runs. */
export function viewer (page: OwnPage, { message, file, previous, next }: ViewerShown): Html {
  const { say, viewer, times } = page
  const { conversationId, sender, at } = message
  const isOwn = sender.id === viewer.id
  return html`<div id="viewer" class="viewer" role="group" aria-label="${say('files.viewer')}">
<p class="viewer-bar"><a class="icon-button viewer-close" href="${messageAddress(page, message)}" data-viewer="close" title="${say('files.to-message')}">${labelledIcon('close', say('files.to-message'))}</a> <span class="viewer-about">${
    file.deleted !== true && fileName(file)} <span class="viewer-facts">${isOwn ? say('message.you') : personName(page, sender)} · <span title="${times.stamp(at)}">${ageing(page, at, 'lately')}</span>${
    file.deleted !== true && html` · ${fileSize(page, file.size)}`}</span></span>${file.deleted !== true && saveLink(page, file)}</p>
<div class="viewer-middle">${large(page, file)}</div>
${file.alt !== undefined && html`<p class="viewer-alt" dir="auto">${file.alt}</p>`}
<p class="viewer-steps">${step(page, conversationId, previous, 'previous')} ${step(page, conversationId, next, 'next')}</p>
</div>`
}

function large (page: OwnPage, file: File): Html {
  if (isPicture(page, file)) return largePicture(page, file)
  switch (lookOf(page, file)) {
    case 'lost': return lostRow(page)
    case 'voice':
    case 'sound': return sound(page, file)
    case 'video': return video(page, file)
    default: return fileRow(page, file)
  }
}

// One that moves is shown as it is, but to those who want less motion.
function largePicture (page: OwnPage, file: Picture): Html {
  const { width, height } = fitted(file, LARGE_MAX)
  const [still, moving] = [previewAddress(page, file, 'large'), fileAddress(page, file)]
  const drawn = html`<img src="${file.animated === true ? moving : still}" width="${width}" height="${height}" alt="${altOf(page, file)}">`
  return html`<a class="viewer-picture" href="${moving}" data-viewer="zoom" title="${page.say('files.original')}">${
    file.animated === true ? html`<picture><source media="(prefers-reduced-motion: reduce)" srcset="${still}">${drawn}</picture>` : drawn}</a>`
}

function step (page: OwnPage, conversationId: string, id: string | null, way: 'previous' | 'next'): Html | null {
  if (id === null) return null
  const label = page.say(way === 'previous' ? 'files.previous' : 'files.next')
  return html`<a class="icon-button viewer-${way}" href="${viewerAddress(page, conversationId, { id })}" data-viewer="${way}" title="${label}">${labelledIcon(way === 'previous' ? 'back' : 'next', label)}</a>`
}
