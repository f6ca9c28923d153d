// D22, D23: the hold of pages, their number, and the proxies they pass.
import t from 'tap'
import { shownIn, wordsOf } from '#test/scriptless.ts'
import { openProxy } from '../hostile-proxy/proxy.ts'
import { closeIdle, dropIdle } from '../hostile-proxy/switches/cuts.ts'
import { until } from './stage/browser.ts'
import { framesOn } from './stage/frames.ts'
import { cast } from './stage/site.ts'

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE

t.test('D23 a quiet hold ends after 15 s, redirects three times, and then sends a page', async t => {
  const { site, ben, talk } = await cast(t, { random: () => 0 })
  const { scriptless, frame, pass } = framesOn(t, site)
  const browser = scriptless(ben)
  const loop = await frame(browser, talk)
  t.equal(browser.requests, 2)
  await pass(14_900)
  t.equal(browser.requests, 2, 'held, though the server holds polls for 90 seconds')
  await pass(200)
  t.equal(browser.requests, 3, 'answered, and requested again at once')
  await pass(45_000)
  t.same([loop.documents.length, browser.requests], [2, 5])
  await pass(10 * MINUTE - 61_000)
  t.equal(loop.state, 'asking')
  t.ok(browser.requests <= 55, `${browser.requests} requests in ten quiet minutes`)
  t.ok(loop.documents.length <= 11, `${loop.documents.length} pages`)
})

t.test('B16 midnight passes while a page is held → drawn again at that moment, its day another', async t => {
  const { site, ana, ben, talk } = await cast(t, { random: () => 0 })
  const { scriptless, frame, pass } = framesOn(t, site)
  await ana.send(talk, 'before midnight')
  const midnight = Math.ceil(site.clock.now() / DAY) * DAY
  site.clock.jump(midnight - site.clock.now() - 20_000)
  const loop = await frame(scriptless(ben), talk)
  t.match([loop.documents.length, wordsOf(loop.last)], [1, 'Today'])
  await pass(midnight - site.clock.now() - 100)
  const drawn = loop.documents.length
  t.match(wordsOf(loop.last), 'Today')
  await pass(200)
  t.match([loop.documents.length, wordsOf(loop.last)], [drawn + 1, 'Yesterday'])
})

t.test('D23 a server with a shorter hold holds pages for that shorter time', async t => {
  const { site, ben, talk } = await cast(t, { config: { hold: 5 }, random: () => 0 })
  const { scriptless, frame, pass } = framesOn(t, site)
  const browser = scriptless(ben)
  await frame(browser, talk)
  await pass(5_100)
  t.equal(browser.requests, 3)
})

for (const afterS of [20, 30, 60, 100]) {
  for (const [way, vice] of [
    ['with a status', closeIdle({ afterMs: afterS * 1_000, status: 504 })],
    ['with a bare close', closeIdle({ afterMs: afterS * 1_000, status: null })],
    ['in silence', dropIdle({ afterMs: afterS * 1_000 })]
  ] as const) {
    t.test(`D23 behind a proxy that cuts after ${afterS} s ${way}, the loop continues`, async t => {
      const { site, ana, ben, talk } = await cast(t, { random: () => 0 })
      const proxy = await openProxy({
        upstream: site.origin, switches: [vice], now: () => site.clock.now(), after: (ms, run) => site.clock.after(ms, run)
      })
      t.teardown(() => proxy.close())
      const { scriptless, frame, pass } = framesOn(t, site)
      const loop = await frame(scriptless(ben, () => proxy.origin), talk)
      await pass(10 * MINUTE)
      await ana.send(talk, 'still there?')
      await until('the message', () => shownIn(loop.last).length === 1)
      t.same([loop.state === 'dead', loop.documents.every(({ status }) => status === 200)], [false, true])
    })
  }
}

t.test('D23 two loops with one name do not take turns: one of them takes another name', async t => {
  const { site, ben, talk } = await cast(t)
  const { scriptless, frame, pass } = framesOn(t, site)
  const browser = scriptless(ben)
  const [one, other] = [await frame(browser, talk, 'same'), await frame(browser, talk, 'same')]
  await pass(5 * MINUTE)
  t.ok(browser.requests < 60, `${browser.requests} requests in five quiet minutes`)
  t.same([one.state, other.state], ['asking', 'asking'])
})

t.test('D23 a clock set back makes no loop request more often, old or new', async t => {
  const { site, ben, talk } = await cast(t)
  const { scriptless, frame, loop, pass } = framesOn(t, site)
  const browser = scriptless(ben)
  await frame(browser, talk, 'same')
  await pass(20_000)
  site.clock.jump(-60 * MINUTE)
  await pass(MINUTE)
  const anew = loop(browser)
  anew.start(`/held/${talk}?tab=same`)
  await until('the page', () => anew.documents.length === 1)
  const before = browser.requests
  await pass(5 * MINUTE)
  t.ok(browser.requests - before < 60, `${browser.requests - before} requests in five quiet minutes`)
})

t.test('D22 pages and polls share one budget; a page that yields says so, rests and returns', async t => {
  const { site, ana, ben, talk } = await cast(t)
  const { scriptless, frame, pass, settled } = framesOn(t, site)
  const browser = scriptless(ben)
  const first = await frame(browser, talk)
  const poll = ben.poll({ cursor: await ben.cursor(), tab: 'leader', n: 1 })
  await site.holds(2)
  const second = frame(browser, talk)
  await until('the oldest to yield', () => first.documents.length === 2)
  t.match(wordsOf(first.last), 'Too many tabs')
  t.equal(first.last.refresh?.to, first.documents[0]?.refresh?.to, 'at its own address: otherwise the browser’s history would grow')
  t.equal(first.last.refresh?.afterS, 5)
  poll.leave()
  await second
  await ana.send(talk, 'hello')
  await settled()
  await pass(8_000)
  t.same(shownIn(first.last).map(({ body }) => body), ['hello'])
  t.notMatch(wordsOf(first.last), 'Too many tabs')
})

t.test('D22 a path limited to two connections has one held request', async t => {
  const { site, ben, talk } = await cast(t)
  const { people } = site.world
  const { rows: [session] } = await people.sessions.list(ben.userId, 'cookie')
  if (session === undefined) throw new Error('ben is signed in')
  await people.sessions.change(session, { heldMax: 1 })
  const { scriptless, frame } = framesOn(t, site)
  const loop = await frame(scriptless(ben), talk)
  const poll = ben.poll({ cursor: await ben.cursor(), tab: 'leader', n: 1 })
  await until('the page to yield', () => loop.documents.length === 2)
  await site.holds(1)
  t.notOk(poll.isAnswered())
})
