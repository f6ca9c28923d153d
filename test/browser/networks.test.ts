// Pages behind networks that refuse or change what they pass on.
import t, { type Test } from 'tap'
import { openProxy } from '../hostile-proxy/proxy.ts'
import { refuseMethods } from '../hostile-proxy/switches/firewalls.ts'
import type { Switch } from '../hostile-proxy/exchange.ts'
import { journeys, type Stage } from './journey.ts'
import { composer, isLive, messages, texts, write } from './visitor.ts'

const journey = journeys(t, ['ana', 'ben'])

/** The site's address behind a proxy with these switches, with a slash at its end. */
async function behind (t: Test, { site }: Stage, ...switches: Switch[]): Promise<string> {
  const proxy = await openProxy({ upstream: site.address.slice(0, -1), switches })
  t.teardown(proxy.close)
  return `${proxy.origin}/`
}

journey('B33 edit and recall go through a firewall that lets only GET and POST pass', async stage => {
  const { t, site, until, visitorAs } = stage
  const talk = await site.introduce('ana', 'ben')
  const address = await behind(t, stage, refuseMethods())
  const page = await (await visitorAs('ana', { address })).open(`conversations/${talk}`)
  await until(() => isLive(page), true, 'the script runs the page')
  await write(page, 'See you at fuor')
  await page.locator('.mine[data-no]').waitFor()
  await composer(page).press('ArrowUp')
  const panel = page.getByRole('dialog', { name: 'This message' })
  await panel.getByRole('textbox').fill('See you at four')
  await panel.getByRole('textbox').press('Enter')
  await until(() => texts(page), ['See you at four'], 'changed')
  const message = messages(page).filter({ hasText: 'four' })
  await message.hover()
  await message.getByRole('link', { name: 'More' }).click()
  await panel.getByRole('button', { name: 'Recall' }).click()
  await page.locator('.bubble.recalled').waitFor()
  t.same(await site.texts('ben', talk), [''], 'and taken back')
})
