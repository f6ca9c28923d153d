import type { PublicGroup, PublicGroupsFound } from '#domain/conversations/public-groups.ts'
import { action, field, formToken, refusalNote, type FormRefusal } from '#views/parts/forms.ts'
import { html, type Html, type Renderable } from '#views/parts/html.ts'
import type { OwnPage } from '#views/parts/page.ts'
import { sign } from '#views/parts/pictures/avatars.ts'
import { icon, labelledIcon } from '#views/parts/pictures/icons.ts'
import { messageText } from '#views/messages/text/message-text.ts'

/** `found` is null without a search. */
export interface FindingGroups { readonly query: string, readonly found: PublicGroupsFound | null }

/** The search for public groups. */
export function findGroupsPanel (page: OwnPage, shown: FindingGroups): Html {
  const { say, root, publicGroups } = page
  return html`<header class="column-head"><a class="icon-button back" href="${root}conversations/">${labelledIcon('back', say('nav.back'))}</a><h1>${say('groups.find')}</h1></header>
<div class="panel">${publicGroups ? search(page, shown) : html`<p class="note">${say('reason.public-groups-off')}</p>`}</div>`
}

function search (page: OwnPage, { query, found }: FindingGroups): Html {
  const { say, root, limits } = page
  return html`<form class="search in-panel" role="search" aria-label="${say('groups.find')}" method="get" accept-charset="utf-8" action="${root}groups/">
<label class="label" for="group-search">${say('groups.find-name')}</label><span class="search-box">${icon('search')}<input id="group-search" type="search" name="q" value="${query}" maxlength="${limits.title}" placeholder="${say('groups.find-name')}" autocapitalize="none" autocorrect="off" spellcheck="false" autocomplete="off"${found === null && html` autofocus`}></span><button type="submit" class="button">${say('contacts.search-do')}</button></form>
${found === null ? html`<p class="hint">${say('groups.find-hint')}</p>` : hits(page, query, found)}`
}

function hits (page: OwnPage, query: string, { groups, more, next }: PublicGroupsFound): Html {
  const { say, root } = page
  if (groups.length === 0) return html`<p class="nobody">${say('groups.find-none', { query })}</p>`
  return html`<ul class="rows">${groups.map(group => groupRow(page, group))}</ul>${next !== null
    ? html`<p class="list-more"><a class="button quiet" href="${root}groups/?q=${encodeURIComponent(query)}&amp;after=${encodeURIComponent(next)}">${say('groups.more')}</a></p>`
    : more && html`<p class="nobody">${say('contacts.found-more')}</p>`}`
}

/** A public group in a list of results. */
export function groupRow ({ say, root }: OwnPage, { id, title, colour, memberCount, announcement, isMember }: PublicGroup): Html {
  const under = html`${say('groups.members', { count: memberCount })}${announcement !== '' && html` · ${announcement}`}`
  return html`<li class="row"><a href="${root}${isMember ? `conversations/${id}` : `groups/${id}`}">${sign(id, title, 'group', colour)}<span class="row-top"><span class="row-name"><bdi>${title}</bdi></span></span>
<span class="row-bottom"><span class="row-last">${under}</span></span></a></li>`
}

export interface GroupToJoin { readonly group: PublicGroup, readonly refusal: FormRefusal | null, readonly note: string }

/** A public group, before one joins. */
export function publicGroupPanel (page: OwnPage, shown: GroupToJoin): Html {
  const { say, root } = page
  const { group: { id, title, colour, memberCount, announcement } } = shown
  return html`<header class="column-head"><a class="icon-button back" href="${root}groups/">${labelledIcon('back', say('nav.back'))}</a><h1>${say('groups.public')}</h1></header>
<div class="panel"><div class="portrait">${sign(id, title, 'group', colour)}<p class="h2"><bdi>${title}</bdi></p><p class="under">${say('groups.members', { count: memberCount })}</p></div>
${announcement !== '' && html`<blockquote class="request-note"><p class="label-like">${say('groups.announcement')}</p><div dir="auto">${messageText(announcement)}</div></blockquote>`}
${way(page, shown)}</div>`
}

function way (page: OwnPage, { group: { id, joining, requestId, isMember, blocked }, refusal, note }: GroupToJoin): Renderable {
  const { say, root, limits } = page
  if (isMember) return html`<p class="note done">${say('groups.join-inside')}</p><p class="actions"><a class="button primary wide" href="${root}conversations/${id}">${say('groups.join-open')}</a></p>`
  if (requestId !== null) return html`<p class="note done" role="status">${say('groups.join-asked')}</p>${action(page, { to: `groups/${id}/withdraw`, label: say('groups.withdraw'), fields: { request: requestId } })}`
  if (joining === 'closed') return html`<p class="note">${say('reason.group-links-only')}</p>`
  const asks = joining === 'request'
  return html`<form class="stack" method="post" accept-charset="utf-8" action="${root}groups/${id}">${formToken(page)}${refusalNote(refusal)}
${blocked && html`<p class="note">${say('groups.join-blocked')}</p>`}
${asks && html`<p class="hint">${say('groups.join-asks')}</p>${field({ name: 'note', refusal, value: note, label: say('profile.note'), hint: say('profile.note-hint'), maxLength: limits.note, required: false, autocomplete: 'off' })}`}
<button type="submit" class="button primary wide">${say(asks ? 'groups.ask' : 'groups.join')}</button></form>`
}
