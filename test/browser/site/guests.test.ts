import t from 'tap'
import { startDemo } from '#server/demo/demo.ts'
import { openBrowser } from '#test/browser.ts'
import { StandingClock } from '#test/clock.ts'
import { INSTALLED } from '#test/world.ts'
import { keep, until } from '../stage/journey.ts'
import { isLive } from '../stage/visitor.ts'

const HOUR_MS = 3_600_000
const LOOK_MS = 5_000

t.test('a public demo begins anew → pages of guests end where it says so, in both languages', async t => {
  const clock = new StandingClock(Date.now())
  const { link, open, stop } = await startDemo({ installation: INSTALLED, listen: '127.0.0.1:0', isTerminal: false, isPublic: true, clock })
  open()
  const browser = await openBrowser()
  t.teardown(async () => {
    await browser.close()
    await stop()
  })
  const guests = [['en-GB', 'This demo starts over every hour'], ['zh-CN', '演示每小时重新开始']] as const
  const pages = await Promise.all(guests.map(async ([locale]) => {
    const page = await browser.newPage({ locale })
    await page.goto(link)
    await page.frameLocator('.beside-frame >> nth=0').locator('#scroller .message').first().waitFor()
    await keep(page, `${locale}-guest`)
    await page.goto(new URL('/conversations/', link).href)
    await until(t, () => isLive(page), true, 'the script runs the page')
    return page
  }))

  clock.jump(HOUR_MS)
  clock.advance(LOOK_MS)
  for (const [at, page] of pages.entries()) {
    await page.waitForURL('**/demo')
    await page.getByText(guests[at]?.[1] ?? '').waitFor()
    await keep(page, `${guests[at]?.[0] ?? ''}-guest-over`)
  }
})
