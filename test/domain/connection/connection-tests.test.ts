import t from 'tap'
import { createConnectionTests, type ConnectionTests } from '#domain/connection/connection-tests.ts'
import type { Session } from '#domain/account/sessions.ts'
import { StandingClock } from '#test/clock.ts'

const SESSION: Session = {
  id: 's1', userId: 'u1', kind: 'cookie', createdAt: 0, lastSeenAt: 0, userAgent: '', address: '', formSecret: '', label: null, mode: 'live', heldMax: null
}

function opened (): { tests: ConnectionTests, clock: StandingClock, budgets: (number | null)[] } {
  const clock = new StandingClock()
  const budgets: (number | null)[] = []
  let ids = 0
  const tests = createConnectionTests({
    now: () => clock.now(),
    after: (ms, run) => clock.after(ms, run),
    newId: () => `t${++ids}`,
    maxHoldS: 90,
    onBudget: async (_session, heldMax) => { budgets.push(heldMax) }
  })
  return { tests, clock, budgets }
}

const HERE = { network: '192.0.2.1', session: null }
/** Lets pending promises continue. */
const turn = () => new Promise(resolve => { setImmediate(resolve) })

t.test('a hold → as long as asked, at most the server’s limit', async t => {
  const { tests, clock } = opened()
  const test = tests.begin(HERE)
  const ended: string[] = []
  tests.hold(test, 18).ended.then(how => ended.push(`18 ${how}`), t.fail)
  tests.hold(test, 5_000).ended.then(how => ended.push(`5000 ${how}`), t.fail)
  clock.advance(17_999)
  await turn()
  t.same(ended, [])
  clock.advance(1)
  await turn()
  t.same(ended, ['18 full'])
  clock.advance(72_000)
  await turn()
  t.same(ended, ['18 full', '5000 full'])
  t.equal(clock.pending, 0)
})

t.test('eve asks for more holds than a test, a network or the server allows → refused', async t => {
  const { tests, clock } = opened()
  const many = (count: number, hold: () => unknown) => {
    let done = 0
    for (let i = 0; i < count; i++) {
      try {
        hold()
        done++
      } catch (error) {
        t.match(error, { code: 'TOO_MANY', retryAfterS: 60 })
      }
    }
    return done
  }
  const test = tests.begin(HERE)
  t.equal(many(50, () => tests.hold(test, 90)), 16, 'of one test')
  t.equal(many(50, () => tests.hold(tests.begin(HERE), 90)), 16, 'of one network')
  let network = 0
  t.equal(many(500, () => tests.hold(tests.begin({ ...HERE, network: `n${network++}` }), 90)), 208, 'of all')
  clock.advance(90_000)
  t.equal(clock.pending, 0)
  t.equal(many(1, () => tests.hold(tests.begin(HERE), 1)), 1, 'all places are free again')
})

t.test('a browser leaves → its place is free at once', async t => {
  const { tests } = opened()
  const test = tests.begin(HERE)
  const waiting = Array.from({ length: 16 }, () => tests.hold(test, 90))
  t.throws(() => tests.hold(test, 90))
  waiting[0]?.leave()
  waiting[0]?.leave()
  t.equal(await waiting[0]?.ended, 'stopped')
  tests.hold(test, 90)
  t.throws(() => tests.hold(test, 90), 'leaving twice makes room for one')
})

t.test('a test → kept 15 minutes; eve cannot push out others’ tests', async t => {
  const { tests, clock } = opened()
  const test = tests.begin(HERE)
  for (let i = 0; i < 5_000; i++) tests.begin({ ...HERE, network: 'eve' })
  t.equal(tests.find(test.id), test)
  clock.advance(15 * 60_000 + 1)
  t.throws(() => tests.find(test.id), { code: 'NOT_FOUND' })
  t.throws(() => tests.find('t0'), { code: 'NOT_FOUND' })
})

t.test('parallel requests → answered together, with their number', async t => {
  const { tests, clock, budgets } = opened()
  const test = tests.begin({ ...HERE, session: SESSION })
  t.same(await Promise.all([1, 2, 3, 4].map(n => tests.together(test, n, 4))), [4, 4, 4, 4])
  t.equal(clock.pending, 0)
  t.same(budgets, [null], 'the browser holds as many as any')
  t.equal(tests.findings(test).atOnce, 4)
})

t.test('a path of two connections → recognised; the browser holds one request', async t => {
  const { tests, clock, budgets } = opened()
  const test = tests.begin({ ...HERE, session: SESSION })
  const first = [1, 2].map(n => tests.together(test, n, 4))
  await turn()
  t.equal(tests.findings(test).atOnce, null, 'not known yet')
  clock.advance(3_000)
  t.same(await Promise.all(first), [2, 2])
  t.same(await Promise.all([3, 4].map(n => tests.together(test, n, 4))), [2, 2], 'queued requests change nothing')
  t.same(budgets, [1])
})

t.test('a request repeated by a proxy → not counted as a second connection', async t => {
  const { tests, clock } = opened()
  const test = tests.begin(HERE)
  const asked = [1, 1, 1, 1].map(n => tests.together(test, n, 4))
  t.equal(clock.pending, 1, 'it is held once')
  clock.advance(3_000)
  t.same(await Promise.all(asked), [1, 1, 1, 1])
  tests.came(test, { n: 7, isPost: false, connection: 'a' })
  t.equal(tests.findings(test).repeatsGet, false)
  t.equal(tests.came(test, { n: 7, isPost: false, connection: 'b' }), 2)
  t.match(tests.findings(test), { repeatsGet: true, repeatsPost: null })
})

t.test('held page continues → passed; does not continue → lost after a while', async t => {
  const { tests, clock } = opened()
  const test = tests.begin(HERE)
  tests.holdRung(test, 18)
  tests.through(test, 18)
  t.same(tests.findings(test).holds, [], 'nothing is found before the hold is over')
  tests.through(test, 25)
  clock.advance(18_000)
  tests.holdRung(test, 25)
  t.equal(tests.isOver(test), false)
  tests.through(test, 18)
  clock.advance(35_000)
  t.same(tests.findings(test).holds, [{ askedS: 18, end: 'full', afterS: 18 }, { askedS: 25, end: 'silent', afterS: 25 }])
  t.equal(tests.isOver(test), true)
  t.equal(tests.nextRung(test, [10, 18, 25, 40], 10), 40)
  t.equal(tests.nextRung(test, [10, 18, 25], 10), null)
})

t.test('server stops → waiting requests are answered', async t => {
  const { tests, clock } = opened()
  const test = tests.begin(HERE)
  const { ended } = tests.hold(test, 90)
  tests.stop()
  t.equal(await ended, 'stopped')
  t.equal(clock.pending, 0)
})
