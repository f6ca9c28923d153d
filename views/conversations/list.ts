import type { ConversationSummary } from '#domain/conversations/conversations.ts'
import { byHand, type ByHand } from '#views/delivery/by-hand.ts'
import { sign } from '#views/parts/pictures/avatars.ts'
import { between, formToken } from '#views/parts/forms.ts'
import { html, type Html } from '#views/parts/html.ts'
import { labelledIcon } from '#views/parts/pictures/icons.ts'
import type { OwnPage } from '#views/parts/page.ts'
import { conversationRow, isUnread } from './conversations.ts'
import { finder, isSearching, type ChatSearch } from './finding.ts'

export interface ConversationListing {
  readonly conversations: readonly ConversationSummary[]
  /** The start of the next page of the list; null on the last. */
  readonly next: string | null
  readonly openId?: string | null
  readonly isTop: boolean
  /** Null without a search. */
  readonly search?: ChatSearch | null
  /** Contact requests that wait for an answer. */
  readonly asking?: number
  /** The links that ask for news by hand. */
  readonly byHand?: ByHand | null
  /** Number of archived conversations. */
  readonly archived?: number
  /** True: these are the archived ones. */
  readonly isArchive?: boolean
  /** The note that says why the page pauses. */
  readonly note?: Html | null
}

/** The column of conversations. `isTop`: it is the page's subject and has its heading. */
export function conversationColumn (page: OwnPage, listing: ConversationListing): Html {
  const { conversations, isTop, search = null } = listing
  const { say } = page
  if (listing.isArchive === true) return archiveColumn(page, listing)
  const title = say('conversations.title')
  // Pages of the other modes come back by themselves, or are read line by line: there, the menu leads to the field.
  const finds = search !== null || (page.mode === 'live' && conversations.length > 0)
  const hidesList = isSearching(search) && page.mode !== 'live'
  return html`<header class="column-head">${isTop ? html`<h1>${title}</h1>` : html`<h2 class="h1">${title}</h2>`}
<div class="tools"><a class="icon-button" href="${page.root}contacts/?q=" title="${say('conversations.start-chat')}">${labelledIcon('plus', say('conversations.start-chat'))}</a>${between(page)}${menu(page, conversations.some(isUnread))}</div></header>
${finds && finder(page, search)}
${!hidesList && listOf(page, listing)}`
}

function listOf (page: OwnPage, listing: ConversationListing): Html {
  const { conversations, next, openId = null, byHand: hand = null, note = null, asking = 0, archived = 0, search = null } = listing
  const { say, root } = page
  // Until the conversation with oneself is a row of its own.
  const lacksSelf = !conversations.some(({ kind }) => kind === 'self')
  return html`<div id="chats"${isSearching(search) && html` hidden`}>${note}${hand !== null && byHand(page, hand)}
<div id="asking-note">${askingLine(page, asking)}</div>
${lacksSelf && notesToSelf(page)}
${conversations.length === 0 && html`<div class="empty small"><p class="empty-line" aria-hidden="true"></p><p><strong>${say('conversations.none')}</strong></p><p>${say('conversations.none-text')}</p><p class="actions"><a class="button primary" href="${root}contacts/?q=">${say('conversations.find')}</a></p></div>`}
<ul id="conversations" class="rows">${conversations.map(each => conversationRow(page, each, openId))}</ul>
${next !== null && html`<p class="list-more"><a class="button quiet" href="${root}conversations/?after=${encodeURIComponent(next)}">${say('conversations.more')}</a></p>`}
<div id="archived-note">${archivedLine(page, archived)}</div></div>`
}

function archiveColumn (page: OwnPage, { conversations, next }: ConversationListing): Html {
  const { say, root } = page
  const title = say('own.archived')
  return html`<header class="column-head"><a class="icon-button back" href="${root}conversations/" title="${say('nav.back')}">${labelledIcon('back', say('nav.back'))}</a><h1>${title}</h1></header>
${conversations.length === 0 && html`<div class="empty small"><p class="empty-line" aria-hidden="true"></p><p><strong>${say('own.archived-none')}</strong></p><p>${say('own.archived-none-text')}</p></div>`}
<ul id="archived" class="rows">${conversations.map(each => conversationRow(page, each))}</ul>
${next !== null && html`<p class="list-more"><a class="button quiet" href="${root}conversations/?archived=1&amp;after=${encodeURIComponent(next)}">${say('conversations.more')}</a></p>`}`
}

/** The way to archived conversations, which patches replace. */
export function archivedLine ({ say, root }: OwnPage, count: number): Html {
  return html`<p id="archived-line" class="list-more"${count === 0 && html` hidden`}>${count > 0 && html`<a class="button quiet" href="${root}conversations/?archived=1">${say('own.archived')}</a>`}</p>`
}

// A page that comes back by itself would close an open menu, and styles give browsers without <details> a page instead of it.
function menu (page: OwnPage, hasUnread: boolean): Html {
  const { say, root, mode } = page
  const link = html`<a class="icon-button${mode === 'live' && ' menu-page'}" href="${root}go/" title="${say('conversations.menu')}">${labelledIcon('more', say('conversations.menu'))}</a>`
  if (mode === 'frame') return link
  return html`${mode === 'live' && link}<details class="menu"><summary class="icon-button" title="${say('conversations.menu')}">${labelledIcon('more', say('conversations.menu'))}</summary><ul class="menu-items"><li><a href="${root}groups/new">${say('groups.new')}</a></li>
${page.publicGroups && html`<li><a href="${root}groups/">${say('groups.find')}</a></li>
`}${page.mode !== 'live' && html`<li><a href="${root}conversations/?q=">${say('conversations.search')}</a></li>
`}<li><a href="${root}search/">${say('search.title')}</a></li>
<li><a href="${root}mentions/">${say('mention.title')}</a></li>
<li><a href="${root}starred/">${say('star.title')}</a></li>
<li><a href="${root}conversations/next">${say('own.next-unread')}</a></li>
<li>${readAll(page, hasUnread)}</li></ul></details>`
}

/** The line about contact requests that wait, which patches replace. */
export function askingLine ({ say, root }: OwnPage, count: number): Html {
  return html`<p id="asking-line" class="note asking"${count === 0 && html` hidden`}>${count > 0 && html`<a href="${root}contacts/">${say('conversations.asking', { count })}</a>`}</p>`
}

function notesToSelf (page: OwnPage): Html {
  const { say, root, viewer } = page
  return html`<form class="notes-to-self" method="post" accept-charset="utf-8" action="${root}conversations/">${formToken(page)}<input type="hidden" name="username" value="${viewer.username}"><button type="submit" class="pinned">${sign(viewer.id, say('conversations.self'), 'person')} <span class="row-name">${say('conversations.self')}</span></button></form>`
}

// The script updates the rows by patches, and hides this button when nothing is unread.
function readAll (page: OwnPage, isShown: boolean): Html {
  const { say, root } = page
  const address = `${root}conversations/read`
  return html`<form id="read-all" method="post" accept-charset="utf-8" action="${address}" hx-post="${address}?fragment=1"${!isShown && html` hidden`}>${formToken(page)}<button type="submit" data-once="1">${say('conversations.read-all')}</button></form>`
}
