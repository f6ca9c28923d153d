import t from 'tap'
import type { Page } from 'playwright-core'
import { Cable } from '../stage/cable.ts'
import { journeys, keep, type Stage } from '../stage/journey.ts'
import { composer, isLive, texts, write } from '../stage/visitor.ts'

const journey = journeys(t, ['ana', 'ben'])
/** Lines that Chromium itself logs; the page logs nothing. */
const NO_WAY = /net::ERR_(INTERNET_DISCONNECTED|CONNECTION_REFUSED|CONNECTION_RESET|EMPTY_RESPONSE|SOCKET_NOT_CONNECTED)/

async function openBoth ({ t, site, visitorAs, until }: Stage) {
  const talk = await site.introduce('ana', 'ben')
  const cable = new Cable(site.address)
  await cable.mend()
  t.teardown(() => cable.cut())
  const ana = await (await visitorAs('ana', { expected: NO_WAY, address: cable.address })).open(`conversations/${talk}`)
  const ben = await (await visitorAs('ben', { expected: NO_WAY })).open(`conversations/${talk}`)
  for (const page of [ana, ben]) {
    await until(async () => await isLive(page), true, 'the script runs the page')
    await page.evaluate('window.notReloaded = true')
  }
  await until(() => site.parked, 2, 'both poll')
  return { talk, cable, ana, ben }
}

const isBarShown = async (page: Page) => await page.locator('#connection').isVisible()

journey('cut off → writing goes on, a bar after five seconds, everything once on return', async stage => {
  const { t, site, until } = stage
  const { talk, cable, ana, ben } = await openBoth(stage)
  await write(ana, 'before')
  await until(async () => await texts(ben), ['before'], 'the connection works')
  await until(async () => await ana.locator('.outgoing[data-copy-of]').count(), 0, 'it came back to its sender')

  await ana.context().setOffline(true)
  // Chromium continues requests that were under way.
  cable.cut()
  const cut = Date.now()
  await write(ana, 'into the void')
  await write(ana, 'still here')
  await write(ben, 'Ana?')
  await until(async () => await texts(ana), ['before', 'into the void', 'still here'], 'the written message stands there')
  for (const state of await ana.locator('.outgoing[data-copy-of] [data-slot=state]').allInnerTexts()) {
    t.match(state, /^(Sending…|Waiting for a connection. It will be sent automatically.)$/)
  }
  t.ok(await composer(ana).isEnabled(), 'the composer always works')
  t.notOk(await isBarShown(ana), 'a short outage is not reported')
  await until(async () => await isBarShown(ana), true, 'a long one is')
  t.ok(Date.now() - cut > 4_500, `after five seconds (${Date.now() - cut} ms)`)
  t.match(await ana.locator('#connection').innerText(), /Reconnecting/)
  await keep(ana, 'en-offline')

  await cable.mend()
  await ana.context().setOffline(false)
  const all = ['before', 'Ana?', 'into the void', 'still here']
  await until(async () => await texts(ana), all, 'everything stands in the ledger’s order')
  await until(async () => await texts(ben), all, 'on both sides')
  await until(async () => await isBarShown(ana), false, 'the bar disappears')
  t.same(await site.texts('ana', talk), all, 'each message once')
  t.ok(await ana.evaluate('window.notReloaded'), 'without reloading the page')
})

journey('a server restarted under open pages loses and doubles nothing', async stage => {
  const { t, site, until } = stage
  const { talk, ana, ben } = await openBoth(stage)
  await write(ana, 'one')
  await until(async () => await texts(ben), ['one'], 'both are there')

  await site.stop()
  await write(ana, 'two')
  await write(ben, 'three')
  await until(async () => await texts(ana), ['one', 'two'], 'ana sees her message')
  await site.start()
  await until(async () => [...await site.texts('ana', talk)].sort(), ['one', 'three', 'two'], 'both messages have arrived')
  const all = await site.texts('ana', talk)
  for (const page of [ana, ben]) await until(async () => await texts(page), all, 'in the same order everywhere')
  await write(ben, 'four')
  await until(async () => await texts(ana), [...all, 'four'], 'and it goes on')
  for (const page of [ana, ben]) {
    t.ok(await page.evaluate('window.notReloaded'), 'without reloading the page')
    t.notOk(await isBarShown(page), 'the page no longer mentions it')
  }
  await until(() => site.parked, 2, 'each browser polls once')
})
