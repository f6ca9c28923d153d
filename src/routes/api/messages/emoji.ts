import { Type, type FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { RecentEmoji } from '#domain/messages/emoji.ts'
import { listOf } from '#domain/schemas.ts'
import { viewerOf } from '#plugins/session/session.ts'
import { closed, Done } from '#routes/api/schemas.ts'

/** The emoji that one used last, for every browser of theirs. */
export const emojiRoutes: FastifyPluginAsyncTypebox<{ recentEmoji: RecentEmoji }> = async (app, { recentEmoji }) => {
  app.get('/me/emoji', {
    schema: { summary: 'Emoji that one used last, the last first.', response: { 200: closed({ emoji: listOf(Type.String()) }) } }
  }, async request => ({ emoji: [...await recentEmoji.recent(viewerOf(request).userId)] }))

  app.post('/me/emoji', {
    schema: {
      summary: 'Tell that one has used an emoji. A reaction tells by itself.',
      body: closed({ emoji: Type.String({ minLength: 1, maxLength: 64 }) }),
      response: Done
    }
  }, async (request, reply) => {
    await recentEmoji.used(viewerOf(request).userId, request.body.emoji)
    return await reply.code(204).send(null)
  })
}
