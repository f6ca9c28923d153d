import type { Message } from '#domain/messages/messages.ts'
import { html, type Html } from '#views/parts/html.ts'
import { nameOf } from '#views/parts/names.ts'
import type { OwnPage } from '#views/parts/page.ts'
import { labelledIcon } from '#views/parts/pictures/icons.ts'
import { linkField } from '#views/site/link-field.ts'
import { messageAddress } from '#views/messages/quotes.ts'

// Files that came without a text are told by their names.
function wordsOf ({ body, files = [] }: Pick<Message, 'body' | 'files'>): string {
  return body === '' ? files.map(({ name }) => name).join(', ') : body
}

/** The texts as they were typed; of several, each below its sender and time. */
function textOf (page: OwnPage, messages: readonly Message[]): string {
  const [only, ...others] = messages
  if (only !== undefined && others.length === 0) return wordsOf(only)
  return messages.map(message => `${headOf(page, message)}\n${wordsOf(message)}`).join('\n\n')
}

function headOf (page: OwnPage, { sender, at }: Message): string {
  return page.say('copy.head', { name: nameOf(page, sender), time: page.times.stamp(at) })
}

/** The field alone, from which a script copies. */
export function copiedTexts (page: OwnPage, messages: readonly Message[]): Html {
  return html`<textarea id="copy-text" class="copy-text" rows="${messages.length > 1 ? 12 : 4}" cols="60" readonly dir="auto" aria-label="${page.say('copy.text')}">
${textOf(page, messages)}</textarea>`
}

/** A page of texts to copy. */
export function copyPanel (page: OwnPage, conversationId: string, messages: readonly Message[]): Html {
  const { say, root } = page
  const [first] = messages
  const back = first === undefined ? `${root}conversations/${conversationId}` : messageAddress(page, first)
  return html`<header class="column-head"><a class="icon-button back turn" href="${back}">${labelledIcon('back', say('nav.back'))}</a><h1>${say('copy.title', { count: messages.length })}</h1></header>
<div class="panel"><div class="field">${copiedTexts(page, messages)}<p class="hint">${say('copy.hint')}</p></div></div>`
}

/** One message's text and the link to it, for the page about it. */
export function copyFields (page: OwnPage, message: Message, address: string): Html {
  const { say } = page
  const to = `conversations/${message.conversationId}?no=${message.no}#message-${message.conversationId}-${message.no}`
  return html`<h2>${say('copy.heading')}</h2>
<div class="field">${copiedTexts(page, [message])}</div>
${linkField(page, { id: 'message', label: say('copy.link-label'), address, to })}<p class="hint">${say('copy.link-hint')}</p>`
}

/** The buttons of the menu that copy; hidden where the script has no way to. */
export function copyButtons ({ say }: OwnPage, message: Message): Html {
  const { conversationId, no } = message
  return html`<button type="button" class="button" data-act="copy" data-text="${wordsOf(message)}">${say('acts.copy')}</button>
<button type="button" class="button" data-act="copy" data-address="conversations/${conversationId}?no=${no}#message-${conversationId}-${no}">${say('acts.copy-link')}</button>`
}
