import { Type, type FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { Accounts } from '#domain/accounts.ts'
import { closed } from '../schemas.ts'

const AREAS = ['conversations', 'contacts', 'settings']
const ModeForm = closed({ mode: Type.Union([Type.Literal('live'), Type.Literal('plain')]) })
const LanguageForm = closed({ language: Type.Union([Type.Literal('en'), Type.Literal('zh')]) })

/** The way in, and the two choices that stand on every page. */
export const frontPages: FastifyPluginAsyncTypebox<{ accounts: Accounts }> = async (app, { accounts }) => {
  app.get('/', async (request, reply) => reply.redirect(request.viewer === null ? './signin' : './conversations/', 303))
  for (const area of AREAS) app.get(`/${area}`, async (_request, reply) => reply.redirect(`./${area}/`, 303))

  app.post('/mode', { preHandler: app.limits.change, schema: { body: ModeForm } }, async (request, reply) => {
    const { mode } = request.body
    if (request.viewer === null) reply.keepVisitor({ mode })
    else await accounts.change(request.viewer.userId, { mode })
    return reply.seeOther('')
  })

  app.post('/language', { preHandler: app.limits.change, schema: { body: LanguageForm } }, async (request, reply) => {
    const { language } = request.body
    if (request.viewer === null) reply.keepVisitor({ language })
    else await accounts.change(request.viewer.userId, { language })
    return reply.seeOther('')
  })
}
