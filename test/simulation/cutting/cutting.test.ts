// D17, D18: networks that cut what takes too long, through the scripts as shipped, the poll and the store, on a clock that is moved.
import t from 'tap'
import { Cutting, MINUTE_MS } from './cutting.ts'
import { PLANTED_HOLDS } from './cutting-plants.ts'
import { Template } from '../server/template.ts'
import type { Cut } from '../network/weather.ts'
import type { Plant } from '../world.ts'

const HOWS = ['status', 'close', 'repeat', 'silence'] as const
/** After how many seconds it cuts, what is asked for in the end where the page sees the cut, and where it does not. */
const NETWORKS = [[20, 18, 18], [27, 18, 25], [30, 25, 25], [58, 40, 55], [60, 40, 55]] as const
const CLIMB_MS = 8 * MINUTE_MS
const isSeen = (how: Cut['how']): boolean => how === 'status' || how === 'close'

t.setTimeout(120_000)
const template = await Template.make()
t.teardown(() => template.remove())

for (const how of HOWS) {
  for (const [seconds, seen, unseen] of NETWORKS) {
    t.test(`a network that cuts at ${seconds} s (${how}): settled by the third poll after the first cut, and ten minutes without another`, async t => {
      const network = new Cutting(template, { ms: seconds * 1_000, how })
      await network.settles(CLIMB_MS)
      t.equal(network.asksS, isSeen(how) ? seen : unseen)
      await network.pass(60 * MINUTE_MS)
      t.ok(network.failedSince(0).length <= 2, 'in an hour it is tried once more')
      t.equal(network.asksS, isSeen(how) ? seen : unseen)
      await network.end()
      t.ok(how === 'silence' ? network.latestMs > 1_000 : network.latestMs <= 1_000, `the latest message took ${network.latestMs} ms`)
    })
  }

  t.test(`a network that cuts at 100 s (${how}) is never met`, async t => {
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

  t.test(`a network that cuts at 20 s from now on (${how}), and one day no more`, async t => {
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

t.test('all tabs of a browser know it, and the one that leads next', async t => {
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

t.test('a page that is loaded again knows it', async t => {
  const network = new Cutting(template, { ms: 58_000, how: 'status' })
  await network.settles(CLIMB_MS)
  const reloadedAt = network.world.clock.now()
  network.ben.tabs[0]?.load()
  await network.pass(3 * MINUTE_MS)
  t.equal(network.asksS, 40)
  t.same(network.failedSince(reloadedAt), [])
  await network.end()
})

/** The server dies or stops at every age of a hold, and comes back. Asks for as much as before then. */
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

t.test('a server that stops or dies teaches nothing', async () => { await outages() })

t.test('a machine that sleeps through a hold learns nothing from it, and begins at the bottom: the network may be another', async t => {
  for (const sleptMs of [6_000, 40_000, 95_000, 140_000, 60 * MINUTE_MS]) {
    const network = new Cutting(template, null)
    await network.until(() => network.asksS === 90, CLIMB_MS)
    const [tab] = network.ben.tabs
    tab?.freeze()
    await network.pass(sleptMs)
    tab?.thaw()
    await network.until(() => network.asksS !== 90, MINUTE_MS)
    t.equal(network.asksS, 18)
    t.ok(await network.until(() => network.asksS === 90, CLIMB_MS), 'and nothing stands against 90')
    await network.end()
  }
})

/** Everything above that a mistake could show in. */
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
  t.test(`it is found out when ${does}`, async t => { t.match(await journey(plant), { message: foundAs }) })
}
