import type { Listed } from '#domain/lists.ts'
import type { Session } from '#domain/account/sessions.ts'
import type { SettingField } from '#domain/account/settings.ts'
import type { UserRef } from '#domain/people/users.ts'
import { avatar } from '#views/parts/pictures/avatars.ts'
import { action, doneNote, field, formToken, refusalNote, type FormRefusal } from '#views/parts/forms.ts'
import { holdPanel } from '#views/delivery/hold.ts'
import { html, type Html, type Renderable } from '#views/parts/html.ts'
import { icon, labelledIcon, type Icon } from '#views/parts/pictures/icons.ts'
import { keyList } from '#views/site/keys.ts'
import { modeSwitch } from '#views/site/layout.ts'
import { personName } from '#views/parts/names.ts'
import type { OwnPage } from '#views/parts/page.ts'
import { sessionList } from './sessions.ts'
import { notificationsPanel } from './notifications.ts'
import { ownDataPanel, type OwnDataShown } from './own-data.ts'
import { settingField } from './setting-fields.ts'

export const SECTIONS = ['profile', 'look', 'language', 'writing', 'notifications', 'privacy', 'connection', 'sessions', 'password', 'account'] as const
export type Section = typeof SECTIONS[number]
const ICONS = {
  profile: 'person', look: 'look', language: 'globe', writing: 'keyboard', notifications: 'bell', privacy: 'lock', connection: 'signal', sessions: 'screens', password: 'key', account: 'down'
} as const satisfies Record<Section, Icon>

/** The column of sections, with the sign-out button at its end. */
export function settingsColumn (page: OwnPage, { open, isTop }: { open: Section | 'files' | 'site' | null, isTop: boolean }): Html {
  const { say, root, viewer } = page
  const title = say('settings.title')
  return html`<header class="column-head">${isTop ? html`<h1>${title}</h1>` : html`<h2 class="h1">${title}</h2>`}</header>
<div class="me">${avatar(page, viewer)}<p><strong>${personName(page, viewer)}</strong><br><span class="username">@${viewer.username}</span></p></div>
<ul class="rows sections">${SECTIONS.map(section => html`
<li class="row${section === open && ' selected'}"><a href="${root}settings/${section}"${section === open && html` aria-current="page"`}>${icon(ICONS[section])}<span class="row-name">${sectionName(page, section)}</span>${icon('next')}</a></li>`)}
<li class="row${open === 'files' && ' selected'}"><a href="${root}settings/files"${open === 'files' && html` aria-current="page"`}>${icon('files')}<span class="row-name">${say('files.own')}</span>${icon('next')}</a></li>${viewer.isAdmin && html`
<li class="row${open === 'site' && ' selected'}"><a href="${root}admin/site"${open === 'site' && html` aria-current="page"`}>${icon('home')}<span class="row-name">${say('admin.title')}</span>${icon('next')}</a></li>`}
</ul>
${action(page, { to: 'signout', label: say('settings.sign-out'), className: 'button wide' })}`
}

export function sectionName ({ say }: OwnPage, section: Section): string {
  return say(section === 'language' ? 'settings.language-section' : `settings.${section}`)
}

export interface SectionShown {
  readonly section: Section
  readonly refusal: FormRefusal | null
  /** Returns what was typed into a field of a refused form. */
  typed (name: string): string
  readonly done: string | null
  /** Settings of this section; empty where it is about something else. */
  readonly fields: readonly SettingField[]
  /** A page of them, for `sessions` only. */
  readonly sessions: Listed<Session> | null
  /** A page of them, for `privacy` only. */
  readonly blocks: Listed<UserRef> | null
  /** For `account` only. */
  readonly ownData: OwnDataShown | null
  /** Seconds, for `connection` only. */
  readonly mostHoldS: number
}

/** One section: its form and its note. */
export function sectionPanel (page: OwnPage, shown: SectionShown): Html {
  const { say, root } = page
  const { section, refusal, done } = shown
  return html`<header class="column-head"><a class="icon-button back" href="${root}settings/">${labelledIcon('back', say('nav.back'))}</a><h1>${sectionName(page, section)}</h1></header>
<div class="panel">${refusalNote(refusal)}${doneNote(done)}
${DRAWN[section](page, shown)}
</div>`
}

const DRAWN: Record<Section, (page: OwnPage, shown: SectionShown) => Renderable> = {
  profile: (page, { refusal, typed }) => form(page, 'profile', html`
${field({ name: 'display_name', refusal, label: page.say('settings.display-name'), value: refusal === null ? page.viewer.displayName : typed('display_name'), hint: page.say('settings.display-name-hint'), autocomplete: 'name', maxLength: page.limits.displayName })}
${field({ name: 'about', refusal, label: page.say('settings.about'), value: refusal === null ? page.viewer.about : typed('about'), hint: page.say('settings.about-hint'), autocomplete: 'off', maxLength: page.limits.about, required: false })}
<p class="hint">${page.say('settings.username-hint', { username: page.viewer.username })}</p>`),

  look: (page, shown) => settingsForm(page, 'look', shown),

  language: (page, shown) => settingsForm(page, 'language', shown),

  writing: (page, shown) => {
    const { say } = page
    return html`${settingsForm(page, 'writing', shown)}
${page.mode === 'live' && html`<h2>${say('keys.title')}</h2>${keyList(page)}`}
<p><a href="${page.root}go/">${say('keys.switch')}</a></p>
<h2>${say('settings.version')}</h2>${page.mode === 'live'
  ? html`<p class="live-only">${say('settings.version-live')}</p><p class="plain-only">${say('settings.version-unscripted')}</p>`
  : html`<p>${say(`settings.version-${page.mode}`)}</p>`}${modeSwitch(page)}`
  },

  notifications: (page, shown) => html`${settingsForm(page, 'notifications', shown)}
${notificationsPanel(page)}`,

  privacy: (page, shown) => {
    const { say } = page
    const { blocks } = shown
    return html`${settingsForm(page, 'privacy', shown)}
<h2>${say('settings.blocks')}</h2>
${blocks === null || blocks.rows.length === 0
  ? html`<p class="hint">${say('settings.no-blocks')}</p>`
  : html`<ul class="rows">${blocks.rows.map(user => blockedRow(page, user))}</ul>${more(page, 'privacy', blocks)}`}`
  },

  connection: (page, { mostHoldS }) => holdPanel(page, mostHoldS),

  sessions: (page, { sessions }) => sessions !== null && html`${sessionList(page, sessions.rows)}${more(page, 'sessions', sessions)}`,

  password: (page, { refusal }) => form(page, 'password', html`
${field({ name: 'current', refusal, label: page.say('settings.password-current'), type: 'password', autocomplete: 'current-password', maxLength: page.limits.passwordMax })}
${field({ name: 'wanted', refusal, label: page.say('settings.password-wanted'), type: 'password', hint: page.say('account.password-hint', { min: page.limits.passwordMin }), autocomplete: 'new-password', minLength: page.limits.passwordMin, maxLength: page.limits.passwordMax })}
<p class="hint">${page.say('settings.password-ends')}</p>`),

  account: (page, { ownData, refusal }) => ownData !== null && ownDataPanel(page, ownData, refusal)
}

function settingsForm (page: OwnPage, section: Section, { fields, refusal }: SectionShown): Html {
  return form(page, section, fields.map(setting => settingField(page, setting, refusal)))
}

function form (page: OwnPage, section: Section, fields: Renderable): Html {
  return html`<form class="stack" method="post" accept-charset="utf-8" action="${page.root}settings/${section}">${formToken(page)}
${fields}
<button type="submit" class="button primary">${page.say('form.save')}</button></form>`
}

function more ({ say, root }: OwnPage, section: Section, { next }: Listed<unknown>): Html | null {
  return next === null ? null : html`<p class="list-more"><a class="button quiet" href="${root}settings/${section}?after=${encodeURIComponent(next)}">${say('settings.more')}</a></p>`
}

function blockedRow (page: OwnPage, user: UserRef): Html {
  return html`<li class="row person asking"><a href="${page.root}contacts/${user.username}">${avatar(page, user)}<span class="row-top"><span class="row-name">${personName(page, user)}</span></span>
<span class="row-bottom"><span class="row-last">@${user.username}</span></span></a><div class="row-acts">${action(page, { to: `contacts/${user.username}/unblock`, label: page.say('profile.unblock'), className: 'button small' })}</div></li>`
}
