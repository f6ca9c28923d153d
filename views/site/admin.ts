import type { FormerMessages } from '#domain/account/deletions.ts'
import type { InviteWithCode } from '#domain/account/invites.ts'
import type { Listed } from '#domain/lists.ts'
import { action, doneNote, field, formToken, refusalNote, select } from '#views/parts/forms.ts'
import { html, type Html, type Renderable } from '#views/parts/html.ts'
import { labelledIcon } from '#views/parts/pictures/icons.ts'
import type { OwnPage } from '#views/parts/page.ts'
import { windowFields, type WindowsShown } from '#views/messages/change-windows.ts'
import { ageing } from '#views/parts/ageing.ts'
import { moment } from '#views/parts/times.ts'
import { zoneField } from '#views/parts/zones.ts'
import { linkField } from './link-field.ts'
import { languageField, signUpField, type SignUpShown } from './site-fields.ts'

/** Choices of the form; the API of the domain takes any number. */
const USES = [1, 5, 10, 50, 500]
const DAYS = [1, 7, 30, 365]

/** To type on the server, see `src/cli/user.ts`. */
const ADD_USER = 'holdline user add <username>'
const RESET_PASSWORD = 'holdline user reset-password <username>'

export interface SiteShown extends SignUpShown, WindowsShown {
  readonly siteName: string
  readonly language: string
  readonly timeZone: string
  readonly formerMessages: FormerMessages
  readonly publicGroups: 'on' | 'off'
  readonly invites: Listed<InviteWithCode>
  readonly uses: number
  readonly days: number
  /** The address of the site, ending in a slash. */
  readonly address: string
  readonly done: string | null
}

/** The site's policy and its invites. */
export function sitePanel (page: OwnPage, shown: SiteShown): Html {
  const { say, root, limits } = page
  const { refusal } = shown
  return html`<header class="column-head"><a class="icon-button back" href="${root}settings/">${labelledIcon('back', say('nav.back'))}</a><h1>${say('admin.title')}</h1></header>
<div class="panel">${refusalNote(refusal)}${doneNote(shown.done)}
<p class="lead">${say('admin.lead')}</p>
<form class="stack" method="post" accept-charset="utf-8" action="${root}admin/site">${formToken(page)}
${field({ name: 'site_name', refusal, label: say('setup.site-name'), value: shown.siteName, hint: say('setup.site-name-hint'), autocomplete: 'off', maxLength: limits.siteName })}
${signUpField(page, shown)}
${languageField({ refusal, label: say('admin.language'), chosen: shown.language, hint: say('admin.language-hint') })}
${zoneField(page, { refusal, chosen: shown.timeZone, unset: null, hint: say('admin.zone-hint') })}
${windowFields(page, shown)}
${select({ name: 'former_messages', refusal, label: say('admin.former'), choices: (['keep', 'recall'] as const).map(value => ({ value, label: say(`admin.former-${value}`) })), chosen: shown.formerMessages, hint: say('admin.former-hint') })}
${select({ name: 'public_groups', refusal, label: say('admin.public-groups'), choices: (['on', 'off'] as const).map(value => ({ value, label: say(`admin.public-groups-${value}`) })), chosen: shown.publicGroups, hint: say('admin.public-groups-hint') })}
<button type="submit" class="button primary">${say('form.save')}</button></form>
${accounts(page, shown)}
<h2 id="invites">${say('admin.invites')}</h2>
<p>${say('admin.invites-lead')}</p>${shown.signUp !== 'invite' && html`<p class="note">${say(`admin.invites-idle-${shown.signUp}`)}</p>`}
${shown.signUp !== 'closed' && inviteForm(page, shown)}
${inviteList(page, shown)}
</div>`
}

/** Commands for accounts that nobody else can create, and for forgotten passwords. */
function accounts ({ say }: OwnPage, { signUp }: SiteShown): Html {
  return html`<h2 id="accounts">${say('admin.accounts')}</h2>${signUp === 'closed' && html`
<p>${say('admin.account-new')}</p><p><code>${ADD_USER}</code></p>`}
<p>${say('admin.account-password')}</p><p><code>${RESET_PASSWORD}</code></p>`
}

function inviteForm (page: OwnPage, shown: SiteShown): Html {
  const { say, root } = page
  const { refusal } = shown
  return html`<form class="stack" method="post" accept-charset="utf-8" action="${root}admin/site/invites">${formToken(page)}
${select({ name: 'uses', refusal, label: say('admin.uses'), choices: USES.map(count => ({ value: String(count), label: say('admin.uses-choice', { count }) })), chosen: String(shown.uses) })}
${select({ name: 'days', refusal, label: say('admin.days'), choices: DAYS.map(count => ({ value: String(count), label: say('admin.days-choice', { count }) })), chosen: String(shown.days) })}
<button type="submit" class="button">${say('admin.invite')}</button></form>`
}

function inviteList (page: OwnPage, { invites, address }: SiteShown): Html {
  const { say, root } = page
  if (invites.rows.length === 0) return html`<p class="hint">${say('admin.no-invites')}</p>`
  return html`<ul class="cards">${invites.rows.map(invite => inviteCard(page, invite, address))}</ul>${
    invites.next !== null && html`<p class="list-more"><a class="button quiet" href="${root}admin/site?after=${encodeURIComponent(invites.next)}#invites">${say('settings.more')}</a></p>`}`
}

function inviteCard (page: OwnPage, invite: InviteWithCode, address: string): Html {
  const { say, times, now } = page
  const { id, code, createdAt, expiresAt, usesLeft } = invite
  const dates = html`${say('admin.created')} ${ageing(page, createdAt, 'brief')}${
    expiresAt !== null && html` · ${say('admin.valid-until')} ${moment(times, expiresAt, times.date(expiresAt, now))}`}`
  if (!invite.isUsable) return html`<li class="card"><p><strong>${say(endOf(invite))}</strong></p><p class="hint">${dates}</p></li>`
  const revoke = action(page, { to: `admin/site/invites/${id}/revoke`, label: say('admin.revoke'), className: 'button small' })
  return html`<li class="card"><p><strong>${say('admin.uses-left', { count: usesLeft })}</strong></p><p class="hint">${dates}</p>
${code === null ? html`<p class="hint">${say('admin.no-link')}</p>${revoke}` : inviteLink(page, id, code, address, revoke)}</li>`
}

function endOf ({ revokedAt, usesLeft }: InviteWithCode): 'admin.revoked' | 'admin.used-up' | 'admin.expired' {
  return revokedAt !== null ? 'admin.revoked' : usesLeft === 0 ? 'admin.used-up' : 'admin.expired'
}

function inviteLink (page: OwnPage, id: string, code: string, address: string, beside = html``): Html {
  return linkField(page, { id, label: page.say('admin.link'), address, to: `signup?invite=${code}`, beside })
}

export interface ReadyShown extends Omit<SignUpShown, 'refusal'> {
  /** An invite that lets people in; null when there is none. */
  readonly invite: InviteWithCode | null
  readonly address: string
}

/** The last step of the first run: a link for others, and a test of the network. */
export function readyPanel (page: OwnPage, shown: ReadyShown): Html {
  const { say, root, siteName } = page
  return html`<div class="panel ready"><h1>${say('admin.ready', { site: siteName })}</h1>
${forOthers(page, shown)}
<p>${say('admin.ready-settings', { title: say('admin.title') })}</p>
<p>${say('admin.ready-test')} <a href="${root}connection/">${say('connection.title')}</a></p>
<p class="actions"><a class="button primary" href="${root}conversations/">${say('admin.ready-on')}</a></p></div>`
}

function forOthers (page: OwnPage, { signUp, invite, address }: ReadyShown): Renderable {
  const { say } = page
  if (signUp === 'closed') return html`<p>${say('admin.ready-closed')}</p><p><code>${ADD_USER}</code></p>`
  if (signUp === 'open') return html`<p>${say('admin.ready-open')}</p>${linkField(page, { id: 'site', label: say('admin.share'), address, to: '' })}`
  if (invite === null || invite.code === null) return null
  const { usesLeft, expiresAt } = invite
  return html`<p>${say('admin.ready-invite')}</p>${inviteLink(page, invite.id, invite.code, address)}<p class="hint">${say('admin.uses-left', { count: usesLeft })}${
    expiresAt !== null && html` · ${say('admin.valid-until')} ${moment(page.times, expiresAt, page.times.date(expiresAt, page.now))}`}</p>`
}
