import { createServer } from 'node:http'
import { readFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { createRequire } from 'node:module'
import t from 'tap'
import type { AxeResults } from 'axe-core'
import { createAssets } from '#src/assets.ts'
import { openBrowser } from '#test/browser.ts'
import { pageOf } from '../views/sample.ts'
import { STATES } from '../views/states.ts'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const assets = createAssets()

/** Every state of every page, and the files they are drawn with; nothing is kept and nothing is told. */
const server = createServer((request, response) => {
  const [, first = '', second = '', language = ''] = (request.url ?? '').split('?', 1)[0]?.split('/') ?? []
  const asset = first === 'static' ? assets.get(second) : null
  const page = pageOf({ language: language === 'zh' ? 'zh' : 'en', root: '/' })
  response.setHeader('content-type', asset?.type ?? 'text/html; charset=utf-8')
  // Without their script: what it changes has tests of its own.
  response.end(asset?.body ?? String(STATES[second]?.({ ...page, mode: 'plain', asset: name => `/${assets.address(name)}` })))
})
await new Promise<void>(resolve => { server.listen(0, '127.0.0.1', resolve) })
const { port } = server.address() as AddressInfo
const browser = await openBrowser()
t.teardown(async () => {
  await browser.close()
  server.close()
})

/** What only a script shows: axe looks at what can be seen. */
const SHOWN: Readonly<Record<string, string>> = {
  offline: `
    var bar = document.getElementById('connection'), pill = document.getElementById('new-pill')
    bar.hidden = pill.hidden = false
    bar.querySelector('[data-slot=text]').textContent = 'Reconnecting…'
    pill.textContent = '3 new messages'
    document.getElementById('typing').textContent = 'Ben is typing…'`,
  'failed-send': `
    ['sending', 'failed'].forEach(function (state) {
      var item = document.getElementById('outgoing').cloneNode(true)
      item.id = 'outgoing-' + state
      item.hidden = false
      item.setAttribute('data-state', state)
      item.querySelector('[data-slot=body]').textContent = 'On my way'
      item.querySelector('[data-slot=state]').textContent = 'Not sent.'
      document.querySelector('.messages').appendChild(item)
    })`
}

const LOOKS = [
  { name: 'a wide window by day, English', width: 1280, colorScheme: 'light', language: 'en' },
  { name: 'a phone by night, 中文', width: 390, colorScheme: 'dark', language: 'zh' }
] as const

for (const { name, width, colorScheme, language } of LOOKS) {
  t.test(`axe finds nothing: ${name}`, { timeout: 120_000 }, async t => {
    const context = await browser.newContext({ viewport: { width, height: 844 }, colorScheme })
    const page = await context.newPage()
    for (const state of Object.keys(STATES)) {
      await page.goto(`http://127.0.0.1:${port}/state/${state}/${language}`)
      if (SHOWN[state] !== undefined) await page.evaluate(SHOWN[state])
      await page.evaluate(axe)
      const { violations, passes } = await page.evaluate('axe.run()') as AxeResults
      t.ok(passes.length > 10, `${state} was looked at`)
      t.strictSame(violations.map(({ id, nodes }) => `${id}: ${nodes.map(node => node.html.slice(0, 160)).slice(0, 3).join(' ')}`), [], state)
      const overflow = await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth')
      t.equal(overflow, 0, `${state} is not wider than its window`)
    }
    await context.close()
  })
}

t.test('a mistake is found', async t => {
  const page = await browser.newPage()
  await page.setContent('<html><body><img src="x"><p style="color: #ddd; background: #fff">faint</p></body></html>')
  await page.evaluate(axe)
  const { violations } = await page.evaluate('axe.run()') as AxeResults
  const found = violations.map(({ id }) => id)
  for (const id of ['image-alt', 'color-contrast', 'html-has-lang']) t.ok(found.includes(id), id)
})
