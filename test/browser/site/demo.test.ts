import t from 'tap'
import type { Browser, Page } from 'playwright-core'
import { startDemo } from '#server/demo/demo.ts'
import { openBrowser } from '#test/browser.ts'
import { INSTALLED } from '#test/world.ts'
import { keep, until } from '../stage/journey.ts'
import { isLive, texts, write } from '../stage/visitor.ts'

const SIZES = { phone: { width: 390, height: 844 }, desktop: { width: 1280, height: 800 } } as const

/** The cast as a new browser finds it, with whatever is wrong in its console. */
async function castPage (
  browser: Browser, address: string, locale: string, size: keyof typeof SIZES
): Promise<{ page: Page, troubles: string[] }> {
  const page = await browser.newPage({ locale, viewport: SIZES[size] })
  const troubles: string[] = []
  page.on('console', message => { if (message.type() === 'error' || message.type() === 'warning') troubles.push(message.text()) })
  page.on('pageerror', error => { troubles.push(error.message) })
  await page.goto(address)
  return { page, troubles }
}

const isTooWide = async (page: Page) => await page.evaluate('document.documentElement.scrollWidth > document.documentElement.clientWidth')

/** The row of the direct conversation with somebody: groups may name them in their last line. */
const rowOf = (page: Page, name: string) => page.locator('#conversations .row-name', { hasText: name })

t.test('the demo', async t => {
  const { addresses: [address = ''], link, open, stop } = await startDemo({ installation: INSTALLED, listen: '127.0.0.1:0', isTerminal: false, isPublic: false })
  open()
  const browser = await openBrowser()
  t.teardown(async () => {
    await browser.close()
    await stop()
  })

  for (const [locale, asked] of [['en-GB', 'Hello Ben, did you lose the network again?'], ['zh-CN', '你好，Ben，又没信号了吗？']] as const) {
    await t.test(`its link, ${locale} → the talk and its requests side by side, and Ben answers`, async t => {
      const { page, troubles } = await castPage(browser, link, locale, 'desktop')
      const [talk, wire] = [page.frameLocator('.beside-frame >> nth=0'), page.frameLocator('.beside-frame >> nth=1')]
      await wire.locator('#wire, .wire-score').first().waitFor()
      await talk.locator('#scroller .message').first().waitFor()
      await talk.locator('textarea').first().fill(asked)
      const before = await talk.locator('#scroller .message').count()
      await talk.locator('textarea').first().press('Enter')
      await until(t, async () => await talk.locator('#scroller .message').count() >= before + 2, true, 'an answer')
      t.notOk(await isTooWide(page))
      await keep(page, `${locale}-demo-beside`)
      t.same(troubles, [])
      await page.setViewportSize(SIZES.phone)
      t.notOk(await isTooWide(page), 'on a phone')
      t.notOk(await page.locator('.beside-frame').first().isVisible(), 'links alone')
      await keep(page, `${locale}-demo-beside-phone`)
      await page.context().close()
    })
  }

  // After the talks with Ben, since a talker is silent while a visitor is signed in as them.
  await t.test('two tabs at the two addresses → two people, who talk to each other', async t => {
    const context = await browser.newContext({ locale: 'en-GB', viewport: SIZES.desktop })
    const ana = await context.newPage()
    await ana.goto(address)
    await ana.getByRole('heading', { name: 'Step in as anyone' }).waitFor()
    await keep(ana, 'en-demo')
    const [ben] = await Promise.all([context.waitForEvent('page'), ana.getByRole('link', { name: 'localhost' }).click()])
    await ben.getByRole('button', { name: 'Ben Ade' }).click()
    await ana.getByRole('button', { name: 'Ana Castro' }).click()
    await rowOf(ana, 'Ben Ade').click()
    await until(t, () => isLive(ana), true, 'the script runs the page')
    await write(ana, 'Is it me?')
    await rowOf(ben, 'Ana Castro').click()
    await until(t, async () => (await texts(ben)).at(-1), 'Is it me?', 'it arrives')
    await keep(ana, 'en-demo-talk')
    await context.close()
  })

  for (const [locale, who, group] of [['en-GB', 'Ana Castro', 'Choir, Thursdays'], ['zh-CN', '林小雨', '周末骑行']] as const) {
    for (const size of ['phone', 'desktop'] as const) {
      await t.test(`${who} on a ${size} → pages of the world fit and complain about nothing`, async t => {
        const { page, troubles } = await castPage(browser, address, locale, size)
        t.notOk(await isTooWide(page), 'the cast')
        await keep(page, `${locale}-cast-${size}`)
        await page.getByRole('button', { name: who }).click()
        await page.locator('#conversations').getByText(group, { exact: true }).waitFor()
        t.notOk(await isTooWide(page), 'the list')
        await keep(page, `${locale}-world-list-${size}`)
        await page.locator('#conversations').getByText(group, { exact: true }).click()
        await page.locator('#scroller .message').first().waitFor()
        t.notOk(await isTooWide(page), 'the group')
        await keep(page, `${locale}-world-group-${size}`)
        for (const to of ['contacts/', 'settings/']) {
          await page.goto(`${address}${to}`)
          t.notOk(await isTooWide(page), to)
        }
        t.same(troubles, [])
        await page.context().close()
      })
    }
  }
})
