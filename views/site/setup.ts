import type { Language } from '#domain/account/settings.ts'
import { accountFields } from '#views/account/sign-in.ts'
import { field, formToken, refusalNote, type FormRefusal } from '#views/parts/forms.ts'
import { html, type Html } from '#views/parts/html.ts'
import type { Page } from '#views/parts/page.ts'
import { zoneField } from '#views/parts/zones.ts'
import { frontDocument } from './layout.ts'
import { languageField, signUpField, type SignUpShown } from './site-fields.ts'

export interface SetupShown extends SignUpShown {
  /** The one-time secret, which only the POST uses up. */
  readonly secret: string
  readonly siteName: string
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
${signUpField(page, shown)}
</fieldset>
<fieldset><legend><span class="step">3</span> ${say('setup.place')}</legend>
${languageField({ refusal, label: say('settings.language'), chosen: shown.language })}
${zoneField(page, { refusal, chosen: shown.timeZone, unset: null, isGuessed: refusal === null })}
</fieldset>
<button type="submit" class="button primary wide">${say('setup.finish')}</button></form>
<p class="front-other">${say('connection.trouble')} <a href="${root}connection/">${say('connection.title')}</a></p>`
  })
}

/** The page for a link that was used, is too old, or was never made. */
export function setupOverPage (page: Page, { hasAdmin }: { hasAdmin: boolean }): Html {
  const { say, root, viewer } = page
  const on = viewer === null ? { to: 'signin', label: say('signin.title') } : { to: 'conversations/', label: say('admin.ready-on') }
  return frontDocument(page, {
    title: say('setup.title'),
    main: html`<h1>${say('setup.over')}</h1><p class="lead">${hasAdmin ? say('setup.over-done') : say('setup.over-text')}</p>${!hasAdmin && html`<p><code>holdline setup-link</code></p>`}${hasAdmin && html`<p class="actions"><a class="button" href="${root}${on.to}">${on.label}</a></p>`}`
  })
}
