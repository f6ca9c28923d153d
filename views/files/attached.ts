import type { File } from '#domain/files/files.ts'
import type { Message } from '#domain/messages/messages.ts'
import { html, type Html } from '#views/parts/html.ts'
import type { OwnPage } from '#views/parts/page.ts'
import { fileRow, lostRow } from './file-row.ts'
import { isPicture, lookOf } from './looks.ts'
import { pictures } from './pictures.ts'
import { sound, video } from './players.ts'

/** The files in the bubble of their message: pictures first, then the others, each in the order of the sender. */
export function attachedFiles (page: OwnPage, { conversationId, files = [] }: Pick<Message, 'conversationId' | 'files'>): Html {
  const others = files.filter(file => !isPicture(page, file))
  return html`<div class="files">${pictures(page, conversationId, files.filter(file => isPicture(page, file)))}${others.map(file => attached(page, file))}</div>`
}

function attached (page: OwnPage, file: File): Html {
  switch (lookOf(page, file)) {
    case 'lost': return lostRow(page)
    case 'voice':
    case 'sound': return sound(page, file)
    case 'video': return video(page, file)
    default: return fileRow(page, file)
  }
}
