import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import t from 'tap'
import { createClient } from '#server/scenes/client.ts'
import { watchServer } from '#server/watching/watching.ts'
import { openBrowser } from '#test/browser.ts'
import { INSTALLED, PASSWORD, world } from '#test/world.ts'
import { findWire } from '../../conformance/wire.ts'

t.test('U229 a run goes on, without script → the broken scene appears, and leads to its request', async t => {
  const w = await world(t)
  const listen = { host: '127.0.0.1', port: 0 }
  const watching = await watchServer({ installation: INSTALLED, target: new URL(`${await w.listen()}/`), listen, viewPort: 0 })
  t.teardown(() => watching.stop())
  const wire = await findWire(watching.view)
  await wire.begin([{ rule: 'casts', title: 'people sign in', via: 'none' }, { rule: 'D20', title: 'no call without a session', via: 'none' }])
  const client = createClient(wire.addressOf(1))
  t.teardown(() => client.close())
  await client.ask('POST', 'api/login', { username: 'ana', password: PASSWORD })
  await client.ask('GET', 'api/me')

  const browser = await openBrowser()
  t.teardown(() => browser.close())
  const page = await (await browser.newContext({ javaScriptEnabled: false, viewport: { width: 390, height: 800 } })).newPage()
  await page.goto(`${watching.view}conformance/`)
  t.match(await page.getByRole('status').innerText(), '0 held, 0 broken')
  await wire.end(1, { outcome: 'broken', sentence: 'expected 401; came 200', ms: 12 })
  await wire.end(0, { outcome: 'held', sentence: '', ms: 3 })
  await page.getByText('1 held, 1 broken').waitFor()
  t.equal(await page.evaluate('document.documentElement.scrollWidth <= innerWidth'), true, 'a phone needs no scrolling sideways')
  await page.getByRole('link', { name: 'no call without a session' }).click()
  t.match(await page.getByRole('status').innerText(), 'expected 401; came 200')
  t.match(await page.locator('tr.broken').innerText(), 'GET /api/me')
  await page.getByRole('link', { name: 'See request 2.' }).click()
  t.match(await page.locator('.wire-raw').first().innerText(), 'GET /api/me HTTP/1.1')
  await page.getByText('curl -i').click()
  t.match(await page.evaluate('String(getSelection())'), /^curl -i -X GET [^]*'Cookie: •••'$/i, 'a click selects the whole command')
  await page.goBack()
  await page.getByRole('link', { name: 'Back' }).click()
  t.equal(await page.locator('td', { hasText: 'D20' }).count(), 1, 'the rule, and its scenes')
})

t.test('U224 the saved page, opened as a file → drawn, loads nothing, links lead within it', async t => {
  const w = await world(t)
  const listen = { host: '127.0.0.1', port: 0 }
  const watching = await watchServer({ installation: INSTALLED, target: new URL(`${await w.listen()}/`), listen, viewPort: 0 })
  t.teardown(() => watching.stop())
  const client = createClient(watching.address)
  t.teardown(() => client.close())
  await client.ask('POST', 'api/login', { username: 'ana', password: PASSWORD })
  const { cursor } = (await client.ask('GET', 'poll?hold=0&tab=page&n=1'))?.json as { cursor: string }
  await client.ask('GET', `poll?hold=0&tab=page&n=2&cursor=${cursor}`)
  const saved = await (await fetch(new URL('browsers/ana/export', watching.view))).text()
  const file = join(t.testdir({ 'holdline-wire.html': saved }), 'holdline-wire.html')

  const browser = await openBrowser()
  t.teardown(() => browser.close())
  const page = await (await browser.newContext({ offline: true })).newPage()
  const loaded: string[] = []
  page.on('request', request => { loaded.push(request.url()) })
  await page.goto(pathToFileURL(file).href)
  t.equal(await page.locator('.wire-timeline svg .wire-bar').count(), 1)
  t.equal(await page.evaluate('getComputedStyle(document.querySelector(".wire-table")).borderCollapse'), 'collapse', 'its style is in it')
  await page.locator('.wire-timeline a').click()
  t.match(page.url(), /holdline-wire\.html#wire\/exchanges\/2$/)
  t.equal(await page.locator('details:target').count(), 1)
  t.same(loaded.filter(url => !url.startsWith('file:')), [])
})
