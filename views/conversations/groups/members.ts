import type { ConversationSummary } from '#domain/conversations/conversations.ts'
import type { MemberInfo } from '#domain/conversations/members.ts'
import type { UserRef } from '#domain/people/users.ts'
import { galleryLink } from '#views/files/gallery-link.ts'
import { avatar, sign } from '#views/parts/pictures/avatars.ts'
import { action, doneNote, field, formToken, refusalNote, type FormRefusal } from '#views/parts/forms.ts'
import { html, type Html } from '#views/parts/html.ts'
import { icon, labelledIcon } from '#views/parts/pictures/icons.ts'
import { handleOf, personName } from '#views/parts/names.ts'
import type { OwnPage } from '#views/parts/page.ts'
import { messageText } from '#views/messages/text/message-text.ts'
import { presenceDot, presenceLine } from '#views/people/presence.ts'
import { conversationHeading, conversationName, requestsCount } from '#views/conversations/conversations.ts'

/** Groups with more members have a search in their list. */
const SHORT_LIST = 12

export interface MembersShown {
  readonly conversation: ConversationSummary
  readonly members: readonly MemberInfo[]
  readonly next: string | null
  /** The search in the list; empty without one. */
  readonly query: string
  /** The member to whom the owner's role would pass, for an owner who leaves. */
  readonly heir: UserRef | null
  readonly done: string | null
  readonly refusal: FormRefusal | null
  /** Returns what was typed into a field of a refused form. */
  typed (name: string): string
}

/** A group: its members, and what its reader may do to it. */
export function membersPanel (page: OwnPage, shown: MembersShown): Html {
  const { conversation, members, next, query, done, refusal } = shown
  const { say, root } = page
  const { id, memberCount, role, adding } = conversation
  const more = new URLSearchParams({ side: next ?? '', ...query !== '' && { q: query } }).toString()
  return html`<header class="column-head"><a class="icon-button back" href="${root}conversations/${id}#end" data-side="close">${labelledIcon('back', say('nav.back'))}</a><h1>${say('groups.members', { count: memberCount })}</h1><p class="tools"><a class="icon-button close" href="${root}conversations/${id}#end" title="${say('side.close')}" data-side="close">${labelledIcon('close', say('side.close'))}</a></p></header>
<div class="panel">
<div class="portrait">${sign(id, conversationName(page, conversation), 'group', conversation.colour)}<p class="h2">${conversationHeading(page, conversation)}</p></div>
${refusalNote(refusal)}${doneNote(done)}
${query === '' && html`${about(page, conversation)}${galleryLink(page, id)}`}
${(memberCount > SHORT_LIST || query !== '') && findMembers(page, id, query)}
${query === '' && (role !== 'member' || adding === 'members') && addRow(page, id)}
<ul class="rows members">${members.map(member => memberRow(page, id, member))}</ul>
${members.length === 0 && html`<p class="nobody">${say('groups.no-member', { query })}</p>`}
${next !== null && html`<p class="list-more"><a class="button quiet" href="${root}conversations/${id}?${more}" data-side="1">${say('groups.more-members')}</a></p>`}
${leaving(page, shown)}
${role === 'owner' && html`<details class="dangers"><summary>${say('groups.dissolve-open')}</summary><p>${say('groups.dissolve-hint')}</p>${
  action(page, { to: `conversations/${id}/dissolve`, label: say('groups.dissolve'), className: 'button danger' })}</details>`}
</div>`
}

// The announcement, and for the owner and admins the way to the form that changes it.
function about ({ say, root }: OwnPage, conversation: ConversationSummary): Html {
  const { id, announcement, role, changedSeq } = conversation
  return html`${announcement !== '' && html`<blockquote class="request-note"><p class="label-like">${say('groups.announcement')}</p><div dir="auto">${messageText(announcement)}</div></blockquote>`}
${role !== 'member' && html`<p class="actions"><a class="button wide" href="${root}conversations/${id}/edit">${say('groups.edit')}</a></p><p class="actions"><a class="button wide" href="${root}conversations/${id}/invites">${say('groups.ways-in')} ${requestsCount(conversation, changedSeq)}</a></p>`}`
}

function findMembers ({ say, root, limits }: OwnPage, id: string, query: string): Html {
  return html`<form class="search in-panel" role="search" aria-label="${say('groups.find-member')}" method="get" accept-charset="utf-8" action="${root}conversations/${id}"><input type="hidden" name="side" value="1">
<label class="label" for="member-search">${say('groups.find-member')}</label><span class="search-box">${icon('search')}<input id="member-search" type="search" name="q" value="${query}" maxlength="${limits.displayName}" placeholder="${say('groups.find-member')}" autocapitalize="none" autocorrect="off" spellcheck="false" autocomplete="off"></span><button type="submit" class="button">${say('contacts.search-do')}</button></form>`
}

function addRow ({ say, root }: OwnPage, id: string): Html {
  return html`<ul class="rows adding"><li class="row single"><a href="${root}conversations/${id}/add"><span class="avatar group" aria-hidden="true">${icon('plus')}</span><span class="row-top"><span class="row-name">${say('groups.add')}</span></span></a></li></ul>`
}

function memberRow (page: OwnPage, id: string, { user, role, mutedUntil }: MemberInfo): Html {
  const { say, root, viewer, times, now } = page
  const isMe = user.id === viewer.id
  return html`<li class="row person"><a href="${root}conversations/${id}?side=${encodeURIComponent(`@${user.username}`)}" data-side="1"><span class="avatar-box">${avatar(page, user)}${presenceDot(page, user.username)}</span><span class="row-top"><span class="row-name">${personName(page, user)}</span>${role !== 'member' && html` <span class="role">${say(`role.${role}`)}</span>`}${
    mutedUntil !== undefined && html` <span class="tag" title="${say('groups.muted-until', { time: times.until(mutedUntil, now) })}">${say('groups.muted')}</span>`}</span>
<span class="row-bottom"><span class="row-last">${isMe ? say('message.you') : html`${handleOf(user)} ${presenceLine(page, user.username)}`}</span></span></a></li>`
}

// An owner among others names the next one. A list of names beside the field, which old browsers leave out, spares typing.
function leaving (page: OwnPage, { conversation, members, heir, refusal, typed }: MembersShown): Html {
  const { say, root, viewer, limits } = page
  const { id, role, memberCount } = conversation
  const isSucceeded = role === 'owner' && memberCount > 1
  const owner = refusal?.field === 'owner' ? typed('owner') : heir?.username ?? ''
  return html`<details class="dangers"${refusal?.field === 'owner' && html` open`}><summary>${say('groups.leave-open')}</summary><p>${say(memberCount === 1 ? 'groups.leave-last-hint' : 'groups.leave-hint')}</p>
<form class="stack" method="post" accept-charset="utf-8" action="${root}conversations/${id}/leave">${formToken(page)}
${isSucceeded && html`${field({ name: 'owner', refusal, label: say('groups.next-owner'), hint: say('groups.next-owner-hint'), value: owner, maxLength: limits.username + 1, isName: true, autocomplete: 'off', list: 'next-owners' })}
<datalist id="next-owners">${members.filter(({ user }) => user.id !== viewer.id).map(({ user }) => html`<option value="${user.username}" label="${user.displayName}"></option>`)}</datalist>`}
<button type="submit" class="button danger">${say('groups.leave')}</button></form></details>`
}
