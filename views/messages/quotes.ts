import type { Message } from '#domain/messages/messages.ts'
import type { Quote } from '#domain/messages/quotes.ts'
import { html, type Html } from '#views/parts/html.ts'
import { sentence } from '#views/parts/language.ts'
import { nameKey, personName } from '#views/parts/names.ts'
import type { OwnPage } from '#views/parts/page.ts'
import { labelledIcon } from '#views/parts/pictures/icons.ts'
import { saidText, textBeside } from './text/said.ts'

/** UTF-16 units of a quote: two lines of a bubble; CSS cuts them. */
const QUOTE_CHARS = 140

type Place = Pick<Message, 'conversationId' | 'no'>

/** The quoted message in the bubble of its answer: a link to it in its context, or words alone for a reader who may not see it. */
export function quote (page: OwnPage, { conversationId, replyTo }: Message): Html | null {
  if (replyTo === undefined) return null
  const { no, excerpt: text, recalled, files } = replyTo
  const inside = html`<span class="quote-by">${nameIn(page, replyTo)}</span> <span class="quote-text" dir="auto">${
    recalled ? page.say('quote.recalled') : text === undefined ? page.say('quote.hidden') : textBeside(page, files, text, QUOTE_CHARS)}</span>`
  const place = html` data-quotes="${nameOfPlace({ conversationId, no })}"`
  if (text === undefined && !recalled) return html`<p class="quote"${place}>${inside}</p>`
  return html`<a class="quote" href="${messageAddress(page, { conversationId, no })}"${place}>${inside}</a>`
}

/** Everything besides the page that decides how the quote of a message is drawn, in lines. */
export function quoteKey (page: OwnPage, { replyTo }: Message): string {
  if (replyTo === undefined) return ''
  const { no, sender, excerpt: text, recalled, files } = replyTo
  return `${no} ${recalled} ${sender.id === page.viewer.id} ${files === undefined ? '' : JSON.stringify(files)}\n${text === undefined ? '' : `> ${text}`}\n${nameKey(page, sender)}`
}

/** The words that quotes of this message show from now on: a patch carries them to open pages. */
export function quotedText (page: OwnPage, message: Message): string {
  return message.recalledAt === undefined ? saidText(page, message, QUOTE_CHARS) : page.say('quote.recalled')
}

/** Names a message for its quotes on a page. */
export function nameOfPlace ({ conversationId, no }: Place): string {
  return `${conversationId}-${no}`
}

/** The message that the composer answers, above its field, with the way to answer nothing. */
export function replyBar (page: OwnPage, message: Message): Html {
  const { say, root } = page
  const { conversationId, no } = message
  return html`<div class="replying"><input type="hidden" name="reply_to" value="${no}"><p class="quote" data-quotes="${nameOfPlace(message)}"><span class="quote-by">${
    sentence(page.language, 'composer.replying', { name: nameIn(page, message) })}</span> <span class="quote-text" dir="auto">${quotedText(page, message)}</span></p><a class="icon-button" href="${root}conversations/${conversationId}?reply=0" title="${say('composer.reply-cancel')}" data-act="reply-cancel">${labelledIcon('close', say('composer.reply-cancel'))}</a></div>`
}

function nameIn (page: OwnPage, { sender }: Pick<Quote, 'sender'>): Html | string {
  return sender.id === page.viewer.id ? page.say('message.you') : personName(page, sender)
}

/** The address of a message in the page of its conversation. `results`: the query of the search that found it. */
export function messageAddress ({ root }: OwnPage, { conversationId, no }: Place, { results = '' } = {}): string {
  const from = results === '' ? '' : `&results=${encodeURIComponent(results)}`
  return `${root}conversations/${conversationId}?no=${no}${from}#message-${conversationId}-${no}`
}
