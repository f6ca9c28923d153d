import type { ConversationSummary } from '#domain/conversations/conversations.ts'
import type { MemberInfo } from '#domain/conversations/members.ts'
import { action, field, formToken, select, type FormRefusal } from '#views/parts/forms.ts'
import { html, type Html } from '#views/parts/html.ts'
import { sentence } from '#views/parts/language.ts'
import { personName } from '#views/parts/names.ts'
import type { OwnPage } from '#views/parts/page.ts'
import { conversationHeading } from '#views/conversations/conversations.ts'

/** Hours for which the form mutes a member; 0 lifts it. */
export const MUTE_CHOICES = ['0', '1', '8', '24', '168', '720'] as const
const DEFAULT_MUTE = '24'

export interface MemberShown {
  readonly conversation: ConversationSummary
  readonly member: MemberInfo
  /** The acts on this member that the reader has the right to. */
  readonly may: Readonly<Record<'giveRole' | 'transfer' | 'remove' | 'mute' | 'takeNickname', boolean>>
  /** The member is the reader, who chooses their own nickname. */
  readonly isOwn: boolean
  readonly refusal: FormRefusal | null
  /** Returns what was typed into a field of a refused form. */
  typed (name: string): string
}

/** The place of one person in a group, with what its owner and admins may do about it. Part of the person's profile. */
export function memberActs (page: OwnPage, shown: MemberShown): Html {
  const { conversation, member, may } = shown
  const { say, root, language, viewer } = page
  const { id } = conversation
  const { user, role } = member
  const address = `conversations/${id}/members/${user.username}`
  const isAdmin = role === 'admin'
  const name = personName(page, user)
  const roleLabel = user.id === viewer.id ? 'groups.step-down' : isAdmin ? 'groups.demote' : 'groups.promote'
  return html`<h2>${sentence(language, 'groups.in', { title: html`<a href="${root}conversations/${id}?side=1" data-side="1">${conversationHeading(page, conversation)}</a>` })}</h2>
<p class="under">${say(`role.${role}`)}</p>
${nicknameForm(page, address, shown)}
${may.giveRole && action(page, { to: `${address}/role`, label: say(roleLabel), fields: { role: isAdmin ? 'member' : 'admin' } })}
${may.mute && muting(page, address, member)}
${may.transfer && html`<details class="dangers"><summary>${say('groups.transfer-open')}</summary><p>${sentence(language, 'groups.transfer-hint', { name })}</p>${
  action(page, { to: `conversations/${id}/transfer`, label: say('groups.transfer'), className: 'button danger', fields: { username: user.username } })}</details>`}
${may.remove && html`<details class="dangers"><summary>${say('groups.remove-open')}</summary><p>${sentence(language, 'groups.remove-hint', { name })}</p>${
  action(page, { to: `${address}/remove`, label: say('groups.remove'), className: 'button danger' })}</details>`}`
}

// Members choose their own; the owner and admins take that of another away.
function nicknameForm (page: OwnPage, address: string, { member: { nickname }, may, isOwn, refusal, typed }: MemberShown): Html | null {
  const { say, root, limits } = page
  const to = `${address}/nickname`
  if (!isOwn) return may.takeNickname && nickname !== undefined ? action(page, { to, label: say('groups.take-nickname'), fields: { nickname: '' } }) : null
  const value = refusal?.field === 'nickname' ? typed('nickname') : nickname ?? ''
  return html`<form class="stack" method="post" accept-charset="utf-8" action="${root}${to}">${formToken(page)}
${field({ name: 'nickname', refusal, label: say('groups.nickname'), hint: say('groups.nickname-hint'), value, maxLength: limits.displayName, autocomplete: 'off' })}
<button type="submit" class="button">${say('form.save')}</button></form>`
}

// Muted already: until when, and the way to lift it. The list of times stands below either.
function muting (page: OwnPage, address: string, { user, mutedUntil }: MemberInfo): Html {
  const { say, root, language, times, now } = page
  const choices = MUTE_CHOICES.filter(hours => hours !== '0').map(hours => ({ value: hours, label: say('groups.mute-hours', { hours: Number(hours) }) }))
  const to = `${address}/mute`
  return html`${mutedUntil !== undefined && html`<p class="note muted-note">${say('groups.muted-until', { time: times.until(mutedUntil, now) })}</p>${
    action(page, { to, label: say('groups.unmute'), fields: { hours: '0' } })}`}
<details class="dangers"><summary>${say('groups.mute-open')}</summary><p>${sentence(language, 'groups.mute-hint', { name: personName(page, user) })}</p>
<form class="stack" method="post" accept-charset="utf-8" action="${root}${to}">${formToken(page)}
${select({ name: 'hours', refusal: null, label: say('groups.mute-for'), choices, chosen: DEFAULT_MUTE })}
<button type="submit" class="button danger">${say('groups.mute')}</button></form></details>`
}
