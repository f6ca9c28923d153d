import { Type, type FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { PREVIEW_SIZES, type PreviewSize } from '#domain/files/previews.ts'
import type { Showing } from '#domain/files/showing.ts'
import { viewerOf } from '#plugins/session/session.ts'
import { closed, Id } from '#routes/api/schemas.ts'

const SIZES = Object.keys(PREVIEW_SIZES) as PreviewSize[]

/** Files and their previews, for those who may see them. The name in the address is for the reader's browser; nothing here looks at it. */
export const fileServing: FastifyPluginAsyncTypebox<{ showing: Showing }> = async (app, { showing }) => {
  app.get('/files/:id/*', {
    // Open, since TypeBox takes the name of the rest, `*`, for a pattern.
    schema: { hide: true, params: Type.Object({ id: Id }) }
  }, async (request, reply) => await reply.sendsKept(await showing.file(viewerOf(request).userId, request.params.id)))

  app.get('/previews/:id/:size', {
    schema: { hide: true, params: closed({ id: Id, size: Type.Enum(SIZES) }) }
  }, async (request, reply) => {
    const { id, size } = request.params
    return await reply.sendsKept(await showing.preview(viewerOf(request).userId, id, size))
  })
}
