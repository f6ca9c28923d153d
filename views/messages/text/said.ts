import type { FilesBrief } from '#domain/files/brief.ts'
import type { Message } from '#domain/messages/messages.ts'
import { filesInWords } from '#views/files/in-words.ts'
import { html, type Html } from '#views/parts/html.ts'
import type { OwnPage } from '#views/parts/page.ts'
import { plainExcerpt, PREVIEW_CHARS } from './message-text.ts'

/** Returns the beginning of what a message says on one line, without marks; its files come first, in words. */
export function saidText (page: OwnPage, { body, files }: Pick<Message, 'body' | 'files'>, most: number): string {
  return textBeside(page, page.filesBrief(files), body, most)
}

/** The same with files that are known in brief. */
export function textBeside (page: OwnPage, files: FilesBrief | undefined, body: string, most: number): string {
  const text = plainExcerpt(body.trim(), most)
  if (files === undefined) return text
  const words = filesInWords(page, files)
  return text === '' ? words : page.say('files.with-text', { files: words, text })
}

/** The beginning of what a message says, which may run in its own direction. */
export function saidInLine (page: OwnPage, message: Message): Html {
  return html`<bdi>${saidText(page, message, PREVIEW_CHARS)}</bdi>`
}
