import type { ConversationSummary } from '#domain/conversations/conversations.ts'
import { handleOf, isFormer } from '#views/parts/names.ts'
import { gate, outgoingTemplate } from '#views/messages/bounces.ts'
import { byHand } from '#views/delivery/by-hand.ts'
import { composer } from '#views/messages/composer.ts'
import { announcementLine, conversationAvatar, conversationHeading, groupSign, groupTitle, hushNote, isHushed, membersCount, requestsLine } from './conversations.ts'
import { doneText } from '#views/parts/done.ts'
import { action, between, doneNote } from '#views/parts/forms.ts'
import { pinBar } from '#views/messages/pins.ts'
import { selectionBar } from '#views/messages/several/selecting.ts'
import { frameStage } from '#views/delivery/held.ts'
import { historyItems } from './history.ts'
import { nextMention } from '#views/messages/mentions/mention-signs.ts'
import { OWN_SIDE } from './own-settings.ts'
import { html, type Html, type Renderable } from '#views/parts/html.ts'
import { labelledIcon } from '#views/parts/pictures/icons.ts'
import { forScript, unscripted, whileNeeded } from '#views/site/layout.ts'
import { markRead, newestFirst } from './newest-first.ts'
import type { Opened } from './opened.ts'
import type { OwnPage } from '#views/parts/page.ts'
import { presenceLine } from '#views/people/presence.ts'

/** The column of messages. Without script the composer stands above them, since the newest is on top there. */
export function conversationColumn (page: OwnPage, opened: Opened): Html {
  const { mode } = page
  const { conversation, byHand: hand, frame } = opened
  if (mode === 'live' || hand === null) return withHistory(page, opened)
  const write = writing(page, opened)
  // The frame has its own bar of pins, which stays current.
  if (mode === 'frame' && frame !== null) return html`${head(page, opened)}${doneNote(doneText(page, opened.done))}${write}${frameStage(page, conversation.id, frame)}`
  return html`${head(page, opened)}${pinBar(page, conversation.id, opened.pin)}${doneNote(doneText(page, opened.done))}${write}
${byHand(page, hand)}
<section class="history from-top" tabindex="0" aria-label="${page.say('conversation.history')}">${markRead(page, opened)}${newestFirst(page, opened)}</section>`
}

// Where a script runs, the style sheet hides the composer of one who may only read, until a patch says otherwise: its text stays.
function writing (page: OwnPage, opened: Opened): Html {
  const { conversation } = opened
  if (conversation.left) return leftNote(page, conversation)
  if (conversation.peer !== null && isFormer(conversation.peer)) return html`${gate(page, opened)}`
  const isHidden = isHushed(conversation) && page.mode !== 'live' && opened.kept === null
  return html`${gate(page, opened)}${conversation.kind === 'group' && hushNote(page, conversation, conversation.changedSeq)}${!isHidden && composer(page, opened)}`
}

function leftNote (page: OwnPage, { id }: ConversationSummary): Html {
  const { say } = page
  return html`<div id="left-${id}" class="note left"><p>${say('conversation.left')}</p>${action(page, { to: `conversations/${id}/remove`, label: say('conversation.remove'), className: 'button small', describedBy: 'remove-hint' })}<p class="hint" id="remove-hint">${say('conversation.remove-hint')}</p></div>`
}

// Draws the oldest message on top. A group that was left has no `data-receipts`: its receipts stand still, whatever signals still come.
// The frame for browsers without script stands beside this list and hides it where it is shown.
function withHistory (page: OwnPage, opened: Opened): Html {
  const { say } = page
  const { conversation, isNewest, frame, byHand: hand } = opened
  const { id } = conversation
  return html`${head(page, opened)}${pinBar(page, id, opened.pin)}${doneNote(doneText(page, opened.done))}
<section id="scroller" class="history${frame !== null && ' framed'}" tabindex="0" aria-label="${say('conversation.history')}">
<div class="history-inner">
<div role="log" aria-label="${say('conversation.messages')}"><ol id="${isNewest ? `messages-${id}` : `stretch-${id}`}" class="messages ${conversation.kind}" data-read="${readNo(opened)}"${!conversation.left && html` data-receipts="${JSON.stringify(opened.receipts)}"`}>${historyItems(page, opened)}</ol></div>
${page.mode === 'live' && html`<ol id="on-their-way" class="messages ${conversation.kind}"></ol>`}
</div>
<p id="end" class="end"></p>
</section>
<div class="foot-line">${!conversation.left && html`<p id="typing" class="typing" aria-live="polite"></p>`}${page.mode === 'live' && html`<p class="to-end"${forScript(html`<button type="button" id="new-pill" class="new-pill" hidden></button><button type="button" id="jump-latest" class="icon-button jump-latest" title="${say('conversation.latest')}" hidden>${labelledIcon('down', say('conversation.latest'))}</button>`)}></p>`}</div>
${page.mode === 'live' && html`${outgoingTemplate(page, opened)}${selectionBar(page, id, page.limits.selection)}`}
${writing(page, opened)}
${hand !== null && byHand(page, hand)}
${frame !== null && unscripted(page, frameStage(page, id, frame))}`
}

// Everything up to this message was read, what was marked unread apart.
function readNo ({ conversation, firstUnreadNo }: Opened): number {
  return firstUnreadNo === null ? conversation.lastNo : firstUnreadNo - 1
}

function underName (page: OwnPage, conversation: ConversationSummary): Renderable {
  const { kind, peer, left, changedSeq } = conversation
  if (kind === 'group') return left ? page.say('conversations.left') : membersCount(page, conversation, changedSeq)
  return peer === null ? page.say('conversations.self-hint') : html`${handleOf(peer)} ${presenceLine(page, peer.username)}`
}

// `has-frame` hides the presence in the head, which goes stale without script: the frame shows its own and keeps it current.
function head (page: OwnPage, { conversation, frame, unreadElsewhere, results }: Opened): Html {
  const { say, root } = page
  const { id, kind, left, peer } = conversation
  const side = kind === 'self' || left || (peer !== null && isFormer(peer)) ? null : `${root}conversations/${id}?side=1`
  const sideLabel = kind === 'group' ? say('groups.show-members') : say('profile.show')
  const own = left ? null : `${root}conversations/${id}?side=${OWN_SIDE}`
  const tools: Renderable[] = [
    kind === 'group' && nextMention(page, conversation),
    whileNeeded(page, unreadElsewhere > 0, hidden => html`<a id="next-unread" class="icon-button" href="${root}conversations/next?after=${id}" title="${say('own.next-unread')}"${hidden}>${labelledIcon('skip', say('own.next-unread'))}</a>`),
    html`<a class="icon-button" href="${root}search/?in=${id}" title="${say('search.in-this')}">${labelledIcon('search', say('search.in-this'))}</a>`,
    own !== null && html`${between(page)}<a class="icon-button" href="${own}" title="${say('own.open')}" data-side="1">${labelledIcon(page.isMuted(conversation) ? 'muted' : 'bell', say('own.open'))}</a>`,
    side !== null && html`${between(page)}<a class="icon-button" href="${side}" title="${sideLabel}" data-side="1">${labelledIcon('info', sideLabel)}</a>`
  ]
  return html`<header class="column-head conversation-head${frame !== null && ' has-frame'}"><a class="icon-button back" href="${root}conversations/">${labelledIcon('back', say('nav.back'))}<b id="unread-elsewhere" class="badge"${unreadElsewhere === 0 && html` hidden`}>${unreadElsewhere > 0 && unreadElsewhere}</b></a> ${kind === 'group' ? groupSign(conversation, conversation.changedSeq) : conversationAvatar(page, conversation)}<div class="head-text"><h1>${kind === 'group' ? groupTitle(conversation, conversation.changedSeq) : conversationHeading(page, conversation)}</h1><p class="under">${underName(page, conversation)}</p></div><p class="tools">${tools}</p></header>${kind === 'group' && !left && html`${announcementLine(page, conversation, conversation.changedSeq)}${requestsLine(page, conversation, conversation.changedSeq)}`}${results !== null && html`<p class="list-more"><a href="${root}search/?${results}">${say('search.back')}</a></p>`}`
}
