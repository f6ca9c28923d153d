import type { ContactEntry } from '#domain/people/contacts.ts'
import type { ConversationSummary, MemberInfo } from '#domain/conversations/conversations.ts'
import { avatar, sign } from '#views/parts/pictures/avatars.ts'
import { conversationHeading, conversationName } from './conversations.ts'
import { action, field, fieldRefusal, formToken, refusalId, refusalNote, type FormRefusal } from '#views/parts/forms.ts'
import { html, type Html } from '#views/parts/html.ts'
import { labelledIcon } from '#views/parts/pictures/icons.ts'
import { personName } from '#views/parts/names.ts'
import type { OwnPage } from '#views/parts/page.ts'
import { presenceDot, presenceLine } from '#views/people/presence.ts'

export interface NewGroup {
  readonly title: string
  /** Contacts ticked so far, on this page of the list or on another. */
  readonly chosen: readonly ContactEntry[]
  /** A page of contacts to choose from, and the start of the next one. */
  readonly contacts: readonly ContactEntry[]
  readonly next: string | null
  /** The search among contacts; null while all of them fit on one page and there was no search. */
  readonly query: string | null
  readonly refusal: FormRefusal | null
}

/** The form for a title and members. Contacts beyond the first page are found by name or on the next page; ticked ones are kept. */
export function newGroupPanel (page: OwnPage, { title, chosen, contacts, next, query, refusal }: NewGroup): Html {
  const { say, root, limits } = page
  const ticked = new Set(chosen.map(({ user }) => user.id))
  const beside = fieldRefusal('usernames', refusal)
  const others = contacts.filter(({ user }) => !ticked.has(user.id))
  const head = html`<header class="column-head"><a class="icon-button back" href="${root}conversations/">${labelledIcon('back', say('nav.back'))}</a><h1>${say('groups.new')}</h1></header>`
  const hasNobody = query === null && chosen.length + contacts.length === 0
  // A form for oneself alone would make a group of one.
  if (hasNobody) {
    return html`${head}<div class="panel">${refusalNote(refusal)}<p class="lead">${say('groups.no-contacts')}</p><p class="actions"><a class="button primary" href="${root}contacts/?q=">${say('conversations.find')}</a></p></div>`
  }
  return html`${head}
<form class="panel stack" method="post" accept-charset="utf-8" action="${root}groups/new">${formToken(page)}
${refusalNote(refusal)}
${field({ name: 'title', refusal, label: say('groups.title'), value: title, maxLength: limits.title, autocomplete: 'off' })}
<fieldset class="people" aria-describedby="${beside.note !== null && `${refusalId('usernames')} `}group-hint"><legend>${say('groups.who')}</legend>${beside.note}
<p class="hint" id="group-hint">${say('groups.who-hint')}</p>
${query !== null && findContacts(page, query)}
${chosen.length + others.length > 0 && html`<ul class="picks">${chosen.map(each => pick(page, each, true))}${others.map(each => pick(page, each, false))}</ul>`}
${contacts.length === 0 && query !== null && html`<p class="hint">${say('groups.nobody', { query })}</p>`}
${next !== null && html`<p class="list-more"><input type="hidden" name="after" value="${next}"><input type="submit" class="button quiet" name="more" value="${say('contacts.more')}"></p>`}
</fieldset>
<button type="submit" class="button primary">${say('groups.make')}</button></form>`
}

// Buttons of the form that do not make the group, told apart by name. They are inputs, because IE 6 and 7 send every button element.
function findContacts ({ say, limits }: OwnPage, query: string): Html {
  return html`<div class="field"><label for="group-search">${say('groups.search')}</label>
<input id="group-search" name="q" type="search" value="${query}" maxlength="${limits.displayName}" autocapitalize="none" spellcheck="false" autocomplete="off"></div>
<p class="actions"><input type="submit" class="button small" name="find" value="${say('contacts.search-do')}"></p>`
}

function pick (page: OwnPage, { user }: ContactEntry, isTicked: boolean): Html {
  return html`
<li><label><input type="checkbox" name="usernames" value="${user.username}"${isTicked && html` checked`}>${avatar(page, user)}<span class="pick-name">${personName(page, user)}</span> <span class="username">@${user.username}</span></label></li>`
}

export interface MembersShown {
  readonly conversation: ConversationSummary
  readonly members: readonly MemberInfo[]
  readonly next: string | null
}

/** The members of a group, and the form to leave it. */
export function membersPanel (page: OwnPage, { conversation, members, next }: MembersShown): Html {
  const { say, root } = page
  const { id, memberCount, left } = conversation
  return html`<header class="column-head"><a class="icon-button back" href="${root}conversations/${id}#end" data-side="close">${labelledIcon('back', say('nav.back'))}</a><h1>${say('groups.members', { count: memberCount })}</h1><p class="tools"><a class="icon-button close" href="${root}conversations/${id}#end" title="${say('side.close')}" data-side="close">${labelledIcon('close', say('side.close'))}</a></p></header>
<div class="panel">
<div class="portrait">${sign(id, conversationName(page, conversation), 'group')}<p class="h2">${conversationHeading(page, conversation)}</p></div>
<ul class="rows members">${members.map(member => memberRow(page, id, member))}</ul>
${next !== null && html`<p class="list-more"><a class="button quiet" href="${root}conversations/${id}?side=${encodeURIComponent(next)}" data-side="1">${say('groups.more-members')}</a></p>`}
${!left && html`<details class="dangers"><summary>${say('groups.leave-open')}</summary><p>${say('groups.leave-hint')}</p>${action(page, { to: `conversations/${id}/leave`, label: say('groups.leave'), className: 'button danger' })}</details>`}
</div>`
}

function memberRow (page: OwnPage, id: string, { user, role }: MemberInfo): Html {
  const { say, root, viewer } = page
  const isMe = user.id === viewer.id
  return html`<li class="row person"><a href="${root}conversations/${id}?side=${encodeURIComponent(`@${user.username}`)}" data-side="1"><span class="avatar-box">${avatar(page, user)}${presenceDot(page, user.username)}</span><span class="row-top"><span class="row-name">${personName(page, user)}</span>${role !== 'member' && html` <span class="role">${say(`role.${role}`)}</span>`}</span>
<span class="row-bottom"><span class="row-last">${isMe ? say('message.you') : html`@${user.username} ${presenceLine(page, user.username)}`}</span></span></a></li>`
}
