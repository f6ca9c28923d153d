import { Type, type FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { ConnectionTests } from '#domain/connection/connection-tests.ts'
import { ENOUGH_CONNECTIONS } from '#domain/connection/path-advice.ts'
import { framePage, holdsPage, togetherPage } from '#views/connection/connection.ts'
import { arrive, TestSeconds, waited } from '#routes/api/connection/connection.ts'
import { UNCACHEABLE } from '#routes/delivery/poll-answer.ts'
import { closed, Id } from '#routes/api/schemas.ts'

export interface ConnectionFramesNeeds {
  readonly connectionTests: ConnectionTests
  /** The ladder as far as the server goes. */
  readonly rungs: readonly number[]
}

/** Frames loaded at once: with what a chat holds in other tabs still one less than browsers have connections. */
const TOGETHER = 4
/** The frames have come by then, or never will. */
const TOGETHER_S = 7
/** Every path that was ever measured passes this. */
const FIRST_S = 18
/** From a frame to its next request, and what a slow path adds. */
const BETWEEN_S = 3

const Query = closed({ test: Id })
const TogetherQuery = closed({ test: Id, n: Type.Integer({ minimum: 1, maximum: TOGETHER }) })
const Lane = Type.Union([Type.Literal('short'), Type.Literal('long')])
const HoldQuery = closed({ test: Id, lane: Lane, s: TestSeconds, from: Type.Optional(Type.Integer({ minimum: 0, maximum: 90 })) })

/** The test without script: documents in frames ask for the next by themselves, and the server notes what came through. */
export const connectionFrames: FastifyPluginAsyncTypebox<ConnectionFramesNeeds> = async (app, { connectionTests, rungs }) => {
  const topS = Math.max(...rungs)
  const firstS = Math.min(FIRST_S, topS)

  app.get('/connection/together', { schema: { querystring: Query } }, async (request, reply) => {
    const { test } = request.query
    arrive(connectionTests, request, test, null)
    const page = reply.page()
    return reply.html(togetherPage(page, { test, nextUrl: `${page.root}connection/holds?test=${test}`, afterS: TOGETHER_S }, TOGETHER))
  })

  app.get('/connection/frames/together', { config: { ownPace: true }, schema: { querystring: TogetherQuery } }, async (request, reply) => {
    const { test: id, n } = request.query
    const { test } = arrive(connectionTests, request, id, null)
    const page = reply.page()
    const atOnce = await connectionTests.together(test, n, TOGETHER)
    return reply.headers(UNCACHEABLE).html(framePage(page, page.say('connection.together-seen', { n: atOnce }), null, null))
  })

  app.get('/connection/holds', { schema: { querystring: Query } }, async (request, reply) => {
    const { test: id } = request.query
    const { test } = arrive(connectionTests, request, id, null)
    const isRoomy = test.together.most >= ENOUGH_CONNECTIONS && topS > firstS
    const lanes = isRoomy ? [{ name: 'short', firstS }, { name: 'long', firstS: topS }] as const : [{ name: 'short', firstS }] as const
    const tried = rungs.filter(s => s >= firstS && (s < topS || !isRoomy))
    const page = reply.page()
    return reply.html(holdsPage(page, {
      test: id, nextUrl: `${page.root}connection/result?test=${id}`, afterS: tried.reduce((sum, s) => sum + s + BETWEEN_S, BETWEEN_S)
    }, lanes))
  })

  // The first is not held: it shows that something goes on. `from`: what has come through.
  app.get('/connection/frames/hold', { config: { ownPace: true }, schema: { querystring: HoldQuery } }, async (request, reply) => {
    const { test: id, lane, s, from } = request.query
    const { test } = arrive(connectionTests, request, id, null)
    const page = reply.page()
    const address = (next: number, through: number) => `${page.root}connection/frames/hold?test=${id}&lane=${lane}&s=${next}&from=${through}`
    if (from === undefined) return reply.html(framePage(page, page.say('connection.holds-first'), { url: address(s, 0), after: 1 }, null))
    if (from > 0) connectionTests.through(test, from)
    const result = `${page.root}connection/result?test=${id}`
    if (connectionTests.throughS(test) >= s) return reply.html(framePage(page, page.say('connection.holds-last', { s: from }), null, result))

    await waited(connectionTests.holdRung(test, s), reply)
    const next = connectionTests.nextRung(test, rungs, s)
    const text = next === null ? page.say('connection.holds-last', { s }) : page.say('connection.holds-next', { s, next })
    return reply.headers(UNCACHEABLE).html(framePage(page, text, { url: address(next ?? s, s), after: 1 }, null))
  })
}
