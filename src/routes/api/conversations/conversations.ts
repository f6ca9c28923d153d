import { Type, type FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { OWN_SETTINGS } from '#domain/conversations/own-settings.ts'
import { ConversationSchema, DRAFT_MAX_CHARS, TITLE_MAX_CHARS, type Conversations } from '#domain/conversations/conversations.ts'
import { ReceiptSchema } from '#domain/conversations/members.ts'
import { ADD_MAX } from '#domain/conversations/groups.ts'
import { listOf, No } from '#domain/schemas.ts'
import { onceOf } from '#domain/site/repeats.ts'
import { viewerOf } from '#plugins/session/session.ts'
import { ClientId, closed, ConversationParams, Done, NEXT, PageQuery, Username } from '#routes/api/schemas.ts'

const OwnSettingsBody = closed({
  pinned: Type.Optional(OWN_SETTINGS.pinned),
  notify: Type.Optional(OWN_SETTINGS.notify),
  mutedUntil: Type.Optional(OWN_SETTINGS.mutedUntil),
  archived: Type.Optional(OWN_SETTINGS.archived),
  hidden: Type.Optional(OWN_SETTINGS.hidden)
})
const Answer = closed({ conversation: ConversationSchema })
/** `invited`: those who let nobody add them to groups and are asked instead. */
const Opened = closed({ conversation: ConversationSchema, invited: listOf(Username) })

/** Finds, makes, lists and removes conversations. Their messages are in messages.ts, the members of groups in members.ts. */
export const conversationRoutes: FastifyPluginAsyncTypebox<{ conversations: Conversations }> = async (app, { conversations }) => {
  app.post('/conversations', {
    preHandler: announcing,
    schema: {
      summary: 'A direct conversation, found or made; or a new group of one’s contacts.',
      body: Type.Union([
        closed({ kind: Type.Literal('direct'), username: Username }),
        closed({
          kind: Type.Literal('group'),
          title: Type.String({ minLength: 1, maxLength: TITLE_MAX_CHARS * 4 }),
          usernames: Type.Array(Username, { maxItems: ADD_MAX }),
          clientId: Type.Optional(ClientId)
        })
      ]),
      response: { 200: Opened, 201: Opened }
    }
  }, async (request, reply) => {
    const { userId } = viewerOf(request)
    const { body } = request
    const { isNew, ...opened } = body.kind === 'direct'
      ? await conversations.direct(userId, body.username)
      : await conversations.group(userId, body.title, body.usernames, onceOf(userId, body.clientId, ['group', body.title, body.usernames]))
    return await reply.code(isNew ? 201 : 200).send(opened)
  })

  // Limits groups alone: a new group notifies all its members, a direct conversation no one.
  async function announcing (request: FastifyRequest, reply: FastifyReply): Promise<void> {
    if ((request.body as { kind: string }).kind === 'group') await app.limits.announce.call(app, request, reply)
  }

  app.get('/conversations', {
    schema: {
      summary: 'One’s conversations, the pinned ones first, then the one spoken in last. Those that are archived are asked for by that name.',
      querystring: closed({ ...PageQuery.properties, archived: Type.Optional(Type.Boolean()) }),
      response: { 200: closed({ conversations: listOf(ConversationSchema), unread: Type.Integer(), ...NEXT }) }
    }
  }, async request => await conversations.list(viewerOf(request).userId, request.query))

  app.get('/conversations/:id', {
    schema: { summary: 'One conversation as one sees it oneself.', params: ConversationParams, response: { 200: Answer } }
  }, async request => ({ conversation: await conversations.one(viewerOf(request).userId, request.params.id) }))

  app.patch('/conversations/:id/mine', {
    schema: {
      summary: 'Pin, mute, archive or hide a conversation for oneself. Fields that are not named stay.',
      params: ConversationParams,
      body: OwnSettingsBody,
      response: { 200: Answer }
    }
  }, async request => ({ conversation: await conversations.choose(viewerOf(request).userId, request.params.id, request.body) }))

  app.post('/read-all', {
    schema: { summary: 'Mark everything as read.', response: { 200: closed({ unread: Type.Integer() }) } }
  }, async request => ({ unread: await conversations.readAll(viewerOf(request).userId) }))

  app.get('/conversations/:id/receipts', {
    schema: {
      summary: 'How far the others have come. Empty in groups of more than 50.',
      params: ConversationParams,
      response: { 200: closed({ receipts: listOf(ReceiptSchema) }) }
    }
  }, async request => ({ receipts: await conversations.receipts(viewerOf(request).userId, request.params.id) }))

  app.delete('/conversations/:id', {
    schema: { summary: 'Remove a conversation one has left from one’s list, until one is added again.', params: ConversationParams, response: Done }
  }, async (request, reply) => {
    await conversations.remove(viewerOf(request).userId, request.params.id)
    return await reply.code(204).send(null)
  })

  app.post('/conversations/:id/draft', {
    schema: {
      summary: 'Keep a half-written text, and the message it answers, for one’s other browsers; empty takes it away.',
      params: ConversationParams,
      body: closed({ body: Type.String({ maxLength: DRAFT_MAX_CHARS }), replyTo: Type.Optional(No) }),
      response: Done
    }
  }, async (request, reply) => {
    const { body, replyTo } = request.body
    await conversations.saveDraft(viewerOf(request).userId, request.params.id, body, replyTo)
    return await reply.code(204).send(null)
  })
}
