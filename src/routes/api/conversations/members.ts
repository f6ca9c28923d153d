import { Type, type FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { ConversationInfoSchema, ConversationSchema, TITLE_MAX_CHARS, type Conversations } from '#domain/conversations/conversations.ts'
import { MemberSchema } from '#domain/conversations/members.ts'
import { ANNOUNCEMENT_MAX_CHARS } from '#domain/conversations/group-fields.ts'
import { AddedSchema, ADD_MAX, GivenRoleSchema, type Groups } from '#domain/conversations/groups.ts'
import { DISPLAY_NAME_MAX_CHARS } from '#domain/people/users.ts'
import { LATEST_MS } from '#domain/conversations/own-settings.ts'
import { listOf, orNull, Time } from '#domain/schemas.ts'
import { onceOf } from '#domain/site/repeats.ts'
import { viewerOf } from '#plugins/session/session.ts'
import { ClientId, closed, ConversationParams, Done, Id, NEXT, PageQuery, Username } from '#routes/api/schemas.ts'

const MemberParams = closed({ id: Id, username: Username })
const { colour, history, adding, joining, isPublic, quiet } = ConversationInfoSchema.properties
const GroupChange = closed({
  title: Type.Optional(Type.String({ maxLength: TITLE_MAX_CHARS * 4 })),
  announcement: Type.Optional(Type.String({ maxLength: ANNOUNCEMENT_MAX_CHARS * 4 })),
  colour: Type.Optional(colour),
  history: Type.Optional(history),
  adding: Type.Optional(adding),
  joining: Type.Optional(joining),
  isPublic: Type.Optional(isPublic),
  quiet: Type.Optional(quiet)
})
const MemberChangeBody = closed({
  role: Type.Optional(GivenRoleSchema),
  mutedUntil: Type.Optional(orNull(Type.Integer({ ...Time, maximum: LATEST_MS }))),
  nickname: Type.Optional(orNull(Type.String({ maxLength: DISPLAY_NAME_MAX_CHARS * 4 })))
})
const Answer = { 200: closed({ member: MemberSchema }) }

interface Needs { readonly conversations: Conversations, readonly groups: Groups }

/** Groups: what they say about themselves, their members and roles, and their end. */
export const memberRoutes: FastifyPluginAsyncTypebox<Needs> = async (app, { conversations, groups }) => {
  app.patch('/conversations/:id', {
    preHandler: app.limits.announce,
    schema: {
      summary: 'Change what a group says about itself and who may do what in it. For its owner and admins.',
      params: ConversationParams,
      body: GroupChange,
      response: { 200: closed({ conversation: ConversationSchema }) }
    }
  }, async request => ({ conversation: await groups.change(viewerOf(request).userId, request.params.id, request.body) }))

  app.get('/conversations/:id/members', {
    schema: {
      summary: 'Who is in it now; with `q` those whose names have words that begin so.',
      params: ConversationParams,
      querystring: closed({ ...PageQuery.properties, q: Type.Optional(Type.String({ maxLength: DISPLAY_NAME_MAX_CHARS })) }),
      response: { 200: closed({ members: listOf(MemberSchema), ...NEXT }) }
    }
  }, async request => {
    const { q = '', ...page } = request.query
    const { userId } = viewerOf(request)
    const { id } = request.params
    return q.trim() === '' ? await conversations.members(userId, id, page) : await groups.find(userId, id, q, page)
  })

  app.post('/conversations/:id/members', {
    preHandler: app.limits.announce,
    schema: {
      summary: 'Add contacts to a group: one event and one line for all of them.',
      params: ConversationParams,
      body: closed({ usernames: Type.Array(Username, { maxItems: ADD_MAX }), clientId: Type.Optional(ClientId) }),
      response: { 200: AddedSchema }
    }
  }, async request => {
    const { userId } = viewerOf(request)
    const { params: { id }, body: { usernames, clientId } } = request
    return await groups.add(userId, id, usernames, onceOf(userId, clientId, ['members', id, usernames]))
  })

  app.patch('/conversations/:id/members/:username', {
    preHandler: app.limits.announce,
    schema: {
      summary: 'Give a member of one’s own group another role (an admin may step down), or mute one for a time; null lifts that. Choose one’s own nickname; the owner and admins take others’ away.',
      params: MemberParams,
      body: MemberChangeBody,
      response: Answer
    }
  }, async request => {
    const { params: { id, username }, body } = request
    return { member: await groups.changeMember(viewerOf(request).userId, id, username, body) }
  })

  app.delete('/conversations/:id/members/:username', {
    schema: { summary: 'Remove a member from a group, who may read on what was said until then.', params: MemberParams, response: Done }
  }, async (request, reply) => {
    await groups.removeMember(viewerOf(request).userId, request.params.id, request.params.username)
    return await reply.code(204).send(null)
  })

  app.post('/conversations/:id/transfer', {
    preHandler: app.limits.announce,
    schema: {
      summary: 'Give a group that one owns to another member, and be an admin of it.',
      params: ConversationParams,
      body: closed({ username: Username }),
      response: Answer
    }
  }, async request => ({ member: await groups.transfer(viewerOf(request).userId, request.params.id, request.body.username) }))

  app.post('/conversations/:id/leave', {
    preHandler: app.limits.announce,
    schema: {
      summary: 'Leave a group. What was said until then stays readable. An owner names the next one.',
      params: ConversationParams,
      body: Type.Union([closed({ owner: Type.Optional(Username) }), Type.Null()]),
      response: Done
    }
  }, async (request, reply) => {
    await groups.leave(viewerOf(request).userId, request.params.id, request.body?.owner)
    return await reply.code(204).send(null)
  })

  app.post('/conversations/:id/dissolve', {
    schema: { summary: 'End a group that one owns for all its members. What was said stays readable.', params: ConversationParams, response: Done }
  }, async (request, reply) => {
    await groups.dissolve(viewerOf(request).userId, request.params.id)
    return await reply.code(204).send(null)
  })
}
