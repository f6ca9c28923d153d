import { html, type Html, type Renderable } from './html.ts'
import type { Page } from './page.ts'

/** The hidden token that every form must send. */
export function formToken ({ formToken }: Page): Html {
  return html`<input type="hidden" name="form_token" value="${formToken}">`
}

export interface Field {
  readonly name: string
  readonly label: string
  readonly type?: 'text' | 'password' | 'search'
  readonly value?: string
  readonly hint?: Renderable
  readonly autocomplete?: string
  readonly maxLength?: number
  readonly minLength?: number
  readonly required?: boolean
  readonly autofocus?: boolean
  /** True: keyboards must not capitalise or correct it. */
  readonly isName?: boolean
  readonly placeholder?: string
}

/** A text field of one line under its label. */
export function field ({ name, label, type = 'text', value = '', hint = null, isName = false, required = true, ...more }: Field): Html {
  const id = `field-${name.replaceAll('_', '-')}`
  return html`<div class="field"><label for="${id}">${label}</label>
<input id="${id}" name="${name}" type="${type}" value="${value}"${required && html` required`}${
  more.autocomplete !== undefined && html` autocomplete="${more.autocomplete}"`}${
  more.minLength !== undefined && html` minlength="${more.minLength}"`}${
  more.maxLength !== undefined && html` maxlength="${more.maxLength}"`}${
  more.placeholder !== undefined && html` placeholder="${more.placeholder}"`}${
  more.autofocus === true && html` autofocus`}${
  isName && html` autocapitalize="none" autocorrect="off" spellcheck="false"`}${
  hint !== null && html` aria-describedby="${id}-hint"`}>${
  hint !== null && html`<p class="hint" id="${id}-hint">${hint}</p>`}</div>`
}

/** A checkbox with a sentence about its effect. */
export function checkbox ({ name, label, hint, checked }: { name: string, label: string, hint: string, checked: boolean }): Html {
  const id = `field-${name.replaceAll('_', '-')}`
  return html`<div class="check"><input id="${id}" name="${name}" type="checkbox" value="on"${checked && html` checked`} aria-describedby="${id}-hint"><label for="${id}">${label}</label><p class="hint" id="${id}-hint">${hint}</p></div>`
}

export interface Choice { readonly value: string, readonly label: string }

export interface Select {
  readonly name: string
  readonly label: string
  readonly choices: readonly Choice[]
  readonly chosen: string
  readonly hint?: Renderable
}

export function select ({ name, label, choices, chosen, hint = null }: Select): Html {
  const id = `field-${name.replaceAll('_', '-')}`
  return html`<div class="field"><label for="${id}">${label}</label>
<select id="${id}" name="${name}"${hint !== null && html` aria-describedby="${id}-hint"`}>${choices.map(choice => html`<option value="${choice.value}"${choice.value === chosen && html` selected`}>${choice.label}</option>`)}</select>${
  hint !== null && html`<p class="hint" id="${id}-hint">${hint}</p>`}</div>`
}

export interface Action {
  /** Address below the root. */
  readonly to: string
  readonly label: string
  readonly className?: string
  readonly fields?: Readonly<Record<string, string>>
  /** True: the answer opens in the frame, not in the window around it. */
  readonly staysInFrame?: boolean
}

/**
 * A button that does one thing: a form of its own, since only a POST may change something. Its value is in a hidden field, never
 * in the button, because IE 7 sends a button's text instead of its value.
 */
export function action (page: Page, { to, label, className = 'button', fields = {}, staysInFrame = false }: Action): Html {
  return html`<form class="action" method="post" accept-charset="utf-8"${staysInFrame && html` target="_self"`} action="${page.root}${to}">${formToken(page)}${
    Object.entries(fields).map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`)
  }<button type="submit" class="${className}">${label}</button></form>`
}

/** The reason for a refusal, shown before the first field of the form. */
export function refusalNote (text: string | null): Html | null {
  return text === null ? null : html`<p class="note refused" role="alert">${text}</p>`
}

export function doneNote (text: string | null): Html | null {
  return text === null ? null : html`<p class="note done" role="status">${text}</p>`
}
