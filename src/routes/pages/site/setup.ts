import { Type, type FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { TIME_ZONE_MAX_CHARS, type Accounts } from '#domain/account/accounts.ts'
import { SIGN_UP_MODES, SITE_NAME_MAX_CHARS, type SiteService, type SignUpMode } from '#domain/site/site.ts'
import { field, type Refused } from '#plugins/pages.ts'
import { setupOverPage, setupPage, type SetupShown } from '#views/site/setup.ts'
import { DisplayNameInput, PasswordInput, UsernameInput } from '#routes/api/account/account-schemas.ts'
import { closed } from '#routes/api/schemas.ts'

const Params = closed({ secret: Type.String({ maxLength: 64 }) })
const Form = closed({
  username: UsernameInput,
  password: PasswordInput,
  display_name: Type.Optional(DisplayNameInput),
  site_name: Type.String({ maxLength: SITE_NAME_MAX_CHARS * 4 }),
  sign_up: Type.Unsafe<SignUpMode>(Type.Enum([...SIGN_UP_MODES])),
  language: Type.Union([Type.Literal('en'), Type.Literal('zh')]),
  time_zone: Type.String({ maxLength: TIME_ZONE_MAX_CHARS })
})

/** Strangers who ask for much must not keep the operator out; without the link it costs next to nothing. */
const FREE = { ownPace: true, ownBudget: true } as const

/** The first run, behind the one-time link: looking at it consumes nothing. */
export const setupPages: FastifyPluginAsyncTypebox<{ accounts: Accounts, site: SiteService }> = async (app, { accounts, site }) => {
  async function isOpen (secret: string): Promise<boolean> {
    return !await accounts.hasAdmin() && await site.isSetupSecret(secret)
  }

  function fresh (secret: string, language: SetupShown['language']): SetupShown {
    const { name, signUp, signUpFixed, timeZone } = site.get()
    return { secret, siteName: name, signUp, signUpFixed, language, timeZone, username: '', displayName: '', refusal: null }
  }

  const again: Refused = async ({ text }, request, reply) => {
    const { secret } = request.params as { secret: string }
    const page = reply.page()
    if (!await isOpen(secret)) return setupOverPage(page)
    const standing = fresh(secret, page.language)
    return setupPage(page, {
      ...standing,
      siteName: field(request, 'site_name') || standing.siteName,
      signUp: SIGN_UP_MODES.find(mode => mode === field(request, 'sign_up')) ?? standing.signUp,
      language: field(request, 'language') === 'zh' ? 'zh' : 'en',
      timeZone: field(request, 'time_zone') || standing.timeZone,
      username: field(request, 'username'),
      displayName: field(request, 'display_name'),
      refusal: text
    })
  }

  app.get('/setup/:secret', { schema: { params: Params }, config: FREE }, async (request, reply) => {
    const { secret } = request.params
    const page = reply.page()
    return reply.html(await isOpen(secret) ? setupPage(page, fresh(secret, page.language)) : setupOverPage(page))
  })

  app.post('/setup/:secret', { schema: { params: Params, body: Form }, config: { ...FREE, refused: again } }, async (request, reply) => {
    const { username, password, display_name: displayName, language, ...chosen } = request.body
    const first = {
      siteName: chosen.site_name, signUp: chosen.sign_up, language, timeZone: chosen.time_zone, admin: { username, password, displayName }
    }
    await reply.startSession(await site.setUp(request.params.secret, first, accounts))
    return reply.seeOther('conversations/')
  })
}
