import { Type, type FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { LABEL_NAME_MAX_CHARS, LABELS_MAX, LabelSchema, type Labels } from '#domain/people/labels.ts'
import { listOf } from '#domain/schemas.ts'
import { onceOf } from '#domain/site/repeats.ts'
import { viewerOf } from '#plugins/session/session.ts'
import { ClientId, closed, Done, Id } from '#routes/api/schemas.ts'

/** Four times the stored length: what is invisible or white space around it is accepted and removed. */
export const LabelNameInput = Type.String({ maxLength: LABEL_NAME_MAX_CHARS * 4 })
const LabelParams = closed({ id: Id })
const LabelAnswer = closed({ label: LabelSchema })

/** Labels of one's contacts. */
export const labelRoutes: FastifyPluginAsyncTypebox<{ labels: Labels }> = async (app, { labels }) => {
  app.get('/labels', {
    schema: { summary: 'One’s own labels of contacts, in one’s own order.', response: { 200: closed({ labels: listOf(LabelSchema) }) } }
  }, async request => ({ labels: [...await labels.list(viewerOf(request).userId)] }))

  app.post('/labels', {
    schema: {
      summary: 'Make a label, after the others.',
      body: closed({ name: LabelNameInput, clientId: Type.Optional(ClientId) }),
      response: { 201: LabelAnswer }
    }
  }, async (request, reply) => {
    const { userId } = viewerOf(request)
    const { name, clientId } = request.body
    const label = await labels.make(userId, name, onceOf(userId, clientId, ['label', name]))
    return await reply.code(201).send({ label })
  })

  app.patch('/labels/:id', {
    schema: {
      summary: 'Rename a label, or put it elsewhere among the others.',
      params: LabelParams,
      body: closed({
        name: Type.Optional(LabelNameInput),
        place: Type.Optional(Type.Integer({ minimum: 0, maximum: LABELS_MAX, description: 'The number of labels before it.' }))
      }),
      response: { 200: LabelAnswer }
    }
  }, async request => ({ label: await labels.change(viewerOf(request).userId, request.params.id, request.body) }))

  app.delete('/labels/:id', {
    schema: { summary: 'Delete a label. The contacts that have it stay.', params: LabelParams, response: Done }
  }, async (request, reply) => {
    await labels.remove(viewerOf(request).userId, request.params.id)
    return await reply.code(204).send(null)
  })
}
