import { Type, type FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { formClientId } from '#domain/form-client-id.ts'
import { BODY_MAX_BYTES, CLIENT_ID_PATTERN } from '#domain/messages.ts'
import { field, type Refused } from '#plugins/pages.ts'
import { viewerOf } from '#plugins/session.ts'
import { ConversationParams, closed } from '../schemas.ts'
import { createConversationPage, type ConversationNeeds } from './conversation-page.ts'

/** Numbers arrive as text in forms. */
const FormNo = Type.String({ pattern: '^[0-9]{1,15}$' })
const FormId = Type.String({ minLength: 1, maxLength: 40, pattern: '^[A-Za-z0-9_-]+$' })
// Line ends are sent as two characters, and counted as one by the textarea.
export const FormBody = Type.String({ maxLength: BODY_MAX_BYTES * 2 })

/** What one says by forms: sending, what becomes of a refused one, and that one has read. */
export const messageForms: FastifyPluginAsyncTypebox<ConversationNeeds> = async (app, needs) => {
  const { conversations, messages } = needs
  const { open, middle, whole } = createConversationPage(needs)

  app.addHook('preHandler', app.limits.change)

  // The conversation again, with what was typed in the composer and a fresh form id: nothing anybody wrote is lost.
  const again: Refused = async ({ code, text }, request, reply) => {
    // A bounce is kept, and stands in its place with its reason.
    const kept = code === 'NOT_A_CONTACT' ? {} : { kept: field(request, 'body'), refusal: text }
    const { standing, opened } = await open(reply.ownPage(), (request.params as { id: string }).id, {}, kept)
    return whole(standing, await middle(standing.page, opened))
  }

  app.post('/conversations/:id/messages', {
    schema: { params: ConversationParams, body: closed({ client_id: FormId, body: FormBody, read_no: Type.Optional(FormNo) }) },
    config: { refused: again }
  }, async (request, reply) => {
    const { id } = request.params
    const { client_id: formId, body, read_no: readNo } = request.body
    const read = readNo === undefined ? {} : { readNo: Number(readNo) }
    const clientId = formClientId(formId, body)
    await messages.send({ senderId: viewerOf(request).userId, conversationId: id, clientId, body, ...read })
    return reply.seeOther(`conversations/${id}#end`)
  })

  app.post('/conversations/:id/bounces/:clientId', {
    schema: {
      params: closed({ ...ConversationParams.properties, clientId: Type.String({ pattern: CLIENT_ID_PATTERN }) }),
      body: closed({ act: Type.Union([Type.Literal('retry'), Type.Literal('discard')]), body: FormBody })
    },
    config: { refused: again }
  }, async (request, reply) => {
    const { userId } = viewerOf(request)
    const { id, clientId } = request.params
    const { act, body } = request.body
    if (act === 'retry') await messages.send({ senderId: userId, conversationId: id, clientId, body })
    else await messages.discardBounce(userId, clientId)
    return reply.seeOther(`conversations/${id}#end`)
  })

  app.post('/conversations/read', {
    schema: { body: closed({}), querystring: closed({ fragment: Type.Optional(Type.Literal('1')) }) }
  }, async (request, reply) => {
    await conversations.readAll(viewerOf(request).userId)
    // The rows of the live page change by themselves.
    return request.query.fragment === undefined ? reply.seeOther('conversations/') : reply.code(204).send()
  })

  app.post('/conversations/:id/read', { schema: { params: ConversationParams, body: closed({ no: FormNo }) } }, async (request, reply) => {
    await conversations.read(viewerOf(request).userId, request.params.id, Number(request.body.no))
    return reply.seeOther(`conversations/${request.params.id}#end`)
  })
}
