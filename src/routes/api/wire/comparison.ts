import { Type, type FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { Viewer } from '#domain/account/sessions.ts'
import { DomainError } from '#domain/errors.ts'
import { mayMeasure, type Demo } from '#domain/site/demo.ts'
import { MeasuringSchema, type Comparisons } from '#domain/wire/played/comparison.ts'
import { browserOf } from '#plugins/session/session.ts'
import { closed } from '#routes/api/schemas.ts'
import { UNCACHEABLE } from '#routes/delivery/poll-answer.ts'
import { changed, ChangesQuery, type WireWaits } from './wire-wait.ts'

export interface ComparisonNeeds {
  readonly comparisons: Comparisons
  /** Waits for changes of the measurement. */
  readonly comparisonWaits: WireWaits
  /** Demo mode; null on every other server. */
  readonly demo: Demo | null
}

const MeasuringAnswer = closed({ measuring: MeasuringSchema, retryMs: Type.Integer({ description: 'When to ask again, in ms; as in a poll’s answer' }) })

/** Begins a measurement, which is three processes for a minute, for a user who may. Throws FORBIDDEN, TOO_MANY. */
export function beginMeasurement (viewer: Viewer, { comparisons, demo }: Pick<ComparisonNeeds, 'comparisons' | 'demo'>): void {
  if (!mayMeasure(demo, viewer.account)) throw new DomainError('FORBIDDEN', 'On this server, admins alone measure.')
  comparisons.begin()
}

/** The comparison of ways to wait, and its measurement. */
export const comparisonRoutes: FastifyPluginAsyncTypebox<ComparisonNeeds> = async (app, { comparisons, comparisonWaits, demo }) => {
  app.get('/wire/comparison', {
    exposeHeadRoute: false,
    schema: {
      summary: 'Ways to wait for messages, compared: the last measurement on this server, or the one that came with it.',
      querystring: closed(ChangesQuery),
      response: { 200: MeasuringAnswer }
    }
  }, async (request, reply) => {
    browserOf(request)
    const { query: { after = 0, hold = 0, tab, n } } = request
    reply.headers(UNCACHEABLE)
    const now = comparisons.now()
    if (now.version > after || now.state === 'done' || hold === 0) return { measuring: now, retryMs: 0 }
    const retryMs = await changed(request, reply, comparisonWaits, 'comparison', { hold, tab, n })
    if (retryMs === null) return reply.hijack() as never
    browserOf(request)
    return { measuring: comparisons.now(), retryMs }
  })

  app.post('/wire/comparison', {
    schema: {
      summary: 'Measures them anew, in about a minute. For admins, and in a demo without guests for everybody; one measurement at a time.',
      body: closed({}),
      response: { 202: MeasuringAnswer }
    }
  }, async (request, reply) => {
    beginMeasurement(browserOf(request), { comparisons, demo })
    return await reply.code(202).send({ measuring: comparisons.now(), retryMs: 0 })
  })
}
