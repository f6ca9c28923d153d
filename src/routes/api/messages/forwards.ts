import { Type, type FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { FORWARD_MESSAGES_MAX, FORWARD_TARGETS_MAX, type Forwards } from '#domain/messages/forwards.ts'
import { MessageSchema } from '#domain/messages/messages.ts'
import { listOf } from '#domain/schemas.ts'
import { viewerOf } from '#plugins/session/session.ts'
import { ClientId, closed, Id, No } from '#routes/api/schemas.ts'

/** Copies messages into other conversations. */
export const forwardRoutes: FastifyPluginAsyncTypebox<{ forwards: Forwards }> = async (app, { forwards }) => {
  app.post('/forwards', {
    preHandler: app.limits.forward,
    schema: {
      summary: 'Copy messages into other conversations. Safe to repeat with the same clientId.',
      body: closed({
        clientId: ClientId,
        from: closed({ conversationId: Id, nos: Type.Array(No, { minItems: 1, maxItems: FORWARD_MESSAGES_MAX }) }),
        to: Type.Array(Id, { minItems: 1, maxItems: FORWARD_TARGETS_MAX }),
        keepFrom: Type.Optional(Type.Boolean())
      }),
      response: { 201: closed({ messages: listOf(MessageSchema), refused: listOf(closed({ conversationId: Id, code: Type.String() })) }) }
    }
  }, async (request, reply) => {
    const { userId } = viewerOf(request)
    return await reply.code(201).send(await forwards.forward({ userId, ...request.body }))
  })
}
