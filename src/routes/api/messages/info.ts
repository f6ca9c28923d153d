import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { MessageInfoSchema, type MessageInfos } from '#domain/messages/message-info.ts'
import { viewerOf } from '#plugins/session/session.ts'
import { closed, MessageParams } from '#routes/api/schemas.ts'

/** Tells how far a message got. */
export const messageInfoRoutes: FastifyPluginAsyncTypebox<{ messageInfos: MessageInfos }> = async (app, { messageInfos }) => {
  app.get('/conversations/:id/messages/:no/info', {
    schema: {
      summary: 'When a message was sent; of one’s own, whom it reached and who has read it.',
      params: MessageParams,
      response: { 200: closed({ info: MessageInfoSchema }) }
    }
  }, async request => {
    const { id, no } = request.params
    return { info: await messageInfos.of(viewerOf(request).userId, id, no) }
  })
}
