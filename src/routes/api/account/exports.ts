import { Type, type FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { EXPORT_FORMATS, ExportProgressSchema, type ExportFormat, type ExportPart, type Exports } from '#domain/account/exports.ts'
import { DomainError } from '#domain/errors.ts'
import type { ContactStore } from '#domain/people/contacts.ts'
import { exportedPath, type ExportedFile } from '#domain/account/exported-files.ts'
import type { Showing, Shown } from '#domain/files/showing.ts'
import { isCrossSite } from '#plugins/forms.ts'
import { viewerOf } from '#plugins/session/session.ts'
import type { PublicFiles } from '#plugins/statics.ts'
import { zipped, type Entry } from '#plugins/zipped.ts'
import { exportedFile } from '#views/account/exported/exported-file.ts'
import { closed } from '#routes/api/schemas.ts'
import { exportLines } from './export-lines.ts'

export interface ExportNeeds {
  readonly exports: Exports
  readonly store: { readonly contacts: Pick<ContactStore, 'allRemarks'> }
  readonly assets: PublicFiles
  readonly showing: Pick<Showing, 'file'>
  readonly now: () => number
}

export const FormatQuery = closed({ format: Type.Enum([...EXPORT_FORMATS], { default: 'html' }) })
const TYPES: Readonly<Record<ExportFormat, string>> = { html: 'text/html; charset=utf-8', jsonl: 'application/x-ndjson; charset=utf-8' }
/** Of an export with files: the text, and they beside it. */
const ARCHIVE = 'application/zip'

/** The history of the caller as one file, and how far it has come. */
export const exportRoutes: FastifyPluginAsyncTypebox<ExportNeeds> = async (app, needs) => {
  const send = createExportSender(app, needs)

  app.get('/me/export', {
    exposeHeadRoute: false,
    preHandler: app.limits.exportHistory,
    schema: {
      summary: 'All that the caller may read: HTML to read offline, or a JSON object a line; with files, an archive of it and of them. One at a time.',
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
export function createExportSender (app: Pick<FastifyInstance, 'reading'>, { exports, store, assets, showing, now }: ExportNeeds) {
  async function writerOf (reply: FastifyReply, format: ExportFormat): Promise<(part: ExportPart) => string> {
    if (format === 'jsonl') return exportLines
    const page = reply.ownPage()
    const style = await assets.get(assets.address('export.css').slice('static/'.length))?.content('identity')
    return exportedFile({ ...page, root: '', remarks: await store.contacts.allRemarks(page.viewer.id) }, String(style), exportedPath)
  }

  // Null for one that was recalled or deleted while the export ran.
  async function fileOf (userId: string, id: string): Promise<Shown | null> {
    return await showing.file(userId, id).catch((error: unknown) => {
      if (error instanceof DomainError && error.code === 'NOT_FOUND') return null
      throw error
    })
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

    async function * bytesOf (shown: Shown): AsyncGenerator<Uint8Array, void, void> {
      for await (const piece of await shown.read()) {
        if (state.isOver) return
        begun.wrote(0, piece.length)
        yield piece
      }
    }

    // The text first: a reader that unpacks as it comes can begin to read.
    async function * entries (name: string, pages: AsyncIterable<readonly ExportedFile[]>): AsyncGenerator<Entry, void, void> {
      const at = new Date(now())
      yield { name, at, pieces: pieces() }
      for await (const files of pages) {
        for (const file of files) {
          const shown = state.isOver ? null : await fileOf(viewer.userId, file.id)
          if (shown !== null) yield { name: exportedPath(file, file.position, file), at, size: shown.size, pieces: bytesOf(shown) }
        }
      }
    }

    const name = `${viewer.username}-${new Date(now()).toISOString().slice(0, 10)}`
    const text = `${name}.${format}`
    const stop = reply.streams({
      ...begun.files === null
        ? { type: TYPES[format], name: text, pieces: pieces() }
        : { type: ARCHIVE, name: `${name}.zip`, pieces: zipped(entries(text, begun.files)) },
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
