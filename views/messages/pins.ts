import type { ConversationSummary } from '#domain/conversations/conversations.ts'
import type { Message } from '#domain/messages/messages.ts'
import type { Pin } from '#domain/messages/pins.ts'
import type { Quote } from '#domain/messages/quotes.ts'
import { ageing } from '#views/parts/ageing.ts'
import { action } from '#views/parts/forms.ts'
import { html, type Html, type Renderable } from '#views/parts/html.ts'
import { sentence } from '#views/parts/language.ts'
import { personName } from '#views/parts/names.ts'
import { avatar } from '#views/parts/pictures/avatars.ts'
import { icon, labelledIcon } from '#views/parts/pictures/icons.ts'
import type { OwnPage } from '#views/parts/page.ts'
import { messageAddress, nameOfPlace, quotedText } from './quotes.ts'
import { lineOf } from './system-lines.ts'
import { textBeside } from './text/said.ts'

/** UTF-16 units of a pinned text: a line of a wide window; CSS cuts it. */
const PINNED_CHARS = 140

type Place = Pick<Message, 'conversationId' | 'no'>
type Pinned = Place & Pick<Message, 'sender'> & { readonly text: string }

/** Returns the address of the list of pinned messages. */
function pinsAddress ({ root }: OwnPage, conversationId: string): string {
  return `${root}conversations/${conversationId}/pins`
}

/** The message that was pinned last, above the messages of its conversation; hidden without one. Patches replace it. */
export function pinBar (page: OwnPage, conversationId: string, pin: Pin | null): Html {
  if (pin === null) return html`<p id="pins-${conversationId}" class="pin-bar" data-changed="0" hidden></p>`
  const { message, seq } = pin
  return bar(page, { ...message, text: quotedText(page, message) }, seq)
}

/** The same after a line that tells of a pin, which quotes the message; null after any other message, and for those who may not see it. */
export function pinBarAfter (page: OwnPage, message: Message): Html | null {
  const { conversationId, changedSeq } = message
  const quote = pinnedIn(message)
  if (quote?.excerpt === undefined) return null
  const text = textBeside(page, quote.files, quote.excerpt, PINNED_CHARS)
  return bar(page, { conversationId, no: quote.no, sender: quote.sender, text }, changedSeq)
}

function pinnedIn (message: Message): Quote | undefined {
  return message.replyTo !== undefined && lineOf(message)?.line === 'pinned' ? message.replyTo : undefined
}

function bar (page: OwnPage, { text, ...pinned }: Pinned, seq: number): Html {
  const { say } = page
  const id = pinned.conversationId
  return html`<p id="pins-${id}" class="pin-bar" data-changed="${seq}">${icon('pin')} <a class="pin-last" href="${messageAddress(page, pinned)}" data-quotes="${nameOfPlace(pinned)}"><span class="pin-label">${say('pin.last')}</span> <span class="pin-by">${senderOf(page, pinned)}</span> <span class="quote-text" dir="auto">${text}</span></a> <a class="pin-all" href="${pinsAddress(page, id)}">${say('pin.all')}</a></p>`
}

/** Tells the script that a message is pinned no longer: a bar that shows it is read again. */
export function unpinned ({ conversationId, no }: Place, seq: number): Html {
  return html`<div class="patch" data-seq="${seq}" data-how="unpinned" data-target="${nameOfPlace({ conversationId, no })}"></div>
`
}

interface PinsShown {
  readonly conversation: ConversationSummary
  readonly pins: readonly Pin[]
  /** The start of the next page; null on the last. */
  readonly next: string | null
  readonly mayUnpin: boolean
}

/** The list of pinned messages. */
export function pinsPanel (page: OwnPage, { conversation: { id }, pins, next, mayUnpin }: PinsShown): Html {
  const { say, root } = page
  return html`<header class="column-head"><a class="icon-button back turn" href="${root}conversations/${id}#end" title="${say('nav.back')}">${labelledIcon('back', say('nav.back'))}</a><h1>${say('pin.title')}</h1></header>
<div class="panel mentions pins" id="pinned-${id}">${pins.length === 0 && html`<div class="empty small"><p class="empty-line" aria-hidden="true"></p><p><strong>${say('pin.none')}</strong></p><p>${say('pin.none-text')}</p></div>`}
<ul class="rows">${pins.map(pin => pinRow(page, pin, mayUnpin))}</ul>
${next !== null && html`<p class="list-more"><a class="button quiet" href="${pinsAddress(page, id)}?after=${encodeURIComponent(next)}">${say('pin.more')}</a></p>`}</div>`
}

function pinRow (page: OwnPage, { message, by }: Pin, mayUnpin: boolean): Html {
  const { say, viewer } = page
  const { conversationId, no, sender, at } = message
  const pinnedBy: Renderable = by.id === viewer.id ? say('pin.by-you') : sentence(page.language, 'pin.by', { name: personName(page, by) })
  return html`<li class="row"><a href="${messageAddress(page, message)}" data-quotes="${nameOfPlace(message)}">${avatar(page, sender)} <span class="row-top"><span class="row-name">${senderOf(page, message)}</span> <span class="row-time">${ageing(page, at, 'brief')}</span></span>
<span class="row-bottom"><span class="row-last"><span class="said quote-text" dir="auto">${quotedText(page, message)}</span></span></span> <span class="mention-place">${pinnedBy}</span></a>${
    mayUnpin && html`<div class="row-acts">${action(page, { to: `conversations/${conversationId}/messages/${no}/unpin`, label: say('acts.unpin'), fields: { from: 'list' }, className: 'button small' })}</div>`}</li>`
}

function senderOf (page: OwnPage, { sender }: Pick<Message, 'sender'>): Html | string {
  return sender.id === page.viewer.id ? page.say('message.you') : personName(page, sender)
}
