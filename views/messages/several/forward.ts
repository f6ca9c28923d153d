import type { ConversationSummary } from '#domain/conversations/conversations.ts'
import type { Message } from '#domain/messages/messages.ts'
import { conversationAvatar, conversationHeading } from '#views/conversations/conversations.ts'
import { field, fieldRefusal, formToken, refusalNote, type FormRefusal } from '#views/parts/forms.ts'
import { html, type Html } from '#views/parts/html.ts'
import type { OwnPage } from '#views/parts/page.ts'
import { labelledIcon } from '#views/parts/pictures/icons.ts'
import { messageQuote } from '#views/messages/messages.ts'
import { messageAddress } from '#views/messages/quotes.ts'

interface ForwardShown {
  readonly conversationId: string
  readonly messages: readonly Message[]
  /** Conversations to choose from, the newest ones. */
  readonly places: readonly ConversationSummary[]
  readonly chosen: readonly string[]
  /** A search among all conversations; null while the newest are all there are. */
  readonly query: string | null
  readonly keepsFrom: boolean
  readonly refusal: FormRefusal | null
}

/** The form that copies messages into other conversations. */
export function forwardPanel (page: OwnPage, { conversationId, messages, places, chosen, query, keepsFrom, refusal }: ForwardShown): Html {
  const { say, root } = page
  const beside = fieldRefusal('to', refusal)
  const [first] = messages
  return html`<header class="column-head"><a class="icon-button back turn" href="${first === undefined ? `${root}conversations/${conversationId}` : messageAddress(page, first)}">${labelledIcon('back', say('nav.back'))}</a><h1>${say('forward.title', { count: messages.length })}</h1></header>
<form class="panel stack forward" method="post" accept-charset="utf-8" action="${root}conversations/${conversationId}/forward">${formToken(page)}
${refusalNote(refusal)}
${messages.map(message => messageQuote(page, message))}<input type="hidden" name="no" value="${messages.map(({ no }) => no).join(' ')}">
<fieldset class="people"><legend>${say('forward.to')}</legend>${beside.note}
${query !== null && html`${field({ name: 'q', refusal: null, label: say('conversations.search'), type: 'search', value: query, required: false, autocomplete: 'off' })}
<p class="actions"><input type="submit" class="button small" name="find" value="${say('search.do')}"></p>
${places.length === 0 && html`<p class="hint">${say('search.no-chat', { name: query })}</p>`}`}
<ul class="picks">${places.map(place => html`
<li><label><input type="checkbox" name="to" value="${place.id}"${chosen.includes(place.id) && html` checked`}>${conversationAvatar(page, place)}<span class="pick-name">${conversationHeading(page, place)}</span></label></li>`)}</ul></fieldset>
<div class="check"><input id="keep-from" type="checkbox" name="keep_from" value="1"${keepsFrom && html` checked`} aria-describedby="keep-hint"><label for="keep-from">${say('forward.keep')}</label><p class="hint" id="keep-hint">${say('forward.keep-hint')}</p></div>
<button type="submit" class="button primary">${say('forward.do')}</button></form>`
}
