import { Type } from 'typebox'
import { TIME_ZONE_MAX_CHARS } from '#domain/account/settings.ts'
import { SIGN_UP_MODES, SITE_NAME_MAX_CHARS, type SignUpMode } from '#domain/site/site.ts'
import { setupOverPage, setupPage as drawSetup } from '#views/site/setup.ts'
import { DisplayNameInput, PasswordInput, UsernameInput } from '#routes/api/account/account-schemas.ts'
import { signIn } from '#routes/pages/account/sign-in.ts'
import { form, openPage } from '#routes/pages/page-row.ts'

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
    if (await accounts.hasAdmin() || !await site.isSetupSecret(secret)) return setupOverPage(page)
    const { name, signUp, signUpFixed, timeZone } = site.get()
    const language = refusal === null ? page.language : typed('language') === 'zh' ? 'zh' : 'en'
    return drawSetup(page, {
      secret,
      siteName: typed('site_name') || name,
      signUp: SIGN_UP_MODES.find(mode => mode === typed('sign_up')) ?? signUp,
      signUpFixed,
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
      site_name: Type.String({ maxLength: SITE_NAME_MAX_CHARS * 4 }),
      sign_up: Type.Unsafe<SignUpMode>(Type.Enum([...SIGN_UP_MODES])),
      language: Type.Union([Type.Literal('en'), Type.Literal('zh')]),
      time_zone: Type.String({ maxLength: TIME_ZONE_MAX_CHARS })
    },
    isDoor: true,
    async does ({ reply, params, body: { username, password, display_name: displayName, language, ...chosen } }, { accounts, site }) {
      const admin = { username, password, displayName }
      const first = { siteName: chosen.site_name, signUp: chosen.sign_up, language, timeZone: chosen.time_zone, admin }
      await reply.startSession(await site.setUp(params.secret, first, accounts))
    },
    again: signIn,
    leadsTo: () => 'conversations/',
    names: { name: 'site_name' },
    refused: 'page',
    sentTwice: 'same-answer'
  })]
})
