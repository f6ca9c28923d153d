import t from 'tap'
import type { Page } from 'playwright-core'
import { journeys } from '../stage/journey.ts'
import { composer, isLive, texts } from '../stage/visitor.ts'

const journey = journeys(t, ['ana', 'ben'])
const DAY_MS = 86_400_000
/** A clock of the browser's that a test sets forward, as after a night with the lid closed. */
const CLOCK = `var own = Date.prototype.getTime
window.aheadMs = 0
Date.prototype.getTime = function () { return own.call(this) + window.aheadMs }`

const days = async (page: Page) => await page.locator('#scroller .day').allInnerTexts()
const rowTime = async (page: Page) => await page.locator('#conversations .row-time').innerText()

journey('B16 midnight passes on an open page → its days and times follow, typed text stays', async ({ t, site, visitorAs, until }) => {
  const id = await site.introduce('ana', 'ben')
  await site.say('ben', id, 'before midnight')
  const ana = await (await visitorAs('ana', { without: CLOCK })).open(`conversations/${id}`)
  await until(async () => await isLive(ana), true, 'the script runs the page')
  await composer(ana).fill('half typed')
  t.same(await days(ana), ['Today'])
  t.match(await rowTime(ana), /^\d\d:\d\d$/)
  await ana.evaluate('window.notReloaded = true')

  site.lagMs = -DAY_MS
  await ana.evaluate(`window.aheadMs = ${DAY_MS}`)
  await until(async () => await days(ana), ['Yesterday'], 'the day is another')
  t.equal(await rowTime(ana), 'Yesterday')
  await site.say('ben', id, 'after midnight')
  await until(async () => await texts(ana), ['before midnight', 'after midnight'], 'it arrives')
  t.same(await days(ana), ['Yesterday', 'Today'])
  t.match(await rowTime(ana), /^\d\d:\d\d$/)

  site.lagMs = -3 * DAY_MS
  await ana.evaluate(`window.aheadMs = ${3 * DAY_MS}`)
  await until(async () => (await days(ana)).every(day => /^\w+day \d+ \w+$/.test(day)), true, 'then they are dates')
  t.match(await rowTime(ana), /^\w{3}$/)
  t.equal(await composer(ana).inputValue(), 'half typed')
  t.ok(await ana.evaluate('window.notReloaded'))
})

journey('B16 the server is in a new day first → its first message moves the others', async ({ t, site, visitorAs, until }) => {
  const id = await site.introduce('ana', 'ben')
  await site.say('ben', id, 'before midnight')
  const ana = await (await visitorAs('ana')).open(`conversations/${id}`)
  await until(async () => await isLive(ana), true, 'the script runs the page')
  t.same(await days(ana), ['Today'])
  site.lagMs = -DAY_MS
  await site.say('ben', id, 'after midnight')
  await until(async () => await texts(ana), ['before midnight', 'after midnight'], 'it arrives')
  t.same(await days(ana), ['Yesterday', 'Today'])
})

journey('B16 another zone is chosen in one tab → the other tab shows its days', async ({ site, visitorAs, until }) => {
  const id = await site.introduce('ana', 'ben')
  await site.say('ben', id, 'now')
  const ana = await visitorAs('ana')
  const page = await ana.open(`conversations/${id}`)
  await until(async () => await isLive(page), true, 'the script runs the page')
  const clockIn = (timeZone: string) => new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit' }).format(Date.now())
  const shown = async () => (await rowTime(page)).slice(0, 2)
  await until(shown, clockIn('Europe/Lisbon').slice(0, 2), 'by the first zone')
  const settings = await ana.open('settings/language')
  await settings.getByLabel('Time zone').selectOption('Asia/Tokyo')
  await settings.getByRole('button', { name: 'Save' }).click()
  await until(shown, clockIn('Asia/Tokyo').slice(0, 2), 'by the second')
})
