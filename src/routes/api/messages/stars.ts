import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { MessageSchema } from '#domain/messages/messages.ts'
import type { Stars } from '#domain/messages/stars.ts'
import { listOf } from '#domain/schemas.ts'
import { viewerOf } from '#plugins/session/session.ts'
import { closed, Id, NEXT, No, PageQuery } from '#routes/api/schemas.ts'
import { SentAnswer } from './messages.ts'

const PATH = '/stars/:conversationId/:no'
const StarParams = closed({ conversationId: Id, no: No })

/** Stars messages for the caller alone, and lists them. */
export const starRoutes: FastifyPluginAsyncTypebox<{ stars: Stars }> = async (app, { stars }) => {
  app.put(PATH, {
    schema: { summary: 'Star a message for oneself. Idempotent.', params: StarParams, response: { 200: SentAnswer } }
  }, async request => {
    const { conversationId, no } = request.params
    return { message: await stars.star(viewerOf(request).userId, conversationId, no, true) }
  })

  app.delete(PATH, {
    schema: { summary: 'Take one’s own star back. Idempotent.', params: StarParams, response: { 200: SentAnswer } }
  }, async request => {
    const { conversationId, no } = request.params
    return { message: await stars.star(viewerOf(request).userId, conversationId, no, false) }
  })

  app.get('/stars', {
    schema: {
      summary: 'Messages that the caller has starred, the latest starred first.',
      querystring: PageQuery,
      response: { 200: closed({ messages: listOf(MessageSchema), ...NEXT }) }
    }
  }, async request => {
    const { rows, more, next } = await stars.list(viewerOf(request).userId, request.query)
    return { messages: rows, more, next }
  })
}
