import type { Message } from '#domain/messages/messages.ts'
import { fieldRefusal, formToken, refusalNote, type FormRefusal } from '#views/parts/forms.ts'
import { ageing } from '#views/parts/ageing.ts'
import { html, type Html } from '#views/parts/html.ts'
import { personName } from '#views/parts/names.ts'
import type { OwnPage } from '#views/parts/page.ts'
import { labelledIcon } from '#views/parts/pictures/icons.ts'
import { forScript } from '#views/site/layout.ts'
import { messageAddress, quotedText } from '#views/messages/quotes.ts'

interface SelectShown {
  readonly conversationId: string
  /** A stretch of the history, what the server wrote left out. */
  readonly messages: readonly Message[]
  readonly chosen: readonly number[]
  readonly hasOlder: boolean
  readonly hasNewer: boolean
  readonly refusal: FormRefusal | null
}

/** The form that chooses several messages of a conversation. Those chosen on other pages of it come along. */
export function selectPanel (page: OwnPage, { conversationId, messages, chosen, hasOlder, hasNewer, refusal }: SelectShown): Html {
  const { say, root } = page
  const beside = fieldRefusal('no', refusal)
  const elsewhere = chosen.filter(no => !messages.some(message => message.no === no))
  const [first, last] = [messages[0], messages.at(-1)]
  return html`<header class="column-head"><a class="icon-button back turn" href="${first === undefined ? `${root}conversations/${conversationId}` : messageAddress(page, first)}">${labelledIcon('back', say('nav.back'))}</a><h1>${say('select.title')}</h1></header>
<form class="panel stack select" method="post" accept-charset="utf-8" action="${root}conversations/${conversationId}/select">${formToken(page)}
${refusalNote(refusal)}
${elsewhere.length > 0 && html`<p class="note">${say('select.elsewhere', { count: elsewhere.length })}</p>`}
${elsewhere.length > 0 && html`<input type="hidden" name="also" value="${elsewhere.join(' ')}">`}${first !== undefined && html`<input type="hidden" name="first" value="${first.no}"><input type="hidden" name="last" value="${last?.no ?? first.no}">`}
${hasOlder && html`<p class="list-more"><input type="submit" class="button quiet" name="older" value="${say('conversation.older')}"></p>`}
<fieldset class="people"><legend>${say('select.legend')}</legend>${beside.note}
<ul class="picks said-picks">${messages.map(message => pick(page, message, chosen.includes(message.no)))}</ul></fieldset>
${hasNewer && html`<p class="list-more"><input type="submit" class="button quiet" name="newer" value="${say('conversation.newer')}"></p>`}
<p class="actions"><input type="submit" class="button primary" name="forward" value="${say('acts.forward')}"> <input type="submit" class="button" name="copy" value="${say('acts.copy')}"> <input type="submit" class="button danger" name="recall" value="${say('select.recall')}"></p></form>`
}

function pick (page: OwnPage, message: Message, isChosen: boolean): Html {
  const name = message.sender.id === page.viewer.id ? page.say('message.you') : personName(page, message.sender)
  return html`
<li><label><input type="checkbox" name="no" value="${message.no}"${isChosen && html` checked`}><span class="pick-name">${name} <span class="pick-time">${ageing(page, message.at, 'lately')}</span><br><span class="quote-text" dir="auto">${quotedText(page, message)}</span></span></label></li>`
}

/** The bar at the foot of a conversation while its messages are being chosen by the script, which fills in the number. */
export function selectionBar (page: OwnPage, conversationId: string, max: number): Html {
  const { say } = page
  return html`<div id="selection" class="selection" role="toolbar" aria-label="${say('select.title')}" data-conversation="${conversationId}" data-max="${max}" data-none="${say('select.none')}" data-one="${say('select.one', { n: '{n}' })}" data-many="${say('select.many', { n: '{n}' })}" data-full="${say('select.full', { max })}" data-pick="${say('select.pick', { text: '{text}' })}" data-copied="${say('acts.copied')}" data-partly="${say('done.not-recalled')}" hidden${forScript(html`<button type="button" class="icon-button" data-act="select-end" title="${say('select.end')}">${labelledIcon('close', say('select.end'))}</button>
<p class="selection-count" role="status"></p>
<button type="button" class="button small" data-act="select-forward">${say('acts.forward')}</button>
<button type="button" class="button small" data-act="select-copy">${say('acts.copy')}</button>
<button type="button" class="button small danger" data-act="select-recall">${say('select.recall')}</button>`)}></div>`
}
