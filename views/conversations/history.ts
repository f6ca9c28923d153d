import type { ConversationSummary } from '#domain/conversations/conversations.ts'
import type { Bounce } from '#domain/messages/messages.ts'
import { bounceItem } from '#views/messages/bounces.ts'
import { conversationAvatar, conversationName } from './conversations.ts'
import { formToken } from '#views/parts/forms.ts'
import { html, type Html, type Renderable } from '#views/parts/html.ts'
import { messageItem } from '#views/messages/messages.ts'
import { firstUnread, type Opened } from './opened.ts'
import type { OwnPage } from '#views/parts/page.ts'

/** The items of a stretch, and before them the way to older ones: what `?before=…&fragment=1` answers. */
export function historyItems (page: OwnPage, opened: Opened): Renderable[] {
  const { conversation, messages, previous, receipts } = opened
  const { kind, id } = conversation
  const drawn: Renderable[] = [historyStart(page, opened)]
  const bounces = [...opened.bounces]
  const unread = firstUnread(page, opened)
  let last = previous
  for (const [index, message] of messages.entries()) {
    while (bounces[0] !== undefined && bounces[0].at < message.at) drawn.push(bounceItem(page, bounces.shift() as Bounce, opened))
    if (message === unread) drawn.push(divider(page, id, messages.at(-1)?.no ?? message.no))
    drawn.push(messageItem(page, message, { kind, previous: last, next: messages[index + 1] ?? null, receipts }))
    last = message
  }
  return [...drawn, bounces.map(bounce => bounceItem(page, bounce, opened))]
}

/** The way to older messages, or the beginning of them all. */
export function historyStart (page: OwnPage, { conversation, messages: [first], hasOlder }: Opened): Html {
  return hasOlder && first !== undefined ? olderLink(page, conversation.id, first.no) : beginning(page, conversation)
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
  return html`<li id="divider" class="divider"><p><span>${say('conversation.new')}</span></p><form class="plain-only" method="post" accept-charset="utf-8" action="${root}conversations/${id}/read">${formToken(page)}<input type="hidden" name="no" value="${lastNo}"><button type="submit" class="linklike">${say('conversation.mark-read')}</button></form></li>`
}
