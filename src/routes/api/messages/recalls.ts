import { Type, type FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { MessageSchema } from '#domain/messages/messages.ts'
import { SELECTION_MAX, type Selections } from '#domain/messages/selections.ts'
import { listOf } from '#domain/schemas.ts'
import { viewerOf } from '#plugins/session/session.ts'
import { closed, ConversationParams, No } from '#routes/api/schemas.ts'

/** Recalls several messages of a conversation. */
export const recallRoutes: FastifyPluginAsyncTypebox<{ selections: Selections }> = async (app, { selections }) => {
  app.post('/conversations/:id/recalls', {
    schema: {
      summary: 'Recall several messages. Each is judged by itself, as by DELETE. Idempotent.',
      params: ConversationParams,
      body: closed({ nos: Type.Array(No, { minItems: 1, maxItems: SELECTION_MAX }) }),
      response: { 200: closed({ messages: listOf(MessageSchema), refused: listOf(closed({ no: No, code: Type.String() })) }) }
    }
  }, async request => await selections.recall(viewerOf(request).userId, request.params.id, request.body.nos))
}
