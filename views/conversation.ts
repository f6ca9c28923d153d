import type { ConversationSummary, Receipt } from '#domain/conversations.ts'
import type { Bounce, Message } from '#domain/messages.ts'
import { bounceItem, outgoingTemplate } from './bounces.ts'
import { composer } from './composer.ts'
import { conversationAvatar, conversationHeading, conversationName } from './conversations.ts'
import { formToken } from './forms.ts'
import { html, type Html, type Renderable } from './html.ts'
import { labelledIcon } from './icons.ts'
import { messageItem } from './messages.ts'
import type { OwnPage } from './page.ts'
import { presenceLine } from './presence.ts'

/** One conversation and the stretch of its history that a page shows. */
export interface Opened {
  readonly conversation: ConversationSummary
  readonly messages: readonly Message[]
  /** The message just before the stretch, when there is one: decides day and grouping of the first shown. */
  readonly previous: Message | null
  readonly hasOlder: boolean
  /** False while there are newer messages than the stretch: nothing is then appended to it. */
  readonly isNewest: boolean
  readonly bounces: readonly Bounce[]
  readonly receipts: readonly Receipt[]
  /** A fresh id for the composer's form (D12). */
  readonly formId: string
  /** What was typed and could not be sent as it was; null: the draft stands. */
  readonly kept: string | null
  readonly refusal: string | null
}

/** The column of messages. */
export function conversationColumn (page: OwnPage, opened: Opened): Html {
  const { say } = page
  const { conversation, isNewest } = opened
  const { id } = conversation
  return html`${head(page, conversation)}
<section id="scroller" class="history" tabindex="0" aria-label="${say('conversation.history')}">
<div class="history-inner" role="log" aria-label="${say('conversation.messages')}">
<ol id="${isNewest ? `messages-${id}` : `stretch-${id}`}" class="messages ${conversation.kind}" data-receipts="${JSON.stringify(opened.receipts)}">${historyItems(page, opened)}</ol>
</div>
${!isNewest && html`<p class="newer"><a class="button" href="${page.root}conversations/${id}?after=${opened.messages.at(-1)?.no ?? 0}">${say('conversation.newer')}</a> <a class="button quiet" href="${page.root}conversations/${id}#end">${say('conversation.latest')}</a></p>`}
<p id="end" class="end"></p>
</section>
<p id="typing" class="typing" aria-live="polite"></p>
${page.mode === 'live' && html`<p class="to-end"><button type="button" id="new-pill" class="new-pill" hidden></button><button type="button" id="jump-latest" class="icon-button jump-latest" title="${say('conversation.latest')}" hidden>${labelledIcon('down', say('conversation.latest'))}</button></p>`}
${page.mode === 'live' && outgoingTemplate(page, conversation.peer)}
${conversation.left ? html`<p class="note left">${say('conversation.left')}</p>` : composer(page, opened)}`
}

/** The items of a stretch, and before them the way to older ones: what `?before=…&fragment=1` answers. */
export function historyItems (page: OwnPage, opened: Opened): Renderable[] {
  const { conversation, messages, previous, hasOlder, receipts } = opened
  const { kind, peer, id } = conversation
  const drawn: Renderable[] = []
  const first = messages[0]
  if (hasOlder && first !== undefined) drawn.push(olderLink(page, id, first.no))
  else drawn.push(beginning(page, conversation))
  const bounces = [...opened.bounces]
  const firstUnread = messages.find(message => isUnread(page, message, conversation))
  let last = previous
  for (const message of messages) {
    while (bounces[0] !== undefined && bounces[0].at < message.at) drawn.push(bounceItem(page, bounces.shift() as Bounce, peer))
    if (message === firstUnread) drawn.push(divider(page, id, messages.at(-1)?.no ?? message.no))
    drawn.push(messageItem(page, message, { kind, previous: last, receipts }))
    last = message
  }
  return [...drawn, bounces.map(bounce => bounceItem(page, bounce, peer))]
}

function isUnread ({ viewer }: OwnPage, message: Message, { readNo, unread, unreadFrom }: ConversationSummary): boolean {
  if (unreadFrom !== null) return message.no >= unreadFrom
  return unread > 0 && message.no > readNo && message.kind === 'text' && message.sender.id !== viewer.id
}

function olderLink ({ say, root }: OwnPage, id: string, no: number): Html {
  const address = `${root}conversations/${id}?before=${no}`
  return html`<li id="older" class="older"><a class="button quiet" href="${address}" hx-get="${address}&amp;fragment=1" hx-target="#older" hx-swap="outerHTML">${say('conversation.older')}</a></li>`
}

function beginning (page: OwnPage, conversation: ConversationSummary): Html {
  const name = conversationName(page, conversation)
  const text = conversation.kind === 'self'
    ? page.say('conversation.beginning-self')
    : page.say(`conversation.beginning-${conversation.kind}`, { name })
  return html`<li id="older" class="beginning">${conversationAvatar(page, conversation)}<p>${text}</p></li>`
}

function divider (page: OwnPage, id: string, lastNo: number): Html {
  const { say, root } = page
  return html`<li id="divider" class="divider"><p><span>${say('conversation.new')}</span></p><form class="plain-only" method="post" action="${root}conversations/${id}/read">${formToken(page)}<input type="hidden" name="no" value="${lastNo}"><button type="submit" class="linklike">${say('conversation.mark-read')}</button></form></li>`
}

function head (page: OwnPage, conversation: ConversationSummary): Html {
  const { say, root } = page
  const { id, kind, peer, memberCount } = conversation
  const side = kind === 'self' ? null : `${root}conversations/${id}?side=1`
  const under = kind === 'group'
    ? say('groups.members', { count: memberCount })
    : peer === null ? say('conversations.self-hint') : html`@${peer.username} ${presenceLine(page, peer.username)}`
  const sideLabel = kind === 'group' ? say('groups.show-members') : say('profile.show')
  return html`<header class="column-head conversation-head"><a class="icon-button back" href="${root}conversations/">${labelledIcon('back', say('nav.back'))}</a> ${conversationAvatar(page, conversation)}<div class="head-text"><h1>${conversationHeading(page, conversation)}</h1><p class="under">${under}</p></div>${
    side !== null && html`<p class="tools"><a class="icon-button" href="${side}" title="${sideLabel}">${labelledIcon('info', sideLabel)}</a></p>`}</header>`
}
