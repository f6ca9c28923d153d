import { Type } from 'typebox'
import type { FastifyRequest } from 'fastify'
import { FORM_BYTES, judge } from '#domain/connection/path-advice.ts'
import { HOLD_ENDS, rungsUpTo, type Findings, type HoldFinding } from '#domain/connection/path-findings.ts'
import { connectionResult, type ResultShown } from '#views/connection/connection-result.ts'
import { connectionPage as drawConnection, resultPage as drawResult, stepPage as drawStep } from '#views/connection/connection.ts'
import { arrive, TEST_TEXT, testerOf, TestSeconds, waited } from '#routes/api/connection/connection.ts'
import { Id } from '#routes/api/schemas.ts'
import { form, openPage } from '#routes/pages/page-row.ts'
import type { PageServices } from '#routes/pages/page-services.ts'

const Yes = Type.Optional(Type.Boolean())
const Bytes = Type.Optional(Type.Integer({ minimum: 0, maximum: 10_000_000 }))
/** The findings of a script so far. */
const Found = {
  reach: Type.Optional(Type.Union([Type.Literal('ours'), Type.Literal('mixed')])),
  /** `90r60.25f25`: seconds asked for, first letter of the outcome, seconds it took. */
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
const Text = Type.String({ maxLength: 100 })

function begin ({ connectionTests }: PageServices, request: FastifyRequest, text: string, bodyBytes: number | null): string {
  const test = connectionTests.begin(testerOf(request))
  // Cookies work: the form's token is bound to one, and the form would have been refused without it.
  Object.assign(test.noticed, { cookie: true, text: text === TEST_TEXT, bodyBytes })
  return test.id
}

/** “Test your connection”, for everybody: by script, in frames, or link by link. */
export const connectionPage = openPage({
  path: '/connection/',
  query: null,
  needs: 'anyone',
  draws: ({ page, request, refusal }, { connectionTests }) => drawConnection(page, {
    text: TEST_TEXT,
    fillBytes: FORM_BYTES,
    rungs: rungsUpTo(connectionTests.maxHoldS),
    refusal,
    holdsOne: holdsOne(request)
  }),
  // A form without its cookie or in another encoding is refused: the refusal is then the finding, shown on the page itself.
  forms: [
    form({
      path: '/connection/start',
      needs: 'anyone',
      body: { text: Text, fill: Type.String({ maxLength: FORM_BYTES }) },
      does: ({ request, body: { text, fill } }, services) => begin(services, request, text, fill.length),
      leadsTo: (_sent, test) => `connection/together?test=${test}`,
      refused: 'page',
      sentTwice: 'same-answer'
    }),
    form({
      path: '/connection/steps',
      needs: 'anyone',
      body: { text: Text },
      does: ({ request, body }, services) => begin(services, request, body.text, null),
      leadsTo: (_sent, test) => `connection/step?test=${test}`,
      refused: 'page',
      sentTwice: 'same-answer'
    }),
    form({
      path: '/connection/budget',
      needs: 'browser',
      body: {},
      does: ({ viewer }, { sessions }) => sessions.change(viewer.session, { heldMax: null }),
      leadsTo: () => 'connection/',
      refused: 'error-page',
      sentTwice: 'harmless'
    })
  ]
})

/** One hold of the test link by link. */
export const stepPage = openPage({
  path: '/connection/step',
  query: { test: Id, s: Type.Optional(TestSeconds), through: Type.Optional(TestSeconds) },
  needs: 'anyone',
  isHeld: true,
  async draws ({ request, reply, query: { test: id, s, through } }, { connectionTests }) {
    const { test } = arrive(connectionTests, request, id, null)
    if (through !== undefined) connectionTests.through(test, through)
    if (s !== undefined) {
      await waited(connectionTests.holdRung(test, s), reply)
      await request.lookAgain()
    }
    return drawStep(reply.page(), { test: id, throughS: s ?? null, rungs: rungsUpTo(connectionTests.maxHoldS) })
  }
})

export const resultPage = openPage({
  path: '/connection/result',
  query: { test: Id, through: Type.Optional(TestSeconds) },
  needs: 'anyone',
  draws ({ page, request, query: { test: id, through } }, services) {
    const { connectionTests } = services
    const { test } = arrive(connectionTests, request, id, null)
    if (through !== undefined) connectionTests.through(test, through)
    const isOver = connectionTests.isOver(test)
    const result = judged(services, request, connectionTests.findings(test), isOver)
    return drawResult(page, result, isOver ? null : `${page.root}connection/result?test=${id}`)
  }
})

/** The lines of the result for a script, which tells what it has found. */
export const linesPage = openPage({
  path: '/connection/lines',
  query: { test: Id, done: Yes, ...Found },
  needs: 'anyone',
  draws ({ page, request, query: { test: id, done = false, holds = '', ...told } }, services) {
    const { test } = arrive(services.connectionTests, request, id, null)
    services.connectionTests.notePassing(test, told)
    const found = { ...services.connectionTests.findings(test), ...told, holds: holdsIn(holds) }
    return connectionResult(page, judged(services, request, found, done))
  }
})

function judged ({ connectionTests }: PageServices, request: FastifyRequest, found: Findings, isOver: boolean): ResultShown {
  const topS = Math.max(...rungsUpTo(connectionTests.maxHoldS))
  return { found, judgement: judge(found, { topS, isOver }), holdsOne: holdsOne(request) }
}

function holdsOne ({ viewer }: FastifyRequest): boolean {
  return viewer?.session.heldMax === 1
}

function holdsIn (text: string): HoldFinding[] {
  return [...text.matchAll(/(\d+)([frcs])(\d+)/g)].map(([, asked, letter = '', after]) => ({
    askedS: Number(asked), end: HOLD_ENDS.find(end => end.startsWith(letter)) ?? 'silent', afterS: Number(after)
  }))
}
