import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import { FILE_NAME_MAX_CHARS } from '#domain/files/file-names.ts'
import { MONTH_PATTERN, SHELVES, SharedFileSchema, type Gallery, type Shelf } from '#domain/files/gallery.ts'
import { LIST_MAX } from '#domain/conversations/conversations.ts'
import { LIST_PAGE } from '#domain/lists.ts'
import { listOf } from '#domain/schemas.ts'
import type { SiteService } from '#domain/site/site.ts'
import { viewerOf } from '#plugins/session/session.ts'
import { closed, ConversationParams, NEXT, Place } from '#routes/api/schemas.ts'

const FIELDS = {
  kind: Type.Optional(Type.Unsafe<Shelf>(Type.Enum([...SHELVES], { description: 'pictures (and videos), files, voice (and every sound)' }))),
  month: Type.Optional(Type.String({ pattern: MONTH_PATTERN, description: '2025-11, in the time zone of the caller' })),
  q: Type.Optional(Type.String({ maxLength: FILE_NAME_MAX_CHARS, description: 'A part of the name' })),
  after: Type.Optional(Place)
}

/** Lists the files of a conversation. */
export const galleryRoutes: FastifyPluginAsyncTypebox<{ gallery: Gallery, site: Pick<SiteService, 'get'> }> = async (app, { gallery, site }) => {
  app.get('/conversations/:id/files', {
    schema: {
      summary: 'The files of a conversation, of one kind, the latest first.',
      params: ConversationParams,
      querystring: closed({ ...FIELDS, limit: Type.Integer({ minimum: 1, maximum: LIST_MAX, default: LIST_PAGE }) }),
      response: { 200: closed({ files: listOf(SharedFileSchema), ...NEXT }) }
    }
  }, async request => {
    const { userId, account } = viewerOf(request)
    const { kind: shelf = 'pictures', month, q: query, limit, after } = request.query
    const timeZone = account.settings.timeZone ?? site.get().timeZone
    const { rows, more, next } = await gallery.files(userId, request.params.id, { shelf, month, timeZone, query, limit, after })
    return { files: rows, more, next }
  })
}
