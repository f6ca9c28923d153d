import t from 'tap'
import type { Page } from 'playwright-core'
import { journeys } from '../stage/journey.ts'
import { isLive } from '../stage/visitor.ts'

const journey = journeys(t, ['ana', 'ben'])

/** The stored findings of a network that cut at 58 s, seen twice, the last time an hour ago. */
const learned = (now: number) => JSON.stringify({
  askS: 40, at: now - 1_000, limits: [{ mostS: 40, cutMs: 58_000, askedS: 90, at: now - 3_600_000, seen: 2 }]
})

/** Collects the holds that a page asks for from now on. */
function holdsOf (page: Page): string[] {
  const holds: string[] = []
  page.on('request', request => {
    const hold = /\/poll\?.*\bhold=(\d+)/.exec(request.url())?.[1]
    if (hold !== undefined && hold !== '0') holds.push(hold)
  })
  return holds
}

journey('D17 a browser asks for its learned hold, shows it in the settings, and can relearn it', async stage => {
  const { t, visitorAs, until } = stage
  const ana = await visitorAs('ana')
  const page = await ana.open('settings/connection')
  const said = async () => await page.locator('#ladder [role=status]').innerText()
  await until(async () => await isLive(page), true, 'the script runs the page')
  const asked = page.locator('#ladder-asked')
  await until(said, 'Working normally.', 'it says what was found')
  t.match(await asked.textContent(), /^Each request now waits up to (18|25) s, and at most 90 s on this site\.$/)
  await page.evaluate(`localStorage.setItem('/holdline.ladder', '${learned(Date.now())}')`)
  const holds = holdsOf(page)
  await page.reload()
  await until(said, 'This network ends requests after 58 s, so each now waits up to 40 s. Measured 60 min ago; will be measured again in 23 h.', 'the settings show it')
  await until(() => holds[0], '40', 'and the page is ready')

  const other = await ana.open('settings/connection')
  const otherSaid = async () => await other.locator('#ladder [role=status]').innerText()
  await until(otherSaid, await said(), 'every tab knows')
  await page.locator('summary').getByText('Details').click()
  await page.getByRole('button', { name: 'Measure again' }).click()
  for (const tab of [said, otherSaid]) await until(tab, 'Working normally.', 'until it is learned again')
  t.match(await asked.innerText(), 'up to 18 s', 'the number stands under Details')
})
