import { Type, type FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { FileSchema } from '#domain/files/files.ts'
import { UploadSchema, type Uploads } from '#domain/files/uploads.ts'
import { viewerOf } from '#plugins/session/session.ts'
import { ClientId, closed, Done, Id } from '#routes/api/schemas.ts'

/** Only bounds for the parser: names are cut, and peaks clamped, by the domain. */
const TEXT_MAX_CHARS = 2_000
const NUMBERS_MAX = 1_000

const UploadParams = closed({ id: Id })
const UploadAnswer = closed({ upload: UploadSchema })

/** Files in chunks, which a link that dies does not lose. */
export const uploadRoutes: FastifyPluginAsyncTypebox<{ uploads: Uploads }> = async (app, { uploads }) => {
  app.post('/uploads', {
    schema: {
      summary: 'Begin a file in chunks. Reserves its size, for as long as a chunk comes in 24 hours. Safe to repeat with the same clientId.',
      body: closed({
        clientId: Type.Optional(ClientId),
        name: Type.String({ maxLength: TEXT_MAX_CHARS }),
        size: Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER }),
        alt: Type.Optional(Type.String({ maxLength: TEXT_MAX_CHARS })),
        original: Type.Optional(Type.Boolean()),
        peaks: Type.Optional(Type.Array(Type.Number(), { maxItems: NUMBERS_MAX }))
      }),
      response: { 201: UploadAnswer }
    }
  }, async (request, reply) => {
    const { original = false, ...about } = request.body
    return await reply.code(201).send({ upload: await uploads.begin(viewerOf(request).userId, { ...about, keepsOriginal: original }) })
  })

  app.get('/uploads/:id', {
    schema: { summary: 'How much of an upload of one’s own has come.', params: UploadParams, response: { 200: UploadAnswer } }
  }, async request => ({ upload: await uploads.one(viewerOf(request).userId, request.params.id) }))

  app.post('/uploads/:id', {
    config: { streams: 'bytes' },
    schema: {
      summary: 'Send a chunk, as application/octet-stream. Safe to repeat.',
      params: UploadParams,
      querystring: closed({ offset: Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER }) }),
      response: { 200: UploadAnswer }
    }
  }, async request => {
    const { params: { id }, query: { offset } } = request
    return { upload: await uploads.add(viewerOf(request).userId, id, offset, request.readBytes()) }
  })

  app.post('/uploads/:id/finish', {
    schema: { summary: 'Make a file of an upload that has come whole. Safe to repeat.', params: UploadParams, response: { 201: closed({ file: FileSchema }) } }
  }, async (request, reply) => {
    const file = await uploads.finish(viewerOf(request).userId, request.params.id)
    return await reply.code(201).send({ file })
  })

  app.delete('/uploads/:id', {
    schema: { summary: 'End an upload of one’s own. A file that it has become stays.', params: UploadParams, response: Done }
  }, async (request, reply) => {
    await uploads.cancel(viewerOf(request).userId, request.params.id)
    return await reply.code(204).send(null)
  })
}
