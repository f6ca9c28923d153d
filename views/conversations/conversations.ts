import type { ConversationSummary } from '#domain/conversations/conversations.ts'
import type { Message } from '#domain/messages/messages.ts'
import { avatar, sign } from '#views/parts/pictures/avatars.ts'
import { excerpt } from '#views/parts/excerpt.ts'
import { html, type Html, type Renderable } from '#views/parts/html.ts'
import { labelledIcon } from '#views/parts/pictures/icons.ts'
import { sentence } from '#views/parts/language.ts'
import { inGroup, isolated, nameKey, nameOf, personName } from '#views/parts/names.ts'
import type { OwnPage } from '#views/parts/page.ts'
import { presenceDot } from '#views/people/presence.ts'
import { mentionBadge } from '#views/messages/mentions/mention-signs.ts'
import { kindView } from '#views/messages/kinds.ts'
import { textPreview } from '#views/messages/text/message-text.ts'
import { recalledLine } from '#views/messages/messages.ts'
import { peopleKey } from '#views/messages/system-lines.ts'
import { ageing } from '#views/parts/ageing.ts'

/** The part of an announcement that stands above the messages. */
const ANNOUNCED_CHARS = 120

/** A group's name at its head, which patches replace. */
export function groupTitle ({ id, title }: Pick<ConversationSummary, 'id' | 'title'>, seq: number): Html {
  return html`<bdi id="title-${id}" data-changed="${seq}">${title}</bdi>`
}

/** The beginning of a group's announcement, above its messages: the way to all of it. Patches replace it. */
export function announcementLine ({ say, root }: OwnPage, { id, announcement }: Pick<ConversationSummary, 'id' | 'announcement'>, seq: number): Html {
  return html`<p id="announcement-${id}" class="announcement" data-changed="${seq}"${announcement === '' && html` hidden`}>${
    announcement !== '' && html`<a href="${root}conversations/${id}?side=1" data-side="1"><span class="label">${say('groups.announced')}</span><span dir="auto">${excerpt(announcement, ANNOUNCED_CHARS)}</span></a>`}</p>`
}

/** The sign of a group at its head, which patches replace. */
export function groupSign ({ id, title, colour }: Pick<ConversationSummary, 'id' | 'title' | 'colour'>, seq: number): Html {
  return html`<span id="sign-${id}" class="avatar-box" data-changed="${seq}">${sign(id, title ?? '', 'group', colour)}</span>`
}

/** A conversation's name in a sentence of its own page, where a script lets that of a group follow its head. */
export function nameOnPage (page: OwnPage, conversation: ConversationSummary): Html {
  return conversation.kind === 'group' ? html`<bdi class="group-name">${conversation.title}</bdi>` : conversationHeading(page, conversation)
}

/** Those who ask to join a group, above its messages, for its owner and admins: the way to them. Patches replace it. */
export function requestsLine ({ say, root }: OwnPage, { id, joinRequests }: Pick<ConversationSummary, 'id' | 'joinRequests'>, seq: number): Html {
  return html`<p id="requests-${id}" class="announcement requests" data-changed="${seq}"${joinRequests === 0 && html` hidden`}>${
    joinRequests > 0 && html`<a href="${root}conversations/${id}/invites">${say('groups.waiting', { count: joinRequests })}</a>`}</p>`
}

/** Their number, beside the way to them in the panel about the group. */
export function requestsCount ({ id, joinRequests }: Pick<ConversationSummary, 'id' | 'joinRequests'>, seq: number): Html {
  return html`<b id="requests-count-${id}" class="badge" data-changed="${seq}"${joinRequests === 0 && html` hidden`}>${joinRequests > 0 && joinRequests}</b>`
}

/** Tells a reader who may only read that they may; hides the composer after it. Patches replace it. */
export function hushNote (page: OwnPage, conversation: Hushable & Pick<ConversationSummary, 'id'>, seq: number): Html {
  const text = hushText(page, conversation)
  return html`<p id="hush-${conversation.id}" class="note hush${text !== null && ' on'}" data-changed="${seq}"${text === null && html` hidden`}>${text}</p>`
}

/** Returns why the reader may only read; null when they may write. */
export function hushText ({ say, times, now }: OwnPage, conversation: Hushable): string | null {
  const { silencedUntil } = conversation
  if (silencedUntil !== null) return say('composer.silenced', { time: times.until(silencedUntil, now) })
  return isHushed(conversation) ? say('composer.quiet') : null
}

type Hushable = Pick<ConversationSummary, 'quiet' | 'role' | 'silencedUntil'>

/** Whether the reader may only read. */
export function isHushed ({ quiet, role, silencedUntil }: Hushable): boolean {
  return silencedUntil !== null || (quiet && role === 'member')
}

type Named = Pick<ConversationSummary, 'kind' | 'title' | 'peer'>

/** Returns the conversation's name for this reader: the group's title, their name for the other person, or “Notes to self”. */
export function conversationName (page: OwnPage, { kind, title, peer }: Named): string {
  if (kind === 'group') return title ?? ''
  return peer === null ? page.say('conversations.self') : nameOf(page, peer)
}

/** The same as HTML that follows a change of the person's name. */
export function conversationHeading (page: OwnPage, conversation: Named): Html {
  return conversation.peer === null ? isolated(conversationName(page, conversation)) : personName(page, conversation.peer)
}

export function conversationAvatar (page: OwnPage, conversation: ConversationSummary): Html {
  const { id, kind, peer, colour } = conversation
  if (peer !== null) return html`<span class="avatar-box">${avatar(page, peer)}${presenceDot(page, peer.username)}</span>`
  const name = conversationName(page, conversation)
  return html`<span class="avatar-box">${kind === 'group' ? sign(id, name, 'group', colour) : sign(page.viewer.id, name, 'person')}</span>`
}

/** The number of members at the head of a group, which patches replace. */
export function membersCount ({ say }: OwnPage, { id, memberCount }: Pick<ConversationSummary, 'id' | 'memberCount'>, seq: number): Html {
  return html`<span id="members-${id}" data-changed="${seq}">${say('groups.you-and', { count: memberCount - 1 })}</span>`
}

/** Tells whether a row is marked. */
export function isUnread ({ unread, unreadFrom }: ConversationSummary): boolean {
  return unread > 0 || unreadFrom !== null
}

/**
 * One row of the list, the same in a page and in a patch. `data-changed` is the `seq` of the newest thing it shows, `data-place` its place
 * in the list, the highest first. A hit of a search has no id: patches draw the row in the list.
 */
export function conversationRow (around: OwnPage, conversation: ConversationSummary, openId: string | null = null, isHit = false): Html {
  const page = inGroup(around, conversation.id)
  const { root } = page
  const { id, unread, lastMessage, activeAt, left, pinned, saidSeq } = conversation
  const isBold = isUnread(conversation)
  const changed = Math.max(conversation.changedSeq, lastMessage?.changedSeq ?? 0)
  const address = `${root}conversations/${id}`
  const isMine = lastMessage?.sender.id === page.viewer.id
  return html`<li${!isHit && html` id="conversation-${id}"`} class="row${isBold && ' unread'}${left && ' left'}${pinned && ' pinned-row'}${page.isMuted(conversation) && ' muted'}${id === openId && ' selected'}" data-place="${page.listPlace(conversation, saidSeq)}" data-kind="${conversation.kind}" data-changed="${changed}" data-unread="${unread}"${isMine && html` data-mine="1"`}${conversation.notify === 'mentions' && html` data-notify="mentions"`}${conversation.mentionNo !== null && html` data-mention="${conversation.mentionNo}" data-mention-seq="${conversation.mentionSeq}"`}${conversation.bounced && html` data-bounced="1" data-outgoing="failed"`}><a href="${address}#${isBold ? 'divider' : 'end'}" hx-get="${address}?fragment=1" hx-target="#middle" hx-swap="outerHTML" hx-push-url="${address}"${id === openId && html` aria-current="page"`}>${
    conversationAvatar(page, conversation)} <span class="row-top"><span class="row-name">${conversationHeading(page, conversation)}</span>${left && html` <span class="tag">${page.say('conversations.left')}</span>`} ${conversation.bounced && html`<span class="row-mark" title="${page.say('row.failed')}"><span class="label">${page.say('row.failed')}</span></span> `}<span class="row-time">${ageing(page, activeAt, 'brief')}</span></span>
<span class="row-bottom"><span class="row-last">${draftLine(page, conversation, id === openId)}<span class="said">${lastLine(page, conversation)}</span></span>${ownMarks(page, conversation)}${mentionBadge(page, conversation)}${isBold && html` ${badge(page, unread)}`}</span></a>${!left && page.mode !== 'plain' && rowMenuLink(page, address)}</li>`
}

/**
 * Returns everything that decides how a group's row is drawn in a patch: equal keys, equal bytes (see `messageKey`). Null for other rows,
 * which have no two readers alike.
 */
export function rowKey (around: OwnPage, row: ConversationSummary): string | null {
  if (row.kind !== 'group') return null
  const page = inGroup(around, row.id)
  const { times, mode, root, now, viewer } = page
  const { id, changedSeq, unread, bounced, left, activeAt, draft, pinned, archived, saidSeq, lastMessage: last } = row
  const isMine = last?.sender.id === viewer.id
  const said = last === null ? '' : `${last.no} ${last.changedSeq} ${isMine ? 'mine' : `theirs\n${nameKey(page, last.sender)}`}${peopleKey(page, last)}`
  return `row ${id} ${changedSeq} ${unread} ${isUnread(row)} ${bounced} ${left} ${activeAt} ${pinned} ${page.isMuted(row)} ${row.notify} ${archived} ${saidSeq} ${row.mentionNo} ${row.mentionSeq}\n${times.name} ${times.dayNumber(now)} ${mode} ${root} ${said}\n${draft ?? ''}`
}

// Without script, the same is in the panel beside the conversation; text browsers, which read all of a row aloud, find it on its page.
function rowMenuLink ({ say }: OwnPage, address: string): Html {
  return html` <a class="row-more" href="${address}?side=_own" data-act="row-menu" title="${say('own.open')}"><span class="label">${say('own.open')}</span></a>`
}

function ownMarks ({ say, isMuted }: OwnPage, conversation: ConversationSummary): Renderable {
  return [
    isMuted(conversation) && html` <span class="own-mark" title="${say('own.muted')}">${labelledIcon('muted', say('own.muted'))}</span>`,
    conversation.pinned && html` <span class="own-mark" title="${say('own.pinned')}">${labelledIcon('pin', say('own.pinned'))}</span>`
  ]
}

// The number of unread messages, or a dot for a conversation that the reader marked unread.
function badge ({ say, limits, mode }: OwnPage, unread: number): Html {
  if (unread === 0) return html`<b class="badge mark-unread" title="${say('conversations.marked')}">•</b>`
  const count = unread >= limits.unreadCap ? `${limits.unreadCap}+` : unread
  return html`<b class="badge" title="${say('conversations.unread', { count: unread })}">${mode === 'plain' ? html`<span class="label">(</span>${say('conversations.new', { count })}<span class="label">)</span>` : count}</b>`
}

// Where the script moves on to another conversation, the style sheet shows the draft instead of the last message, or that in the open one.
function draftLine ({ say, mode }: OwnPage, { draft, left }: ConversationSummary, isOpen: boolean): Html | null {
  if (draft === null || draft === '' || left || (isOpen && mode !== 'live')) return null
  return html`<span class="drafted"><span class="draft">${say('conversations.draft')}</span> ${textPreview(draft)}</span> `
}

function lastLine (page: OwnPage, { lastMessage, kind }: ConversationSummary): Renderable {
  const { say } = page
  if (lastMessage === null) return html`<span class="faint">${say('conversations.nothing-yet')}</span>`
  const preview = () => kindView(lastMessage).preview(page, lastMessage)
  if (page.kindRules(lastMessage.kind).from === 'server') return html`<span class="faint">${preview()}</span>`
  if (lastMessage.recalledAt !== undefined) return html`<span class="faint">${recalledLine(page, lastMessage)}</span>`
  return [who(page, lastMessage, kind), preview()]
}

function who (page: OwnPage, { sender }: Message, kind: ConversationSummary['kind']): Renderable {
  if (kind === 'self') return null
  if (sender.id === page.viewer.id) return page.say('conversations.by-you')
  return kind === 'group' ? sentence(page.language, 'conversations.by', { name: personName(page, sender) }) : null
}
