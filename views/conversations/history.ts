import type { ConversationSummary } from '#domain/conversations/conversations.ts'
import type { Bounce, Message } from '#domain/messages/messages.ts'
import { bounceItem } from '#views/messages/bounces.ts'
import { conversationAvatar, nameOnPage } from './conversations.ts'
import { formToken } from '#views/parts/forms.ts'
import { html, type Html, type Renderable } from '#views/parts/html.ts'
import { sentence } from '#views/parts/language.ts'
import { messageItem } from '#views/messages/messages.ts'
import { firstUnread, newMessages, shownNo, type Opened } from './opened.ts'
import type { OwnPage } from '#views/parts/page.ts'
import type { Live } from '#views/site/layout.ts'

/** The items of a stretch, between the ways to older and to newer ones. */
export function historyItems (page: OwnPage, opened: Opened): Renderable[] {
  return [historyStart(page, opened), ...messageItems(page, opened, firstUnread(opened)), opened.isNewest ? null : newerLinks(page, opened)]
}

/**
 * The part of `historyItems` that a script puts in the place of its link: `?before=…&fragment=1` or `?after=…&fragment=1`. It has no
 * divider, which a page keeps where it was.
 */
export function historyPart (page: OwnPage, opened: Opened, side: 'older' | 'newer', live: Live): Renderable[] {
  const items = messageItems(page, opened, undefined)
  if (side === 'older') return [historyStart(page, opened), ...items]
  return [...items, opened.isNewest ? reached(live) : newerLinks(page, opened)]
}

function messageItems (page: OwnPage, opened: Opened, unread: Message | undefined): Renderable[] {
  const { conversation: { kind }, messages, previous, receipts } = opened
  const drawn: Renderable[] = []
  const bounces = [...opened.bounces]
  let last = previous
  for (const [index, message] of messages.entries()) {
    while (bounces[0] !== undefined && bounces[0].at < message.at) drawn.push(bounceItem(page, bounces.shift() as Bounce, opened))
    if (message === unread) drawn.push(divider(page, opened))
    const startsGroup = message === unread || index === 0
    drawn.push(messageItem(page, message, { kind, previous: last, next: messages[index + 1] ?? null, receipts, startsGroup }))
    last = message
  }
  return [...drawn, bounces.map(bounce => bounceItem(page, bounce, opened))]
}

/** The way to older messages, or the beginning of them all. */
export function historyStart (page: OwnPage, { conversation, messages: [first], hasOlder, results }: Opened): Html {
  return hasOlder && first !== undefined ? olderLink(page, conversation.id, first.no, results) : beginning(page, conversation)
}

// The way back to the results of a search stays on each page of the history.
function withResults (address: string, results: string | null): string {
  return results === null ? address : `${address}&results=${encodeURIComponent(results)}`
}

function olderLink ({ say, root }: OwnPage, id: string, no: number, results: string | null): Html {
  const address = withResults(`${root}conversations/${id}?before=${no}`, results)
  return html`<li id="older" class="older"><a class="button quiet" href="${address}">${say('conversation.older')}</a></li>`
}

function beginning (page: OwnPage, conversation: ConversationSummary): Html {
  const name = nameOnPage(page, conversation)
  const text = conversation.kind === 'self'
    ? page.say('conversation.beginning-self')
    : sentence(page.language, `conversation.beginning-${conversation.kind}`, { name })
  return html`<li id="older" class="beginning">${conversationAvatar(page, conversation)}<p>${text}</p></li>`
}

/** The way to newer messages, and to the newest; a script adds those that arrive meanwhile to its number of unread ones. */
export function newerLinks ({ say, root }: OwnPage, { conversation: { id, lastNo }, messages, unreadBeyond, results }: Opened): Html {
  const address = `${root}conversations/${id}`
  return html`<li id="newer" class="newer" data-beyond="${unreadBeyond}" data-to="${lastNo}"><a class="button quiet" href="${withResults(`${address}?after=${messages.at(-1)?.no ?? 0}`, results)}">${say('conversation.newer')}</a> <a class="button quiet to-latest" href="${address}?at=end#end" hx-get="${address}?at=end&amp;fragment=1" hx-target="#middle" hx-swap="outerHTML">${say('conversation.latest')}</a></li>`
}

// Tells the script that the stretch now ends with the newest message, as of this cursor.
function reached ({ cursor, seq }: Live): Html {
  return html`<li id="reached" hidden data-cursor="${cursor}" data-seq="${seq}"></li>`
}

function divider (page: OwnPage, opened: Opened): Html {
  const { say, root } = page
  const { id } = opened.conversation
  return html`<li id="divider" class="divider"><p><span>${newMessages(page, opened.conversation)}</span></p><form class="plain-only" method="post" accept-charset="utf-8" action="${root}conversations/${id}/read">${formToken(page)}<input type="hidden" name="no" value="${shownNo(opened)}"><button type="submit" class="linklike">${say('conversation.mark-read')}</button></form></li>`
}
