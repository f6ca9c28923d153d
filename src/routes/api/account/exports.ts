import { Type, type FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { EXPORT_FORMATS, ExportProgressSchema, type ExportFormat, type ExportPart, type Exports } from '#domain/account/exports.ts'
import { DomainError } from '#domain/errors.ts'
import type { ContactStore } from '#domain/people/contacts.ts'
import { isCrossSite } from '#plugins/forms.ts'
import { viewerOf } from '#plugins/session/session.ts'
import type { PublicFiles } from '#plugins/statics.ts'
import { exportedFile } from '#views/account/exported/exported-file.ts'
import { closed } from '#routes/api/schemas.ts'
import { exportLines } from './export-lines.ts'

export interface ExportNeeds {
  readonly exports: Exports
  readonly store: { readonly contacts: Pick<ContactStore, 'allRemarks'> }
  readonly assets: PublicFiles
  readonly now: () => number
}

export const FormatQuery = closed({ format: Type.Enum([...EXPORT_FORMATS], { default: 'html' }) })
const TYPES: Readonly<Record<ExportFormat, string>> = { html: 'text/html; charset=utf-8', jsonl: 'application/x-ndjson; charset=utf-8' }

/** The history of the caller as one file, and how far it has come. */
export const exportRoutes: FastifyPluginAsyncTypebox<ExportNeeds> = async (app, needs) => {
  const send = createExportSender(app, needs)

  app.get('/me/export', {
    exposeHeadRoute: false,
    preHandler: app.limits.exportHistory,
    schema: {
      summary: 'All that the caller may read, as one file: HTML to read offline, or a JSON object a line. A stream without a length; one at a time.',
      querystring: FormatQuery
    }
  }, async (request, reply) => await send(request, reply, request.query.format))

  app.get('/me/export/progress', {
    schema: {
      summary: 'How far the last export of the caller has come; null without one since the server started.',
      response: { 200: closed({ export: Type.Union([Type.Null(), ExportProgressSchema]) }) }
    }
  }, async request => ({ export: needs.exports.progress(viewerOf(request).userId) }))
}

/** Returns what answers with an export. Each page of rows is read and drawn in a turn of a lane that slows no page of its reader. */
export function createExportSender (app: Pick<FastifyInstance, 'reading'>, { exports, store, assets, now }: ExportNeeds) {
  async function writerOf (reply: FastifyReply, format: ExportFormat): Promise<(part: ExportPart) => string> {
    if (format === 'jsonl') return exportLines
    const page = reply.ownPage()
    const style = await assets.get(assets.address('export.css').slice('static/'.length))?.content('identity')
    return exportedFile({ ...page, root: '', remarks: await store.contacts.allRemarks(page.viewer.id) }, String(style))
  }

  return async (request: FastifyRequest, reply: FastifyReply, format: ExportFormat): Promise<FastifyReply> => {
    const viewer = viewerOf(request)
    // Nobody but its owner starts one, which counts against their budget.
    if (isCrossSite(request.headers)) throw new DomainError('FORBIDDEN', 'Another site cannot start an export.')
    const state = { isOver: false, stop: (): void => { state.isOver = true } }
    const write = await writerOf(reply, format)
    const begun = await exports.begin(viewer, format, () => state.stop())
    const lane = { key: `export ${viewer.userId}`, isNetwork: false }

    async function * pieces (): AsyncGenerator<string, void, void> {
      for (let isMore = true; isMore && !state.isOver;) {
        const piece = await app.reading.run(lane, async () => {
          const { value, done } = await begun.parts.next()
          if (done === true) return null
          const text = write(value)
          begun.wrote(value.part === 'messages' ? value.rows.length : 0, Buffer.byteLength(text))
          return text
        }, () => state.isOver)
        isMore = piece !== null
        // An empty piece would end nothing, and hand nothing over.
        if (piece !== null && piece !== '') yield piece
      }
    }

    const day = new Date(now()).toISOString().slice(0, 10)
    const stop = reply.streams({
      type: TYPES[format],
      name: `${viewer.username}-${day}.${format}`,
      pieces: pieces(),
      ended (isWhole) {
        state.isOver = true
        begun.ended(isWhole)
      }
    })
    if (state.isOver) stop()
    state.stop = stop
    return reply
  }
}
