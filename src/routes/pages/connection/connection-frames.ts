import { Type } from 'typebox'
import { ENOUGH_CONNECTIONS } from '#domain/connection/path-advice.ts'
import { rungsUpTo } from '#domain/connection/path-findings.ts'
import { framePage, holdsPage as drawHolds, togetherPage as drawTogether } from '#views/connection/connection.ts'
import { arrive, TestSeconds, waited } from '#routes/api/connection/connection.ts'
import { Id } from '#routes/api/schemas.ts'
import { openPage } from '#routes/pages/page-row.ts'

// The test without script: documents in frames ask for the next one by themselves, and the server notes which came through.

/** Frames loaded at once: together with the requests of other tabs one fewer than browsers have connections. */
const TOGETHER = 4
/** Time after which frames that have not come never will. */
const TOGETHER_S = 7
/** A hold that every path measured so far lets through. */
const FIRST_S = 18
/** Time from a frame to its next request, with the delay of a slow path. */
const BETWEEN_S = 3

/** Shows frames that load at once, to count the connections that the browser opens. */
export const togetherPage = openPage({
  path: '/connection/together',
  query: { test: Id },
  needs: 'anyone',
  draws ({ page, request, query: { test } }, { connectionTests }) {
    arrive(connectionTests, request, test, null)
    return drawTogether(page, { test, nextUrl: `${page.root}connection/holds?test=${test}`, afterS: TOGETHER_S }, TOGETHER)
  }
})

export const togetherFrame = openPage({
  path: '/connection/frames/together',
  query: { test: Id, n: Type.Integer({ minimum: 1, maximum: TOGETHER }) },
  needs: 'anyone',
  costs: 'own-pace',
  isHeld: true,
  async draws ({ page, request, query }, { connectionTests }) {
    const { test } = arrive(connectionTests, request, query.test, null)
    const atOnce = await connectionTests.together(test, query.n, TOGETHER)
    return framePage(page, page.say('connection.together-seen', { n: atOnce }), null, null)
  }
})

/** Shows frames that are held longer and longer, in two lanes where the browser has connections enough. */
export const holdsPage = openPage({
  path: '/connection/holds',
  query: { test: Id },
  needs: 'anyone',
  draws ({ page, request, query: { test: id } }, { connectionTests }) {
    const { test } = arrive(connectionTests, request, id, null)
    const rungs = rungsUpTo(connectionTests.maxHoldS)
    const topS = Math.max(...rungs)
    const firstS = Math.min(FIRST_S, topS)
    const isRoomy = test.together.most >= ENOUGH_CONNECTIONS && topS > firstS
    const lanes = isRoomy ? [{ name: 'short', firstS }, { name: 'long', firstS: topS }] as const : [{ name: 'short', firstS }] as const
    const tried = rungs.filter(s => s >= firstS && (s < topS || !isRoomy))
    const afterS = tried.reduce((sum, s) => sum + s + BETWEEN_S, BETWEEN_S)
    return drawHolds(page, { test: id, nextUrl: `${page.root}connection/result?test=${id}`, afterS }, lanes)
  }
})

/** The first request is not held, to show that something goes on. `from`: the longest hold that came through. */
export const holdFrame = openPage({
  path: '/connection/frames/hold',
  query: {
    test: Id,
    lane: Type.Union([Type.Literal('short'), Type.Literal('long')]),
    s: TestSeconds,
    from: Type.Optional(Type.Integer({ minimum: 0, maximum: 90 }))
  },
  needs: 'anyone',
  costs: 'own-pace',
  isHeld: true,
  async draws ({ page, request, reply, query: { test: id, lane, s, from } }, { connectionTests }) {
    const { test } = arrive(connectionTests, request, id, null)
    const address = (next: number, through: number) => `${page.root}connection/frames/hold?test=${id}&lane=${lane}&s=${next}&from=${through}`
    if (from === undefined) return framePage(page, page.say('connection.holds-first'), { url: address(s, 0), after: 1 }, null)
    if (from > 0) connectionTests.through(test, from)
    const result = `${page.root}connection/result?test=${id}`
    if (connectionTests.throughS(test) >= s) return framePage(page, page.say('connection.holds-last', { s: from }), null, result)

    await waited(connectionTests.holdRung(test, s), reply)
    const next = connectionTests.nextRung(test, rungsUpTo(connectionTests.maxHoldS), s)
    const text = next === null ? page.say('connection.holds-last', { s }) : page.say('connection.holds-next', { s, next })
    return framePage(page, text, { url: address(next ?? s, s), after: 1 }, null)
  }
})
