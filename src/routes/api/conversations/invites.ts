import { Type, type FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyRequest } from 'fastify'
import { ConversationSchema } from '#domain/conversations/conversations.ts'
import {
  GroupInviteSchema, GroupPreviewSchema, GROUP_CODE_PATTERN, GROUP_INVITE_MAX_S, GROUP_INVITE_USES_MAX, JoinRequestSchema,
  type GroupInvite, type GroupInvites
} from '#domain/conversations/group-invites.ts'
import { NOTE_MAX_CHARS } from '#domain/people/contacts.ts'
import { listOf } from '#domain/schemas.ts'
import { onceOf } from '#domain/site/repeats.ts'
import { siteAddress } from '#plugins/addresses.ts'
import { viewerOf } from '#plugins/session/session.ts'
import { ClientId, closed, ConversationParams, Done, Id, NEXT, PageQuery } from '#routes/api/schemas.ts'

const InviteParams = closed({ id: Id, invite: Id })
const RequestParams = closed({ id: Id, request: Id })
const CodeParams = closed({ code: Type.String({ pattern: GROUP_CODE_PATTERN }) })

interface Needs { readonly groupInvites: GroupInvites, readonly baseUrl: URL | null }

/** Links into groups, joining by them, and requests to join. */
export const groupInviteRoutes: FastifyPluginAsyncTypebox<Needs> = async (app, { groupInvites, baseUrl }) => {
  const shown = (request: FastifyRequest, invite: GroupInvite) => ({ ...invite, url: `${siteAddress(request, baseUrl)}join/${invite.code}` })

  app.post('/conversations/:id/invites', {
    schema: {
      summary: 'A link by which people join a group. For its owner and admins.',
      params: ConversationParams,
      body: closed({
        uses: Type.Optional(Type.Integer({ minimum: 1, maximum: GROUP_INVITE_USES_MAX })),
        expiresInS: Type.Optional(Type.Integer({ minimum: 1, maximum: GROUP_INVITE_MAX_S })),
        clientId: Type.Optional(ClientId)
      }),
      response: { 201: closed({ invite: GroupInviteSchema }) }
    }
  }, async (request, reply) => {
    const { params: { id }, body: { clientId, ...wish } } = request
    const { userId } = viewerOf(request)
    const once = onceOf(userId, clientId, ['group-invite', id, wish.uses ?? null, wish.expiresInS ?? null])
    return await reply.code(201).send({ invite: shown(request, await groupInvites.make(userId, id, wish, once)) })
  })

  app.get('/conversations/:id/invites', {
    schema: {
      summary: 'The links that still let people in, the newest first. For the owner and admins.',
      params: ConversationParams,
      querystring: PageQuery,
      response: { 200: closed({ invites: listOf(GroupInviteSchema), ...NEXT }) }
    }
  }, async request => {
    const { rows, ...rest } = await groupInvites.list(viewerOf(request).userId, request.params.id, request.query)
    return { invites: rows.map(invite => shown(request, invite)), ...rest }
  })

  app.delete('/conversations/:id/invites/:invite', {
    schema: { summary: 'Revoke a link. For the owner and admins.', params: InviteParams, response: Done }
  }, async (request, reply) => {
    await groupInvites.revoke(viewerOf(request).userId, request.params.id, request.params.invite)
    return await reply.code(204).send(null)
  })

  app.get('/invites/:code', {
    schema: { summary: 'The group that a link leads into.', params: CodeParams, response: { 200: closed({ group: GroupPreviewSchema }) } }
  }, async request => ({ group: await groupInvites.preview(request.params.code, viewerOf(request).userId) }))

  app.post('/invites/:code/join', {
    preHandler: app.limits.contactRequest,
    schema: {
      summary: 'Join a group by a link, or ask to where its admins decide. Safe to repeat.',
      params: CodeParams,
      body: Type.Union([closed({ note: Type.Optional(Type.String({ maxLength: NOTE_MAX_CHARS * 4 })) }), Type.Null()]),
      response: { 200: closed({ conversation: ConversationSchema }), 202: closed({ request: JoinRequestSchema }) }
    }
  }, async (request, reply) => {
    const joined = await groupInvites.join(viewerOf(request).userId, request.params.code, request.body?.note)
    if (joined.outcome === 'joined') return { conversation: joined.conversation }
    return await reply.code(202).send({ request: joined.request })
  })

  app.get('/conversations/:id/join-requests', {
    schema: {
      summary: 'Those who ask to join, the longest waiting first. For the owner and admins.',
      params: ConversationParams,
      querystring: PageQuery,
      response: { 200: closed({ requests: listOf(JoinRequestSchema), ...NEXT }) }
    }
  }, async request => {
    const { rows, ...rest } = await groupInvites.requests(viewerOf(request).userId, request.params.id, request.query)
    return { requests: rows, ...rest }
  })

  app.post('/join-requests/:request/withdraw', {
    schema: { summary: 'Take back one’s own request to join a group. Safe to repeat.', params: closed({ request: Id }), response: Done }
  }, async (request, reply) => {
    await groupInvites.withdraw(viewerOf(request).userId, request.params.request)
    return await reply.code(204).send(null)
  })

  for (const act of ['accept', 'reject'] as const) {
    app.post(`/conversations/:id/join-requests/:request/${act}`, {
      schema: { summary: `${act} somebody who asks to join`, params: RequestParams, response: { 200: closed({ request: JoinRequestSchema }) } }
    }, async request => {
      const { id, request: asked } = request.params
      return { request: await groupInvites.answer(viewerOf(request).userId, id, asked, act === 'accept') }
    })
  }
}
