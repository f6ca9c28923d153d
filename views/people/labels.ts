import type { Profile } from '#domain/people/contacts.ts'
import type { Label } from '#domain/people/labels.ts'
import { action, doneNote, field, formToken, refusalId, refusalNote, type FormRefusal } from '#views/parts/forms.ts'
import { html, type Html } from '#views/parts/html.ts'
import { labelledIcon } from '#views/parts/pictures/icons.ts'
import { isolated } from '#views/parts/names.ts'
import type { OwnPage } from '#views/parts/page.ts'

export interface LabelsShown {
  readonly labels: readonly Label[]
  readonly refusal: FormRefusal | null
  /** Returns what was typed into a field of a refused form. */
  typed (name: string): string
  readonly done: string | null
}

/** The page of one's labels: make, rename, move, delete. */
export function labelsPanel (page: OwnPage, { labels, refusal, typed, done }: LabelsShown): Html {
  const { say, root, limits } = page
  const last = labels.length - 1
  const renamed = refusal?.field === 'new_name' ? typed('of') : null
  return html`<header class="column-head"><a class="icon-button back" href="${root}contacts/">${labelledIcon('back', say('nav.back'))}</a><h1>${say('labels.title')}</h1></header>
<div class="panel">${refusalNote(refusal)}${doneNote(done)}
<p class="lead">${say('labels.lead')}</p>
<form class="stack" method="post" accept-charset="utf-8" action="${root}labels/">${formToken(page)}
${field({ name: 'name', refusal, label: say('labels.new'), value: refusal?.field === 'name' ? typed('name') : '', maxLength: limits.label, autocomplete: 'off' })}
<button type="submit" class="button primary">${say('labels.make')}</button></form>
${labels.length > 0 && html`<ul class="label-list">${labels.map(({ id, name }, index) => html`
<li><details${renamed === id && html` open`}><summary>${isolated(name)}</summary>
<form class="stack" method="post" accept-charset="utf-8" action="${root}labels/${id}">${formToken(page)}<input type="hidden" name="of" value="${id}">
${nameField(page, id, renamed === id ? typed('new_name') : name, renamed === id ? refusal : null)}
<button type="submit" class="button">${say('form.save')}</button></form>
<div class="acts">${index > 0 && move(page, id, index - 1, say('labels.up'))} ${index < last && move(page, id, index + 1, say('labels.down'))} ${
  action(page, { to: `labels/${id}/delete`, label: say('labels.delete'), className: 'button small danger', describedBy: `delete-${id}` })}</div>
<p class="hint" id="delete-${id}">${say('labels.delete-hint')}</p></details></li>`)}</ul>`}
</div>`
}

// One of several fields of this name on the page, so that its id has the label's.
function nameField ({ say, limits }: OwnPage, id: string, value: string, refusal: FormRefusal | null): Html {
  const about = refusalId('new_name')
  return html`<div class="field"><label for="name-${id}">${say('labels.name')}</label>
<input id="name-${id}" name="new_name" type="text" value="${value}" required autocomplete="off" maxlength="${limits.label}"${refusal !== null && html` aria-invalid="true" aria-describedby="${about}"`}>${refusal !== null && html`<p class="field-refusal" id="${about}">${refusal.text}</p>`}</div>`
}

function move (page: OwnPage, id: string, place: number, label: string): Html {
  return action(page, { to: `labels/${id}/move`, label, className: 'button small', fields: { place: String(place) } })
}

/** Links that show the contacts of one label, or all. Without a label, the way to make one. */
export function labelChips ({ say, root }: OwnPage, labels: readonly Label[], openId: string | null): Html {
  const chip = (to: string, name: Html | string, isOpen: boolean) =>
    html`<li><a class="chip" href="${root}${to}"${isOpen && html` aria-current="true"`}>${name}</a></li> `
  return html`<nav class="chips" aria-label="${say('labels.title')}"><ul>${labels.length > 0 && chip('contacts/', say('labels.all'), openId === null)}${
    labels.map(({ id, name }) => chip(`contacts/?label=${id}`, isolated(name), id === openId))}<li><a class="chip edit" href="${root}labels/">${
    say(labels.length > 0 ? 'labels.edit' : 'labels.begin')}</a></li></ul></nav>`
}

/** The labels that a contact has, in their owner's order, as tags. */
export function labelTags (labels: readonly Label[], ids: readonly string[]): Html {
  return html`${labels.filter(({ id }) => ids.includes(id)).map(({ name }) => html` <span class="tag">${isolated(name)}</span>`)}`
}

/** The form on a contact's profile that gives and takes labels. */
export function labelPicks (page: OwnPage, { user, labels: ids }: Profile, labels: readonly Label[], beside: string | null): Html {
  const { say, root } = page
  if (labels.length === 0) return html`<p class="list-more"><a href="${root}labels/">${say('labels.begin')}</a></p>`
  return html`<form class="stack" method="post" accept-charset="utf-8" action="${root}contacts/${user.username}/labels">${formToken(page)}${
    beside !== null && html`<input type="hidden" name="beside" value="${beside}">`}
<fieldset aria-describedby="labels-hint"><legend>${say('labels.title')}</legend><p class="hint" id="labels-hint">${say('labels.hint')} <a href="${root}labels/">${say('labels.edit')}</a></p>
<ul class="picks">${labels.map(({ id, name }) => html`
<li><label><input type="checkbox" name="labels" value="${id}"${ids.includes(id) && html` checked`}><span class="pick-name">${isolated(name)}</span></label></li>`)}</ul></fieldset>
<button type="submit" class="button">${say('form.save')}</button></form>`
}
