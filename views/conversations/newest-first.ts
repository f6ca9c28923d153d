import type { Bounce, Message } from '#domain/messages/messages.ts'
import { bounceItem } from '#views/messages/bounces.ts'
import { historyStart, newerLinks } from './history.ts'
import { firstUnread, newMessages, shownNo, type Opened } from './opened.ts'
import { between, formToken } from '#views/parts/forms.ts'
import { html, type Html, type Renderable } from '#views/parts/html.ts'
import { messageItem } from '#views/messages/messages.ts'
import type { OwnPage } from '#views/parts/page.ts'

/**
 * A stretch of a conversation as it stands where no script scrolls: the newest message on top. Day and grouping follow from the message
 * above.
 */
export function newestFirst (page: OwnPage, opened: Opened): Html {
  const { conversation: { id, kind }, isNewest, frame, receipts } = opened
  const unread = firstUnread(opened)
  const bounces = opened.bounces.toReversed()
  const drawn: Renderable[] = []
  let above: Message | null = null
  for (const message of opened.messages.toReversed()) {
    while (bounces[0] !== undefined && bounces[0].at >= message.at) drawn.push(bounceItem(page, bounces.shift() as Bounce, opened, frame))
    const startsGroup = above !== null && above === unread
    drawn.push(messageItem(page, message, { kind, previous: above, next: above, receipts, startsGroup }))
    if (message === unread) drawn.push(html`<li id="divider" class="divider"><p><span>${page.say('held.new-above')}</span></p></li>`)
    above = message
  }
  return html`<div role="log" aria-label="${page.say('conversation.messages')}"><ul id="${isNewest ? 'messages' : 'stretch'}-${id}" class="messages newest-first ${kind}">${
    !isNewest && newerLinks(page, opened)}${drawn}${
    bounces.map(bounce => bounceItem(page, bounce, opened, frame))}${historyStart(page, opened)}</ul></div>`
}

/** The number of new messages with the button that marks those on the page as read, or the way to the first that is not on it. */
export function markRead (page: OwnPage, opened: Opened): Html | null {
  const { conversation, frame, firstUnreadNo } = opened
  const { say, root } = page
  const address = `${root}conversations/${conversation.id}`
  if (firstUnreadNo === null) return null
  const count = html`<b>${newMessages(page, conversation)}</b>${between(page)}`
  if (shownNo(opened) < firstUnreadNo) return html`<p class="mark-read">${count}<a href="${address}?after=${firstUnreadNo - 1}">${say('conversation.first-new')}</a></p>`
  return html`<form class="mark-read" method="post" accept-charset="utf-8" action="${address}/read"${frame !== null && html` target="_self"`}>${formToken(page)}<input type="hidden" name="no" value="${shownNo(opened)}">${
    frame !== null && html`<input type="hidden" name="frame" value="${frame}">`}${count}<button type="submit" class="linklike">${say('conversation.mark-read')}</button></form>`
}
