import { Type, type FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { Sessions } from '#domain/account/sessions.ts'
import { browserOf } from '#plugins/session/session.ts'
import { LabelInput, tokenOf, TokenSchema } from './account-schemas.ts'
import { ClientId, closed, Done, Id, NEXT, PageQuery } from '#routes/api/schemas.ts'

const Made = closed({ token: TokenSchema, secret: Type.String() })

/** Tokens for programs that act as this user, sent as `Authorization: Bearer`. */
export const tokenRoutes: FastifyPluginAsyncTypebox<{ sessions: Sessions }> = async (app, { sessions }) => {
  app.get('/tokens', {
    schema: {
      summary: 'Tokens of this account, the latest made first.',
      querystring: PageQuery,
      response: { 200: closed({ tokens: Type.Array(TokenSchema), ...NEXT }) }
    }
  }, async request => {
    const { rows, ...rest } = await sessions.list(browserOf(request).userId, 'token', request.query)
    return { tokens: rows.map(tokenOf), ...rest }
  })

  app.post('/tokens', {
    schema: {
      summary: 'Make a token. Its secret is told by this call alone.',
      body: closed({ label: LabelInput, clientId: Type.Optional(ClientId) }),
      response: { 200: Made, 201: Made }
    }
  }, async (request, reply) => {
    const from = { userAgent: request.headers['user-agent'] ?? '', address: request.ip }
    const wish = { ...request.body, bearer: await request.cookieToken() }
    const { session, token, isNew } = await sessions.makeToken(browserOf(request), wish, from)
    return await reply.code(isNew ? 201 : 200).send({ token: tokenOf(session), secret: token })
  })

  app.delete('/tokens/:id', {
    schema: { summary: 'End a token at once.', params: closed({ id: Id }), response: Done }
  }, async (request, reply) => {
    await sessions.end(browserOf(request).userId, request.params.id, 'token')
    return await reply.code(204).send(null)
  })
}
