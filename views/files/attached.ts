import type { File } from '#domain/files/files.ts'
import { html, type Html } from '#views/parts/html.ts'
import type { OwnPage } from '#views/parts/page.ts'
import { fileSize } from './in-words.ts'

/** The files in the bubble of their message. */
export function attachedFiles (page: OwnPage, files: readonly File[]): Html {
  return html`<ul class="files">${files.map(file => html`<li>${attached(page, file)}</li>`)}</ul>`
}

function attached (page: OwnPage, { id, name, size, deleted }: File): Html {
  if (deleted === true) return html`<span class="faint">${page.say('files.deleted')}</span>`
  return html`<a href="${page.root}files/${id}/${encodeURIComponent(name)}"><bdi>${name}</bdi></a> <small>${fileSize(page, size)}</small>`
}
