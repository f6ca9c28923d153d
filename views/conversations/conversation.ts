import type { ConversationSummary, Receipt } from '#domain/conversations/conversations.ts'
import type { Bounce, Message } from '#domain/messages/messages.ts'
import { bounceItem, outgoingTemplate } from '#views/messages/bounces.ts'
import { byHand, type ByHand } from '#views/delivery/by-hand.ts'
import { composer } from '#views/messages/composer.ts'
import { conversationAvatar, conversationHeading, conversationName } from './conversations.ts'
import { doneText, type DoneWord } from '#views/parts/done.ts'
import { doneNote, formToken } from '#views/parts/forms.ts'
import { frameStage } from '#views/delivery/held.ts'
import { html, type Html, type Renderable } from '#views/parts/html.ts'
import { labelledIcon } from '#views/parts/icons.ts'
import { forScript, unscripted } from '#views/site/layout.ts'
import { messageItem } from '#views/messages/messages.ts'
import { markRead, newestFirst } from './newest-first.ts'
import type { OwnPage } from '#views/parts/page.ts'
import { presenceLine } from '#views/people/presence.ts'

/** One conversation and the stretch of its history that a page shows. */
export interface Opened {
  readonly conversation: ConversationSummary
  readonly messages: readonly Message[]
  /** The message just before the stretch, if there is one: it decides day and grouping of the first one shown. */
  readonly previous: Message | null
  readonly hasOlder: boolean
  /** False while there are newer messages than the stretch; nothing is then appended to it. */
  readonly isNewest: boolean
  readonly bounces: readonly Bounce[]
  readonly receipts: readonly Receipt[]
  /** A fresh id for the composer's form (D12). */
  readonly formId: string
  /** Text that was typed and refused; null shows the draft. */
  readonly kept: string | null
  readonly refusal: string | null
  /** The result of the form that led here. */
  readonly done: DoneWord | null
  /** The name of the frame in which messages come by themselves without script; null when this page has none. */
  readonly frame: string | null
  /** The links that ask for new messages by hand; null on a live page, and on one that does not show the newest. */
  readonly byHand: ByHand | null
}

/** The column of messages. Without script the newest is on top, with the composer above it. */
export function conversationColumn (page: OwnPage, opened: Opened): Html {
  const { mode } = page
  const { conversation, byHand: hand, frame } = opened
  if (mode === 'live' || hand === null) return withHistory(page, opened)
  const write = conversation.left ? leftNote(page) : composer(page, opened)
  if (mode === 'frame' && frame !== null) return html`${head(page, opened)}${doneNote(doneText(page, opened.done))}${write}${frameStage(page, conversation.id, frame)}`
  return html`${head(page, opened)}${doneNote(doneText(page, opened.done))}${write}
${byHand(page, hand)}
<section class="history from-top" tabindex="0" aria-label="${page.say('conversation.history')}">${markRead(page, opened)}${newestFirst(page, opened)}</section>`
}

function leftNote ({ say }: OwnPage): Html {
  return html`<p class="note left">${say('conversation.left')}</p>`
}

// Oldest on top. Beside it is the frame for browsers without script, which hides this list where it is shown.
function withHistory (page: OwnPage, opened: Opened): Html {
  const { say } = page
  const { conversation, isNewest, frame, byHand: hand } = opened
  const { id } = conversation
  return html`${head(page, opened)}${doneNote(doneText(page, opened.done))}
<section id="scroller" class="history${frame !== null && ' framed'}" tabindex="0" aria-label="${say('conversation.history')}">
<div class="history-inner" role="log" aria-label="${say('conversation.messages')}">
<ol id="${isNewest ? `messages-${id}` : `stretch-${id}`}" class="messages ${conversation.kind}" data-receipts="${JSON.stringify(opened.receipts)}">${historyItems(page, opened)}</ol>
</div>
${!isNewest && html`<p class="newer"><a class="button" href="${page.root}conversations/${id}?after=${opened.messages.at(-1)?.no ?? 0}">${say('conversation.newer')}</a> <a class="button quiet" href="${page.root}conversations/${id}#end">${say('conversation.latest')}</a></p>`}
<p id="end" class="end"></p>
</section>
<p id="typing" class="typing" aria-live="polite"></p>
${page.mode === 'live' && html`<p class="to-end"${forScript(html`<button type="button" id="new-pill" class="new-pill" hidden></button><button type="button" id="jump-latest" class="icon-button jump-latest" title="${say('conversation.latest')}" hidden>${labelledIcon('down', say('conversation.latest'))}</button>`)}></p>`}
${page.mode === 'live' && outgoingTemplate(page, conversation.peer)}
${conversation.left ? leftNote(page) : composer(page, opened)}
${hand !== null && byHand(page, hand)}
${frame !== null && unscripted(page, frameStage(page, id, frame))}`
}

/** The items of a stretch under the link to older ones: the fragment for `?before=…&fragment=1`. */
export function historyItems (page: OwnPage, opened: Opened): Renderable[] {
  const { conversation, messages, previous, receipts } = opened
  const { kind, peer, id } = conversation
  const drawn: Renderable[] = [historyStart(page, opened)]
  const bounces = [...opened.bounces]
  const unread = firstUnread(page, opened)
  let last = previous
  for (const message of messages) {
    while (bounces[0] !== undefined && bounces[0].at < message.at) drawn.push(bounceItem(page, bounces.shift() as Bounce, peer))
    if (message === unread) drawn.push(divider(page, id, messages.at(-1)?.no ?? message.no))
    drawn.push(messageItem(page, message, { kind, previous: last, receipts }))
    last = message
  }
  return [...drawn, bounces.map(bounce => bounceItem(page, bounce, peer))]
}

/** The link to older messages, or the beginning of the conversation. */
export function historyStart (page: OwnPage, { conversation, messages: [first], hasOlder }: Opened): Html {
  return hasOlder && first !== undefined ? olderLink(page, conversation.id, first.no) : beginning(page, conversation)
}

/** Returns the first unread message of the stretch; undefined when all are read. */
export function firstUnread (page: OwnPage, { messages, conversation }: Opened): Message | undefined {
  return messages.find(message => isUnread(page, message, conversation))
}

function isUnread ({ viewer }: OwnPage, message: Message, { readNo, unread, unreadFrom }: ConversationSummary): boolean {
  if (unreadFrom !== null) return message.no >= unreadFrom
  return unread > 0 && message.no > readNo && message.kind === 'text' && message.sender.id !== viewer.id &&
    message.recalledAt === undefined
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

// Without presence where there is a frame, which shows it and keeps it up to date.
function head (page: OwnPage, { conversation, frame }: Opened): Html {
  const { say, root } = page
  const { id, kind, peer, memberCount } = conversation
  const side = kind === 'self' ? null : `${root}conversations/${id}?side=1`
  const under = kind === 'group'
    ? say('groups.members', { count: memberCount })
    : peer === null ? say('conversations.self-hint') : html`@${peer.username} ${presenceLine(page, peer.username)}`
  const sideLabel = kind === 'group' ? say('groups.show-members') : say('profile.show')
  return html`<header class="column-head conversation-head${frame !== null && ' has-frame'}"><a class="icon-button back" href="${root}conversations/">${labelledIcon('back', say('nav.back'))}</a> ${conversationAvatar(page, conversation)}<div class="head-text"><h1>${conversationHeading(page, conversation)}</h1><p class="under">${under}</p></div>${
    side !== null && html`<p class="tools"><a class="icon-button" href="${side}" title="${sideLabel}">${labelledIcon('info', sideLabel)}</a></p>`}</header>`
}
