import type { ConversationSummary } from '#domain/conversations/conversations.ts'
import type { UserRef } from '#domain/people/users.ts'
import { SECTIONS } from '#views/account/settings.ts'
import { formToken } from '#views/parts/forms.ts'
import { html, type Html, type Renderable } from '#views/parts/html.ts'
import { CATALOGUES, type Key } from '#views/parts/language.ts'
import { handleOf, personName } from '#views/parts/names.ts'
import type { OwnPage } from '#views/parts/page.ts'
import { avatar } from '#views/parts/pictures/avatars.ts'
import { icon, labelledIcon, type Icon } from '#views/parts/pictures/icons.ts'
import { conversationAvatar, conversationHeading } from './conversations.ts'

/** A page to go to, or a form to send, by its address below the root. */
export interface Command {
  readonly icon: Icon
  readonly label: string
  readonly to: string
  readonly isForm: boolean
  /** The label in every language: one may search in any of them. */
  readonly words: string
}

/** The places that a query leads to; those of an empty one are the newest. */
export interface Places {
  readonly query: string
  readonly chats: readonly ConversationSummary[]
  readonly people: readonly UserRef[]
  readonly commands: readonly Command[]
}

/** One place, as the field offers it. */
interface Place {
  readonly to: string
  readonly sign: Html
  readonly name: Renderable
  readonly note?: Renderable
  readonly conversation?: string
  readonly isForm?: boolean
}

interface PlaceGroup { readonly label: string, readonly places: readonly Place[] }

/** The commands that this viewer has. */
export function commandsOf (page: OwnPage): readonly Command[] {
  const command = (icon: Icon, key: Key & Labels, to: string, isForm = false): Command =>
    ({ icon, label: page.say(key), to, isForm, words: Object.values(CATALOGUES).map(texts => texts[key]).join(' ') })
  return [
    command('plus', 'conversations.start-chat', 'contacts/?q='),
    command('people', 'groups.new', 'groups/new'),
    command('chats', 'conversations.read-all', 'conversations/read', true),
    command('next', 'own.next-unread', 'conversations/next'),
    ...page.publicGroups ? [command('search', 'groups.find', 'groups/')] : [],
    command('search', 'search.title', 'search/'),
    command('at', 'mention.title', 'mentions/'),
    command('star', 'star.title', 'starred/'),
    command('people', 'contacts.title', 'contacts/'),
    ...SECTIONS.map(section => command('settings', section === 'language' ? 'settings.language-section' : `settings.${section}`, `settings/${section}`)),
    command('signal', 'connection.title', 'connection/'),
    ...page.viewer.isAdmin ? [command('home', 'admin.title', 'admin/site')] : [],
    command('next', 'settings.sign-out', 'signout', true)
  ]
}

/** Texts without arguments that name a command. */
type Labels =
  | 'search.title' | 'mention.title' | 'star.title' | 'groups.find' | 'conversations.start-chat' | 'groups.new' | 'conversations.read-all' | 'own.next-unread' | 'contacts.title' | 'settings.language-section'
  | `settings.${Exclude<typeof SECTIONS[number], 'language'>}` | 'connection.title' | 'admin.title' | 'settings.sign-out'

/** Of a query for messages, which are found by their words. */
const HAS_LETTER = /[\p{L}\p{N}]/u

function groupsOf (page: OwnPage, { query, chats, people, commands }: Places): readonly PlaceGroup[] {
  const { say } = page
  const groups: readonly PlaceGroup[] = [
    { label: say('conversations.title'), places: chats.map(chat => chatPlace(page, chat)) },
    {
      label: say('contacts.title'),
      places: people.map(user => ({ to: `contacts/${user.username}`, sign: avatar(page, user), name: personName(page, user), note: `@${user.username}` }))
    },
    {
      label: say('switch.commands'),
      places: commands.map(({ icon: picture, label, to, isForm }) => ({ to, isForm, name: label, sign: pictureSign(picture) }))
    },
    {
      label: say('switch.everyone'),
      places: query.trim() === ''
        ? []
        : [{ to: `contacts/?q=${encodeURIComponent(query)}`, sign: pictureSign('search'), name: say('conversations.find-people', { query }) }]
    },
    {
      label: say('search.messages'),
      places: !HAS_LETTER.test(query)
        ? []
        : [{ to: `search/?q=${encodeURIComponent(query)}`, sign: pictureSign('search'), name: say('search.everywhere-for', { query }) }]
    }
  ]
  return groups.filter(({ places }) => places.length > 0)
}

function chatPlace (page: OwnPage, chat: ConversationSummary): Place {
  const { id, unread, peer } = chat
  return {
    to: `conversations/${id}#${unread > 0 ? 'divider' : 'end'}`,
    conversation: id,
    sign: conversationAvatar(page, chat),
    name: conversationHeading(page, chat),
    note: unread > 0 ? html`<b class="badge">${page.say('conversations.new', { count: unread })}</b>` : peer === null ? null : handleOf(peer)
  }
}

function pictureSign (name: Icon): Html {
  return html`<span class="avatar group picture" aria-hidden="true">${icon(name)}</span>`
}

/** The places as options of the field, a fragment that the script puts under it. */
export function placeOptions (page: OwnPage, places: Places): Html {
  let count = 0
  return html`<div class="place-groups" role="presentation">${groupsOf(page, places).map(({ label, places }) => html`<div role="group" aria-label="${label}"><p class="list-title" role="presentation" aria-hidden="true">${label}</p>${
    places.map(place => option(page, place, `place-${++count}`))}</div>`)}</div>`
}

function option (page: OwnPage, place: Place, id: string): Html {
  const { to, conversation, isForm = false } = place
  const role = html`class="place" role="option" id="${id}" aria-selected="false" tabindex="-1"`
  return isForm
    ? form(page, to, html`<button type="submit" ${role}>${inside(place)}</button>`)
    : html`<a ${role} href="${page.root}${to}"${conversation !== undefined && html` data-conversation="${conversation}"`}>${inside(place)}</a>`
}

function inside ({ sign, name, note = null }: Place): Html {
  return html`${sign} <span class="place-name">${name}</span>${note !== null && html` <span class="place-note">${note}</span>`}`
}

function form (page: OwnPage, to: string, button: Html): Html {
  return html`<form method="post" accept-charset="utf-8" action="${page.root}${to}">${formToken(page)}${button}</form>`
}

/** The same as a page of its own. */
export function switcherPanel (page: OwnPage, places: Places): Html {
  const { say, root, limits } = page
  return html`<header class="column-head"><a class="icon-button back" href="${root}conversations/">${labelledIcon('back', say('nav.back'))}</a><h1>${say('switch.title')}</h1></header>
<div class="panel switcher"><form class="search" role="search" aria-label="${say('switch.title')}" method="get" accept-charset="utf-8" action="${root}go/">
<label class="label" for="go-query">${say('switch.label')}</label><span class="search-box">${icon('search')}<input id="go-query" type="search" name="q" value="${places.query}" maxlength="${limits.displayName}" placeholder="${say('switch.label')}" autocapitalize="none" autocorrect="off" spellcheck="false" autocomplete="off" autofocus></span><button type="submit" class="button">${say('contacts.search-do')}</button></form>
${groupsOf(page, places).map(group => listOf(page, group))}</div>`
}

function listOf (page: OwnPage, { label, places }: PlaceGroup): Html {
  return html`<h2 class="list-title">${label}</h2><ul class="places">${places.map(place => html`<li>${place.isForm === true
    ? form(page, place.to, html`<button type="submit" class="place">${inside(place)}</button>`)
    : html`<a class="place" href="${page.root}${place.to}">${inside(place)}</a>`}</li>`)}</ul>`
}

/** The field as a panel that a key opens. It is kept in an attribute until then, because text browsers show hidden elements. */
export function switcherPop (page: OwnPage): Html {
  return page.drawings.html(`switcher ${page.language} ${page.root}`, () => {
    const { say, root, limits } = page
    const content = html`<form class="search" method="get" accept-charset="utf-8" action="${root}go/" hx-get="${root}go/?fragment=options" hx-target="#switch-options" hx-trigger="input changed delay:120ms from:#switch-query, submit"><span class="search-box">${icon('search')}<input id="switch-query" type="text" name="q" value="" maxlength="${limits.displayName}" placeholder="${say('switch.label')}" aria-label="${say('switch.label')}" role="combobox" aria-expanded="true" aria-autocomplete="list" aria-controls="switch-options" autocapitalize="none" autocorrect="off" spellcheck="false" autocomplete="off"></span></form>
<div id="switch-options" class="switch-options" role="listbox" aria-label="${say('switch.title')}"></div>
<p class="switch-keys" aria-hidden="true"><span><kbd>↑</kbd> <kbd>↓</kbd> ${say('switch.choose')}</span> <span><kbd>${say('keys.enter')}</kbd> ${say('switch.open')}</span> <span><kbd>${say('keys.esc')}</kbd> ${say('switch.close')}</span></p>`
    return html`<div id="switcher" class="pop switch-pop" role="dialog" aria-modal="true" aria-label="${say('switch.title')}" hidden data-content="${String(content)}"></div>`
  })
}
