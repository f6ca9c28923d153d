import type { Bounce, Message } from '#domain/messages/messages.ts'
import { bounceItem } from '#views/messages/bounces.ts'
import { historyStart } from './history.ts'
import { firstUnread, type Opened } from './opened.ts'
import { formToken } from '#views/parts/forms.ts'
import { html, type Html, type Renderable } from '#views/parts/html.ts'
import { messageItem } from '#views/messages/messages.ts'
import type { OwnPage } from '#views/parts/page.ts'

/**
 * The newest stretch of a conversation as it stands where no script scrolls: the newest message on top. Day and grouping follow from the
 * message above.
 */
export function newestFirst (page: OwnPage, opened: Opened): Html {
  const { conversation: { id, kind }, receipts, frame } = opened
  const unread = firstUnread(page, opened)
  const bounces = opened.bounces.toReversed()
  const drawn: Renderable[] = []
  let above: Message | null = null
  for (const message of opened.messages.toReversed()) {
    while (bounces[0] !== undefined && bounces[0].at >= message.at) drawn.push(bounceItem(page, bounces.shift() as Bounce, opened, frame))
    drawn.push(messageItem(page, message, { kind, previous: above, next: above, receipts }))
    if (message === unread) drawn.push(html`<li id="divider" class="divider"><p><span>${page.say('held.new-above')}</span></p></li>`)
    above = message
  }
  return html`<div role="log" aria-label="${page.say('conversation.messages')}"><ol id="messages-${id}" class="messages newest-first ${kind}">${drawn}${
    bounces.map(bounce => bounceItem(page, bounce, opened, frame))}${historyStart(page, opened)}</ol></div>`
}

/** The number of new messages with the button that marks them as read: a list that refreshes itself does not count as read. */
export function markRead (page: OwnPage, opened: Opened): Html | null {
  const { conversation: { id, unread }, messages, frame } = opened
  if (firstUnread(page, opened) === undefined) return null
  return html`<form class="mark-read" method="post" accept-charset="utf-8" action="${page.root}conversations/${id}/read"${frame !== null && html` target="_self"`}>${formToken(page)}<input type="hidden" name="no" value="${messages.at(-1)?.no ?? 0}">${
    frame !== null && html`<input type="hidden" name="frame" value="${frame}">`}${
    unread > 0 && html`<b>${page.say('held.new-count', { count: unread })}</b> `}<button type="submit" class="linklike">${page.say('conversation.mark-read')}</button></form>`
}
