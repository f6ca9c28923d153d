import t from 'tap'
import type { Locator, Page } from 'playwright-core'
import { PASSWORD } from '#test/world.ts'
import { journeys, type Stage } from '../stage/journey.ts'
import { composer } from '../stage/visitor.ts'

const journey = journeys(t, ['ana', 'ben', 'cho'])
const LATENCY_MS = 600
/** Two presses in 150 ms: two of these each. */
const HALF_A_PRESS_MS = 75

async function slow (page: Page): Promise<void> {
  const session = await page.context().newCDPSession(page)
  await session.send('Network.enable')
  await session.send('Network.emulateNetworkConditions', { offline: false, latency: LATENCY_MS, downloadThroughput: -1, uploadThroughput: -1 })
}

async function pressTwice (button: Locator): Promise<void> {
  await button.click({ clickCount: 2, delay: HALF_A_PRESS_MS, noWaitAfter: true })
}

async function walk ({ t, site, visitor, visitorAs, until }: Stage, javaScriptEnabled: boolean): Promise<void> {
  await site.introduce('ana', 'cho')
  const { contacts, conversations } = site.holdline.messenger
  const benId = await site.idOf('ben')
  await contacts.ask(benId, 'ana', 'Hello')

  const dora = await (await visitor({ javaScriptEnabled })).open('signup')
  await dora.getByLabel('Username').fill('dora')
  await dora.getByLabel('Password').fill(PASSWORD)
  await slow(dora)
  await pressTwice(dora.getByRole('button', { name: 'Create an account' }))
  await until(() => new URL(dora.url()).pathname, '/conversations/', 'signed up')

  const ana = await (await visitorAs('ana', { javaScriptEnabled })).open('groups/new')
  await ana.getByLabel('Group name').fill('Choir')
  await ana.locator('.picks').getByText('Cho', { exact: true }).click()
  await slow(ana)
  await pressTwice(ana.getByRole('button', { name: 'Create group' }))
  await composer(ana).waitFor()
  const { conversations: groups } = await conversations.list(await site.idOf('cho'), { limit: 20 })
  t.same(groups.filter(({ kind }) => kind === 'group').map(({ title }) => title), ['Choir'], 'one group')

  await ana.goto(`${site.address}contacts/ben`)
  await pressTwice(ana.locator('#middle').getByRole('button', { name: 'Accept' }))
  await ana.getByText('You’re now contacts.').waitFor()
  t.equal((await contacts.counts(benId)).contacts, 1)
}

journey('B05 signing up, a group, accepting: pressed twice with script → done once', async stage => await walk(stage, true))
journey('B05 signing up, a group, accepting: pressed twice without script → done once', async stage => await walk(stage, false))

journey('B05 a pressed button → looks taken at once, and fresh when the page is shown again', async ({ t, visitor, until }) => {
  const page = await (await visitor()).open('signin')
  const button = page.getByRole('button', { name: 'Sign in' })
  await page.getByLabel('Username').fill('ana')
  await page.getByLabel('Password').fill(PASSWORD)
  // An answer without content leaves the browser on the page.
  await page.route('**/signin', async route => await route.fulfill({ status: 204 }))
  await button.click()
  await until(async () => await button.getAttribute('aria-disabled'), 'true', 'taken')
  await page.evaluate("window.dispatchEvent(new Event('pageshow'))")
  t.equal(await button.getAttribute('aria-disabled'), null)
  await page.unroute('**/signin')
  await button.click()
  await until(() => new URL(page.url()).pathname, '/conversations/', 'signed in')
})
