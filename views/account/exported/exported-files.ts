import type { ExportedPath } from '#domain/account/exported-files.ts'
import type { File } from '#domain/files/files.ts'
import type { Message } from '#domain/messages/messages.ts'
import { fileSize } from '#views/files/in-words.ts'
import { html, type Html } from '#views/parts/html.ts'
import { isolated } from '#views/parts/names.ts'
import type { OwnPage } from '#views/parts/page.ts'

/** The files of a message in an exported file, which lie beside it: pictures to be seen, others as links. */
export function exportedFiles (page: OwnPage, message: Message, pathOf: ExportedPath): Html | null {
  const { files = [] } = message
  if (files.length === 0) return null
  return html`<ul class="files">${files.map((file, position) => html`<li>${exported(page, file, pathOf(message, position, file))}</li>`)}</ul>`
}

function exported (page: OwnPage, file: File, path: string): Html {
  if (file.deleted === true) return html`<small>${page.say('files.deleted')}</small>`
  const { name, type, size, width, height, alt = '' } = file
  const address = path.split('/').map(encodeURIComponent).join('/')
  if (type.startsWith('image/') && width !== undefined && height !== undefined) {
    return html`<a href="${address}"><img src="${address}" alt="${alt === '' ? name : alt}" width="${width}" height="${height}" loading="lazy"></a>`
  }
  return html`<a href="${address}">${isolated(name)}</a> <small>${fileSize(page, size)}</small>`
}
