import type { Message } from '#domain/messages/messages.ts'
import { html } from '#views/parts/html.ts'
import type { OwnPage } from '#views/parts/page.ts'
import type { FindMentions } from '#views/messages/text/message-text.ts'

/** The word after an `@` that stands for everybody. */
const EVERYBODY = 'all'
/** The username that stands in the place of one whose account was deleted. */
const FORMER = /^deleted-\d+$/

/** The name by which a message mentions the reader, which makes its drawing theirs: `@` alone for everybody, empty for nobody. */
export function ownMention ({ viewer, mentionsUser }: OwnPage, message: Message): string {
  if (!mentionsUser(message, viewer)) return ''
  return message.mentions?.includes(viewer.username) === true ? `@${viewer.username}` : '@'
}

/** Finds the names of those whom a message mentions in a line of it; the reader's own is stronger. */
export function mentionsInLine (page: OwnPage, { mentions = [], mentionsAll, sender }: Message): FindMentions {
  if (mentions.length === 0 && mentionsAll === undefined) return () => []
  const { root, viewer, namePlacesIn } = page
  const people = new Set(mentions)
  return line => namePlacesIn(line).flatMap(({ start, names }) => {
    const name = names.find(each => people.has(each) || (mentionsAll === true && each === EVERYBODY))
    if (name === undefined) return []
    const end = start + 1 + name.length
    const text = line.slice(start, end)
    if (!people.has(name)) return { start, end, drawn: html`<span class="mention${sender.id !== viewer.id && ' own'}">${text}</span>` }
    if (isFormerName(name)) return { start, end, drawn: html`<span class="mention">${mentionText(page, text)}</span>` }
    return { start, end, drawn: html`<a class="mention${name === viewer.username && ' own'}" href="${root}contacts/${name}">${text}</a>` }
  })
}

/** Returns a mention as it is read: the name of a former user is that of nobody. */
export function mentionText ({ say }: Pick<OwnPage, 'say'>, text: string): string {
  return isFormerName(text.slice(1)) ? `@${say('people.former')}` : text
}

function isFormerName (name: string): boolean {
  return FORMER.test(name)
}
