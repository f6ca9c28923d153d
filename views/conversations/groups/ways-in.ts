import type { ConversationSummary } from '#domain/conversations/conversations.ts'
import type { GroupInvite, JoinRequest } from '#domain/conversations/group-invites.ts'
import type { Listed } from '#domain/lists.ts'
import { ageing } from '#views/parts/ageing.ts'
import { action, doneNote, formToken, refusalNote, select, type FormRefusal } from '#views/parts/forms.ts'
import { html, type Html } from '#views/parts/html.ts'
import { personName } from '#views/parts/names.ts'
import { avatar } from '#views/parts/pictures/avatars.ts'
import { labelledIcon } from '#views/parts/pictures/icons.ts'
import type { OwnPage } from '#views/parts/page.ts'
import { moment } from '#views/parts/times.ts'
import { linkField } from '#views/site/link-field.ts'
import { conversationHeading } from '#views/conversations/conversations.ts'

const USES = [1, 5, 10, 50, 100] as const
const DAYS = [1, 7, 30] as const

export interface WaysIn {
  readonly conversation: ConversationSummary
  readonly requests: Listed<JoinRequest>
  readonly invites: Listed<GroupInvite>
  /** The site's own, ending in a slash. */
  readonly address: string
  readonly refusal: FormRefusal | null
  readonly done: string | null
}

/** Those who ask to join a group, and the links by which people come. */
export function waysInPanel (page: OwnPage, shown: WaysIn): Html {
  const { say, root } = page
  const { conversation, refusal, done } = shown
  return html`<header class="column-head"><a class="icon-button back turn" href="${root}conversations/${conversation.id}?side=1">${labelledIcon('back', say('nav.back'))}</a><div class="head-text"><h1>${say('groups.ways-in')}</h1><p class="under">${conversationHeading(page, conversation)}</p></div></header>
<div class="panel" id="ways-in-${conversation.id}">${refusalNote(refusal)}${doneNote(done)}
<h2 id="requests">${say('groups.requests')}</h2>
${requestList(page, shown)}
<h2 id="links">${say('groups.links')}</h2>
${makeForm(page, conversation.id, refusal)}
${linkList(page, shown)}</div>`
}

function requestList (page: OwnPage, { conversation: { id }, requests: { rows, next } }: WaysIn): Html {
  const { say } = page
  if (rows.length === 0) return html`<p class="hint">${say('groups.no-requests')}</p>`
  return html`<ul class="rows requests">${rows.map(request => requestRow(page, id, request))}</ul>${more(page, id, 'requests', next, say('groups.more-requests'))}`
}

function requestRow (page: OwnPage, id: string, { id: requestId, user, note }: JoinRequest): Html {
  const { say, root } = page
  const answer = (act: 'accept' | 'reject', className: string) =>
    action(page, { to: `conversations/${id}/requests/${requestId}/${act}`, label: say(`groups.${act}`), className })
  return html`<li class="row person asking"><a href="${root}contacts/${user.username}">${avatar(page, user)}<span class="row-top"><span class="row-name">${personName(page, user)}</span></span>
<span class="row-bottom"><span class="row-last">${note === '' ? `@${user.username}` : note}</span></span></a>
<div class="row-acts">${answer('accept', 'button small primary')}
${answer('reject', 'button small quiet')}</div></li>`
}

function makeForm (page: OwnPage, id: string, refusal: FormRefusal | null): Html {
  const { say, root } = page
  return html`<form class="stack" method="post" accept-charset="utf-8" action="${root}conversations/${id}/invites">${formToken(page)}
${select({ name: 'uses', refusal, label: say('groups.link-uses'), chosen: '', choices: [{ value: '', label: say('groups.link-uses-any') }, ...USES.map(count => ({ value: String(count), label: say('admin.uses-choice', { count }) }))] })}
${select({ name: 'days', refusal, label: say('groups.link-days'), chosen: '7', choices: [...DAYS.map(count => ({ value: String(count), label: say('admin.days-choice', { count }) })), { value: '', label: say('groups.link-days-any') }] })}
<button type="submit" class="button">${say('groups.make-link')}</button></form>`
}

function linkList (page: OwnPage, { conversation: { id }, invites: { rows, next }, address }: WaysIn): Html {
  const { say } = page
  if (rows.length === 0) return html`<p class="hint">${say('groups.no-links')}</p>`
  return html`<ul class="cards">${rows.map(invite => linkCard(page, id, invite, address))}</ul>${more(page, id, 'after', next, say('groups.more-links'))}`
}

function linkCard (page: OwnPage, id: string, { id: inviteId, code, createdAt, expiresAt, usesLeft }: GroupInvite, address: string): Html {
  const { say, times, now } = page
  const beside = action(page, { to: `conversations/${id}/invites/${inviteId}/revoke`, label: say('admin.revoke'), className: 'button small' })
  return html`<li class="card"><p><strong>${usesLeft === null ? say('groups.uses-any') : say('admin.uses-left', { count: usesLeft })}</strong></p>
<p class="hint">${say('admin.created')} ${ageing(page, createdAt, 'brief')}${expiresAt !== null && html` · ${say('admin.valid-until')} ${moment(times, expiresAt, times.date(expiresAt, now))}`}</p>
${linkField(page, { id: inviteId, label: say('groups.link'), address, to: `join/${code}`, beside })}</li>`
}

function more ({ root }: OwnPage, id: string, name: 'after' | 'requests', next: string | null, label: string): Html | null {
  return next === null ? null : html`<p class="list-more"><a class="button quiet" href="${root}conversations/${id}/invites?${name}=${encodeURIComponent(next)}">${label}</a></p>`
}
