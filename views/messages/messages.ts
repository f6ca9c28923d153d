import type { ConversationKind } from '#domain/conversations/conversations.ts'
import type { Receipt } from '#domain/conversations/members.ts'
import type { Message, MessageBefore } from '#domain/messages/messages.ts'
import { html, type Html, type Renderable } from '#views/parts/html.ts'
import { avatar } from '#views/parts/pictures/avatars.ts'
import { kindView } from './kinds.ts'
import { quote, quoteKey } from './quotes.ts'
import { saidText } from './text/said.ts'
import { ownMention } from './mentions/mention-names.ts'
import { marks } from './marks.ts'
import { reactionsKey, reactionsUnder } from './reactions.ts'
import { sentence } from '#views/parts/language.ts'
import { handleOf, isolated, nameKey, personName, shownName } from '#views/parts/names.ts'
import type { OwnPage } from '#views/parts/page.ts'
import { peopleKey } from './system-lines.ts'
import { ageing } from '#views/parts/ageing.ts'
import { clockTime } from '#views/parts/times.ts'

/** Messages of one sender within this time are grouped under one name. */
const GROUPING_MS = 5 * 60_000
/** The text of a message by which the link to its actions is told from the others. */
const NAMED_BY_CHARS = 40

/** The surroundings of a message that decide how it is drawn. */
export interface Setting {
  readonly kind: ConversationKind
  /** The message above it; null for the first of all. */
  readonly previous: MessageBefore | null
  /** The newer message beside it: of neighbours with the same receipt the newest shows it. None in a patch, where the script does this. */
  readonly next?: Message | null
  readonly receipts: readonly Receipt[]
  /** True at the top of a stretch and below the divider: the message has its name and time whoever wrote the one before it. */
  readonly startsGroup?: boolean
}

/** One message. The message before it decides whether it begins a day or continues a group. Drawn once for all who see the same. */
export function messageItem (page: OwnPage, message: Message, setting: Setting): Html {
  return page.drawings.html(messageKey(page, message, setting), () => drawItem(page, message, setting))
}

/**
 * Returns everything that decides how a message is drawn: equal keys, equal bytes. `changedSeq` stands for the text, not for what it
 * quotes; the reader's own is whether it is theirs, the names they know people by, and how far it got. Texts come last, without line
 * ends.
 */
export function messageKey (page: OwnPage, message: Message, setting: Setting): string {
  const { times, mode, root, now } = page
  const { conversationId, no, changedSeq, sender } = message
  const { previous, kind, startsGroup = false } = setting
  const isMine = sender.id === page.viewer.id
  const before = previous === null ? '' : `${previous.sender.id} ${previous.kind} ${previous.at}`
  const got = isMine ? receiptShown(page, message, setting) : null
  const own = isMine ? `mine ${got?.state} ${got?.isRepeated}` : `theirs\n${nameKey(page, sender)}`
  return `message ${conversationId} ${no} ${changedSeq}\n${times.name} ${times.dayNumber(now)} ${mode} ${root} ${kind} ${startsGroup} ${before}\n${own}\n${ownMention(page, message)} ${message.pinned === true} ${message.starred === true} ${message.forwardedFrom?.displayName ?? ''}\n${reactionsKey(message)}\n${quoteKey(page, message)}${peopleKey(page, message)}`
}

/** The same drawn anew, for drawings that are kept as parts of others. */
export function drawItem (page: OwnPage, message: Message, setting: Setting): Html {
  const { times } = page
  const { previous, startsGroup = false } = setting
  const day = previous === null || times.dayKey(previous.at) !== times.dayKey(message.at)
    ? html`<p class="day"><span>${ageing(page, message.at, 'day')}</span></p>`
    : null
  const attributes = html` id="message-${message.conversationId}-${message.no}" data-no="${message.no}" data-changed="${message.changedSeq}" data-sender="${message.sender.username}"`
  if (page.kindRules(message.kind).from === 'server') {
    const time = html` ${clockTime(times, message.at)}`
    return html`<li${attributes} class="message system">${day}${kindView(message).bubble(page, message, time, null)}</li>`
  }
  const isMine = message.sender.id === page.viewer.id
  const continues = !startsGroup && day === null && previous !== null && isContinued(page, previous, message)
  const classes = `message ${isMine ? 'mine' : 'theirs'} ${continues ? 'continued' : 'first'}`
  return html`<li${attributes} class="${classes}"${isMine && message.clientId !== null && html` data-client-id="${message.clientId}"`}>${day}${
    !isMine && setting.kind === 'group' && !continues && avatar(page, message.sender)}${
    byline(page, message, { isMine, continues })}${bubble(page, message, moreLink(page, message), continues)}${reactionsUnder(page, message)}${
    isMine && receipt(page, receiptShown(page, message, setting))}</li>`
}

function isContinued ({ kindRules }: OwnPage, previous: MessageBefore, message: Message): boolean {
  return [previous, message].every(({ kind }) => kindRules(kind).groups === 'with-sender') &&
    previous.sender.id === message.sender.id && Math.abs(message.at - previous.at) < GROUPING_MS
}

interface Byline { readonly isMine: boolean, readonly isQuoted?: boolean, readonly continues?: boolean }

// Display names are not unique, so the username is in the tooltip, and beside the name in a quote. The time of a continued message is out
// of the mouse's reach: there, the bubble has the tooltip (`bubble`).
function byline (page: OwnPage, { sender, at }: Message, { isMine, isQuoted = false, continues = false }: Byline): Html {
  const { say, times } = page
  const name = isMine
    ? html`<span class="name">${say('message.you')}</span>`
    : html`<span class="name" title="${handleOf(sender)}">${personName(page, sender)}</span>${isQuoted && html` <span class="username">${handleOf(sender)}</span>`}`
  return html`<p class="by">${name} ${continues ? html`<time>${times.clock(at)}</time>` : clockTime(times, at)}</p>`
}

/** The body of a message by itself, for the page about it. */
export function messageQuote (page: OwnPage, message: Message): Html {
  if (page.kindRules(message.kind).from === 'server') return html`<div class="quoted system">${kindView(message).bubble(page, message, null, null)}</div>`
  const isMine = message.sender.id === page.viewer.id
  return html`<div class="quoted ${isMine ? 'mine' : 'theirs'}">${byline(page, message, { isMine, isQuoted: true })}${bubble(page, message, null)}</div>`
}

/** The link to the actions on a message: a page of its own, or a panel beside it. */
function moreLink (page: OwnPage, message: Message): Html {
  const { say, root, mode } = page
  const { conversationId, no } = message
  return html`<a class="more" href="${root}messages/${conversationId}?no=${no}" title="${say('message.more')}" aria-label="${say('message.more-about', { text: saidText(page, message, NAMED_BY_CHARS) })}"${mode === 'live' && html` aria-haspopup="dialog"`}><span class="label">${say('message.more')}</span></a>`
}

/** The line that stands for a recalled message, with the name of whoever recalled it as an element. */
export function recalledLine (page: OwnPage, { sender, recalledBy }: Message): Renderable {
  if (recalledBy?.id === page.viewer.id) return page.say('message.removed-by-you')
  if (recalledBy !== undefined) return sentence(page.language, 'message.removed-by', { name: personName(page, recalledBy) })
  if (sender.id === page.viewer.id) return page.say('message.recalled-by-you')
  return sentence(page.language, 'message.recalled-by', { name: personName(page, sender) })
}

function bubble (page: OwnPage, message: Message, more: Html | null, continues = false): Html {
  const { say, times } = page
  const tooltip = continues ? html` title="${times.stamp(message.at)}"` : null
  if (message.recalledAt !== undefined) return html`<div class="bubble recalled"${tooltip}><p class="text">${recalledLine(page, message)}</p></div>`
  return kindView(message).bubble(page, message, html`${marks(page, message)}${
    message.editedAt !== undefined && html`<span class="edited" title="${times.stamp(message.editedAt)}">${say('message.edited')}</span>`}${more !== null && html` ${more}`}`, tooltip, quote(page, message) ?? forwardedLine(page, message))
}

function forwardedLine (page: OwnPage, { forwardedFrom }: Message): Html | null {
  if (forwardedFrom === undefined) return null
  return html`<p class="forwarded">${sentence(page.language, 'message.forwarded', { name: isolated(shownName(page, forwardedFrom.displayName)) })}</p>`
}

interface ReceiptShown { readonly state: ReturnType<typeof receiptState>, readonly isRepeated: boolean }

// Of a message of the reader's own.
function receiptShown (
  { viewer, kindRules }: OwnPage, { no, recalledAt }: Message, { kind, receipts, next = null }: Setting
): ReceiptShown | null {
  if (kind === 'self' || recalledAt !== undefined) return null
  const state = receiptState(no, receipts)
  const isRepeated = next !== null && next.sender.id === viewer.id && kindRules(next.kind).from !== 'server' && next.recalledAt === undefined &&
    receiptState(next.no, receipts) === state
  return { state, isRepeated }
}

function receipt ({ say }: OwnPage, shown: ReceiptShown | null): Html | null {
  if (shown === null) return null
  const { state, isRepeated } = shown
  return html`<span class="receipt${isRepeated && ' repeated'}" data-receipt="${state}" title="${say(`receipt.${state}`)}">${say(`receipt.${state}`)}</span>`
}

/** Returns how far a message got: read or delivered, when that is true for every other member shown. */
export function receiptState (no: number, receipts: readonly Receipt[]): 'stored' | 'delivered' | 'read' {
  if (receipts.length === 0) return 'stored'
  if (receipts.every(each => each.readNo >= no)) return 'read'
  return receipts.every(each => each.deliveredNo >= no) ? 'delivered' : 'stored'
}
