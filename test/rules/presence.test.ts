// D26: presence is derived from polls alone, told to contacts alone, and never flickers.
import t from 'tap'
import { cursorIn, type Asked, type Browser } from './stage/browser.ts'
import { cast, type Site } from './stage/site.ts'

const GRACE_MS = 30_000
const LINGER_MS = 20_000
const QUIET_MS = 2_000

/** Polls as a page does, and keeps the presence signals it is told as "name state". */
async function listen (site: Site, who: Browser) {
  const heard: string[] = []
  let cursor = await who.cursor()
  let poll = await ask()

  async function ask (): Promise<Asked> {
    const asked = who.poll({ cursor })
    await site.heard(who)
    return asked
  }

  return {
    heard,
    /** Moves time in steps, so that every answer is taken and the next poll asked in each. */
    async pass (ms: number): Promise<string[]> {
      const before = heard.length
      for (let passed = 0; passed < ms; passed += QUIET_MS / 4) {
        site.clock.advance(Math.min(QUIET_MS / 4, ms - passed))
        await site.heard(who)
        while (poll.isAnswered()) {
          const answer = await poll.answer()
          heard.push(...answer.signals.presence.map(({ username, state }) => `${username} ${state}`))
          cursor = cursorIn(answer)
          poll = await ask()
        }
      }
      return heard.slice(before)
    }
  }
}

t.test('D26 a parked poll → online, and for 20 s after; eve is told nothing', async t => {
  const { site, ana, ben, eve } = await cast(t)
  site.clock.advance(GRACE_MS)
  const [page, hers] = [await listen(site, ana), await listen(site, eve)]
  await page.pass(QUIET_MS)
  const parked = ben.poll({ cursor: await ben.cursor() })
  t.same(await page.pass(QUIET_MS), ['ben online'])
  t.same(await page.pass(60_000), [], 'as long as the poll is parked')
  parked.leave()
  t.same(await page.pass(LINGER_MS - QUIET_MS), [])
  t.same(await page.pass(2 * QUIET_MS), ['ben offline'])
  await hers.pass(QUIET_MS)
  t.same(hers.heard, [])
  const { contacts } = await ana.do<{ contacts: unknown[] }>('GET', '/api/contacts')
  t.equal(contacts.length, 2, 'ana has contacts to be told of')
})

t.test('D26 reloading never shows offline, and a second tab changes nothing', async t => {
  const { site, ana, ben } = await cast(t)
  site.clock.advance(GRACE_MS)
  const page = await listen(site, ana)
  await page.pass(QUIET_MS)
  let tab = ben.poll({ cursor: await ben.cursor() })
  const heard = await page.pass(QUIET_MS)
  for (let reload = 0; reload < 5; reload++) {
    tab.leave()
    heard.push(...await page.pass(10_000))
    tab = ben.poll({ cursor: await ben.cursor() })
    heard.push(...await page.pass(QUIET_MS))
  }
  const second = ben.poll({ cursor: await ben.cursor() })
  heard.push(...await page.pass(QUIET_MS))
  second.leave()
  heard.push(...await page.pass(40_000))
  t.same(heard, ['ben online'])
})

t.test('D26 for thirty seconds after a start nothing is told, then contacts still away are offline', async t => {
  const { site, ana, ben, cho } = await cast(t, { kept: true })
  site.clock.advance(GRACE_MS)
  for (const who of [ben, cho]) await who.cursor()
  await site.restart()
  const page = await listen(site, ana)
  t.same(await page.pass(GRACE_MS - QUIET_MS), [], 'each user comes back at a different time')
  await cho.cursor()
  t.same((await page.pass(3 * QUIET_MS)).sort(), ['ben offline', 'cho online'])
})

t.test('D26 a hidden or idle page is online, but not active', async t => {
  const { site, ana, ben } = await cast(t)
  site.clock.advance(GRACE_MS)
  const page = await listen(site, ana)
  await page.pass(QUIET_MS)
  const cursor = await ben.cursor()
  t.same(await page.pass(LINGER_MS + QUIET_MS), ['ben online', 'ben offline'])
  ben.poll({ cursor, active: 0, tab: 'page', n: 1 })
  t.same(await page.pass(40_000), ['ben away'])
  ben.poll({ cursor, tab: 'page', n: 2 })
  t.same(await page.pass(QUIET_MS), ['ben online'])
})

t.test('D26 a page asks for the state once, with the time a contact was last seen', async t => {
  const { site, ana, ben } = await cast(t)
  site.clock.advance(GRACE_MS)
  ben.poll({ cursor: await ben.cursor() }).leave()
  await site.holds(0)
  const left = site.clock.now()
  site.clock.advance(LINGER_MS)
  await site.heard(ben)
  const { cursor } = await ana.do<{ cursor: string }>('GET', '/api/snapshot')
  const { signals } = await ana.ask({ cursor })
  t.match(signals.presence.find(({ username }) => username === 'ben'), { state: 'offline' })
  t.ok(Number(signals.presence.find(({ username }) => username === 'ben')?.lastSeenAt) >= left)
})

t.test('D26 a user who hides presence shows none and is shown none', async t => {
  const { site, ana, ben, cho } = await cast(t)
  await ben.do('PATCH', '/api/me', { presence: false })
  site.clock.advance(GRACE_MS)
  const [page, his] = [await listen(site, ana), await listen(site, ben)]
  cho.poll({ cursor: await cho.cursor() })
  t.same((await page.pass(QUIET_MS)).filter(line => line.startsWith('ben')), [])
  t.ok(page.heard.includes('cho online'))
  await his.pass(QUIET_MS)
  t.same(his.heard, [])
})

t.test('D26 presence switched off vanishes from open and new pages, and returns when switched on', async t => {
  const { site, ana, ben } = await cast(t)
  site.clock.advance(GRACE_MS)
  const [page, his] = [await listen(site, ana), await listen(site, ben)]
  t.same(await page.pass(QUIET_MS), ['ben online'])
  await his.pass(QUIET_MS)
  async function onFreshPage (): Promise<string | undefined> {
    const { cursor } = await ana.do<{ cursor: string }>('GET', '/api/snapshot')
    return (await (ana.poll({ cursor, hold: 0 })).answer()).signals.presence.find(({ username }) => username === 'ben')?.state
  }
  t.equal(await onFreshPage(), 'online')

  await ben.do('PATCH', '/api/me', { presence: false })
  t.same([await page.pass(2 * QUIET_MS), await his.pass(2 * QUIET_MS)], [['ben hidden'], ['ana hidden', 'cho hidden']], 'in both directions')
  t.not(await onFreshPage(), 'online')
  await ben.do('PATCH', '/api/me', { presence: true })
  t.same([await page.pass(2 * QUIET_MS), await his.pass(2 * QUIET_MS)], [['ben online'], ['ana online', 'cho offline']])
})

t.test('D26 another setting changes → no page is told of presence again', async t => {
  const { site, ana, ben } = await cast(t)
  site.clock.advance(GRACE_MS)
  const [page, his] = [await listen(site, ana), await listen(site, ben)]
  t.same(await page.pass(QUIET_MS), ['ben online'])
  await his.pass(QUIET_MS)
  await ben.do('PATCH', '/api/me', { typing: false, presence: true })
  t.same([await page.pass(2 * QUIET_MS), await his.pass(2 * QUIET_MS)], [[], []])
})

t.test('D26 eve, no longer a contact, is not told that ana is online, on any page', async t => {
  const { site, ana, ben: eve } = await cast(t)
  site.clock.advance(GRACE_MS)
  const page = await listen(site, eve)
  ana.poll({ cursor: await ana.cursor() })
  t.same(await page.pass(QUIET_MS), ['ana online'])
  await ana.do('DELETE', '/api/contacts/ben')
  t.same(await page.pass(2 * QUIET_MS), ['ana hidden'])
  const { cursor } = await eve.do<{ cursor: string }>('GET', '/api/snapshot')
  const { signals } = await eve.poll({ cursor, hold: 0 }).answer()
  t.notMatch(JSON.stringify(signals.presence), 'online')
})

t.test('U25 a contact ends, by removal or a block → presence is hidden both ways, never “offline”', async t => {
  for (const [method, path] of [['DELETE', '/api/contacts/ana'], ['PUT', '/api/blocks/ana']] as const) {
    const { site, ana, ben, eve } = await cast(t)
    site.clock.advance(GRACE_MS)
    const [hers, his, stranger] = [await listen(site, ana), await listen(site, ben), await listen(site, eve)]
    await Promise.all([hers.pass(QUIET_MS), his.pass(QUIET_MS)])
    await ben.call(method, path)
    t.same((await hers.pass(3 * QUIET_MS)).filter(line => line.startsWith('ben')), ['ben hidden'], path)
    t.same((await his.pass(3 * QUIET_MS)).filter(line => line.startsWith('ana')), ['ana hidden'], path)
    t.same((await stranger.pass(QUIET_MS)).filter(line => /hidden/.test(line)), [])
  }
})
