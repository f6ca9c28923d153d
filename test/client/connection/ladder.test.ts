import t from 'tap'
import { DAY, MINUTE, Page } from '../stage/climbing.ts'

t.test('D17 the first hold is 18 s, and each full quiet hold climbs one rung', async t => {
  const page = new Page()
  t.equal(page.asks, 18)
  t.same([1, 2, 3, 4, 5, 6].map(() => page.quiet(0.91)), [25, 40, 55, 90, 90, 90])
})

t.test('D17 a hold that is not full and quiet proves nothing', async t => {
  const { ladder } = new Page()
  for (const [elapsedMs, status, hold] of [
    [18_000, 'events', 18],
    [18_000, 'busy', 18],
    [18_000, 'yield', 18],
    [18_000, 'drain', 18],
    [17_000, 'idle', 18], // sooner than the server says it held
    [15_900, 'idle', 15.9], // the server's own maximum
    [24_000, 'idle', 18], // the machine was asleep meanwhile
    [-5_000, 'idle', 18], // its clock was set back
    [18_000, 'idle', NaN]
  ] as const) {
    ladder.answered(18, elapsedMs, { status, hold })
    t.equal(ladder.holdS(), 18, `${status} ${elapsedMs} ${hold}`)
  }
  ladder.answered(0, 0, { status: 'idle', hold: 0 })
  t.equal(ladder.holdS(), 18)
  ladder.answered(18, 17_600, { status: 'idle', hold: 17.7 })
  t.equal(ladder.holdS(), 25, 'and a full one does, a rounding aside')
})

t.test('D17 a server that grants less is asked for no more', async t => {
  const page = new Page().to(40)
  for (let polls = 0; polls < 5; polls++) {
    page.clock.pass(28_000)
    page.ladder.answered(40, 28_000, { status: 'idle', hold: 28 })
    t.equal(page.asks, 40)
  }
  t.equal(page.quiet(), 55, 'until it does')
})

t.test('D17 a hold cut at T → the largest rung within nine tenths of T', async t => {
  const cuts = [[20, 18], [27, 18], [27.7, 18], [28, 25], [30, 25], [44, 25], [45, 40], [58, 40], [60, 40], [62, 55], [89, 55]] as const
  for (const [seconds, asks] of cuts) {
    const page = new Page().to(90)
    t.equal(page.cut(seconds), asks, `cut at ${seconds}`)
    t.equal(page.quiet(), asks, 'and it stays there')
    t.match(page.ladder.told(), { askS: asks, limit: { cutMs: seconds * 1_000 } })
  }
})

t.test('D17 a limit seen once stands for 15 minutes, seen twice for a day', async t => {
  const page = new Page().to(90)
  page.cut(58)
  const cutAt = page.clock.now()
  t.equal(page.ladder.told().limit?.triedMs, cutAt + 15 * MINUTE)
  for (; page.clock.now() < cutAt + 15 * MINUTE; page.quiet()) t.equal(page.asks, 40)
  t.same([page.asks, page.quiet()], [55, 90], 'tried again, rung by rung')
  t.equal(page.cut(58.7), 40)
  const cutAgainAt = page.clock.now()
  t.equal(page.ladder.told().limit?.triedMs, cutAgainAt + DAY)
  while (page.clock.now() < cutAgainAt + DAY - 60_000) {
    if (page.quiet() !== 40) return t.fail(`asks for ${page.asks} after ${(page.clock.now() - cutAgainAt) / 3_600_000} hours`)
  }
  for (let polls = 0; polls < 4 && page.asks < 90; polls++) page.quiet()
  t.equal(page.asks, 90, 'and then it is tried again')
  t.equal(page.cut(58), 40)
  t.equal(page.ladder.told().limit?.triedMs, page.clock.now() + DAY, 'what is known already stands for a day at once')
})

t.test('D17 a limit that is disproved is forgotten', async t => {
  const page = new Page().to(90)
  page.cut(50)
  page.clock.pass(15 * MINUTE)
  page.to(90)
  t.equal(page.ladder.told().limit, null)
  page.cut(50)
  t.equal(page.ladder.told().limit?.triedMs, page.clock.now() + 15 * MINUTE, 'seen once again, not twice')
})

t.test('D17 two cuts far apart are bad moments, and no limit', async t => {
  const page = new Page().to(90)
  t.equal(page.cut(70), 55)
  t.equal(page.cut(33), 25)
  t.equal(page.ladder.told().limit?.triedMs, page.clock.now() + 15 * MINUTE)
})

t.test('D17 a bad moment below a known limit does not erase the limit', async t => {
  const page = new Page().to(90)
  page.cut(58)
  page.clock.pass(15 * MINUTE)
  page.to(90)
  page.cut(58)
  const sureUntil = page.clock.now() + DAY
  t.equal(page.cut(31), 25)
  page.clock.pass(15 * MINUTE)
  page.to(40)
  t.equal(page.quiet(), 40)
  t.equal(page.ladder.told().limit?.triedMs, sureUntil)
})

t.test('D17 holds under 18 s follow only after two similar cuts', async t => {
  const page = new Page().to(55)
  t.equal(page.cut(6), 18)
  t.equal(page.quiet(), 25, 'disproved')
  const other = new Page()
  t.same([other.cut(12), other.cut(12.4)], [18, 10])
  t.equal(other.cut(7), 5, 'and from there down each is believed')
  t.equal(other.cut(4), 5, 'there is no rung below')
})

t.test('D18 a hold dropped in silence → the next rung down', async t => {
  const page = new Page().to(90)
  t.equal(page.silence(), 55)
  t.match(page.ladder.told(), { limit: { cutMs: null, askedS: 90 } })
  t.equal(page.quiet(), 55)
  page.clock.pass(15 * MINUTE)
  page.to(90)
  t.equal(page.silence(), 55, 'tried again, and dropped again')
  t.equal(new Page().to(40).silence(), 25)
  t.equal(new Page().to(25).silence(), 18)
})

t.test('D18 a second silence → the rung that every proxy lets pass', async t => {
  const page = new Page().to(90)
  t.same([page.silence(), page.silence()], [55, 18])
  t.same([page.quiet(), page.quiet()], [18, 18])
  t.same([page.silence(), page.silence(), page.silence()], [18, 10, 5], 'and below it, once it is sure')
})

t.test('D18 a silence long after another does not count as the second', async t => {
  const page = new Page().to(90)
  page.silence()
  page.clock.pass(15 * MINUTE)
  page.to(55)
  t.equal(page.silence(), 40)
})

t.test('D18 a silence seen twice at the same rung stands for a day', async t => {
  const page = new Page().to(25)
  page.silence()
  page.clock.pass(15 * MINUTE)
  page.quiet()
  t.equal(page.asks, 25)
  t.equal(page.silence(), 18)
  t.equal(page.ladder.told().limit?.triedMs, page.clock.now() + DAY)
})

t.test('D18 an outage teaches nothing: its lesson is taken back when the next poll fails, too', async t => {
  for (const ends of [(page: Page) => page.cut(20), (page: Page) => page.silence(), (page: Page) => { page.cut(30); page.silence() }]) {
    const page = new Page().to(55)
    ends(page)
    t.ok(page.asks < 55)
    page.ladder.failed()
    t.equal(page.asks, 55)
    t.equal(page.ladder.told().limit, null)
    page.ladder.answered(0, 30, { status: 'idle', hold: 0 })
    page.ladder.failed()
    t.equal(page.asks, 55, 'and only once')
  }
})

t.test('D18 a lesson confirmed by an answer survives a later outage', async t => {
  const page = new Page().to(55)
  page.cut(30)
  page.ladder.answered(25, 3_000, { status: 'events', hold: 25 })
  page.ladder.failed()
  t.equal(page.asks, 25)
})

t.test('D18 a server that dies again and again at the same age teaches nothing', async t => {
  const page = new Page().to(25)
  for (let deaths = 0; deaths < 10; deaths++) {
    page.cut(12)
    page.ladder.failed()
    page.ladder.answered(0, 30, { status: 'events', hold: 0 })
  }
  t.equal(page.asks, 25)
})

t.test('D24 after sleep or a network change the interrupted hold teaches nothing; 18 s is next', async t => {
  const page = new Page().to(55)
  page.cut(30)
  page.ladder.moved()
  t.equal(page.ladder.told().limit, null)
  t.equal(page.asks, 18)
  page.to(55)
  page.ladder.cut(55, 55_000 + 3_600_000)
  t.equal(page.asks, 55, 'nor from a poll that was frozen for an hour')
  t.equal(page.ladder.told().limit, null)
})

t.test('D24 a limit survives a night of sleep: it belongs to the network', async t => {
  const page = new Page().to(90)
  page.cut(58)
  page.ladder.answered(0, 30, { status: 'idle', hold: 0 })
  page.ladder.moved()
  page.to(40)
  t.equal(page.quiet(), 40)
})
