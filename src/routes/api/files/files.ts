import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { notFound } from '#domain/errors.ts'
import { FileSchema } from '#domain/files/files.ts'
import type { Receiving } from '#domain/files/receiving.ts'
import { ReasonError } from '#domain/reasons.ts'
import { viewerOf } from '#plugins/session/session.ts'
import { closed, Done, Id } from '#routes/api/schemas.ts'
import { receiveFile } from './file-form.ts'

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
    const { userId } = viewerOf(request)
    let isSet = null as boolean | null
    await request.readForm(async ({ pieces }) => { isSet = await receiving.setPoster(userId, request.params.id, pieces) })
    if (isSet === null) throw new ReasonError('file-missing', 'poster')
    if (!isSet) throw notFound('file')
    return await reply.code(204).send(null)
  })
}
