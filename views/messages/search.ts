import type { ConversationSummary } from '#domain/conversations/conversations.ts'
import type { PublicGroup } from '#domain/conversations/public-groups.ts'
import type { SearchPhrase } from '#domain/messages/search/search-phrase.ts'
import type { MessageHit } from '#domain/messages/search/search.ts'
import type { ReasonError } from '#domain/reasons.ts'
import type { Person } from '#domain/people/users.ts'
import { conversationAvatar, conversationHeading, conversationName, conversationRow } from '#views/conversations/conversations.ts'
import { groupRow } from '#views/conversations/groups/public-groups.ts'
import { ageing } from '#views/parts/ageing.ts'
import { excerpt } from '#views/parts/excerpt.ts'
import { field, select } from '#views/parts/forms.ts'
import { html, type Html } from '#views/parts/html.ts'
import { inGroup, personName } from '#views/parts/names.ts'
import type { OwnPage } from '#views/parts/page.ts'
import { avatar } from '#views/parts/pictures/avatars.ts'
import { icon, labelledIcon } from '#views/parts/pictures/icons.ts'
import { aboutOf } from '#views/people/contacts.ts'
import { messageAddress } from './quotes.ts'

/** UTF-16 units of a name or of words that are said back. */
const NAME_CHARS = 60

/** Results of a search. */
export interface Found {
  /** The reason for which messages were not searched. */
  readonly refusal: ReasonError | null
  /** The name of a chat that the reader does not have. */
  readonly missing: string | null
  /** The name of a person whom the reader cannot find. */
  readonly stranger: string | null
  /** The field with a day that is not in the calendar. */
  readonly wrongDay: 'since' | 'before' | null
  readonly users: readonly Person[]
  /** There are more people than these. */
  readonly morePeople: boolean
  readonly chats: readonly ConversationSummary[]
  /** Public groups that the reader is not in. */
  readonly groups: readonly PublicGroup[]
  readonly moreGroups: boolean
  readonly hits: readonly MessageHit[]
  /** The conversations of the hits. */
  readonly places: readonly ConversationSummary[]
  readonly next: string | null
  readonly isComplete: boolean
}

interface SearchShown {
  /** The search as one would type it: for the links of its results. */
  readonly query: string
  /** The part of it for the field of the words. */
  readonly typed: string
  readonly phrase: SearchPhrase
  /** The conversation that is searched; null: all of them. */
  readonly scope: ConversationSummary | null
  /** Conversations to choose from, the newest ones. */
  readonly chats: readonly ConversationSummary[]
  /** The place in the results where this page begins. */
  readonly after?: string | undefined
  readonly found: Found
}

/** The search of messages: the form, and its results by kind. */
export function searchPanel (page: OwnPage, shown: SearchShown): Html {
  const { say, root } = page
  const { query, scope } = shown
  const back = scope === null ? 'conversations/' : `conversations/${scope.id}#end`
  return html`<header class="column-head"><a class="icon-button back${scope !== null && ' turn'}" href="${root}${back}" title="${say('nav.back')}">${labelledIcon('back', say('nav.back'))}</a>${scope === null ? html`<h1>${say('search.title')}</h1>` : html`<div class="head-text"><h1>${say('search.title')}</h1><p class="under">${say('search.in', { name: conversationName(page, scope) })}</p></div>`}</header>
<div class="panel search-page">${searchForm(page, shown)}
${scope !== null && html`<p class="list-more"><a href="${root}search/?q=${encodeURIComponent(query)}">${say('search.everywhere')}</a></p>`}
${hasBounds(shown) && html`<p class="list-more"><a href="${root}search/?q=${encodeURIComponent(shown.typed)}${scope !== null && `&in=${scope.id}`}">${say('search.clear')}</a></p>`}
${query === '' ? start(page) : results(page, shown)}</div>`
}

// Besides the chat, which has its own way out.
function hasBounds ({ query, typed }: SearchShown): boolean {
  return query !== typed
}

function searchForm (page: OwnPage, { query, typed, phrase, scope, chats, found }: SearchShown): Html {
  const { say, root } = page
  const { from = '', after = '', before = '', hasLink = false } = phrase
  const choices = [...scope === null || chats.some(({ id }) => id === scope.id) ? [] : [scope], ...chats]
  const count = [scope !== null, from !== '', after !== '', before !== '', hasLink].filter(isOn => isOn).length
  // Folded above what was found, with their number.
  const isOpen = count > 0 && query !== '' && found.hits.length === 0
  const refusal = found.wrongDay === null ? null : { field: found.wrongDay, text: say('search.day-invalid', { example: '2026-01-31' }) }
  const day = (name: 'since' | 'before', label: string, value: string) => field({ name, label, value, type: 'date', required: false, refusal })
  return html`<form role="search" aria-label="${say('search.title')}" method="get" accept-charset="utf-8" action="${root}search/"><div class="search">
<label class="label" for="message-query">${say('search.label')}</label><span class="search-box">${icon('search')}<input id="message-query" type="search" name="q" value="${typed}" placeholder="${say('search.label')}" autocapitalize="none" autocorrect="off" spellcheck="false" autocomplete="off"${query === '' && html` autofocus`}></span><button type="submit" class="button">${say('search.do')}</button></div>
<details class="filters"${isOpen && html` open`}><summary>${say('search.filters', { count })}</summary>
${select({ name: 'in', label: say('search.filter-chat'), refusal: null, chosen: scope?.id ?? '', choices: [{ value: '', label: say('search.filter-all') }, ...choices.map(chat => ({ value: chat.id, label: conversationName(page, chat) }))] })}
${field({ name: 'from', label: say('search.filter-from'), value: from, hint: say('search.filter-from-hint'), refusal: null, required: false, isName: true, autocomplete: 'off' })}
<div class="days">${day('since', say('search.filter-since'), after)}${day('before', say('search.filter-before'), before)}</div>
<div class="check"><input id="field-link" name="link" type="checkbox" value="1"${hasLink && html` checked`}><label for="field-link">${say('search.filter-link')}</label></div>
<p class="actions"><button type="submit" class="button primary">${say('search.do')}</button></p></details></form>`
}

function start ({ say }: OwnPage): Html {
  return html`<div class="empty small"><p class="empty-line" aria-hidden="true"></p><p><strong>${say('search.start')}</strong></p><p>${say('search.hint', { from: 'from:ana', link: 'has:link' })}</p></div>`
}

function results (page: OwnPage, { query, phrase, scope, after, found }: SearchShown): Html {
  const { say, root } = page
  const { refusal, missing, stranger, wrongDay, users, morePeople, chats, groups, moreGroups, hits, places, next, isComplete } = found
  const byId = new Map(places.map(place => [place.id, place]))
  const isBare = users.length + chats.length + groups.length + hits.length === 0
  const isRefused = missing !== null || stranger !== null || wrongDay !== null || refusal !== null
  const q = encodeURIComponent(query)
  const within = scope === null ? '' : `&in=${scope.id}`
  const here = `q=${q}${within}${after === undefined ? '' : `&after=${encodeURIComponent(after)}`}`
  return html`${missing !== null && html`<p class="note refused" role="alert">${say('search.no-chat', { name: excerpt(missing, NAME_CHARS) })}</p>`}
${stranger !== null && html`<p class="note refused" role="alert">${say('search.no-person', { name: excerpt(stranger, NAME_CHARS) })}</p>`}
${refusal !== null && html`<p class="note refused" role="alert">${reasonText(page, refusal)}</p>`}
${!isComplete && html`<p class="note">${say('search.filling')}</p>`}
${users.length > 0 && html`<h2 class="list-title">${say('search.people')}</h2><ul class="rows">${users.map(user => personRow(page, user))}</ul>${morePeople && html`<p class="list-more"><a href="${root}contacts/?q=${q}">${say('search.all-people')}</a></p>`}`}
${chats.length > 0 && html`<h2 class="list-title">${say('search.chats')}</h2><ul class="rows">${chats.map(each => conversationRow(page, each, null, true))}</ul>`}
${groups.length > 0 && html`<h2 class="list-title">${say('search.public-groups')}</h2><ul class="rows">${groups.map(group => groupRow(page, group))}</ul>${moreGroups && html`<p class="list-more"><a href="${root}groups/?q=${q}">${say('search.all-groups')}</a></p>`}`}
${hits.length > 0 && html`<h2 class="list-title">${say('search.messages')}</h2><ul class="rows">${hits.map(hit => hitRow(page, hit, byId.get(hit.message.conversationId), here))}</ul>`}
${isBare && !isRefused && (next === null ? none(page, phrase.words) : html`<p class="nobody" role="status">${say('search.look-on')}</p>`)}
${next !== null && html`<p class="list-more"><a class="button quiet" href="${root}search/?q=${q}${within}&after=${encodeURIComponent(next)}">${say('search.more')}</a></p>`}`
}

function none ({ say }: OwnPage, words: string): Html {
  const shown = words === '' || words.length > NAME_CHARS ? say('search.none-bare') : say('search.none', { query: words })
  return html`<div class="empty small" role="status"><p class="empty-line" aria-hidden="true"></p><p><strong>${shown}</strong></p><p>${say('search.none-text')}</p></div>`
}

function reasonText ({ say }: OwnPage, { reason, values }: ReasonError): string {
  switch (reason) {
    case 'search-short': return say('reason.search-short')
    case 'chars-max': return say('reason.chars-max', { max: values['max'] ?? 0 })
    default: return say('reason.search-empty')
  }
}

function personRow (page: OwnPage, user: Person): Html {
  return html`<li class="row"><a href="${page.root}contacts/${user.username}">${avatar(page, user)} <span class="row-top"><span class="row-name">${personName(page, user)}</span></span> <span class="row-bottom"><span class="row-last">@${user.username}${aboutOf(user.username, user.about)}</span></span></a></li>`
}

/** A message that was found, in its conversation; its page leads back to these results, the query of a search. */
export function hitRow (around: OwnPage, { message, snippet }: MessageHit, place: ConversationSummary | undefined, results = ''): Html | null {
  if (place === undefined) return null
  const page = inGroup(around, place.id)
  const { conversationId, no, sender, at } = message
  const parts = snippet.map(([text, isHit]) => isHit ? html`<mark>${text}</mark>` : text)
  return html`<li class="row"><a href="${messageAddress(page, { conversationId, no }, { results })}">${conversationAvatar(page, place)} <span class="row-top"><span class="row-name">${personName(page, sender)}</span> <span class="row-time">${ageing(page, at, 'brief')}</span></span>
<span class="row-bottom"><span class="found-words">${parts}</span></span> <span class="hit-place">${conversationHeading(page, place)}</span></a></li>`
}
