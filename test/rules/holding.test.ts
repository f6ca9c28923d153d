// D18, D21, D22, D24: the number of polls held for a user, a browser and an address, and the repeat of a poll that is cut.
import t from 'tap'
import { cursorIn, saidIn, type Asked, type Browser } from './stage/browser.ts'
import { cast, type Site } from './stage/site.ts'

const YIELD_MS = 5_000

/** Parks a poll for each of these tabs of one browser, one after another. */
async function hold (site: Site, who: Browser, tabs: readonly string[], active: 0 | 1 = 1): Promise<Asked[]> {
  const cursor = await who.cursor()
  const asked: Asked[] = []
  for (const tab of tabs) {
    asked.push(who.poll({ cursor, tab, n: 1, active }))
    await site.heard(who)
  }
  return asked
}

function held (polls: readonly Asked[]): boolean[] {
  return polls.map(poll => !poll.isAnswered())
}

t.test('D18 a hold that the network cuts is repeated at once, with the same cursor', async t => {
  const { site, ana, ben, talk } = await cast(t)
  const cursor = await ben.cursor()
  for (let cuts = 0; cuts < 30; cuts++) {
    const poll = ben.poll({ cursor, tab: 'page', n: cuts })
    await site.holds(1)
    poll.leave()
    await site.holds(0)
  }
  const again = ben.poll({ cursor, tab: 'page', n: 30 })
  await site.holds(1)
  await ana.send(talk, 'hello')
  const answer = await again.answer()
  t.same([saidIn(answer.events), answer.retryMs], [['hello'], 0])
})

t.test('D18 a refusal says when to come back', async t => {
  // One more, for opening the conversation.
  const { ana, ben, talk } = await cast(t, { config: { sendsPerSecond: 1, sendsBurst: 3 } })
  const say = (who: Browser, clientId: string) => who.call<{ code: string }>('POST', `/api/conversations/${talk}/messages`, { clientId, body: 'x' })
  for (const clientId of ['ana-says-1', 'ana-says-2']) t.equal((await say(ana, clientId)).status, 201)
  const refused = await say(ana, 'ana-says-3')
  t.same([refused.status, refused.body.code, refused.headers['retry-after']], [429, 'TOO_MANY', '1'])
  t.equal((await say(ben, 'ben-says-1')).status, 201, 'another address has a budget of its own')
})

t.test('D21 two leaders in one browser are waste, not an error: both are told everything', async t => {
  const { site, ana, ben, talk } = await cast(t)
  const [one, other] = await hold(site, ben, ['one', 'other'])
  await site.holds(2)
  await ana.send(talk, 'hello')
  for (const poll of [one, other]) t.same(saidIn((await poll?.answer())?.events ?? []), ['hello'])
})

t.test('D22 a browser holds two polls; a third makes the oldest yield, with a pause', async t => {
  const { site, ben, eve } = await cast(t)
  const phone = await site.another('ben')
  const elsewhere = [...await hold(site, phone, ['one', 'two']), ...await hold(site, eve, ['one', 'two'])]
  const polls = await hold(site, ben, ['one', 'two', 'three'])
  t.same(held(polls), [false, true, true])
  const first = await polls[0]?.answer()
  t.same([first?.status, first?.retryMs, first?.events], ['yield', YIELD_MS, []])
  const more = await hold(site, ben, ['four', 'five'])
  t.same([...held(polls), ...held(more)], [false, false, false, true, true])
  t.same([(await polls[1]?.answer())?.retryMs, (await polls[2]?.answer())?.retryMs], [2 * YIELD_MS, 3 * YIELD_MS], 'the more polls, the longer the pause')
  t.same(held(elsewhere), [true, true, true, true], 'another browser, and eve’s, are not counted')
})

t.test('D22 the pause counts pages that are open, not those that were closed', async t => {
  const { site, ben } = await cast(t)
  for (const tab of ['a', 'b', 'c', 'd', 'e', 'f']) {
    const [left] = await hold(site, ben, [tab])
    left?.leave()
    await site.holds(0)
  }
  const polls = await hold(site, ben, ['one', 'two', 'three'])
  t.equal((await polls[0]?.answer())?.retryMs, YIELD_MS)
  await hold(site, ben, ['a'])
  t.equal((await polls[1]?.answer())?.retryMs, 2 * YIELD_MS, 'a page that comes back counts again')
})

t.test('D22 a path of one request holds one poll, and no path holds more than the setting', async t => {
  const { site, ben, eve } = await cast(t)
  const { sessions } = site.world.people
  const { rows: [session] } = await sessions.list(ben.userId, 'cookie')
  if (session === undefined) throw new Error('ben is not signed in')
  await sessions.change(session, { heldMax: 1 })
  const his = await hold(site, ben, ['one', 'two'])
  t.same([held(his), (await his[0]?.answer())?.status], [[false, true], 'yield'])
  t.same(held(await hold(site, eve, ['one', 'two'])), [true, true], 'eve’s path is another')
  await sessions.change(session, { heldMax: 100 })
  t.same(held(await hold(site, ben, ['three', 'four'])), [true, true])
  t.same(held(his), [false, false])
})

t.test('D22 hidden tabs yield before visible ones', async t => {
  const { site, ben } = await cast(t)
  const [visible] = await hold(site, ben, ['visible'])
  const [hidden] = await hold(site, ben, ['hidden'], 0)
  await hold(site, ben, ['another'])
  t.same([visible?.isAnswered(), hidden?.isAnswered()], [false, true])
  t.equal((await hidden?.answer())?.status, 'yield')
})

t.test('D22 a user holds twenty polls over all browsers, and a token twenty of its own', async t => {
  const { site, ana, ben } = await cast(t)
  const browsers: Browser[] = []
  for (let index = 0; index < 21; index++) browsers.push(await site.another('ben'))
  const polls: Asked[] = []
  for (const browser of browsers) polls.push(...await hold(site, browser, ['page']))
  t.equal((await polls[0]?.answer())?.status, 'yield')
  await site.holds(20)
  t.same(held(polls.slice(1)), polls.slice(1).map(() => true))
  const program = await site.program(ana)
  const its = await hold(site, program, Array.from({ length: 21 }, (_, index) => `tab-${index}`))
  t.equal((await its[0]?.answer())?.status, 'yield')
  await site.holds(40)
  t.equal((await ben.ask({ hold: 0 })).status, 'idle')
})

t.test('D22 a full server answers busy with a pause, and still delivers events at once', async t => {
  const { site, ana, ben, cho, talk } = await cast(t, { config: { polls: 1 } })
  const behind = await ben.cursor()
  await ana.send(talk, 'hello')
  await hold(site, cho, ['page'])
  const refused = await ben.ask({ cursor: await ben.cursor() })
  t.same([refused.status, refused.cursor === null], ['busy', false])
  t.ok(refused.retryMs >= 1_000)
  t.same(saidIn((await ben.ask({ cursor: behind })).events), ['hello'])
})

t.test('D24 a browser that wakes up polls with hold=0 and is told at once what it missed', async t => {
  const { site, ana, ben, eve, talk } = await cast(t)
  const cursor = await ben.cursor()
  const asleep = ben.poll({ cursor, tab: 'page', n: 1 })
  await site.holds(1)
  asleep.leave()
  await site.holds(0)
  for (const body of ['one', 'two']) await ana.send(talk, body)
  site.clock.jump(8 * 3_600_000)
  const woken = await ben.ask({ cursor, tab: 'page', n: 2, hold: 0 })
  t.same(saidIn(woken.events), ['one', 'two'])
  const settled = await ben.catchUp(cursorIn(woken))
  t.same([settled.events, (await ben.ask({ cursor: settled.cursor, tab: 'page', n: 3, hold: 0 })).hold], [[], 0], 'answered at once, though nothing is new')
  t.equal((await eve.ask({ cursor, hold: 0 })).status, 'idle')
})

t.test('D17 a clock set back under a parked poll does not hold it longer', async t => {
  const { site, ben } = await cast(t)
  const poll = ben.poll({ cursor: await ben.cursor(), hold: 25 })
  await site.holds(1)
  site.clock.jump(-3_600_000)
  const { mailboxes } = site.world.messenger
  mailboxes.reset(mailboxes.head)
  await site.heard(ben)
  await site.holds(1)
  site.clock.advance(26_000)
  t.equal((await poll.answer()).status, 'idle')
})
