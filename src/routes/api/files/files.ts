import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { FileSchema } from '#domain/files/files.ts'
import type { Receiving } from '#domain/files/receiving.ts'
import { closed, Done, Id } from '#routes/api/schemas.ts'
import { receiveFile, receivePoster } from './file-form.ts'

const FileAnswer = closed({ file: FileSchema })

/** Takes files in one request each. */
export const fileRoutes: FastifyPluginAsyncTypebox<{ receiving: Receiving }> = async (app, { receiving }) => {
  app.post('/files', {
    config: { streams: 'form' },
    schema: {
      summary: 'Upload a file as multipart/form-data: `file`, perhaps `alt`, `original`, `peaks` and `poster`. A message takes it by its id.',
      response: { 201: FileAnswer }
    }
  }, async (request, reply) => {
    const file = await receiveFile(request, receiving)
    return await reply.code(201).send({ file })
  })

  app.post('/files/:id/poster', {
    config: { streams: 'form' },
    schema: { summary: 'Give an own video that is not sent yet its picture: `poster`.', params: closed({ id: Id }), response: Done }
  }, async (request, reply) => {
    await receivePoster(request, receiving, request.params.id)
    return await reply.code(204).send(null)
  })
}
