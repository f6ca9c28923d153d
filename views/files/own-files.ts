import type { OwnFile } from '#domain/files/files.ts'
import { action, doneNote } from '#views/parts/forms.ts'
import { html, type Html } from '#views/parts/html.ts'
import type { OwnPage } from '#views/parts/page.ts'
import { labelledIcon } from '#views/parts/pictures/icons.ts'
import { ageing } from '#views/parts/ageing.ts'
import { fileRow } from './file-row.ts'
import { fileSize } from './in-words.ts'
import { isPicture } from './looks.ts'
import { thumbnail } from './pictures.ts'

/** The longest side of a picture, in pixels of the style sheet. */
const PICTURE_MAX = 96

export interface OwnFilesShown {
  readonly files: readonly OwnFile[]
  /** The start of the next page; null on the last. */
  readonly next: string | null
  /** Bytes that they take, may take in all, and may still take: less where the site is nearly full. */
  readonly used: number
  readonly most: number
  readonly left: number
  readonly done: string | null
}

/** The files that the reader has uploaded, the latest first, and the room that they take. */
export function ownFilesPanel (page: OwnPage, { files, next, used, most, left, done }: OwnFilesShown): Html {
  const { say, root } = page
  return html`<header class="column-head"><a class="icon-button back" href="${root}settings/" title="${say('nav.back')}">${labelledIcon('back', say('nav.back'))}</a><h1>${say('files.own')}</h1></header>
<div class="panel">${doneNote(done)}
<div class="room"><p>${say('files.own-room', { used: fileSize(page, used), most: fileSize(page, most), left: fileSize(page, left) })}</p>
<progress max="${most}" value="${Math.min(used, most)}" aria-label="${say('files.own-used')}"></progress></div>
${files.length === 0 && html`<div class="empty small"><p class="empty-line" aria-hidden="true"></p><p><strong>${say('files.own-none')}</strong></p><p>${say('files.own-none-text')}</p></div>`}
${files.map(file => ownFile(page, file))}
${next !== null && html`<p class="list-more"><a class="button quiet" href="${root}settings/files?after=${encodeURIComponent(next)}">${say('files.more')}</a></p>`}</div>`
}

function ownFile (page: OwnPage, file: OwnFile): Html {
  const { say, root } = page
  return html`<div class="own-file">${isPicture(page, file) && html`<p>${thumbnail(page, file, PICTURE_MAX)}</p>`}${fileRow(page, file)}
<p class="shared-by">${ageing(page, file.at, 'brief')}${!file.sent && html` · ${say('files.own-unsent')}`} · <a href="${root}settings/files?delete=${file.id}" aria-label="${say('files.delete-named', { name: file.name })}">${say('files.delete')}</a></p></div>`
}

/** Asks once more before a file goes. */
export function deleteFilePanel (page: OwnPage, file: OwnFile): Html {
  const { say, root } = page
  return html`<header class="column-head"><a class="icon-button back turn" href="${root}settings/files" title="${say('nav.back')}">${labelledIcon('back', say('nav.back'))}</a><h1>${say('files.delete-title')}</h1></header>
<div class="panel">${isPicture(page, file) && html`<p>${thumbnail(page, file, PICTURE_MAX)}</p>`}${fileRow(page, file)}
<p class="lead">${say(file.sent ? 'files.delete-sent' : 'files.delete-unsent')}</p>
${action(page, { to: `settings/files/${file.id}/delete`, label: say('files.delete'), className: 'button danger' })}
<p><a href="${root}settings/files">${say('files.delete-not')}</a></p></div>`
}
