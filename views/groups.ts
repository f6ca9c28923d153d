import type { ContactEntry } from '#domain/contacts.ts'
import type { ConversationSummary, MemberInfo } from '#domain/conversations.ts'
import { avatar, sign } from './avatars.ts'
import { conversationName } from './conversations.ts'
import { action, field, formToken, refusalNote } from './forms.ts'
import { html, type Html } from './html.ts'
import { labelledIcon } from './icons.ts'
import { personName } from './names.ts'
import type { OwnPage } from './page.ts'
import { presenceDot, presenceLine } from './presence.ts'

export interface NewGroup {
  readonly contacts: readonly ContactEntry[]
  readonly title: string
  readonly chosen: readonly string[]
  readonly refusal: string | null
}

/** A title, and some of one's contacts. */
export function newGroupPanel (page: OwnPage, { contacts, title, chosen, refusal }: NewGroup): Html {
  const { say, root, limits } = page
  return html`<header class="column-head"><a class="icon-button back" href="${root}conversations/">${labelledIcon('back', say('nav.back'))}</a><h1>${say('groups.new')}</h1></header>
<form class="panel stack" method="post" accept-charset="utf-8" action="${root}groups/new">${formToken(page)}
${refusalNote(refusal)}
${field({ name: 'title', label: say('groups.title'), value: title, maxLength: limits.title, autocomplete: 'off' })}
<fieldset class="people"><legend>${say('groups.who')}</legend>
${contacts.length === 0
  ? html`<p class="hint">${say('groups.no-contacts')} <a href="${root}contacts/">${say('conversations.find')}</a></p>`
  : html`<ul class="picks">${contacts.map(({ user, remark }) => html`
<li><label><input type="checkbox" name="usernames" value="${user.username}"${chosen.includes(user.username) && html` checked`}>${avatar(user)}<span class="pick-name">${remark === '' ? personName(user) : remark}</span> <span class="username">@${user.username}</span></label></li>`)}</ul>`}
</fieldset>
<button type="submit" class="button primary">${say('groups.make')}</button></form>`
}

export interface MembersShown {
  readonly conversation: ConversationSummary
  readonly members: readonly MemberInfo[]
  readonly next: string | null
}

/** Who is in a group, and the way out of it. */
export function membersPanel (page: OwnPage, { conversation, members, next }: MembersShown): Html {
  const { say, root } = page
  const { id, memberCount, left } = conversation
  return html`<header class="column-head"><a class="icon-button back" href="${root}conversations/${id}#end">${labelledIcon('back', say('nav.back'))}</a><h1>${say('groups.members', { count: memberCount })}</h1><p class="tools"><a class="icon-button close" href="${root}conversations/${id}#end" title="${say('side.close')}">${labelledIcon('close', say('side.close'))}</a></p></header>
<div class="panel">
<div class="portrait">${sign(id, conversationName(page, conversation), 'group')}<p class="h2">${conversationName(page, conversation)}</p></div>
<ul class="rows members">${members.map(member => memberRow(page, member))}</ul>
${next !== null && html`<p class="list-more"><a class="button quiet" href="${root}conversations/${id}?side=${encodeURIComponent(next)}">${say('groups.more-members')}</a></p>`}
${!left && html`<details class="dangers"><summary>${say('groups.leave-open')}</summary><p>${say('groups.leave-hint')}</p>${action(page, { to: `conversations/${id}/leave`, label: say('groups.leave'), className: 'button danger' })}</details>`}
</div>`
}

function memberRow (page: OwnPage, { user, role }: MemberInfo): Html {
  const { say, root, viewer } = page
  const isMe = user.id === viewer.id
  return html`<li class="row person"><a href="${root}contacts/${user.username}"><span class="avatar-box">${avatar(user)}${presenceDot(page, user.username)}</span><span class="row-top"><span class="row-name">${personName(user)}</span>${role !== 'member' && html` <span class="role">${say(`role.${role}`)}</span>`}</span>
<span class="row-bottom"><span class="row-last">${isMe ? say('message.you') : html`@${user.username} ${presenceLine(page, user.username)}`}</span></span></a></li>`
}
