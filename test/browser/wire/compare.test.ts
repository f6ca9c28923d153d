import t from 'tap'
import type { Page } from 'playwright-core'
import { journeys, keep } from '../stage/journey.ts'

const journey = journeys(t, ['ana'])

const figures = async (page: Page): Promise<string[]> => await page.locator('#compare-loads td:nth-child(2)').allInnerTexts()

journey('a slider is moved → requests a second follow in place, and the number beside it', async ({ t, visitorAs, until }) => {
  const ana = await visitorAs('ana')
  const page = await ana.open('wire/compare')
  const slider = page.getByRole('slider', { name: 'People online' })
  await until(async () => await slider.count(), 1, 'the script adds it')
  t.same(await figures(page), ['200.0', '16.7', '66.7'])
  await slider.fill('6000')
  t.equal(await page.locator('#compare-people').inputValue(), '6000')
  t.same(await figures(page), ['1,200.0', '100.0', '400.0'])
  await page.locator('#compare-hold').fill('20')
  t.equal(await page.getByRole('slider', { name: 'A poll is held for' }).inputValue(), '20')
  t.same(await figures(page), ['1,200.0', '300.0', '400.0'])
  await keep(page, 'wire-compare')
})

journey('an admin measures → the page says so, and goes on waiting by a held request', async ({ t, site, visitorAs, until }) => {
  await site.holdline.people.accounts.setAdmin('ana', true)
  const page = await (await visitorAs('ana')).open('wire/compare')
  const asked = page.waitForRequest(/api\/wire\/comparison\?hold=20&/)
  await page.getByRole('button', { name: 'Measure here' }).click()
  await until(async () => await page.getByText('Measuring…').count(), 1, 'it runs')
  t.match((await asked).url(), /after=2/)
  t.equal(await page.getByRole('slider').count(), 2)
})

journey('a phone without script → the same by a form', async ({ t, visitorAs }) => {
  const ana = await visitorAs('ana', { viewport: { width: 390, height: 800 }, javaScriptEnabled: false })
  const page = await ana.open('wire/compare')
  await page.locator('#compare-people').fill('6000')
  await page.getByRole('button', { name: 'Calculate' }).click()
  t.same(await figures(page), ['1,200.0', '100.0', '400.0'])
  await keep(page, 'wire-compare-plain')
})
