import type { ConversationSummary } from '#domain/conversations/conversations.ts'
import type { Message } from '#domain/messages/messages.ts'
import { conversationAvatar, conversationHeading } from '#views/conversations/conversations.ts'
import { ageing } from '#views/parts/ageing.ts'
import { html, type Html } from '#views/parts/html.ts'
import { inGroup, personName } from '#views/parts/names.ts'
import type { OwnPage } from '#views/parts/page.ts'
import { labelledIcon } from '#views/parts/pictures/icons.ts'
import { kindView } from '#views/messages/kinds.ts'
import { messageAddress } from '#views/messages/quotes.ts'

interface MentionsShown {
  readonly messages: readonly Message[]
  readonly conversations: readonly ConversationSummary[]
  /** The start of the next page; null on the last. */
  readonly next: string | null
}

/** The list of messages that mention the reader. */
export function mentionsPanel (page: OwnPage, { messages, conversations, next }: MentionsShown): Html {
  const { say, root } = page
  const places = new Map(conversations.map(each => [each.id, each]))
  return html`<header class="column-head"><a class="icon-button back" href="${root}conversations/" title="${say('nav.back')}">${labelledIcon('back', say('nav.back'))}</a><h1>${say('mention.title')}</h1></header>
<div class="panel mentions">${messages.length === 0 && html`<div class="empty small"><p class="empty-line" aria-hidden="true"></p><p><strong>${say('mention.none')}</strong></p><p>${say('mention.none-text')}</p></div>`}
<ul class="rows">${messages.map(message => placedMessage(page, message, places.get(message.conversationId)))}</ul>
${next !== null && html`<p class="list-more"><a class="button quiet" href="${root}mentions/?after=${encodeURIComponent(next)}">${say('mention.more')}</a></p>`}</div>`
}

/** A message in a list of several conversations, with the name of its own; null without one. `acts` stand below it. */
export function placedMessage (
  around: OwnPage, message: Message, place: ConversationSummary | undefined, acts: Html | null = null
): Html | null {
  if (place === undefined) return null
  const page = inGroup(around, place.id)
  const { sender, at } = message
  return html`<li class="row"><a href="${messageAddress(page, message)}">${conversationAvatar(page, place)} <span class="row-top"><span class="row-name">${personName(page, sender)}</span> <span class="row-time">${ageing(page, at, 'brief')}</span></span>
<span class="row-bottom"><span class="row-last"><span class="said">${kindView(message).preview(page, message)}</span></span></span> <span class="mention-place">${conversationHeading(page, place)}</span></a>${acts}</li>`
}
