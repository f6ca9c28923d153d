import { Type, type FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply, FastifyRequest, onRequestAsyncHookHandler } from 'fastify'
import { networkOf } from '#domain/account/attempts.ts'
import type { ConnectionTest, ConnectionTests, Held } from '#domain/connection/connection-tests.ts'
import { ODD_TEXT, OTHER_METHODS } from '#domain/connection/path-findings.ts'
import { DomainError } from '#domain/errors.ts'
import { sample } from '#plugins/compression.ts'
import { isCrossSite } from '#plugins/forms.ts'
import { UNCACHEABLE } from '#routes/delivery/poll-answer.ts'
import { closed, Id } from '#routes/api/schemas.ts'

export interface ConnectionNeeds {
  readonly connectionTests: ConnectionTests
  /** Its path is used for the test cookies. */
  readonly baseUrl: URL | null
}

/** One test makes some fifty requests, and several people of a network may test at once. */
const REQUESTS_PER_MINUTE = 600
/** Largest test body: more than any form sends. */
const UPLOAD_MAX_BYTES = 1024 * 1024
const ENVELOPE_BYTES = 1024
/** Characters of two, three and four bytes: garbled by anything on the way that is not UTF-8. */
export const TEST_TEXT = 'Grüße 你好 😀'
/** Long enough that nothing on the way takes it for too small to touch. */
const SAMPLE_TEXT = `${TEST_TEXT} `.repeat(100)
const COOKIE = 'holdline_probe'
const COOKIE_S = 120
const NUMBER_MAX = 9_999

const TestNumber = Type.Integer({ minimum: 0, maximum: NUMBER_MAX })
export const TestSeconds = Type.Integer({ minimum: 1, maximum: 90 })
const Query = closed({ test: Id, n: TestNumber })
const HoldQuery = closed({ test: Id, n: TestNumber, s: TestSeconds })
const TogetherQuery = closed({ test: Id, n: TestNumber, of: Type.Integer({ minimum: 2, maximum: 6 }) })
const EchoQuery = closed({ test: Id, n: TestNumber, host: Type.Optional(Type.String({ maxLength: 300 })) })
const SampleQuery = closed({ id: Id, as: Type.Enum(['packed', 'is']) })
const SameQuery = closed({ test: Id })
const OddBody = closed({ text: Type.String({ maxLength: 200 }) })
const Body = closed({ text: Type.String({ maxLength: 100 }), fill: Type.String({ maxLength: UPLOAD_MAX_BYTES }) })

/**
 * Answers for a connection test: small, complete, and with the headers of a poll, so that results hold for polls. Public, since people test
 * before they sign in; makes no outgoing calls and reveals nothing about other users.
 */
export const connectionRoutes: FastifyPluginAsyncTypebox<ConnectionNeeds> = async (app, { connectionTests, baseUrl }) => {
  app.addHook('onRoute', route => {
    route.schema = { ...route.schema, hide: true }
    route.helmet ??= false
    route.config = { ownPace: true, ...route.config }
  })
  limitTests(app)
  app.addHook('onRequest', async request => {
    if (isCrossSite(request.headers)) throw new DomainError('FORBIDDEN', 'This call was started by another site.')
  })
  app.addHook('preClose', async () => connectionTests.stop())

  app.post('/start', { schema: { body: closed({}) } }, async (request, reply) => {
    const { id } = connectionTests.begin(testerOf(request))
    return answer(reply, { test: id, maxHoldS: connectionTests.maxHoldS, maxBytes: UPLOAD_MAX_BYTES, text: TEST_TEXT })
  })

  app.get('/echo', { schema: { querystring: EchoQuery } }, async (request, reply) => {
    const { test: id, n, host } = request.query
    const { test, times } = arrive(connectionTests, request, id, n)
    const { headers, raw } = request
    const cookies = app.parseCookie(headers.cookie ?? '')
    test.noticed.hostKept = host === undefined ? test.noticed.hostKept : host === headers.host
    return answer(reply, {
      n,
      times,
      cookie: cookies[COOKIE] === id,
      secondCookie: cookies[`${COOKIE}_2`] === id,
      ownHeader: headers['x-holdline-probe'] === id,
      hostKept: test.noticed.hostKept,
      httpVersion: raw.httpVersion
    })
  })

  // Sent with the headers of a page, to detect headers that proxies add to pages.
  app.get('/cookies', { helmet: {}, schema: { querystring: Query } }, async (request, reply) => {
    const { test: id, n } = request.query
    arrive(connectionTests, request, id, n)
    const path = `${baseUrl?.pathname ?? '/'}connection/`
    const attributes = { path, maxAge: COOKIE_S, sameSite: 'lax', secure: baseUrl?.protocol === 'https:' } as const
    reply.setCookie(COOKIE, id, { ...attributes, httpOnly: true }).setCookie(`${COOKIE}_2`, id, attributes)
    return answer(reply.header('x-holdline-probe', id), { n })
  })

  // Belongs to no test: any page asks for it that finds answers unreadable.
  app.get('/sample', { schema: { querystring: SampleQuery } }, async (request, reply) => {
    const { id, as } = request.query
    const text = JSON.stringify({ holdline: 1, id, text: SAMPLE_TEXT })
    reply.headers(UNCACHEABLE).header('content-type', 'application/json; charset=utf-8')
    if (as === 'is') return reply.send(Buffer.from(text))
    const { coding, content } = sample(text, request.raw)
    if (coding === 'gzip') reply.header('content-encoding', coding)
    return reply.send(content)
  })

  app.get('/same', { schema: { querystring: SameQuery } }, async (request, reply) => {
    const test = connectionTests.find(request.query.test)
    return answer(reply, { answers: ++test.answers })
  })

  app.get('/moved', { schema: { querystring: Query } }, async (request, reply) => {
    const { test: id, n } = request.query
    arrive(connectionTests, request, id, n)
    return reply.redirect(`./echo?test=${id}&n=${n + 1}`, 303)
  })

  app.post('/body', {
    bodyLimit: UPLOAD_MAX_BYTES + ENVELOPE_BYTES, config: { largeForAll: true, ownPace: false }, schema: { querystring: Query, body: Body }
  }, async (request, reply) => {
    const { test: id, n } = request.query
    const { test, times } = arrive(connectionTests, request, id, n)
    const { text, fill } = request.body
    test.noticed.text = text === TEST_TEXT
    return answer(reply, { n, times, bytes: fill.length, isText: test.noticed.text, text: TEST_TEXT })
  })

  app.route({
    method: [...OTHER_METHODS],
    url: '/method',
    schema: { querystring: Query, body: closed({}) },
    handler: async (request, reply) => {
      const { test: id, n } = request.query
      arrive(connectionTests, request, id, n)
      return answer(reply, { n, method: request.method })
    }
  })

  app.post('/odd', { schema: { querystring: Query, body: OddBody } }, async (request, reply) => {
    const { test: id, n } = request.query
    arrive(connectionTests, request, id, n)
    return answer(reply, { n, isText: request.body.text === ODD_TEXT })
  })

  app.get('/hold', { schema: { querystring: HoldQuery } }, async (request, reply) => {
    const { test: id, n, s } = request.query
    const { test, times } = arrive(connectionTests, request, id, n)
    return answer(reply, { n, times, s, ended: await waited(connectionTests.hold(test, s), reply) })
  })

  app.get('/together', { schema: { querystring: TogetherQuery } }, async (request, reply) => {
    const { test: id, n, of } = request.query
    const { test } = arrive(connectionTests, request, id, n)
    return answer(reply, { n, atOnce: await connectionTests.together(test, n, of) })
  })

  app.get('/seen', { schema: { querystring: Query } }, async (request, reply) => {
    const { test: id, n } = request.query
    const { test } = arrive(connectionTests, request, id, n)
    const { repeatsGet, repeatsPost, keepAlive } = connectionTests.findings(test)
    return answer(reply, { n, repeatsGet, repeatsPost, keepAlive })
  })
}

interface Limited {
  addHook (name: 'onRequest', hook: onRequestAsyncHookHandler): unknown
  rateLimit (options: { max: number, timeWindow: number, keyGenerator: (request: FastifyRequest) => string }): unknown
}

/** Rate limit for each network. */
export function limitTests (app: Limited): void {
  app.addHook('onRequest', app.rateLimit({
    max: REQUESTS_PER_MINUTE, timeWindow: 60_000, keyGenerator: request => networkOf(request.ip)
  }) as onRequestAsyncHookHandler)
}

export function testerOf ({ ip, viewer }: FastifyRequest) {
  return { network: networkOf(ip), session: viewer?.session.kind === 'cookie' ? viewer.session : null }
}

export interface Arrived { readonly test: ConnectionTest, readonly times: number }

const connections = new WeakMap<object, string>()
let connectionsSeen = 0

/** Records a request of a test and returns how often it came. `n` null: it may be repeated. Throws NOT_FOUND. */
export function arrive (connectionTests: ConnectionTests, request: FastifyRequest, id: string, n: number | null): Arrived {
  const test = connectionTests.find(id)
  const { raw } = request
  // Internal id of the TCP connection: two requests with the same one came over the same connection.
  const connection = connections.get(raw.socket) ?? String(++connectionsSeen)
  connections.set(raw.socket, connection)
  test.noticed.httpVersion = raw.httpVersion
  return { test, times: connectionTests.came(test, { n, isPost: request.method !== 'GET', connection }) }
}

/** Waits until the hold is over or the client has gone. */
export async function waited ({ ended, leave }: Held, reply: FastifyReply): Held['ended'] {
  reply.raw.on('close', leave)
  return await ended
}

function answer (reply: FastifyReply, content: Readonly<Record<string, unknown>>): FastifyReply {
  return reply.headers(UNCACHEABLE).header('content-type', 'application/json; charset=utf-8').send(JSON.stringify({ holdline: 1, ...content }))
}
