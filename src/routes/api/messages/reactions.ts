import { Type, type FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { ReactorSchema, type Reactions } from '#domain/messages/reactions.ts'
import { listOf } from '#domain/schemas.ts'
import { viewerOf } from '#plugins/session/session.ts'
import { closed, Id, MessageParams, NEXT, No, PageQuery } from '#routes/api/schemas.ts'
import { SentAnswer } from './messages.ts'

/** Longer than any emoji; the domain says what is one. */
const Emoji = Type.String({ minLength: 1, maxLength: 64 })
const ReactionParams = closed({ id: Id, no: No, emoji: Emoji })
const PATH = '/conversations/:id/messages/:no/reactions'

/** Sets and takes away reactions, and tells whose they are. */
export const reactionRoutes: FastifyPluginAsyncTypebox<{ reactions: Reactions }> = async (app, { reactions }) => {
  app.put(`${PATH}/:emoji`, {
    schema: { summary: 'React to a message with one emoji. Idempotent.', params: ReactionParams, response: { 200: SentAnswer } }
  }, async request => {
    const { id, no, emoji } = request.params
    return { message: await reactions.react(viewerOf(request).userId, id, no, emoji, true) }
  })

  app.delete(`${PATH}/:emoji`, {
    schema: { summary: 'Take one’s own reaction back. Idempotent.', params: ReactionParams, response: { 200: SentAnswer } }
  }, async request => {
    const { id, no, emoji } = request.params
    return { message: await reactions.react(viewerOf(request).userId, id, no, emoji, false) }
  })

  app.get(PATH, {
    schema: {
      summary: 'Who reacted to a message, by emoji.',
      params: MessageParams,
      querystring: PageQuery,
      response: { 200: closed({ reactors: listOf(ReactorSchema), ...NEXT }) }
    }
  }, async request => {
    const { id, no } = request.params
    const { rows, more, next } = await reactions.reactors(viewerOf(request).userId, id, no, request.query)
    return { reactors: rows, more, next }
  })
}
