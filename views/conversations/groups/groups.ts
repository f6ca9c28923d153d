import type { ContactEntry } from '#domain/people/contacts.ts'
import type { Label } from '#domain/people/labels.ts'
import type { ConversationSummary } from '#domain/conversations/conversations.ts'
import { avatar } from '#views/parts/pictures/avatars.ts'
import { conversationHeading } from '#views/conversations/conversations.ts'
import { field, fieldRefusal, formToken, refusalId, refusalNote, select, type FormRefusal } from '#views/parts/forms.ts'
import { html, type Html, type Renderable } from '#views/parts/html.ts'
import { labelledIcon } from '#views/parts/pictures/icons.ts'
import { personName } from '#views/parts/names.ts'
import type { OwnPage } from '#views/parts/page.ts'

/** Length of the usernames that are typed in, some thirty of the longest. */
export const NAMED_MAX_CHARS = 1_000

/** Contacts to choose from. */
export interface Picks {
  /** Contacts ticked so far, on this page of the list or on another. */
  readonly chosen: readonly ContactEntry[]
  /** A page of contacts to choose from, and the start of the next one. */
  readonly contacts: readonly ContactEntry[]
  readonly next: string | null
  /** The search among contacts; null while all of them fit on one page and there was no search. */
  readonly query: string | null
  /** One's labels, by which contacts are shown and ticked, and the chosen one. */
  readonly labels?: readonly Label[]
  readonly labelId?: string | null
  readonly refusal: FormRefusal | null
}

export interface NewGroup extends Picks {
  readonly title: string
  /** Usernames that were typed in. */
  readonly named: string
}

/** The form for a title and members: contacts, and others by their usernames. */
export function newGroupPanel (page: OwnPage, { title, named, ...picks }: NewGroup): Html {
  const { say, root, limits } = page
  const head = html`<header class="column-head"><a class="icon-button back" href="${root}conversations/">${labelledIcon('back', say('nav.back'))}</a><h1>${say('groups.new')}</h1></header>`
  // A form for oneself alone would make a group of one.
  if (hasNobody(picks)) {
    return html`${head}<div class="panel">${refusalNote(picks.refusal)}<p class="lead">${say('groups.no-contacts')}</p><p class="actions"><a class="button primary" href="${root}contacts/?q=">${say('conversations.find')}</a></p></div>`
  }
  return html`${head}
<form class="panel stack" method="post" accept-charset="utf-8" action="${root}groups/new">${formToken(page)}
${refusalNote(picks.refusal)}
${field({ name: 'title', refusal: picks.refusal, label: say('groups.title'), value: title, maxLength: limits.title, autocomplete: 'off' })}
${picker(page, picks, say('groups.who'))}
${namedField(page, picks.refusal, named)}
<button type="submit" class="button primary">${say('groups.make')}</button></form>`
}

export interface AddPeople extends Picks {
  readonly conversation: ConversationSummary
  /** Usernames that were typed in. */
  readonly named: string
}

/** The form that adds contacts to a group, and others by their usernames. */
export function addPeoplePanel (page: OwnPage, { conversation, named, ...picks }: AddPeople): Html {
  const { say, root } = page
  const { id } = conversation
  return html`<header class="column-head"><a class="icon-button back turn" href="${root}conversations/${id}?side=1">${labelledIcon('back', say('nav.back'))}</a><div class="head-text"><h1>${say('groups.add')}</h1><p class="under">${conversationHeading(page, conversation)}</p></div></header>
<form class="panel stack" method="post" accept-charset="utf-8" action="${root}conversations/${id}/add">${formToken(page)}
${refusalNote(picks.refusal)}
${hasNobody(picks) ? html`<p class="lead">${say('groups.all-in')}</p>` : picker(page, picks, say('groups.who-add'))}
${namedField(page, picks.refusal, named)}
<button type="submit" class="button primary">${say('groups.add-do')}</button></form>`
}

function namedField ({ say }: OwnPage, refusal: FormRefusal | null, value: string): Renderable {
  const words = { label: say('groups.named'), hint: say('groups.named-hint') }
  return field({ name: 'named', refusal, ...words, value, maxLength: NAMED_MAX_CHARS, required: false, isName: true, autocomplete: 'off' })
}

function hasNobody ({ query, chosen, contacts, next }: Picks): boolean {
  return query === null && next === null && chosen.length + contacts.length === 0
}

// Contacts beyond the first page are found by name or on the next page; ticked ones are kept.
function picker (page: OwnPage, { chosen, contacts, next, query, labels = [], labelId = null, refusal }: Picks, legend: string): Html {
  const { say } = page
  const ticked = new Set(chosen.map(({ user }) => user.id))
  const beside = fieldRefusal('usernames', refusal)
  const others = contacts.filter(({ user }) => !ticked.has(user.id))
  return html`<fieldset class="people" aria-describedby="${beside.note !== null && `${refusalId('usernames')} `}group-hint"><legend>${legend}</legend>${beside.note}
<p class="hint" id="group-hint">${say('groups.who-hint')}</p>
${(query !== null || labels.length > 0) && findContacts(page, query ?? '', labels, labelId)}
${chosen.length + others.length > 0 && html`<ul class="picks">${chosen.map(each => pick(page, each, true))}${others.map(each => pick(page, each, false))}</ul>`}
${contacts.length === 0 && query !== null && html`<p class="hint">${query === '' ? say('labels.nobody') : say('groups.nobody', { query })}</p>`}
${next !== null && html`<p class="list-more"><input type="hidden" name="after" value="${next}"><input type="submit" class="button quiet" name="more" value="${say('contacts.more')}"></p>`}
</fieldset>`
}

// Buttons of the form that add nobody yet, told apart by name. They are inputs, because IE 6 and 7 send every button element.
function findContacts ({ say, limits }: OwnPage, query: string, labels: readonly Label[], labelId: string | null): Html {
  return html`<div class="field"><label for="group-search">${say('groups.search')}</label>
<input id="group-search" name="q" type="search" value="${query}" maxlength="${limits.displayName}" autocapitalize="none" spellcheck="false" autocomplete="off"></div>
${labels.length > 0 && select({
  name: 'label', refusal: null, label: say('labels.show'), chosen: labelId ?? '', choices: [{ value: '', label: say('labels.any') }, ...labels.map(({ id, name }) => ({ value: id, label: name }))]
})}
<p class="actions"><input type="submit" class="button small" name="find" value="${say('contacts.search-do')}">${labels.length > 0 && html` <input type="submit" class="button small" name="all" value="${say('labels.tick')}">`}</p>`
}

function pick (page: OwnPage, { user }: ContactEntry, isTicked: boolean): Html {
  return html`
<li><label><input type="checkbox" name="usernames" value="${user.username}"${isTicked && html` checked`}>${avatar(page, user)}<span class="pick-name">${personName(page, user)}</span> <span class="username">@${user.username}</span></label></li>`
}
