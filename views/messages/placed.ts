import type { ConversationSummary } from '#domain/conversations/conversations.ts'
import type { Message } from '#domain/messages/messages.ts'
import { conversationAvatar, conversationHeading } from '#views/conversations/conversations.ts'
import { ageing } from '#views/parts/ageing.ts'
import { action } from '#views/parts/forms.ts'
import { html, type Html } from '#views/parts/html.ts'
import { inGroup, personName } from '#views/parts/names.ts'
import type { OwnPage } from '#views/parts/page.ts'
import { labelledIcon } from '#views/parts/pictures/icons.ts'
import { kindView } from './kinds.ts'
import { messageAddress, nameOfPlace } from './quotes.ts'

/** Lists of messages out of several conversations, by the folder of their page. */
const LISTS = {
  mentions: { title: 'mention.title', none: 'mention.none', noneText: 'mention.none-text', more: 'mention.more' },
  starred: { title: 'star.title', none: 'star.none', noneText: 'star.none-text', more: 'star.more' }
} as const
export type PlacedFolder = keyof typeof LISTS

export interface PlacedShown {
  readonly messages: readonly Message[]
  readonly conversations: readonly ConversationSummary[]
  /** The start of the next page; null on the last. */
  readonly next: string | null
}

/** Returns the title of such a list. */
export function placedTitle ({ say }: OwnPage, folder: PlacedFolder): string {
  return say(LISTS[folder].title)
}

/** The messages that mention the reader, or that the reader has starred, each a link to it in its conversation. */
export function placedPanel (page: OwnPage, folder: PlacedFolder, { messages, conversations, next }: PlacedShown): Html {
  const { say, root } = page
  const words = LISTS[folder]
  const places = new Map(conversations.map(each => [each.id, each]))
  return html`<header class="column-head"><a class="icon-button back" href="${root}conversations/" title="${say('nav.back')}">${labelledIcon('back', say('nav.back'))}</a><h1>${placedTitle(page, folder)}</h1></header>
<div class="panel mentions"${folder === 'starred' && html` id="starred"`}>${messages.length === 0 && html`<div class="empty small"><p class="empty-line" aria-hidden="true"></p><p><strong>${say(words.none)}</strong></p><p>${say(words.noneText)}</p></div>`}
<ul class="rows">${messages.map(message => placedMessage(page, message, places.get(message.conversationId), folder === 'starred' ? unstar(page, message) : null))}</ul>
${next !== null && html`<p class="list-more"><a class="button quiet" href="${root}${folder}/?after=${encodeURIComponent(next)}">${say(words.more)}</a></p>`}</div>`
}

// Null without its conversation, which the reader has removed meanwhile.
function placedMessage (around: OwnPage, message: Message, place: ConversationSummary | undefined, acts: Html | null): Html | null {
  if (place === undefined) return null
  const page = inGroup(around, place.id)
  const { sender, at } = message
  return html`<li class="row"><a href="${messageAddress(page, message)}" data-quotes="${nameOfPlace(message)}">${conversationAvatar(page, place)} <span class="row-top"><span class="row-name">${personName(page, sender)}</span> <span class="row-time">${ageing(page, at, 'brief')}</span></span>
<span class="row-bottom"><span class="row-last"><span class="said">${kindView(message).preview(page, message)}</span></span></span> <span class="mention-place">${conversationHeading(page, place)}</span></a>${acts}</li>`
}

function unstar (page: OwnPage, { conversationId, no }: Message): Html {
  const to = `conversations/${conversationId}/messages/${no}/unstar`
  return html`<div class="row-acts">${action(page, { to, label: page.say('acts.unstar'), fields: { from: 'list' }, className: 'button small' })}</div>`
}
