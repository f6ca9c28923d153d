import t from 'tap'
import type { Page } from 'playwright-core'
import { Cable } from '../stage/cable.ts'
import { journeys, keep, type Stage } from '../stage/journey.ts'
import { composer, isLive, texts, write } from '../stage/visitor.ts'

const journey = journeys(t, ['ana', 'ben', 'cho'])
/** Lines that Chromium itself logs; the page logs nothing. */
const NO_WAY = /net::ERR_(INTERNET_DISCONNECTED|CONNECTION_REFUSED|CONNECTION_RESET|EMPTY_RESPONSE|SOCKET_NOT_CONNECTED|INCOMPLETE_CHUNKED_ENCODING)|htmx:(afterRequest|sendError)/

const bar = (page: Page) => page.locator('#connection')
const isBarShown = async (page: Page) => await bar(page).isVisible()
const heading = async (page: Page) => await page.locator('#middle h1').first().innerText()

async function openTwo ({ t, site, visitorAs, until }: Stage, options: { viewport?: { width: number, height: number } } = {}) {
  const withBen = await site.introduce('ana', 'ben')
  const withCho = await site.introduce('ana', 'cho')
  await site.say('ben', withBen, 'from ben')
  await site.say('cho', withCho, 'from cho')
  const cable = new Cable(site.address)
  await cable.mend()
  t.teardown(() => cable.cut())
  const page = await (await visitorAs('ana', { expected: NO_WAY, address: cable.address, ...options })).open(`conversations/${withBen}`)
  await until(async () => await isLive(page), true, 'the script runs the page')
  await page.evaluate('window.notReloaded = true')
  return {
    page,
    withBen,
    withCho,
    // A screenshot ends Chromium's own offline mode.
    async goOffline () {
      await page.context().setOffline(true)
      cable.cut()
    },
    async goOnline () {
      await cable.mend()
      await page.context().setOffline(false)
    }
  }
}

const isSame = async (page: Page) => await page.evaluate('window.notReloaded === true')
const row = (page: Page, id: string) => page.locator(`#conversation-${id} > a[hx-get]`)

journey('U3 U21 offline → the bar in five seconds, pages seen before open, no click leaves', async stage => {
  const { t, site, until } = stage
  const { page, withBen, withCho, goOffline, goOnline } = await openTwo(stage)
  await row(page, withCho).click()
  await until(async () => await texts(page), ['from cho'], 'the other conversation is shown')
  const cut = Date.now()
  await goOffline()
  await write(page, 'one')
  await write(page, 'two')
  const states = page.locator('.outgoing[data-copy-of]')
  await until(async () => await states.evaluateAll(all => all.map(each => each.getAttribute('data-state'))), ['waiting', 'waiting'], 'U20 both wait')
  t.same(new Set(await states.locator('[data-slot=state]').allInnerTexts()).size, 1, 'in the same words')
  t.equal(await states.locator('[data-act=retry]:visible').count(), 0, 'and none is to be retried by hand')
  await until(async () => await isBarShown(page), true, 'the bar says so')
  t.ok(Date.now() - cut < 7_000, `within five seconds, on a busy machine too (${Date.now() - cut} ms)`)
  const [barBox, frame] = [await bar(page).boundingBox(), await page.locator('.frame').boundingBox()]
  t.equal((barBox?.y ?? 0) + (barBox?.height ?? -1), frame?.y, 'above the page, of which it covers nothing')
  const [bubble, state] = [await states.first().locator('.bubble').boundingBox(), await states.first().locator('.state').boundingBox()]
  t.ok((state?.y ?? 0) >= (bubble?.y ?? 0) + (bubble?.height ?? 0), 'a short bubble has its state below')
  await keep(page, 'en-offline-waiting')

  await composer(page).pressSequentially('half a thought')
  await row(page, withBen).click()
  await until(async () => await texts(page), ['from ben'], 'a page that was seen opens from memory')
  t.match(page.url(), new RegExp(`conversations/${withBen}$`), 'at its own address')
  await row(page, withCho).click()
  await until(async () => await texts(page), ['from cho', 'one', 'two'], 'and back, with what waits')
  t.equal(await composer(page).inputValue(), 'half a thought', 'and what was half typed')
  await page.goBack()
  await until(async () => await texts(page), ['from ben'], 'the browser’s own Back opens it, too')

  for (const link of [page.locator('.rail a.contacts'), page.locator('.rail a.settings'), page.locator('.conversation-head a[href*="side=1"]')]) {
    await link.click()
    await bar(page).getByText('can’t open until you’re back online').waitFor()
    t.ok(await isSame(page), 'a page that was not seen says that it needs the connection')
    t.same(await texts(page), ['from ben'])
  }
  await keep(page, 'en-offline-link')
  await site.say('cho', withCho, 'meanwhile')
  // A link that has just been pressed would be followed now; the person has turned to something else.
  await composer(page).fill('another thought')
  await goOnline()
  await until(async () => await isBarShown(page), false, 'back online')
  await row(page, withCho).click()
  await until(async () => await texts(page), ['from cho', 'meanwhile', 'one', 'two'], 'all is there, once')
  t.ok(await isSame(page), 'without reloading the page')
})

journey('U3 a page shown from memory gets what came meanwhile, once online', async stage => {
  const { t, site, until } = stage
  const { page, withBen, withCho, goOffline, goOnline } = await openTwo(stage)
  await row(page, withCho).click()
  await until(async () => await texts(page), ['from cho'], 'the other conversation is shown')
  await site.say('ben', withBen, 'while it was not shown')
  await until(async () => await row(page, withBen).innerText().then(text => text.includes('while it was not')), true, 'its row says so')
  await goOffline()
  await until(async () => { await row(page, withBen).click(); return await texts(page) }, ['from ben'], 'as it was when it was left')
  await site.say('ben', withBen, 'while offline')
  await goOnline()
  await until(async () => await texts(page), ['from ben', 'while it was not shown', 'while offline'], 'then as it is now')
  t.ok(await isSame(page))
})

journey('U3 the server stopped → rows, links and forms stay, and go on once it is back', async stage => {
  const { t, site, until } = stage
  const { page, withBen, withCho } = await openTwo(stage)
  await site.say('cho', withCho, 'once more')
  await until(async () => await row(page, withCho).locator('.badge').isVisible(), true, 'something is unread')
  await site.stop()
  await until(async () => { await row(page, withCho).click(); return await isBarShown(page) }, true, 'a row that was never opened')
  t.equal(await heading(page), 'Ben')
  t.ok(await isSame(page), 'does not fall into a navigation')
  await page.locator('.list details.menu summary').click()
  await page.locator('#read-all button').click()
  await bar(page).getByText('Nothing was sent').waitFor()
  t.ok(await isSame(page), 'nor does a form')
  await keep(page, 'en-offline-form')
  await site.start()
  await until(async () => await isBarShown(page), false, 'the server is back')
  await row(page, withCho).click()
  await until(async () => await heading(page), 'Cho', 'and the row opens')
  t.match(page.url(), new RegExp(withCho))
  t.not(withBen, withCho)
})

journey('U3 on a phone Back leads to the list while offline', async stage => {
  const { t, until } = stage
  const { page, withBen, withCho, goOffline } = await openTwo(stage, { viewport: { width: 360, height: 740 } })
  await goOffline()
  await write(page, 'waits')
  await page.locator('.outgoing[data-state=waiting]').waitFor()
  const isInView = async () => await page.locator('.outgoing [data-act=discard]:visible').last().evaluate(button => button.getBoundingClientRect().bottom <= button.ownerDocument.querySelector('#composer').getBoundingClientRect().top)
  t.ok(await isInView(), 'U20 the line below the message stays in view')
  await page.locator('.conversation-head a.back').click()
  await until(async () => await page.locator('#list').isVisible(), true, 'the list is shown')
  t.match(await page.title(), /^(\(\d\) )?Chats · Holdline$/, 'under its own title')
  t.ok(await isSame(page))
  t.equal(await page.locator(`#conversation-${withBen} .row-mark`).getAttribute('title'), 'A message is waiting to be sent', 'U23 in words')
  await keep(page, 'en-offline-list')
  await row(page, withCho).click()
  await bar(page).getByText('can’t open until you’re back online').waitFor()
  await row(page, withBen).click()
  await until(async () => await texts(page), ['from ben', 'waits'], 'the conversation is there')
})
