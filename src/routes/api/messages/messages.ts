import { Type, type FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { HISTORY_MAX, HISTORY_PAGE, MessageSchema, type Messages } from '#domain/messages/messages.ts'
import { BODY_MAX_BYTES, MESSAGE_FILES_MAX } from '#domain/messages/send-requests.ts'
import { MentionsSchema } from '#domain/messages/mentioning.ts'
import { SentKindSchema } from '#domain/messages/message-kinds.ts'
import type { Conversations } from '#domain/conversations/conversations.ts'
import type { Signals } from '#domain/delivery/signals.ts'
import { listOf } from '#domain/schemas.ts'
import { viewerOf } from '#plugins/session/session.ts'
import { ClientId, ConversationParams, Done, Id, MessageParams, No, closed } from '#routes/api/schemas.ts'

// Only a bound for the parser, in characters: the domain's limit counts bytes.
const Body = Type.String({ maxLength: BODY_MAX_BYTES })
const MENTIONING = { mentions: Type.Optional(MentionsSchema), mentionsAll: Type.Optional(Type.Boolean()) }
export const SendBody = closed({
  clientId: ClientId,
  kind: Type.Optional(SentKindSchema),
  body: Body,
  fileIds: Type.Optional(Type.Array(Id, { maxItems: MESSAGE_FILES_MAX, uniqueItems: true })),
  replyTo: Type.Optional(No),
  ...MENTIONING,
  readNo: Type.Optional(No),
  afterClientId: Type.Optional(ClientId)
})
export const SentAnswer = closed({ message: MessageSchema })
const DuplicateAnswer = closed({ message: MessageSchema, duplicate: Type.Literal(true) })
const ReadAnswer = closed({ readNo: No, unread: Type.Integer() })

/** Sends, edits, recalls and reads messages. */
export const messageRoutes: FastifyPluginAsyncTypebox<{
  messages: Messages
  conversations: Conversations
  signals: Signals
  /** Called for a send that repeated an earlier one (D30). */
  onDuplicate: () => void
}> = async (app, { messages, conversations, signals, onDuplicate }) => {
  app.post('/conversations/:id/messages', {
    schema: {
      summary: 'Send a message. Safe to repeat with the same clientId.',
      params: ConversationParams,
      body: SendBody,
      response: { 200: DuplicateAnswer, 201: SentAnswer }
    }
  }, async (request, reply) => {
    const { userId, session } = viewerOf(request)
    const place = { senderId: userId, sessionId: session.id, conversationId: request.params.id }
    const { message, duplicate } = await messages.send({ ...place, ...request.body })
    if (!duplicate) return await reply.code(201).send({ message })
    onDuplicate()
    return { message, duplicate: true as const }
  })

  app.get('/conversations/:id/messages', {
    schema: {
      summary: 'A page of history, in order of no. Without before and after: the newest.',
      params: ConversationParams,
      querystring: closed({
        before: Type.Optional(No),
        after: Type.Optional(No),
        limit: Type.Integer({ minimum: 1, maximum: HISTORY_MAX, default: HISTORY_PAGE })
      }),
      response: { 200: closed({ messages: listOf(MessageSchema), more: Type.Boolean() }) }
    }
  }, async request => {
    const { messages: found, more } = await messages.history(viewerOf(request).userId, request.params.id, request.query)
    return { messages: found, more }
  })

  app.patch('/conversations/:id/messages/:no', {
    schema: { summary: 'Edit one’s own message.', params: MessageParams, body: closed({ body: Body, ...MENTIONING }), response: { 200: SentAnswer } }
  }, async request => {
    const { id, no } = request.params
    const { body, ...mentioning } = request.body
    return { message: await messages.edit(viewerOf(request).userId, id, no, body, mentioning) }
  })

  app.delete('/conversations/:id/messages/:no', {
    schema: { summary: 'Recall one’s own message.', params: MessageParams, response: { 200: SentAnswer } }
  }, async request => {
    const { id, no } = request.params
    return { message: await messages.recall(viewerOf(request).userId, id, no) }
  })

  app.delete('/conversations/:id/bounces/:clientId', {
    schema: {
      summary: 'Take away a message that was refused. Only its sender ever saw it.',
      params: closed({ id: Id, clientId: ClientId }),
      response: Done
    }
  }, async (request, reply) => {
    await messages.discardBounce(viewerOf(request).userId, request.params.clientId)
    return await reply.code(204).send(null)
  })

  app.post('/conversations/:id/read', {
    schema: {
      summary: 'Everything up to no has been read.',
      params: ConversationParams,
      body: closed({ no: No }),
      response: { 200: ReadAnswer }
    }
  }, async request => {
    const { readNo, unread } = await conversations.read(viewerOf(request).userId, request.params.id, request.body.no)
    return { readNo, unread }
  })

  app.post('/conversations/:id/unread', {
    schema: {
      summary: 'Mark unread from this message on.',
      params: ConversationParams,
      body: closed({ no: No }),
      response: { 200: ReadAnswer }
    }
  }, async request => {
    const { readNo, unread } = await conversations.markUnread(viewerOf(request).userId, request.params.id, request.body.no)
    return { readNo, unread }
  })

  app.post('/conversations/:id/typing', {
    schema: { summary: 'The others see for a few seconds that this user is typing.', params: ConversationParams, response: Done }
  }, async (request, reply) => {
    await signals.typing(viewerOf(request).userId, request.params.id)
    return await reply.code(204).send(null)
  })
}
