import t, { type Test } from 'tap'
import type { Page } from 'playwright-core'
import { openBrowser } from '#test/browser.ts'
import { forbidFraming, hideReferrer, refuseMethods, refuseTexts } from '../../hostile-proxy/switches/firewalls.ts'
import { closeIdle } from '../../hostile-proxy/switches/cuts.ts'
import { limitConnections } from '../../hostile-proxy/switches/flow.ts'
import { captivePortal } from '../../hostile-proxy/switches/losses.ts'
import { openProxy } from '../../hostile-proxy/proxy.ts'
import { pageOf, type Switch } from '../../hostile-proxy/exchange.ts'
import { keep, until } from '../stage/journey.ts'
import { Site } from '../stage/site.ts'
import { newVisitor, type Visitor, type VisitorOptions } from '../stage/visitor.ts'

t.setTimeout(180_000)
const browser = await openBrowser()
t.teardown(() => browser.close())

// Counts by the caller's address, not by cookies, as proxies do.
const two: Switch = (next, surroundings) => {
  const limited = limitConnections({ most: 2 })(next, surroundings)
  return async ask => await limited({ ...ask, caller: 'one browser' })
}

interface Place { readonly site: Site, visitor (options?: VisitorOptions): Promise<Visitor> }

/** A site behind these switches. `hold`: the longest, so that its ladder has one rung short enough for a test. */
async function placed (t: Test, { switches = [], hold = 90 }: { switches?: readonly Switch[], hold?: number }): Promise<Place> {
  const site = new Site()
  site.holdsAtMost(hold)
  await site.start()
  t.teardown(() => site.end())
  for (const username of ['ana', 'ben']) await site.add(username)
  const proxy = await openProxy({ upstream: site.address.slice(0, -1), switches })
  t.teardown(() => proxy.close())
  return {
    site,
    async visitor (options) {
      const one = await newVisitor(browser, site, { address: `${proxy.origin}/`, ...options })
      t.teardown(() => one.context.close())
      return one
    }
  }
}

async function resultOf (page: Page): Promise<string> {
  await page.locator('.advice').waitFor()
  return (await page.locator('main').innerText()).replaceAll(/\s+/g, ' ')
}

t.test('with script the lines come one by one, and the advice at the end', async t => {
  const { visitor } = await placed(t, { hold: 2 })
  const person = await visitor()
  const page = await person.open('connection/')
  t.notOk(await page.getByRole('button', { name: 'Step by step' }).isVisible(), 'no sign of the way for text browsers')
  await page.getByRole('button', { name: 'Start the test' }).click()
  await page.getByRole('rowheader', { name: 'In parallel' }).waitFor()
  t.equal(await page.locator('.advice').count(), 0, 'no advice yet')
  t.match(await page.locator('#connection-progress').innerText(), /^Testing: \d+ s of about \d+ s\.$|^$/)
  const result = await resultOf(page)
  t.match(result, /✓ Works well: browsers will settle at 2 s\. ✓ Waiting 2 s went through ✓ Answers take \d+ ms ✓ In parallel 4 requests arrived together/)
  t.equal(await page.locator('.findings tr.is-good').count(), 18, 'every line, and all is well')
  t.match(await page.getByLabel('The result as text').inputValue(), /✓ Cookies: come back\n.*\n[^]*Works well/)
  t.equal(page.url().endsWith('/connection/'), true, 'without leaving the page')
  await keep(page, 'connection-result')
  await page.getByRole('button', { name: 'Test again' }).click()
  await page.locator('.advice').waitFor({ state: 'detached' })
  await resultOf(page)
  t.same(person.troubles, [])
})

t.test('with script: a path that cuts, a busy server, and a captive portal → a result for each', async t => {
  const cutting = await placed(t, { switches: [closeIdle({ afterMs: 2_500, status: 504 })], hold: 90 })
  const page = await (await cutting.visitor({ expected: /504/ })).open('connection/')
  await page.evaluate('document.getElementById("connection-test").setAttribute("data-rungs", "1,4")')
  await page.getByRole('button', { name: 'Start the test' }).click()
  t.match(await resultOf(page), /This network cuts at [23] s: browsers will ask for 1 s\. Nothing to do\. △ Waiting 1 s went through; 4 s: after [23] s someone else answered/)

  const full: Switch = next => async ask => ask.url.includes('/hold?') ? { ...pageOf(200, 'OK', ''), status: 429 } : await next(ask)
  const late = await (await (await placed(t, { switches: [full] })).visitor({ expected: /429/ })).open('connection/')
  await late.getByRole('button', { name: 'Start the test' }).click()
  await late.getByText('Many people are testing right now. Try again in a minute.').waitFor()

  let isCaptive = false
  const captive: Switch = (next, surroundings) => {
    const portal = captivePortal({ share: 1 })(next, surroundings)
    return async ask => await (isCaptive ? portal(ask) : next(ask))
  }
  const guest = await (await (await placed(t, { switches: [captive] })).visitor()).open('connection/')
  isCaptive = true
  await guest.getByRole('button', { name: 'Start the test' }).click()
  await guest.getByText('Something here answers instead of the server: a sign-in page of the network, perhaps.').waitFor()
})

t.test('N1 with script: refused methods and texts and added headers → shown', async t => {
  const { visitor } = await placed(t, { switches: [refuseMethods(), refuseTexts(), forbidFraming(), hideReferrer()], hold: 2 })
  const page = await (await visitor({ expected: /40[35]/ })).open('connection/')
  await page.getByRole('button', { name: 'Start the test' }).click()
  const result = await resultOf(page)
  t.match(result, /△ Chat works, but a firewall refuses messages that look like code/)
  for (const line of [/△ Methods PATCH, PUT or DELETE is refused/, /△ Odd texts text that looks/, /△ Frames forbidden/, /△ Origin hidden/]) t.match(result, line)
  await keep(page, 'connection-firewall')
})

t.test('without script frames run the test by themselves', async t => {
  const { visitor } = await placed(t, { hold: 2 })
  const person = await visitor({ javaScriptEnabled: false })
  const page = await person.open('connection/')
  await keep(page, 'connection-plain')
  await page.getByRole('button', { name: 'Start the test' }).click()
  for (const n of [0, 1, 2, 3]) await page.frameLocator('iframe').nth(n).getByText('✓ 4 at the same time.').waitFor()
  await keep(page, 'connection-together')
  await page.getByRole('link', { name: 'Next: how long' }).click()
  const lane = page.frameLocator('iframe')
  await lane.getByText('Waiting for the first answer…').waitFor()
  await lane.getByText('✓ 2 s went through.').waitFor()
  await keep(page, 'connection-holds')
  await lane.getByRole('link', { name: 'Show the result' }).click()
  t.match(await resultOf(page), /✓ Works well: browsers will settle at 2 s\. ✓ Waiting 2 s went through ✓ In parallel 4 requests arrived together/)
  t.same(person.troubles, [])
})

t.test('two connections are found → nine pages of one browser then leave one of them free', async t => {
  const { site, visitor } = await placed(t, { switches: [two] })
  const talk = await site.introduce('ana', 'ben')
  const ana = await visitor({ javaScriptEnabled: false })
  await ana.signIn('ana')
  const page = await ana.open('connection/')
  await page.getByRole('button', { name: 'Start the test' }).click()
  await page.frameLocator('iframe').nth(3).getByText('✓ 2 at the same time.').waitFor()
  await page.getByRole('link', { name: 'Next: how long' }).click({ noWaitAfter: true })
  await page.getByRole('heading', { name: 'How long may an answer take?' }).waitFor()
  t.equal(await page.locator('iframe').count(), 1)
  await page.getByRole('link', { name: 'Show the result' }).click()
  t.match(await resultOf(page), /△ Only 2 connections at the same time.*this browser now keeps only one request waiting/)
  await page.close()

  let mostHeld = 0
  const watching = setInterval(() => { mostHeld = Math.max(mostHeld, site.parked) }, 5)
  t.teardown(() => clearInterval(watching))
  const waiting = new Set<string>()
  ana.context.on('request', request => {
    const { searchParams } = new URL(request.url())
    if (searchParams.has('cursor')) waiting.add(searchParams.get('tab') ?? '')
  })
  const pages: Page[] = []
  for (let i = 0; i < 9; i++) pages.push(await ana.open(`conversations/${talk}`))
  const [first] = pages
  if (first === undefined) throw new Error('there is no page')
  await until(t, () => waiting.size, 9, 'each page is held, or waits for its turn')
  const began = Date.now()
  await first.getByLabel('Message to Ben').fill('through the one that is free')
  await first.getByRole('button', { name: 'Send' }).click({ noWaitAfter: true })
  while (!(await site.texts('ana', talk)).includes('through the one that is free')) await new Promise(resolve => setTimeout(resolve, 20))
  t.equal(mostHeld, 1, 'the pages take turns')
  t.ok(Date.now() - began < 10_000, `before any page is held to its end: ${Date.now() - began} ms`)
})
