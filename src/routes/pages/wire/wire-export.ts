import type { FastifyPluginAsync } from 'fastify'
import type { Recorder } from '#domain/wire/recorder.ts'
import { siteAddress } from '#plugins/addresses.ts'
import { withoutRecalled } from '#plugins/overtaken.ts'
import { browserOf } from '#plugins/session/session.ts'
import type { PublicFiles } from '#plugins/statics.ts'
import { exportedWire } from '#views/wire/exported.ts'
import { UNCACHEABLE } from '#routes/delivery/poll-answer.ts'
import { shownOf, type ShownNeeds } from './shown.ts'

export interface WireExportNeeds extends ShownNeeds {
  readonly recorder: Recorder
  readonly assets: PublicFiles
  readonly baseUrl: URL | null
  /** Counts the texts that were recalled. */
  readonly erasures: () => number
}

/** All that is recorded as one HTML file, for people to keep and to show. */
export const wireExport: FastifyPluginAsync<WireExportNeeds> = async (app, needs) => {
  const { recorder, assets, baseUrl, erasures } = needs
  app.get('/wire/export', { exposeHeadRoute: false, schema: { hide: true } }, async (request, reply) => {
    const { userId } = browserOf(request)
    const style = await assets.get(assets.address('wire-export.css').slice('static/'.length))?.content('identity')
    const address = siteAddress(request, baseUrl)
    const page = await withoutRecalled(erasures, async () => {
      const shown = await shownOf(needs, userId)
      return exportedWire(reply.ownPage(), { shown, recorded: recorder.whole(userId), style: String(style), address })
    })
    reply.headers(UNCACHEABLE).header('content-disposition', 'attachment; filename="holdline-wire.html"')
    return reply.type('text/html; charset=utf-8').send(page)
  })
}
