import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { PinSchema, type Pins } from '#domain/messages/pins.ts'
import { listOf } from '#domain/schemas.ts'
import { viewerOf } from '#plugins/session/session.ts'
import { closed, ConversationParams, MessageParams, NEXT, PageQuery } from '#routes/api/schemas.ts'
import { SentAnswer } from './messages.ts'

const PATH = '/conversations/:id/pins'

/** Pins and unpins messages, and lists those that are pinned. */
export const pinRoutes: FastifyPluginAsyncTypebox<{ pins: Pins }> = async (app, { pins }) => {
  app.put(`${PATH}/:no`, {
    schema: { summary: 'Pin a message in its conversation. Idempotent.', params: MessageParams, response: { 200: SentAnswer } }
  }, async request => {
    const { id, no } = request.params
    return { message: await pins.pin(viewerOf(request).userId, id, no, true) }
  })

  app.delete(`${PATH}/:no`, {
    schema: { summary: 'Unpin a message. Idempotent.', params: MessageParams, response: { 200: SentAnswer } }
  }, async request => {
    const { id, no } = request.params
    return { message: await pins.pin(viewerOf(request).userId, id, no, false) }
  })

  app.get(PATH, {
    schema: {
      summary: 'The pinned messages of a conversation, the latest pinned first.',
      params: ConversationParams,
      querystring: PageQuery,
      response: { 200: closed({ pins: listOf(PinSchema), ...NEXT }) }
    }
  }, async request => {
    const { rows, more, next } = await pins.list(viewerOf(request).userId, request.params.id, request.query)
    return { pins: rows, more, next }
  })
}
