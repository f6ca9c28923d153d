import type { ConversationsFound } from '#domain/conversations/conversations.ts'
import { html, type Html } from '#views/parts/html.ts'
import { icon } from '#views/parts/pictures/icons.ts'
import type { OwnPage } from '#views/parts/page.ts'
import { conversationRow } from './conversations.ts'

/** A search in the reader's own chats and what it found. */
export interface ChatSearch extends ConversationsFound { readonly query: string }

/** The field above the chats. The script fetches what it finds while the reader types, in place of the list. */
export function finder (page: OwnPage, search: ChatSearch | null): Html {
  const { say, root, limits } = page
  return html`<form class="search" role="search" method="get" accept-charset="utf-8" action="${root}conversations/" hx-get="${root}conversations/?fragment=hits" hx-target="#hits" hx-trigger="input changed delay:300ms from:#chat-search, submit">
<label class="label" for="chat-search">${say('conversations.search')}</label><span class="search-box">${icon('search')}<input id="chat-search" type="search" name="q" value="${search?.query ?? ''}" maxlength="${limits.displayName}" placeholder="${say('conversations.search')}" autocapitalize="none" autocorrect="off" spellcheck="false" autocomplete="off"></span><button type="submit" class="button">${say('conversations.search-do')}</button></form>
<div id="hits" class="hits" aria-live="polite">${hits(page, search)}</div>`
}

/** The hits: a fragment of its own; nothing without a search, where the list is shown. */
export function hits (page: OwnPage, search: ChatSearch | null): Html {
  const { say, root } = page
  if (!isSearching(search)) return html``
  const { query, conversations, next } = search
  const q = encodeURIComponent(query)
  return html`<div class="found-chats">${conversations.length === 0
    ? html`<p class="nobody">${say(next === null ? 'conversations.no-hits' : 'conversations.no-hits-yet', { query })}</p>`
    : html`<ul class="rows">${conversations.map(each => conversationRow(page, each, null, true))}</ul>`}
${next !== null && html`<p class="list-more"><a class="button quiet" href="${root}conversations/?q=${q}&amp;after=${encodeURIComponent(next)}">${say('conversations.more')}</a></p>`}
<p class="list-more"><a href="${root}search/?q=${q}">${say('search.everywhere-for', { query })}</a></p>
<p class="list-more"><a href="${root}contacts/?q=${q}">${say('conversations.find-people', { query })}</a></p></div>`
}

/** Tells whether there is something to search for; an empty field shows the list. */
export function isSearching (search: ChatSearch | null): search is ChatSearch {
  return search !== null && search.query.trim() !== ''
}
