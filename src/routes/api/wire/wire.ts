import { Type, type FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { DomainError } from '#domain/errors.ts'
import { ExchangeRecordSchema, RawExchangeSchema } from '#domain/wire/records.ts'
import { harOf } from '#domain/wire/har.ts'
import { RECORDS_PAGE, type Recorder } from '#domain/wire/recorder.ts'
import { listOf } from '#domain/schemas.ts'
import { siteAddress } from '#plugins/addresses.ts'
import { browserOf } from '#plugins/session/session.ts'
import { closed, No } from '#routes/api/schemas.ts'
import { UNCACHEABLE } from '#routes/delivery/poll-answer.ts'
import { changed, ChangesQuery, type WireWaits } from './wire-wait.ts'

export interface WireNeeds {
  readonly recorder: Recorder
  readonly wireWaits: WireWaits
  /** The public address, when it is set. */
  readonly baseUrl: URL | null
}

const WireQuery = closed({ ...ChangesQuery, limit: Type.Optional(Type.Integer({ minimum: 1, maximum: RECORDS_PAGE })) })

/** Records the user's exchanges and tells this user of them. Calling it keeps the recording going. */
export const wireRoutes: FastifyPluginAsyncTypebox<WireNeeds> = async (app, { recorder, wireWaits, baseUrl }) => {
  app.get('/wire', {
    exposeHeadRoute: false,
    schema: {
      summary: 'The exchanges of the caller’s browsers, and those that changed after a version. Waits up to `hold` seconds for the next.',
      querystring: WireQuery,
      response: {
        200: closed({
          exchanges: listOf(ExchangeRecordSchema),
          next: No,
          more: Type.Boolean(),
          retryMs: Type.Integer({ description: 'When to ask again, in ms; as in a poll’s answer' })
        })
      }
    }
  }, async (request, reply) => {
    const viewer = browserOf(request)
    const { after = 0, limit, hold = 0, tab, n } = request.query
    if (!recorder.watch(viewer.userId)) throw new DomainError('TOO_MANY', 'Too many people watch the wire view now. Try again later.', 60)
    reply.headers(UNCACHEABLE)
    const now = recorder.page(viewer.userId, after, limit)
    if (now.exchanges.length > 0 || hold === 0) return { ...now, retryMs: 0 }
    const retryMs = await changed(request, reply, wireWaits, 'wire', { hold, tab, n })
    if (retryMs === null) return reply.hijack() as never
    return { ...recorder.page(browserOf(request).userId, after, limit), retryMs }
  })

  app.get('/wire/exchanges/:n', {
    schema: {
      summary: 'One exchange with its headers and bodies, secrets blotted.',
      params: closed({ n: Type.Integer({ minimum: 1 }) }),
      response: { 200: closed({ exchange: ExchangeRecordSchema, ...RawExchangeSchema.properties }) }
    }
  }, async request => {
    const { exchange, raw } = recorder.one(browserOf(request).userId, request.params.n)
    return { exchange, ...raw }
  })

  app.get('/wire/har', {
    schema: {
      summary: 'All that is recorded, as an HTTP Archive 1.2 for the network panel of a browser; secrets blotted.',
      response: { 200: Type.Object({ log: Type.Object({}, { additionalProperties: true }) }) }
    }
  }, async (request, reply) => {
    const recorded = recorder.whole(browserOf(request).userId)
    reply.header('content-disposition', 'attachment; filename="holdline.har"')
    return harOf(recorded, { address: siteAddress(request, baseUrl), version: '1' }) as { log: {} }
  })
}
