import { Type, type FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { LANGUAGES, type Accounts } from '#domain/account/accounts.ts'
import { MODES, type Sessions } from '#domain/account/sessions.ts'
import { BACK_MAX_CHARS, backTo } from '#plugins/addresses.ts'
import { closed } from '#routes/api/schemas.ts'

const AREAS = ['conversations', 'contacts', 'settings']
/** The page one was on, and comes back to. */
const back = Type.String({ default: '', maxLength: BACK_MAX_CHARS })
const ModeForm = closed({ mode: Type.Union(MODES.map(mode => Type.Literal(mode))), back })
const LanguageForm = closed({ language: Type.Union(LANGUAGES.map(language => Type.Literal(language))), back })

/** The way in, and the two choices that stand on every page. */
export const frontPages: FastifyPluginAsyncTypebox<{ accounts: Accounts, sessions: Sessions }> = async (app, { accounts, sessions }) => {
  app.get('/', { config: { ownPace: true } }, async (request, reply) => reply.redirect(request.viewer === null ? './signin' : './conversations/', 303))
  for (const area of AREAS) app.get(`/${area}`, async (_request, reply) => reply.redirect(`./${area}/`, 303))

  app.post('/mode', { schema: { body: ModeForm }, config: { ownPace: true } }, async (request, reply) => {
    const { mode, back } = request.body
    if (request.viewer === null) reply.keepVisitor({ mode })
    else await sessions.change(request.viewer.session, { mode })
    return reply.seeOther(backTo(back))
  })

  app.post('/language', { schema: { body: LanguageForm }, config: { ownPace: true } }, async (request, reply) => {
    const { language, back } = request.body
    if (request.viewer === null) reply.keepVisitor({ language })
    else await accounts.change(request.viewer.userId, { language })
    return reply.seeOther(backTo(back))
  })
}
