import type { File } from '#domain/files/files.ts'
import type { Message } from '#domain/messages/messages.ts'
import { holdsWords, searchableText, type SearchWords } from './search-words.ts'

/** The part of a message by which it is found. */
export interface Said extends Pick<Message, 'body'> { readonly kind: string, readonly files?: readonly File[] | undefined }

/** Returns the text by which a message is found; null for kinds that say nothing by themselves. */
export function textOf ({ kind, body, files = [] }: Said): string | null {
  return searchableText(kind, body, files.filter(isThere).map(({ name }) => name))
}

/** Returns the files of a message whose names hold all the words. */
export function foundIn ({ files = [] }: Pick<Said, 'files'>, words: SearchWords): File[] {
  return files.filter(file => isThere(file) && holdsWords(file.name, words))
}

function isThere ({ deleted }: File): boolean {
  return deleted !== true
}
