import type { ConversationSummary } from '#domain/conversations/conversations.ts'
import type { UserRef } from '#domain/people/users.ts'
import { conversationAvatar, conversationHeading } from '#views/conversations/conversations.ts'
import { OWN_SIDE } from '#views/conversations/own-settings.ts'
import { action } from '#views/parts/forms.ts'
import { html, type Html } from '#views/parts/html.ts'
import { icon, type Icon } from '#views/parts/pictures/icons.ts'
import type { OwnPage } from '#views/parts/page.ts'

/** Conversations that the viewer and another person have in common. */
export interface CommonShown {
  /** A page of the groups that both are in now. */
  readonly groups: readonly ConversationSummary[]
  /** The start of the next page of them. */
  readonly next: string | null
  /** The conversation of the two, if the viewer has one. */
  readonly direct: ConversationSummary | null
}

/** The part of a profile about what two people have in common: their chat with its settings, a search, the groups of both. */
export function commonPart (page: OwnPage, { username }: UserRef, common: CommonShown | null, beside: string | null): Html | null {
  if (common === null || username === page.viewer.username) return null
  const { say, root } = page
  const { groups, next, direct } = common
  if (direct === null && groups.length === 0) return null
  const link = (name: Icon, to: string, text: string) => html`<li class="row"><a href="${root}${to}">${icon(name)}<span class="row-name">${text}</span></a></li>`
  return html`${direct !== null && beside !== direct.id && chatActs(page, username, direct)}
<ul class="rows sections common">${direct !== null && beside !== direct.id && link('chats', `conversations/${direct.id}#end`, say('profile.history'))}${
    link('search', `search/?q=${encodeURIComponent(`from:${username}`)}`, say('profile.find'))}${
    direct !== null && link('settings', `conversations/${direct.id}?side=${OWN_SIDE}`, say('profile.options'))}</ul>
${groups.length > 0 && html`<h2>${say('profile.groups')}</h2><ul class="rows">${groups.map(group => groupRow(page, group))}</ul>`}
${next !== null && html`<p class="list-more"><a class="button quiet" href="${root}contacts/${username}?groups=${encodeURIComponent(next)}">${say('profile.more-groups')}</a></p>`}`
}

// Pins and mutes the chat from here, and leads back here.
function chatActs (page: OwnPage, username: string, direct: ConversationSummary): Html {
  const { say } = page
  const { id, pinned } = direct
  const isMuted = page.isMuted(direct)
  const own = (label: string, fields: Readonly<Record<string, string>>) =>
    action(page, { to: `conversations/${id}/mine`, label, className: 'button small', fields: { ...fields, back: `contacts/${username}` } })
  return html`<div class="acts">${own(say(pinned ? 'own.unpin' : 'own.pin'), { pinned: pinned ? 'off' : 'on' })} ${
    own(say(isMuted ? 'own.unmute' : 'own.mute'), { notify: isMuted ? 'all' : 'none' })}</div>`
}

function groupRow (page: OwnPage, group: ConversationSummary): Html {
  return html`<li class="row"><a href="${page.root}conversations/${group.id}#end">${conversationAvatar(page, group)}<span class="row-top"><span class="row-name">${conversationHeading(page, group)}</span></span>
<span class="row-bottom"><span class="row-last">${page.say('groups.members', { count: group.memberCount })}</span></span></a></li>`
}
