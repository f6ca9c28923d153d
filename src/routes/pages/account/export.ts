import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { createExportSender, FormatQuery, type ExportNeeds } from '#routes/api/account/exports.ts'

/** The same file as the API's, for people: a refusal is a page. */
export const exportDownload: FastifyPluginAsyncTypebox<ExportNeeds> = async (app, needs) => {
  const send = createExportSender(app, needs)
  app.get('/settings/account/export', {
    exposeHeadRoute: false,
    preHandler: app.limits.exportHistory,
    schema: { hide: true, querystring: FormatQuery }
  }, async (request, reply) => await send(request, reply, request.query.format))
}
