// D17, D18: networks that cut long requests, tested with the shipped scripts, the poll and the store, on a fake clock.
import t from 'tap'
import { Cutting, MINUTE_MS } from './cutting.ts'
import { PLANTED_HOLDS } from './cutting-plants.ts'
import { Template } from '../server/template.ts'
import type { Cut } from '../network/weather.ts'
import type { Plant } from '../world.ts'

const HOWS = ['status', 'close', 'repeat', 'silence'] as const
/** Seconds until the network cuts; the hold the page settles on where it sees the cut; the same where it does not. */
const NETWORKS = [[20, 18, 18], [27, 18, 25], [30, 25, 25], [58, 40, 55], [60, 40, 55]] as const
const CLIMB_MS = 8 * MINUTE_MS
const isSeen = (how: Cut['how']): boolean => how === 'status' || how === 'close'

t.setTimeout(120_000)
const template = await Template.make()
t.teardown(() => template.remove())

for (const how of HOWS) {
  for (const [seconds, seen, unseen] of NETWORKS) {
    t.test(`cut at ${seconds} s (${how}): settles by the third poll, then ten minutes without a cut`, async t => {
      const network = new Cutting(template, { ms: seconds * 1_000, how })
      await network.settles(CLIMB_MS)
      t.equal(network.asksS, isSeen(how) ? seen : unseen)
      await network.pass(60 * MINUTE_MS)
      t.ok(network.failedSince(0).length <= 2, 'a longer hold is tried once an hour')
      t.equal(network.asksS, isSeen(how) ? seen : unseen)
      await network.end()
      t.ok(how === 'silence' ? network.latestMs > 1_000 : network.latestMs <= 1_000, `the latest message took ${network.latestMs} ms`)
    })
  }

  t.test(`cut at 100 s (${how}): never reached`, async t => {
    const network = new Cutting(template, { ms: 100_000, how })
    await network.pass(CLIMB_MS)
    t.equal(network.asksS, 90)
    for (let said = 0; said < 10; said++) {
      network.say()
      await network.pass(MINUTE_MS)
    }
    t.same(network.failedSince(0), [])
    await network.end()
  })

  t.test(`cut at 20 s (${how}) that begins later and then ends: the hold follows`, async t => {
    const network = new Cutting(template, null)
    await network.pass(CLIMB_MS)
    t.equal(network.asksS, 90)
    network.cutAt({ ms: 20_000, how })
    await network.settles(CLIMB_MS)
    t.equal(network.asksS, 18)
    network.cutAt(null)
    await network.pass(40 * MINUTE_MS)
    t.equal(network.asksS, 90)
    await network.end()
  })
}

t.test('a limit learned by one tab is known to all tabs and to the next leader', async t => {
  const network = new Cutting(template, { ms: 58_000, how: 'close' })
  network.openTab()
  network.openTab()
  await network.settles(CLIMB_MS)
  const closedAt = network.world.clock.now()
  for (const tab of network.ben.tabs.slice(0, 2)) network.ben.closeTab(tab)
  await network.pass(3 * MINUTE_MS)
  t.equal(network.asksS, 40)
  t.same(network.failedSince(closedAt), [])
  await network.end()
})

t.test('a reloaded page still knows the limit', async t => {
  const network = new Cutting(template, { ms: 58_000, how: 'status' })
  await network.settles(CLIMB_MS)
  const reloadedAt = network.world.clock.now()
  network.ben.tabs[0]?.load()
  await network.pass(3 * MINUTE_MS)
  t.equal(network.asksS, 40)
  t.same(network.failedSince(reloadedAt), [])
  await network.end()
})

/** Stops or kills the server at every age of a hold and starts it again. Throws unless the page then asks for as long a hold as before. */
async function outages (plant?: Plant): Promise<void> {
  for (const isKilled of [true, false]) {
    for (const ageMs of [1_000, 5_000, 20_000, 33_000, 60_000, 80_000]) {
      const network = new Cutting(template, null, plant === undefined ? {} : { plant })
      await network.until(() => network.asksS === 90, CLIMB_MS)
      await network.pass(ageMs)
      network.world.restart(isKilled)
      await network.pass(40_000)
      await network.until(() => network.held.at(-1)?.end === 'none', MINUTE_MS)
      if (network.asksS !== 90) throw new Error(`D17: asks for ${network.asksS} after an outage at ${ageMs}`)
      await network.end()
    }
  }
}

t.test('server stops or dies during a hold → the hold is not shortened', async () => { await outages() })

t.test('machine sleeps during a hold → no limit learned, the ladder starts at the bottom', async t => {
  for (const sleptMs of [6_000, 40_000, 95_000, 140_000, 60 * MINUTE_MS]) {
    const network = new Cutting(template, null)
    await network.until(() => network.asksS === 90, CLIMB_MS)
    const [tab] = network.ben.tabs
    tab?.freeze()
    await network.pass(sleptMs)
    tab?.thaw()
    await network.until(() => network.asksS !== 90, MINUTE_MS)
    t.equal(network.asksS, 18)
    t.ok(await network.until(() => network.asksS === 90, CLIMB_MS), 'the hold climbs back to 90')
    await network.end()
  }
})

/** Runs every scenario above that could reveal the planted mistake. */
async function journey (plant: Plant): Promise<unknown> {
  try {
    for (const how of HOWS) {
      for (const [seconds, seen, unseen] of NETWORKS) {
        const cut: Cut = { ms: seconds * 1_000, how }
        const network = new Cutting(template, cut, { plant })
        await network.settles(CLIMB_MS)
        if (network.asksS !== (isSeen(how) ? seen : unseen)) throw new Error(`D17: asks for ${network.asksS} where ${seconds} s are cut`)
        await network.end()
      }
    }
    await outages(plant)
  } catch (error) {
    return error
  }
  return null
}

for (const { does, foundAs, plant } of PLANTED_HOLDS) {
  t.test(`mistake “${does}” → found`, async t => { t.match(await journey(plant), { message: foundAs }) })
}
