import type { ConversationSummary } from '#domain/conversations/conversations.ts'
import type { Message } from '#domain/messages/messages.ts'
import { action } from '#views/parts/forms.ts'
import { html, type Html } from '#views/parts/html.ts'
import type { OwnPage } from '#views/parts/page.ts'
import { labelledIcon } from '#views/parts/pictures/icons.ts'
import { placedMessage } from './mentions/mentions.ts'

interface StarredShown {
  readonly messages: readonly Message[]
  readonly conversations: readonly ConversationSummary[]
  /** The start of the next page; null on the last. */
  readonly next: string | null
}

/** The list of messages that the reader has starred. */
export function starredPanel (page: OwnPage, { messages, conversations, next }: StarredShown): Html {
  const { say, root } = page
  const places = new Map(conversations.map(each => [each.id, each]))
  return html`<header class="column-head"><a class="icon-button back" href="${root}conversations/" title="${say('nav.back')}">${labelledIcon('back', say('nav.back'))}</a><h1>${say('star.title')}</h1></header>
<div class="panel mentions" id="starred">${messages.length === 0 && html`<div class="empty small"><p class="empty-line" aria-hidden="true"></p><p><strong>${say('star.none')}</strong></p><p>${say('star.none-text')}</p></div>`}
<ul class="rows">${messages.map(message => placedMessage(page, message, places.get(message.conversationId), unstar(page, message)))}</ul>
${next !== null && html`<p class="list-more"><a class="button quiet" href="${root}starred/?after=${encodeURIComponent(next)}">${say('star.more')}</a></p>`}</div>`
}

function unstar (page: OwnPage, { conversationId, no }: Message): Html {
  const to = `conversations/${conversationId}/messages/${no}/unstar`
  return html`<div class="row-acts">${action(page, { to, label: page.say('acts.unstar'), fields: { from: 'list' }, className: 'button small' })}</div>`
}
