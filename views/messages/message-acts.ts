import type { ConversationSummary } from '#domain/conversations/conversations.ts'
import type { Message } from '#domain/messages/messages.ts'
import type { MessageInfo } from '#domain/messages/message-info.ts'
import type { Reactor } from '#domain/messages/reactions.ts'
import { action, formToken, refusalNote, type Action, type FormRefusal } from '#views/parts/forms.ts'
import { html, type Html, type Renderable } from '#views/parts/html.ts'
import { labelledIcon } from '#views/parts/pictures/icons.ts'
import { editHint, editOver, recallHint } from './change-windows.ts'
import { copyButtons, copyFields } from './several/copying.ts'
import { messageInfo } from './message-info.ts'
import { messageQuote } from './messages.ts'
import { replyBar } from './quotes.ts'
import { reactForm, reactors } from './reactions.ts'
import type { OwnPage } from '#views/parts/page.ts'
import { moment } from '#views/parts/times.ts'

interface MessageActs {
  readonly react: boolean
  readonly reply: boolean
  readonly star?: boolean
  readonly pin?: boolean
  readonly edit: boolean
  readonly recall: boolean
  /** Without regard to its age. */
  readonly recallsAny?: boolean
}

/** One message, and the actions that its reader may take. */
export interface MessageShown {
  readonly conversation: ConversationSummary
  readonly message: Message
  /** The site's address, for a page that shows the link to it. */
  readonly address?: string
  /** Its reach, for its sender. */
  readonly info?: MessageInfo
  /** Whose reactions it has, the first of them; `hasMore`: there are others. */
  readonly who: readonly Reactor[]
  readonly hasMore: boolean
  readonly acts: MessageActs
  /** Text of an edit that was refused; null shows the message's own. */
  readonly kept: string | null
  readonly refusal: FormRefusal | null
}

/** A page about one message. */
export function messagePanel (page: OwnPage, shown: MessageShown): Html {
  const { say, root } = page
  return html`<header class="column-head"><a class="icon-button back turn" href="${root}conversations/${shown.conversation.id}#end">${labelledIcon('back', say('nav.back'))}</a><h1>${say('acts.title')}</h1></header>
<div class="panel">${refusalNote(shown.refusal)}
${messageQuote(page, shown.message)}
${messageActs(page, shown)}
${shown.address !== undefined && takesForward(page, shown.message) && copyFields(page, shown.message, shown.address)}
</div>`
}

/** The forms alone, for the page and for the panel that the script opens beside the message and fills in steps. */
export function messageActs (page: OwnPage, shown: MessageShown, inPanel = false): Html {
  const { conversation, message, info, acts, kept, who, hasMore } = shown
  const { say, times } = page
  const isSaid = takesForward(page, message)
  const to = `conversations/${message.conversationId}/messages/${message.no}`
  return html`<div class="message-acts">
<p class="acts-when">${moment(times, message.at, times.stamp(message.at))}</p>
${acts.react && reactForm(page, message, inPanel)}
${acts.reply && replyLink(page, message, inPanel)}
${isSaid && html`<div class="act"><a class="button" href="${page.root}forward/${message.conversationId}?no=${message.no}">${say('acts.forward')}</a></div>`}
${inPanel && isSaid && copyButtons(page, message)}
${isSaid && html`<div class="act"><a class="button" href="${page.root}select/${message.conversationId}?no=${message.no}"${inPanel && html` data-act="select" data-select="${message.no}"`}>${say('acts.select')}</a></div>`}
${acts.star === true && act(page, to, message.starred === true ? 'unstar' : 'star')}
${acts.pin === true && act(page, to, message.pinned === true ? 'unpin' : 'pin')}
${acts.edit && inPanel && html`<button type="button" class="button edit-open" data-act="edit">${say('acts.edit')}</button>`}
${!inPanel && acts.reply && !acts.edit && isOwnText(page, message) && html`<p class="hint">${editOver(page)}</p>`}
${acts.edit && editForm(page, `${to}/edit`, kept ?? message.body, inPanel)}
${acts.recall && recall(page, message, `${to}/recall`, acts.recallsAny === true)}
${!conversation.left && message.sender.id !== page.viewer.id && one(page, { to: `${to}/unread`, label: say('acts.unread'), className: 'button' }, inPanel ? null : say('acts.unread-hint'))}
${reactors(page, who, hasMore)}${info !== undefined && messageInfo(page, info)}
</div>`
}

function isOwnText ({ viewer }: OwnPage, { sender, kind, forwardedFrom }: Message): boolean {
  return sender.id === viewer.id && kind === 'text' && forwardedFrom === undefined
}

function takesForward ({ kindRules }: OwnPage, { kind, recalledAt }: Message): boolean {
  return kindRules(kind).from !== 'server' && recalledAt === undefined
}

function act (page: OwnPage, to: string, act: 'star' | 'unstar' | 'pin' | 'unpin'): Html {
  return one(page, { to: `${to}/${act}`, label: page.say(`acts.${act}`), className: 'button' }, null)
}

function recall (page: OwnPage, { sender }: Message, to: string, isAny: boolean): Html {
  const { say, windows, viewer } = page
  const isOwn = sender.id === viewer.id
  const label = say(isOwn ? 'acts.recall' : 'acts.remove')
  if (isOwn && isAny) return one(page, { to, label, className: 'button danger' }, null)
  const hint = isOwn ? recallHint(page, windows.recallWindowS) : say('acts.remove-hint')
  return one(page, { to, label, className: 'button danger', describedBy: 'recall-hint' }, hint)
}

// The script takes what the composer shows from here.
function replyLink (page: OwnPage, message: Message, inPanel: boolean): Html {
  const { say, root } = page
  return html`<div class="act"><a class="button" href="${root}conversations/${message.conversationId}?reply=${message.no}#composer"${inPanel && html` data-act="reply" data-bar="${String(replyBar(page, message))}"`}>${say('acts.reply')}</a></div>`
}

function editForm (page: OwnPage, to: string, text: string, inPanel: boolean): Renderable {
  const { say, root, limits, windows, viewer } = page
  return html`<form class="stack edit" method="post" accept-charset="utf-8" action="${root}${to}" data-enter="${viewer.settings.enterSends ? 'send' : 'break'}" data-max-bytes="${limits.bodyBytes}">${formToken(page)}
<div class="field"><label for="edit-body">${say('acts.text')}</label>
<textarea id="edit-body" name="body" rows="4" cols="60" dir="auto" aria-describedby="edit-hint">
${text}</textarea><p class="hint" id="edit-hint">${editHint(page, windows.editWindowS)}</p></div>
<button type="submit" class="button primary">${say('form.save')}</button>${inPanel && html` <button type="button" class="button quiet" data-act="close">${say('acts.cancel')}</button>`}</form>`
}

function one (page: OwnPage, act: Action, hint: string | null): Html {
  return html`<div class="act${hint !== null && ' explained'}">${action(page, act)}${hint !== null && html`<p class="hint"${act.describedBy !== undefined && html` id="${act.describedBy}"`}>${hint}</p>`}</div>`
}

/** The panel in which the script shows the actions on a message. */
export function actsPanel ({ say }: OwnPage): Html {
  return html`<div id="acts" class="pop" role="dialog" aria-label="${say('acts.title')}" tabindex="-1" hidden><p class="note refused" role="alert" hidden></p><div data-slot="acts"></div></div>`
}
