import t, { type Test } from 'tap'
import type { Browser, Page } from 'playwright-core'
import { openBrowser } from '#test/browser.ts'
import { openPrefixProxy } from '#test/prefix-proxy.ts'
import { PASSWORD } from '#test/world.ts'
import { until } from '../stage/journey.ts'
import { Site } from '../stage/site.ts'
import { composer, isLive, newVisitor, texts, write, type Visitor } from '../stage/visitor.ts'

const SITES = [{ path: '/chat/', does: 'strip' }, { path: '/talk/', does: 'keep' }] as const

interface Place { readonly site: Site, readonly address: string, readonly talk: string }

/** Two sites on one host, each with an ana and a ben of its own. */
async function twoSites (t: Test): Promise<Place[]> {
  const proxy = await openPrefixProxy()
  t.teardown(proxy.close)
  return await Promise.all(SITES.map(async ({ path, does }) => {
    const site = new Site()
    const address = proxy.address + path
    site.standsAt(new URL(address))
    await site.start()
    t.teardown(() => site.end())
    proxy.put({ path, does, to: site.address })
    for (const username of ['ana', 'ben']) await site.add(username)
    return { site, address, talk: await site.introduce('ana', 'ben') }
  }))
}

async function openTalk (visitor: Visitor, { address, talk }: Place): Promise<Page> {
  const page = await visitor.context.newPage()
  await page.goto(address)
  await page.getByLabel('Username').fill('ana')
  await page.getByLabel('Password').fill(PASSWORD)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.locator(`#conversation-${talk} a[hx-get]`).click()
  await composer(page).waitFor()
  return page
}

t.test('two sites below two paths of one host work side by side in one browser', async t => {
  const browser: Browser = await openBrowser()
  t.teardown(() => browser.close())
  for (const without of ['', 'delete Navigator.prototype.locks; delete window.BroadcastChannel']) {
    await t.test(without === '' ? 'with locks and channels' : 'through the storage alone', async t => {
      const places = await twoSites(t)
      const [first] = places
      if (first === undefined) throw new Error('there are two')
      const visitor = await newVisitor(browser, first.site, { without, address: new URL('/', first.address).href })
      const open: { place: Place, page: Page, loads: number }[] = []
      for (const place of places) {
        const shown = { place, page: await openTalk(visitor, place), loads: 0 }
        open.push(shown)
        await until(t, () => isLive(shown.page), true, `${place.address} is live`)
        await until(t, () => place.site.parked, 1, 'and polls')
        shown.page.on('load', () => { shown.loads++ })
      }
      for (const { place: { site, talk, address }, page } of open) {
        await site.say('ben', talk, `Welcome to ${new URL(address).pathname}`)
        await until(t, () => texts(page), [`Welcome to ${new URL(address).pathname}`], 'ben’s message arrives')
        await write(page, 'Hello')
        await until(t, async () => (await site.texts('ana', talk)).at(-1), 'Hello', 'and ana’s')
        t.equal(page.url(), `${address}conversations/${talk}`, 'below its path')
        await composer(page).fill('half a word')
      }
      for (const { page } of open) t.equal(await page.evaluate('Object.keys(localStorage).every(key => /^\\/(chat|talk)\\//.test(key))'), true)
      await new Promise(resolve => setTimeout(resolve, 500))
      t.same(open.map(({ loads }) => loads), [0, 0], 'no page was reloaded because of the other')
      t.same([...new Set((await visitor.context.cookies()).map(({ path }) => path))].sort(), SITES.map(({ path }) => path), 'each has its cookies')
      t.same(visitor.troubles, [], 'no request went to another host, and nothing went wrong')
      await visitor.context.close()
    })
  }
})
