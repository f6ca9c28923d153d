import type { ContactCounts, ContactEntry, ContactRequest, PeopleFound } from '#domain/people/contacts.ts'
import type { GroupInvitation } from '#domain/conversations/group-invitations.ts'
import type { Label } from '#domain/people/labels.ts'
import type { Person, UserRef } from '#domain/people/users.ts'
import { avatar, sign } from '#views/parts/pictures/avatars.ts'
import { action } from '#views/parts/forms.ts'
import { html, type Html, type Renderable } from '#views/parts/html.ts'
import { icon } from '#views/parts/pictures/icons.ts'
import { sentence } from '#views/parts/language.ts'
import { isolated, personName } from '#views/parts/names.ts'
import type { OwnPage } from '#views/parts/page.ts'
import { labelChips, labelTags } from './labels.ts'
import { presenceDot, presenceLine } from './presence.ts'

/** A search and the people it found. */
export interface SearchShown extends PeopleFound {
  readonly query: string
  /** Those of them who are contacts. */
  readonly contactIds: ReadonlySet<string>
}

/** A page of each list; `next` and `nextRequests` are the starts of the next pages, null on the last. */
export interface ContactsListing {
  readonly contacts: readonly ContactEntry[]
  readonly next: string | null
  readonly incoming: readonly ContactRequest[]
  readonly outgoing: readonly ContactRequest[]
  /** Into groups, on the first page. */
  readonly invitations?: readonly GroupInvitation[]
  readonly nextRequests: string | null
  readonly counts: Pick<ContactCounts, 'contacts'>
  readonly labels?: readonly Label[]
  /** The label of all these contacts; null: all of one's contacts. */
  readonly label?: Label | null
  /** Null without a search. */
  readonly search: SearchShown | null
  readonly openUsername?: string | null
  readonly isTop: boolean
}

/** The column of people: the search, requests in both directions, contacts. */
export function contactsColumn (page: OwnPage, listing: ContactsListing): Html {
  const { contacts, next, incoming, outgoing, invitations = [], nextRequests, counts, search, openUsername = null, isTop } = listing
  const { labels = [], label = null } = listing
  const { say } = page
  const title = say('contacts.title')
  const row = (user: UserRef, under: Renderable) => personRow(page, user, under, user.username === openUsername)
  // As “New chat” leads here: with somebody to look for, or with several.
  const begins = search !== null && search.query === ''
  return html`<div id="people"><header class="column-head">${isTop ? html`<h1>${title}</h1>` : html`<h2 class="h1">${title}</h2>`}</header>
${searchForm(page, search?.query ?? '', begins)}
<div id="found" class="found" aria-live="polite">${found(page, search, counts.contacts === 0 && incoming.length === 0)}</div>
${incoming.length > 0 && html`<h2 class="list-title">${say('contacts.incoming')}</h2>
<ul class="rows requests" id="incoming">${incoming.map(request => incomingRow(page, request))}</ul>`}
${invitations.length > 0 && html`<h2 class="list-title">${say('groups.invitations')}</h2>
<ul class="rows requests" id="invitations">${invitations.map(each => invitationRow(page, each))}</ul>`}
${outgoing.length > 0 && html`<h2 class="list-title">${say('contacts.outgoing')}</h2>
<ul class="rows">${outgoing.map(({ to }) => row(to, say('contacts.waiting')))}</ul>`}
${more(page, 'requests', nextRequests, say('contacts.more-requests'))}
${begins && counts.contacts > 0 && html`<ul class="rows"><li class="row single"><a href="${page.root}groups/new"><span class="avatar group" aria-hidden="true">${icon('people')}</span><span class="row-top"><span class="row-name">${say('groups.new')}</span></span></a></li></ul>`}
${(contacts.length > 0 || label !== null) && html`<h2 class="list-title">${label === null ? countOf(page, counts.contacts) : isolated(label.name)}</h2>
${labelChips(page, labels, label?.id ?? null)}
${contacts.length === 0 && html`<p class="nobody">${say('labels.nobody')}</p>`}
<ul class="rows">${contacts.map(({ user, labels: ids }) => row(user, html`@${user.username} ${presenceLine(page, user.username)}${labelTags(labels, ids)}`))}</ul>${more(page, 'after', next, say('contacts.more'), label)}`}</div>`
}

function countOf ({ say, limits }: OwnPage, count: number): string {
  return say(count < limits.countCap ? 'contacts.count' : 'contacts.count-many', { count })
}

function more ({ root }: OwnPage, name: 'after' | 'requests', next: string | null, text: string, label: Label | null = null): Html | null {
  const query = new URLSearchParams({ ...label === null ? {} : { label: label.id }, [name]: next ?? '' })
  return next === null ? null : html`<p class="list-more"><a class="button quiet" href="${root}contacts/?${query.toString()}">${text}</a></p>`
}

function searchForm ({ say, root, limits }: OwnPage, query: string, hasFocus: boolean): Html {
  return html`<form class="search" role="search" method="get" accept-charset="utf-8" action="${root}contacts/" hx-get="${root}contacts/?fragment=found" hx-target="#found" hx-trigger="input changed delay:300ms from:#people-search, submit">
<label class="label" for="people-search">${say('contacts.search')}</label><span class="search-box">${icon('search')}<input id="people-search" type="search" name="q" value="${query}" maxlength="${limits.displayName}" placeholder="${say('contacts.search')}" autocapitalize="none" autocorrect="off" spellcheck="false" autocomplete="off"${hasFocus && html` autofocus`}></span><button type="submit" class="button">${say('contacts.search-do')}</button></form>`
}

/** The result of a search: a fragment of its own, swapped in while the reader types. Without one, the note that nobody is known yet. */
export function found (page: OwnPage, search: SearchShown | null, knowsNobody: boolean): Html {
  const { say } = page
  if (search === null || search.query.trim() === '') return knowsNobody ? nobodyYet(page) : html``
  const { query, users, more, contactIds } = search
  const under = ({ id, username, about }: Person) =>
    html`@${username}${contactIds.has(id) && html` <span class="tag">${say('contacts.is-contact')}</span>`}${aboutOf(username, about)}`
  if (users.length === 0) return html`<p class="nobody">${say('contacts.nobody', { query })}</p>`
  return html`<h2 class="list-title">${say('contacts.found')}</h2><ul class="rows">${users.map(user => personRow(page, user, under(user), false, `?q=${encodeURIComponent(query)}`))}</ul>${more && html`<p class="nobody">${say('contacts.found-more')}</p>`}`
}

function nobodyYet ({ say, viewer }: OwnPage): Html {
  return html`<div class="empty small"><p class="empty-line" aria-hidden="true"></p><p><strong>${say('contacts.none')}</strong></p><p>${say('contacts.none-text', { username: viewer.username })}</p></div>`
}

function personRow (page: OwnPage, user: UserRef, under: Renderable, isOpen = false, query = ''): Html {
  return html`<li class="row person${isOpen && ' selected'}"><a href="${page.root}contacts/${user.username}${query}"${isOpen && html` aria-current="page"`}><span class="avatar-box">${avatar(page, user)}${presenceDot(page, user.username)}</span><span class="row-top"><span class="row-name">${personName(page, user)}</span></span>
<span class="row-bottom"><span class="row-last">${under}</span></span></a></li>`
}

/** The line that a person says about themselves, after their username. */
export function aboutOf (username: string, about: string): Html {
  return html` <bdi class="row-about" data-about-of="${username}">${about}</bdi>`
}

function incomingRow (page: OwnPage, request: ContactRequest): Html {
  const { say, root } = page
  const { id, from, note } = request
  return html`<li class="row person asking"><a href="${root}contacts/${from.username}">${avatar(page, from)}<span class="row-top"><span class="row-name">${personName(page, from)}</span></span>
<span class="row-bottom"><span class="row-last">${note === '' ? `@${from.username}` : note}</span></span></a>
<div class="row-acts">${action(page, { to: `contact-requests/${id}/accept`, label: say('contacts.accept'), className: 'button small primary', fields: { from: 'list' } })}
${action(page, { to: `contact-requests/${id}/reject`, label: say('contacts.reject'), className: 'button small quiet', fields: { from: 'list' } })}</div></li>`
}

// The group is a stranger's to its reader, so that nothing is linked but who invites them.
function invitationRow (page: OwnPage, { id, group: { title, colour, memberCount }, by }: GroupInvitation): Html {
  const { say, root, language } = page
  const under = sentence(language, 'groups.invited-by', { name: personName(page, by), members: say('groups.members', { count: memberCount }) })
  return html`<li class="row person asking"><a href="${root}contacts/${by.username}">${sign(title, title, 'group', colour)}<span class="row-top"><span class="row-name"><bdi>${title}</bdi></span></span>
<span class="row-bottom"><span class="row-last">${under}</span></span></a>
<div class="row-acts">${action(page, { to: `group-invitations/${id}/accept`, label: say('groups.join-short'), className: 'button small primary' })}
${action(page, { to: `group-invitations/${id}/reject`, label: say('contacts.reject'), className: 'button small quiet' })}</div></li>`
}
