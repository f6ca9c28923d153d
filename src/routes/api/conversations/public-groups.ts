import { Type, type FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { ConversationSchema, TITLE_MAX_CHARS } from '#domain/conversations/conversations.ts'
import { JoinRequestSchema } from '#domain/conversations/group-invites.ts'
import { PublicGroupsSchema, type PublicGroups } from '#domain/conversations/public-groups.ts'
import { NOTE_MAX_CHARS } from '#domain/people/contacts.ts'
import { viewerOf } from '#plugins/session/session.ts'
import { closed, ConversationParams, PageQuery } from '#routes/api/schemas.ts'

interface Needs { readonly publicGroups: PublicGroups }

/** Groups that anybody finds by name, and coming into them. */
export const publicGroupRoutes: FastifyPluginAsyncTypebox<Needs> = async (app, { publicGroups }) => {
  app.get('/groups', {
    preHandler: app.limits.search,
    schema: {
      summary: 'Find public groups by any word of their titles, the largest first.',
      querystring: closed({ q: Type.String({ maxLength: TITLE_MAX_CHARS }), ...PageQuery.properties }),
      response: { 200: PublicGroupsSchema }
    }
  }, async request => await publicGroups.search(viewerOf(request).userId, request.query.q, request.query))

  app.post('/conversations/:id/join-requests', {
    preHandler: app.limits.contactRequest,
    schema: {
      summary: 'Join a public group, or ask to where its admins decide. Safe to repeat.',
      params: ConversationParams,
      body: Type.Union([closed({ note: Type.Optional(Type.String({ maxLength: NOTE_MAX_CHARS * 4 })) }), Type.Null()]),
      response: { 200: closed({ conversation: ConversationSchema }), 202: closed({ request: JoinRequestSchema }) }
    }
  }, async (request, reply) => {
    const entered = await publicGroups.enter(viewerOf(request).userId, request.params.id, request.body?.note)
    if (entered.outcome === 'joined') return { conversation: entered.conversation }
    return await reply.code(202).send({ request: entered.request })
  })
}
