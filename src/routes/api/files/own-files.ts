import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import { FileSchema } from '#domain/files/files.ts'
import type { OwnFiles } from '#domain/files/own-files.ts'
import { listOf, Time } from '#domain/schemas.ts'
import { viewerOf } from '#plugins/session/session.ts'
import { closed, Done, Id, NEXT, PageQuery } from '#routes/api/schemas.ts'

const Bytes = Type.Integer({ minimum: 0, description: 'Bytes' })
const OwnFileSchema = closed({ ...FileSchema.properties, at: Time, sent: Type.Boolean() }, 'OwnFile')
const RoomSchema = closed({ used: Bytes, most: Bytes, left: Bytes })

/** Lists the caller's own files, and deletes them. */
export const ownFileRoutes: FastifyPluginAsyncTypebox<{ ownFiles: OwnFiles }> = async (app, { ownFiles }) => {
  app.get('/me/files', {
    schema: {
      summary: 'Your own files, the latest first, and the room that they take.',
      querystring: PageQuery,
      response: { 200: closed({ files: listOf(OwnFileSchema), room: RoomSchema, ...NEXT }) }
    }
  }, async request => {
    const { userId } = viewerOf(request)
    const [{ rows, more, next }, room] = await Promise.all([ownFiles.list(userId, request.query), ownFiles.room(userId)])
    return { files: rows, room, more, next }
  })

  app.delete('/me/files/:id', {
    schema: { summary: 'Delete a file of yours. A message that has it keeps its place.', params: closed({ id: Id }), response: Done }
  }, async (request, reply) => {
    await ownFiles.remove(viewerOf(request).userId, request.params.id)
    return await reply.code(204).send(null)
  })
}
