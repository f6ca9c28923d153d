import type { Profile, ContactRequest } from '#domain/people/contacts.ts'
import type { Label } from '#domain/people/labels.ts'
import { galleryLink } from '#views/files/gallery-link.ts'
import { avatar } from '#views/parts/pictures/avatars.ts'
import { action, doneNote, field, formToken, refusalNote, type FormRefusal } from '#views/parts/forms.ts'
import { html, type Html, type Renderable } from '#views/parts/html.ts'
import { labelledIcon } from '#views/parts/pictures/icons.ts'
import { sentence } from '#views/parts/language.ts'
import { nameOf, ownName, personName } from '#views/parts/names.ts'
import type { OwnPage } from '#views/parts/page.ts'
import { commonPart, type CommonShown } from './shared.ts'
import { labelPicks } from './labels.ts'
import { presenceLine } from './presence.ts'

export interface ProfileShown {
  readonly profile: Profile
  /** The open contact request between the two, in either direction. */
  readonly request: Pick<ContactRequest, 'note' | 'at'> | null
  readonly refusal: FormRefusal | null
  /** Returns what was typed into a field of a refused form. */
  typed (name: string): string
  readonly done: string | null
  /** The address below the root to which “back” leads. */
  readonly back: string
  /** The conversation whose side panel it is. Its forms lead back to it. */
  readonly beside?: string | null
  /** The conversation beside it is with others as well: the profile is one of several that its panel shows. */
  readonly isOneOfMany?: boolean
  /** The conversations that the two have in common, and the address of more of the groups. */
  readonly common?: CommonShown | null
  /** The viewer's labels. */
  readonly labels?: readonly Label[]
  /** The person's place in the group beside it. */
  readonly inGroup?: Html | null
}

/** One person, with the actions between them and the viewer. */
export function profilePanel (page: OwnPage, shown: ProfileShown): Html {
  const { say, root } = page
  const { profile: { user, relation }, refusal, done, back, beside = null, isOneOfMany = false, inGroup = null } = shown
  return html`<header class="column-head"><a class="icon-button back${isOneOfMany && ' turn'}" href="${root}${back}"${beside !== null && html` data-side="${isOneOfMany ? '1' : 'close'}"`}>${labelledIcon('back', say('nav.back'))}</a><p class="bar-title">${say('profile.title')}</p>${
    beside !== null && html`<p class="tools"><a class="icon-button close" href="${root}conversations/${beside}#end" title="${say('side.close')}" data-side="close">${labelledIcon('close', say('side.close'))}</a></p>`}</header>
<div class="panel profile">
<div class="portrait">${avatar(page, user)}<h1>${personName(page, user)}</h1>
<p class="under">${nameOf(page, user) !== user.displayName && html`${ownName(user)} · `}<span class="username">@${user.username}</span> ${presenceLine(page, user.username)}</p>
<p class="about" dir="auto" data-about-of="${user.username}">${user.about}</p></div>
${refusalNote(refusal)}${doneNote(done)}
${(beside === null || isOneOfMany || relation !== 'contact') && acts(page, shown)}
${beside !== null && !isOneOfMany && relation === 'contact' && html`<p class="actions"><a class="button wide" href="${root}conversations/${beside}/add">${say('groups.new-with')}</a></p>`}
${beside !== null && !isOneOfMany && galleryLink(page, beside)}
${inGroup}
${commonPart(page, user, shown.common ?? null, beside)}
${relation === 'contact' && html`${remarkForm(page, shown)}
${labelPicks(page, shown.profile, shown.labels ?? [], beside)}`}
${relation !== 'self' && relation !== 'blocked' && dangers(page, user.username, relation === 'contact', beside)}
</div>`
}

function acts (page: OwnPage, shown: ProfileShown): Renderable {
  const { say, language } = page
  const { profile: { user, relation, requestId }, request, beside = null } = shown
  const name = personName(page, user)
  const message = action(page, {
    to: 'conversations/', label: say(relation === 'self' ? 'profile.message-self' : 'profile.message'), className: 'button primary wide', fields: { username: user.username }
  })
  switch (relation) {
    case 'self': return html`<p class="lead">${say('profile.self')}</p>${message}`
    case 'contact': return message
    case 'asked': return html`<p class="lead">${sentence(language, 'profile.asked', { name })}</p>${noteOf(request)}<div class="acts">${requestId !== null && html`${
      action(page, { to: `contact-requests/${requestId}/accept`, label: say('contacts.accept'), className: 'button primary', fields: { from: 'profile' } })} ${
      action(page, { to: `contact-requests/${requestId}/reject`, label: say('contacts.reject'), fields: { from: 'profile' } })}`}</div>`
    case 'requested': return html`<p class="lead">${sentence(language, 'profile.requested', { name })}</p>${noteOf(request)}${requestId !== null &&
      action(page, { to: `contact-requests/${requestId}/withdraw`, label: say('contacts.withdraw'), fields: { from: 'profile' } })}`
    case 'blocked': return html`<p class="lead">${sentence(language, 'profile.blocked', { name })}</p>${
      action(page, { to: `contacts/${user.username}/unblock`, label: say('profile.unblock'), fields: beside === null ? {} : { beside } })}`
    case 'none': return askForm(page, shown)
  }
}

function noteOf (request: ProfileShown['request']): Html | null {
  return request === null || request.note === '' ? null : html`<blockquote class="request-note"><p dir="auto">${request.note}</p></blockquote>`
}

// The conversation to which a form leads back.
function besideField (beside: string | null): Html | null {
  return beside === null ? null : html`<input type="hidden" name="beside" value="${beside}">`
}

function askForm (page: OwnPage, { profile: { user, takesRequests }, refusal, typed, beside = null }: ProfileShown): Html {
  const { say, root, limits, language } = page
  if (!takesRequests) return html`<p class="lead">${sentence(language, 'profile.takes-none', { name: personName(page, user) })}</p>`
  return html`<form class="stack" method="post" accept-charset="utf-8" action="${root}contacts/${user.username}/ask">${formToken(page)}${besideField(beside)}
<p class="lead">${sentence(language, 'profile.ask-lead', { name: personName(page, user) })}</p>
${field({ name: 'note', refusal, value: typed('note'), label: say('profile.note'), hint: say('profile.note-hint'), maxLength: limits.note, required: false, autocomplete: 'off' })}
<button type="submit" class="button primary wide">${say('profile.ask')}</button></form>`
}

function remarkForm (page: OwnPage, { profile: { user: { username }, remark }, refusal, typed, beside = null }: ProfileShown): Html {
  const { say, root, limits } = page
  return html`<form class="stack" method="post" accept-charset="utf-8" action="${root}contacts/${username}/remark">${formToken(page)}${besideField(beside)}
${field({ name: 'remark', refusal, label: say('profile.remark'), hint: say('profile.remark-hint'), value: refusal?.field === 'remark' ? typed('remark') : remark, maxLength: limits.remark, required: false, autocomplete: 'off' })}
<button type="submit" class="button">${say('form.save')}</button></form>`
}

function dangers (page: OwnPage, username: string, isContact: boolean, beside: string | null): Html {
  const { say } = page
  const fields = beside === null ? {} : { beside }
  return html`<details class="dangers"><summary>${say(isContact ? 'profile.more' : 'profile.more-block')}</summary>
${isContact && html`<p>${say('profile.remove-hint')}</p>${action(page, { to: `contacts/${username}/remove`, label: say('profile.remove'), className: 'button danger', fields })}`}
<p>${say('profile.block-hint')}</p>${action(page, { to: `contacts/${username}/block`, label: say('profile.block'), className: 'button danger', fields })}</details>`
}
