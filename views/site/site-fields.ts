import type { SignUpMode } from '#domain/site/site.ts'
import { select, type FormRefusal } from '#views/parts/forms.ts'
import { html, type Html, type Renderable } from '#views/parts/html.ts'
import { LANGUAGE_NAMES } from '#views/parts/language.ts'
import type { Page } from '#views/parts/page.ts'

/* Fields of the site's policy, which the first run and the page for admins share. */

export interface SignUpShown {
  readonly refusal: FormRefusal | null
  readonly signUp: SignUpMode
  /** The flag or variable that fixes it; null when none does. */
  readonly signUpSetBy: string | null
}

/** The sign-up mode: a choice, or a sentence where the server's settings fix it. */
export function signUpField ({ say }: Page, { refusal, signUp, signUpSetBy }: SignUpShown): Html {
  if (signUpSetBy === null) {
    const choices = (['open', 'invite', 'closed'] as const).map(value => ({ value, label: say(`setup.signup-${value}`) }))
    return select({ name: 'sign_up', refusal, label: say('setup.signup'), choices, chosen: signUp, hint: say('setup.signup-hint') })
  }
  return html`<div class="field"><p class="label-like">${say('setup.signup')}</p><p class="locked">${say(`setup.signup-${signUp}`)}</p><p class="hint">${say('admin.fixed', { source: signUpSetBy })}</p><input type="hidden" name="sign_up" value="${signUp}"></div>`
}

interface LanguageShown {
  readonly refusal: FormRefusal | null
  readonly label: string
  readonly chosen: string
  readonly hint?: Renderable
}

export function languageField ({ refusal, label, chosen, hint = null }: LanguageShown): Html {
  const choices = Object.entries(LANGUAGE_NAMES).map(([value, label]) => ({ value, label }))
  return select({ name: 'language', refusal, label, choices, chosen, hint })
}
