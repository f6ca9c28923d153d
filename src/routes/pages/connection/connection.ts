import { Type, type FastifyPluginAsyncTypebox, type Static } from '@fastify/type-provider-typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { ConnectionTests } from '#domain/connection/connection-tests.ts'
import { FORM_BYTES, judge } from '#domain/connection/path-advice.ts'
import { HOLD_ENDS, rungsUpTo, type Findings, type HoldFinding } from '#domain/connection/path-findings.ts'
import type { Sessions } from '#domain/account/sessions.ts'
import type { Refused } from '#plugins/pages.ts'
import { browserOf } from '#plugins/session/session.ts'
import { connectionResult, type ResultShown } from '#views/connection/connection-result.ts'
import { connectionPage, resultPage, stepPage } from '#views/connection/connection.ts'
import { arrive, limitTests, TEST_TEXT, testerOf, TestSeconds, waited } from '#routes/api/connection/connection.ts'
import { UNCACHEABLE } from '#routes/delivery/poll-answer.ts'
import { closed, Id } from '#routes/api/schemas.ts'
import { connectionFrames } from './connection-frames.ts'

export interface ConnectionPagesNeeds {
  readonly connectionTests: ConnectionTests
  readonly sessions: Sessions
}

const Yes = Type.Optional(Type.Boolean())
const Bytes = Type.Optional(Type.Integer({ minimum: 0, maximum: 10_000_000 }))
/** What a script found out, as it has it so far. */
const Found = {
  reach: Type.Optional(Type.Union([Type.Literal('ours'), Type.Literal('mixed')])),
  /** `90r60.25f25`: asked for, how it ended (the first letter), after how long. */
  holds: Type.Optional(Type.String({ pattern: '^(\\d{1,2}[frcs]\\d{1,3}\\.)*$', maxLength: 100 })),
  answerMs: Type.Optional(Type.Integer({ minimum: 0, maximum: 999_999 })),
  posts: Yes,
  text: Yes,
  bodyBytes: Bytes,
  triedBytes: Bytes,
  cookie: Yes,
  secondCookie: Yes,
  cookieAttributes: Yes,
  ownRequestHeader: Yes,
  ownAnswerHeader: Yes,
  cacheHeaders: Yes,
  lengthHeader: Yes,
  redirect: Yes,
  freshAddress: Yes,
  freshAnswer: Yes,
  methods: Yes,
  oddText: Yes,
  frames: Yes,
  origin: Yes
}
const LinesQuery = closed({ test: Id, done: Yes, ...Found })
const StartForm = closed({ text: Type.String({ maxLength: 100 }), fill: Type.String({ maxLength: FORM_BYTES }) })
const StepsForm = closed({ text: Type.String({ maxLength: 100 }) })
const StepQuery = closed({ test: Id, s: Type.Optional(TestSeconds), through: Type.Optional(TestSeconds) })
const ResultQuery = closed({ test: Id, through: Type.Optional(TestSeconds) })

/** “Test your connection”, for everybody: by script, in frames, or link by link. */
export const connectionPages: FastifyPluginAsyncTypebox<ConnectionPagesNeeds> = async (app, { connectionTests, sessions }) => {
  const { maxHoldS } = connectionTests
  const rungs = rungsUpTo(maxHoldS)
  const topS = Math.max(...rungs)
  limitTests(app)

  function draw (reply: FastifyReply, refusal: string | null) {
    return connectionPage(reply.page(), { text: TEST_TEXT, fillBytes: FORM_BYTES, rungs, refusal, holdsOne: holdsOne(reply.request) })
  }

  function begin (request: FastifyRequest, text: string, bodyBytes: number | null): string {
    const test = connectionTests.begin(testerOf(request))
    // The form's token is bound to the cookie: it would not be here without.
    Object.assign(test.noticed, { cookie: true, text: text === TEST_TEXT, bodyBytes })
    return test.id
  }

  function shown (request: FastifyRequest, found: Findings, isOver: boolean): ResultShown {
    return { found, judgement: judge(found, { topS, isOver }), holdsOne: holdsOne(request) }
  }

  // Without its cookie no form is taken, nor in another encoding: then that is what the test has found.
  const again: Refused = async ({ text }, _request, reply) => draw(reply, text)

  app.get('/connection', async (_request, reply) => reply.redirect('./connection/', 303))
  app.get('/connection/', async (_request, reply) => reply.html(draw(reply, null)))

  app.post('/connection/start', { schema: { body: StartForm }, config: { refused: again } }, async (request, reply) => {
    const { text, fill } = request.body
    return reply.seeOther(`connection/together?test=${begin(request, text, fill.length)}`)
  })

  app.post('/connection/steps', { schema: { body: StepsForm }, config: { refused: again } }, async (request, reply) =>
    reply.seeOther(`connection/step?test=${begin(request, request.body.text, null)}`))

  await app.register(connectionFrames, { connectionTests, rungs })

  app.get('/connection/step', { schema: { querystring: StepQuery } }, async (request, reply) => {
    const { test: id, s, through } = request.query
    const { test } = arrive(connectionTests, request, id, null)
    if (through !== undefined) connectionTests.through(test, through)
    if (s !== undefined) {
      await waited(connectionTests.holdRung(test, s), reply)
      await request.lookAgain()
    }
    return reply.headers(UNCACHEABLE).html(stepPage(reply.page(), { test: id, throughS: s ?? null, rungs }))
  })

  app.get('/connection/result', { schema: { querystring: ResultQuery } }, async (request, reply) => {
    const { test: id, through } = request.query
    const { test } = arrive(connectionTests, request, id, null)
    if (through !== undefined) connectionTests.through(test, through)
    const isOver = connectionTests.isOver(test)
    const view = shown(request, connectionTests.findings(test), isOver)
    return reply.html(resultPage(reply.page(), view, isOver ? null : `${reply.page().root}connection/result?test=${id}`))
  })

  app.get('/connection/lines', { schema: { querystring: LinesQuery } }, async (request, reply) => {
    const { test: id, done = false, holds = '', ...told } = request.query
    const { test } = arrive(connectionTests, request, id, null)
    const found = { ...connectionTests.findings(test), ...told, holds: holdsIn(holds) }
    return reply.html(connectionResult(reply.page(), shown(request, found, done)))
  })

  app.post('/connection/budget', { schema: { body: closed({}) } }, async (request, reply) => {
    await sessions.change(browserOf(request).session, { heldMax: null })
    return reply.seeOther('connection/')
  })
}

function holdsOne ({ viewer }: FastifyRequest): boolean {
  return viewer?.session.heldMax === 1
}

function holdsIn (text: Exclude<Static<typeof LinesQuery>['holds'], undefined>): HoldFinding[] {
  return [...text.matchAll(/(\d+)([frcs])(\d+)/g)].map(([, asked, letter = '', after]) => ({
    askedS: Number(asked), end: HOLD_ENDS.find(end => end.startsWith(letter)) ?? 'silent', afterS: Number(after)
  }))
}
