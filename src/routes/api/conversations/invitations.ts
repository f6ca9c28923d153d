import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { ConversationSchema } from '#domain/conversations/conversations.ts'
import { GroupInvitationSchema, type GroupInvitations } from '#domain/conversations/group-invitations.ts'
import { listOf } from '#domain/schemas.ts'
import { viewerOf } from '#plugins/session/session.ts'
import { closed, NEXT, PageQuery, RequestParams } from '#routes/api/schemas.ts'

interface Needs { readonly groupInvitations: GroupInvitations }

/** Invitations into groups, for the people who are asked. */
export const groupInvitationRoutes: FastifyPluginAsyncTypebox<Needs> = async (app, { groupInvitations }) => {
  app.get('/group-invitations', {
    schema: {
      summary: 'Groups that one is invited into, the newest first.',
      querystring: PageQuery,
      response: { 200: closed({ invitations: listOf(GroupInvitationSchema), ...NEXT }) }
    }
  }, async request => {
    const { rows, ...rest } = await groupInvitations.list(viewerOf(request).userId, request.query)
    return { invitations: rows, ...rest }
  })

  app.post('/group-invitations/:id/accept', {
    schema: { summary: 'Join a group that one is invited into.', params: RequestParams, response: { 200: closed({ conversation: ConversationSchema }) } }
  }, async request => ({ conversation: await groupInvitations.accept(viewerOf(request).userId, request.params.id) }))

  app.post('/group-invitations/:id/reject', {
    schema: { summary: 'Decline an invitation into a group. Nobody is told.', params: RequestParams, response: { 200: closed({ invitation: GroupInvitationSchema }) } }
  }, async request => ({ invitation: await groupInvitations.reject(viewerOf(request).userId, request.params.id) }))
}
