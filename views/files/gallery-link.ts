import { html, type Html } from '#views/parts/html.ts'
import type { Page } from '#views/parts/page.ts'
import { icon } from '#views/parts/pictures/icons.ts'

/** The way to the files of a conversation, from the panel at its side. */
export function galleryLink ({ say, root }: Page, conversationId: string): Html {
  return html`<p class="actions"><a class="button wide" href="${root}conversations/${conversationId}/files">${icon('files')} ${say('files.gallery')}</a></p>`
}
