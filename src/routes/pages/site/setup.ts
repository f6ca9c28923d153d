import { Type } from 'typebox'
import { SIGN_UP_MODES } from '#domain/site/site.ts'
import { setupOverPage, setupPage as drawSetup } from '#views/site/setup.ts'
import { DisplayNameInput, PasswordInput, UsernameInput } from '#routes/api/account/account-schemas.ts'
import { signIn } from '#routes/pages/account/sign-in.ts'
import { form, openPage } from '#routes/pages/page-row.ts'
import { SITE_FIELDS } from './site-fields.ts'

/**
 * The first run, behind the one-time link, which opening it does not use up.
 * Free: strangers who ask for much must not keep the operator out.
 */
export const setupPage = openPage({
  path: '/setup/:secret',
  query: null,
  needs: 'anyone',
  costs: 'free',
  async draws ({ page, params: { secret }, typed, refusal }, { accounts, site }) {
    const hasAdmin = await accounts.hasAdmin()
    if (hasAdmin || !await site.isSetupSecret(secret)) return setupOverPage(page, { hasAdmin })
    const { name, signUp, signUpSetBy, timeZone } = site.get()
    const language = refusal === null ? page.language : typed('language') === 'zh' ? 'zh' : 'en'
    return drawSetup(page, {
      secret,
      siteName: typed('site_name') || name,
      signUp: SIGN_UP_MODES.find(mode => mode === typed('sign_up')) ?? signUp,
      signUpSetBy,
      language,
      timeZone: typed('time_zone') || timeZone,
      username: typed('username'),
      displayName: typed('display_name'),
      refusal
    })
  },
  forms: [form({
    path: '/setup/:secret',
    needs: 'anyone',
    body: {
      username: UsernameInput,
      password: PasswordInput,
      display_name: Type.Optional(DisplayNameInput),
      ...SITE_FIELDS
    },
    isDoor: true,
    async does ({ reply, params, body, once }, { accounts, site, invites }) {
      const { username, password, display_name: displayName, site_name: siteName, sign_up: signUp, language, time_zone: timeZone } = body
      const first = { siteName, signUp, language, timeZone, admin: { username, password, displayName } }
      await reply.startSession(await site.setUp(params.secret, first, { accounts, invites }, once))
      return null
    },
    again: signIn,
    leadsTo: () => 'admin/ready',
    names: { name: 'site_name' },
    refused: 'page',
    sentTwice: 'same-answer'
  })]
})
