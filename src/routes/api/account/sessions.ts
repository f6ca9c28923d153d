import { Type, type FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { Sessions } from '#domain/account/sessions.ts'
import { browserOf } from '#plugins/session/session.ts'
import { browserEntry, BrowserSchema } from './account-schemas.ts'
import { closed, Done, Id, NEXT, PageQuery } from '#routes/api/schemas.ts'

/** Lists and ends the browsers signed in to the account. */
export const sessionRoutes: FastifyPluginAsyncTypebox<{ sessions: Sessions }> = async (app, { sessions }) => {
  app.get('/sessions', {
    schema: {
      summary: 'Browsers signed in to this account, the latest sign-in first.',
      querystring: PageQuery,
      response: { 200: closed({ sessions: Type.Array(BrowserSchema), ...NEXT }) }
    }
  }, async request => {
    const { userId, session } = browserOf(request)
    const { rows, ...rest } = await sessions.list(userId, 'cookie', request.query)
    return { sessions: rows.map(one => browserEntry(one, session.id)), ...rest }
  })

  app.delete('/sessions/:id', {
    schema: { summary: 'Sign that browser out. Its parked polls end with signed-out.', params: closed({ id: Id }), response: Done }
  }, async (request, reply) => {
    const { userId, session } = browserOf(request)
    if (request.params.id === session.id) await reply.endSession()
    else await sessions.end(userId, request.params.id, 'cookie')
    return await reply.code(204).send(null)
  })
}
