import { Type, type FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { ConversationSchema } from '#domain/conversations/conversations.ts'
import { PublicGroupSchema } from '#domain/conversations/public-groups.ts'
import { FileSchema } from '#domain/files/files.ts'
import { MessageSchema } from '#domain/messages/messages.ts'
import { HITS_MAX, HITS_PAGE, QUERY_MAX_CHARS, type Search } from '#domain/messages/search/search.ts'
import { PersonSchema } from '#domain/people/users.ts'
import { listOf, Time } from '#domain/schemas.ts'
import { viewerOf } from '#plugins/session/session.ts'
import { closed, Id, NEXT, Place } from '#routes/api/schemas.ts'

const KINDS = ['messages', 'people', 'groups', 'files'] as const
const HitSchema = closed({
  message: Type.Optional(MessageSchema),
  snippet: Type.Optional(listOf(Type.Array(Type.Unsafe<string | boolean>({ type: ['string', 'boolean'] }), {
    minItems: 2, maxItems: 2, description: 'A part of the text, and whether it is what was searched for.'
  }))),
  file: Type.Optional(FileSchema),
  user: Type.Optional(PersonSchema),
  conversation: Type.Optional(ConversationSchema),
  group: Type.Optional(PublicGroupSchema)
}, 'Hit')

/** Searches messages, people, groups and files. */
export const searchRoutes: FastifyPluginAsyncTypebox<{ search: Search }> = async (app, { search }) => {
  app.get('/search', {
    preHandler: app.limits.search,
    schema: {
      summary: 'Find messages, people, groups or files.',
      querystring: closed({
        q: Type.String({ maxLength: 2 * QUERY_MAX_CHARS, default: '' }),
        kind: Type.Enum([...KINDS], { default: 'messages' }),
        conversationId: Type.Optional(Id),
        from: Type.Optional(Type.String({ maxLength: 64, description: 'A username.' })),
        since: Type.Optional(Time),
        until: Type.Optional(Time),
        has: Type.Optional(Type.Enum(['link'])),
        limit: Type.Integer({ minimum: 1, maximum: HITS_MAX, default: HITS_PAGE }),
        after: Type.Optional(Place)
      }),
      response: {
        200: closed({
          hits: listOf(HitSchema),
          ...NEXT,
          complete: Type.Boolean({ description: 'False for a while after an upgrade, when messages of before are not all indexed.' })
        })
      }
    }
  }, async request => {
    const { q: query, kind, has, ...bounds } = request.query
    const { userId } = viewerOf(request)
    switch (kind) {
      case 'people': {
        const { users, more } = await search.people(userId, query)
        return { hits: users.map(user => ({ user })), more, next: null, complete: true }
      }
      case 'groups': {
        const { groups, publicGroups, more, next } = await search.groups(userId, query, bounds.after)
        const hits = [...groups.map(conversation => ({ conversation })), ...publicGroups.map(group => ({ group }))]
        return { hits, more, next, complete: true }
      }
      case 'files': {
        const { hits, next, isComplete } = await search.files(userId, { ...bounds, query, hasLink: has === 'link' })
        return { hits: [...hits], more: next !== null, next, complete: isComplete }
      }
      default: {
        const { hits, next, isComplete } = await search.messages(userId, { ...bounds, query, hasLink: has === 'link' })
        const told = hits.map(({ message, snippet }) => ({ message, snippet: snippet.map(part => [...part]) }))
        return { hits: told, more: next !== null, next, complete: isComplete }
      }
    }
  })
}
