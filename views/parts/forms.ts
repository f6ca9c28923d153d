import { html, type Html, type Renderable } from './html.ts'
import type { Page } from './page.ts'

/** The hidden token that every form must send. */
export function formToken ({ formToken }: Page): Html {
  return html`<input type="hidden" name="form_token" value="${formToken}">`
}

/** Why a form was refused. */
export interface FormRefusal {
  readonly text: string
  /** The name of the field at fault; null when it is about no single one. */
  readonly field: string | null
}

/** A name of the API as forms have it: `timeZone` is `time_zone`. */
export function fieldName (name: string): string {
  return name.replaceAll(/[A-Z]/g, letter => `_${letter.toLowerCase()}`)
}

export interface Field {
  readonly name: string
  readonly label: string
  readonly refusal: FormRefusal | null
  readonly type?: 'text' | 'password' | 'search' | 'date'
  readonly value?: string
  readonly hint?: Renderable
  readonly autocomplete?: string
  readonly maxLength?: number
  readonly minLength?: number
  readonly required?: boolean
  /** True: keyboards must not capitalise or correct it. */
  readonly isName?: boolean
  /** The id of a `datalist` with values to choose from. */
  readonly list?: string
  /** A check for the script to make while one types, and the sentence for a text that does not pass. */
  readonly check?: { readonly pattern: string, readonly text: string }
}

/** A text field of one line under its label. */
export function field ({ name, label, type = 'text', value = '', isName = false, required = true, ...more }: Field): Html {
  const { id, attributes, notes } = described({ name, ...more })
  return html`<div class="field"><label for="${id}">${label}</label>
<input id="${id}" name="${name}" type="${type}" value="${value}"${required && html` required`}${
  more.autocomplete !== undefined && html` autocomplete="${more.autocomplete}"`}${
  more.minLength !== undefined && html` minlength="${more.minLength}"`}${
  more.maxLength !== undefined && html` maxlength="${more.maxLength}"`}${
  more.list !== undefined && html` list="${more.list}"`}${
  isName && html` autocapitalize="none" autocorrect="off" spellcheck="false"`}${
  more.check !== undefined && html` data-pattern="${more.check.pattern}" data-invalid="${more.check.text}"`}${attributes}>${notes}</div>`
}

/** A checkbox with a sentence about its effect. */
export function checkbox ({ name, label, hint, checked }: { name: string, label: string, hint: string, checked: boolean }): Html {
  const { id, attributes, notes } = described({ name, hint, refusal: null })
  return html`<div class="check"><input id="${id}" name="${name}" type="checkbox" value="on"${checked && html` checked`}${attributes}><label for="${id}">${label}</label>${notes}</div>`
}

export interface Choice { readonly value: string, readonly label: string }

export interface Select {
  readonly name: string
  readonly label: string
  readonly refusal: FormRefusal | null
  readonly choices: readonly Choice[]
  readonly chosen: string
  readonly hint?: Renderable
  /** Further attributes. */
  readonly more?: Renderable
}

export function select ({ name, label, choices, chosen, more = null, ...about }: Select): Html {
  const { id, attributes, notes } = described({ name, ...about })
  return html`<div class="field"><label for="${id}">${label}</label>
<select id="${id}" name="${name}"${more}${attributes}>${choices.map(choice => html`<option value="${choice.value}"${choice.value === chosen && html` selected`}>${choice.label}</option>`)}</select>${notes}</div>`
}

// The sentences below a field: why it was refused, and its hint. A refused field takes the focus.
function described ({ name, refusal, hint = null }: { name: string, refusal: FormRefusal | null, hint?: Renderable }) {
  const id = `field-${name.replaceAll('_', '-')}`
  const { text, note } = fieldRefusal(name, refusal)
  const ids = [text === null ? [] : refusalId(name), hint === null ? [] : `${id}-hint`].flat()
  return {
    id,
    attributes: html`${text !== null && html` aria-invalid="true" autofocus`}${ids.length > 0 && html` aria-describedby="${ids.join(' ')}"`}`,
    notes: html`${note}${hint !== null && html`<p class="hint" id="${id}-hint">${hint}</p>`}`
  }
}

/** Why this field was refused: as text, and as the sentence below it. */
export function fieldRefusal (name: string, refusal: FormRefusal | null) {
  const text = refusal?.field === name ? refusal.text : null
  return {
    text,
    note: text === null ? null : html`<p class="field-refusal" id="${refusalId(name)}">${text}</p>`
  }
}

/** The id of the sentence that says why a field was refused. */
export function refusalId (name: string): string {
  return `field-${name.replaceAll('_', '-')}-refusal`
}

export interface Action {
  /** Address below the root. */
  readonly to: string
  readonly label: string
  readonly className?: string
  readonly fields?: Readonly<Record<string, string>>
  /** The id of a sentence about its effect. */
  readonly describedBy?: string
  /** True: the answer opens in the frame, not in the window around it. */
  readonly staysInFrame?: boolean
}

/**
 * A button that does one thing: a form of its own, since only a POST may change something. Its value is in a hidden field, never
 * in the button, because IE 7 sends a button's text instead of its value.
 */
export function action (page: Page, { to, label, className = 'button', fields = {}, describedBy, staysInFrame = false }: Action): Html {
  return html`<form class="action" method="post" accept-charset="utf-8"${staysInFrame && html` target="_self"`} action="${page.root}${to}">${formToken(page)}${
    Object.entries(fields).map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`)
  }<button type="submit" class="${className}"${describedBy !== undefined && html` aria-describedby="${describedBy}"`}>${label}</button></form>`
}

/** The reason for a refusal, shown before the first field of the form; null where a field shows it. */
export function refusalNote (refusal: FormRefusal | null): Html | null {
  return refusal === null || refusal.field !== null ? null : html`<p class="note refused" role="alert">${refusal.text}</p>`
}

export function doneNote (text: string | null): Html | null {
  return text === null ? null : html`<p class="note done" role="status">${text}</p>`
}

/** The gap between two neighbours in a line. Text browsers drop a mere blank between Han characters. */
export function between ({ mode }: Page): Html {
  return mode === 'plain' ? html`<span class="label"> ·</span> ` : html` `
}
