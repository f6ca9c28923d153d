import type { Language } from '#domain/account/settings.ts'
import type { SignUpMode } from '#domain/site/site.ts'
import { accountFields } from '#views/account/sign-in.ts'
import { field, formToken, refusalNote, select, type FormRefusal } from '#views/parts/forms.ts'
import { html, type Html } from '#views/parts/html.ts'
import { LANGUAGE_NAMES } from '#views/parts/language.ts'
import { frontDocument } from './layout.ts'
import type { Page } from '#views/parts/page.ts'
import { zoneField } from '#views/parts/zones.ts'

export interface SetupShown {
  /** The one-time secret, which only the POST uses up. */
  readonly secret: string
  readonly siteName: string
  readonly signUp: SignUpMode
  readonly signUpFixed: boolean
  readonly language: Language
  readonly timeZone: string
  readonly username: string
  readonly displayName: string
  readonly refusal: FormRefusal | null
}

/** The form of the first run: the admin's account and the site's settings. */
export function setupPage (page: Page, shown: SetupShown): Html {
  const { say, root, limits } = page
  const { refusal } = shown
  const modes = (['open', 'invite', 'closed'] as const).map(value => ({ value, label: say(`setup.signup-${value}`) }))
  const languages = Object.entries(LANGUAGE_NAMES).map(([value, label]) => ({ value, label }))
  return frontDocument(page, {
    title: say('setup.title'),
    className: 'setup',
    main: html`<h1>${say('setup.welcome')}</h1>
<p class="lead">${say('setup.lead')}</p>
<form class="stack" method="post" accept-charset="utf-8" action="${root}setup/${shown.secret}">${formToken(page)}
${refusalNote(refusal)}
<fieldset><legend><span class="step">1</span> ${say('setup.admin')}</legend>
<p class="hint">${say('setup.admin-hint')}</p>
${accountFields(page, shown)}
</fieldset>
<fieldset><legend><span class="step">2</span> ${say('setup.site')}</legend>
${field({ name: 'site_name', refusal, label: say('setup.site-name'), value: shown.siteName, hint: say('setup.site-name-hint'), autocomplete: 'off', maxLength: limits.siteName })}
${shown.signUpFixed
  ? html`<div class="field"><p class="label-like">${say('setup.signup')}</p><p class="hint">${say('setup.signup-fixed', { choice: say(`setup.signup-${shown.signUp}`) })}</p><input type="hidden" name="sign_up" value="${shown.signUp}"></div>`
  : select({ name: 'sign_up', refusal, label: say('setup.signup'), choices: modes, chosen: shown.signUp, hint: say('setup.signup-hint') })}
</fieldset>
<fieldset><legend><span class="step">3</span> ${say('setup.place')}</legend>
${select({ name: 'language', refusal, label: say('settings.language'), choices: languages, chosen: shown.language })}
${zoneField(page, { refusal, chosen: shown.timeZone, unset: null })}
</fieldset>
<button type="submit" class="button primary wide">${say('setup.finish')}</button></form>
<p class="front-other">${say('connection.trouble')} <a href="${root}connection/">${say('connection.title')}</a></p>`
  })
}

/** The page for a link that was used or is too old. */
export function setupOverPage (page: Page): Html {
  const { say, root } = page
  return frontDocument(page, {
    title: say('setup.title'),
    main: html`<h1>${say('setup.over')}</h1><p class="lead">${say('setup.over-text')}</p><p><code>holdline setup-link</code></p><p class="actions"><a class="button" href="${root}signin">${say('signin.title')}</a></p>`
  })
}
