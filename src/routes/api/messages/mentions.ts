import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { Mentions } from '#domain/messages/mentions.ts'
import { MessageSchema } from '#domain/messages/messages.ts'
import { listOf } from '#domain/schemas.ts'
import { viewerOf } from '#plugins/session/session.ts'
import { closed, NEXT, PageQuery } from '#routes/api/schemas.ts'

/** Lists the messages that mention the caller. */
export const mentionRoutes: FastifyPluginAsyncTypebox<{ mentions: Mentions }> = async (app, { mentions }) => {
  app.get('/mentions', {
    schema: {
      summary: 'Messages that mention the caller, the newest first.',
      querystring: PageQuery,
      response: { 200: closed({ messages: listOf(MessageSchema), ...NEXT }) }
    }
  }, async request => {
    const { rows, more, next } = await mentions.list(viewerOf(request).userId, request.query)
    return { messages: rows, more, next }
  })
}
