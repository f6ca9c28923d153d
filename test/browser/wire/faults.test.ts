import t from 'tap'
import type { Page } from 'playwright-core'
import { journeys, keep, type Stage } from '../stage/journey.ts'
import { composer, isLive, texts } from '../stage/visitor.ts'

const journey = journeys(t, ['ana', 'ben'])

/** Ana's chat with ben and her wire view, in two tabs of one browser. */
async function stage ({ site, visitorAs, until }: Stage, options: object = {}) {
  await site.holdline.people.accounts.setAdmin('ana', true)
  const talk = await site.introduce('ana', 'ben')
  const ana = await visitorAs('ana', { ...options, expected: /Failed to load resource|net::ERR/ })
  const wire = await ana.open('wire/')
  const chat = await ana.open(`conversations/${talk}`)
  await until(async () => await isLive(chat), true, 'the script runs the chat')
  return { talk, chat, wire }
}

async function press (page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name, exact: true }).click()
}

const told = (page: Page, name: string, words: string) => async () => await page.locator('#wire-faults-told li', { hasText: name }).filter({ hasText: words }).count()

journey('U225 lost and doubled on purpose → each message once, and the page says why', async made => {
  const { t, site, until } = made
  const { talk, chat, wire } = await stage(made)
  await wire.getByText('Break it yourself').click()
  await press(wire, 'Lose the next answer')
  await until(told(wire, 'Lose the next answer', 'Armed'), 1, 'it is armed')
  await site.say('ben', talk, 'one')
  await until(async () => await texts(chat), ['one'], 'the lost answer came again')
  await until(told(wire, 'Lose the next answer', 'got the same events'), 1, 'and the page says why')
  await press(wire, 'Deliver twice')
  await until(told(wire, 'Deliver twice', 'Armed'), 1, 'it is armed')
  await site.say('ben', talk, 'two')
  await until(told(wire, 'Deliver twice', 'came twice'), 1, 'it came twice')
  await press(wire, 'Lose the answer to a send')
  await until(told(wire, 'Lose the answer to a send', 'Armed'), 1, 'it is armed')
  await composer(chat).fill('three')
  await composer(chat).press('Enter')
  await until(told(wire, 'Lose the answer to a send', 'stored it once'), 1, 'it was sent again')
  await until(async () => await texts(chat), ['one', 'two', 'three'], 'each once, in order')
  t.same(await site.texts('ana', talk), ['one', 'two', 'three'])
  await wire.evaluate('document.getElementById("wire-faults").scrollIntoView()')
  await keep(wire, 'wire-faults')
  await wire.getByRole('link', { name: 'Rule D12' }).first().click()
  t.match(await wire.locator('h1').last().innerText(), 'Rule D12')
})

journey('a phone without script → presses switches as forms', async made => {
  const { t, until } = made
  const visitor = await made.visitorAs('ana', { viewport: { width: 390, height: 800 }, javaScriptEnabled: false })
  await made.site.holdline.people.accounts.setAdmin('ana', true)
  const wire = await visitor.open('wire/')
  await wire.getByText('Break it yourself').click()
  await press(wire, 'Open seven tabs')
  await until(told(wire, 'Open seven tabs', 'are held'), 1, 'it says how it ended')
  await wire.locator('#wire-faults').scrollIntoViewIfNeeded()
  await keep(wire, 'wire-faults-phone')
  t.equal(await wire.evaluate('document.documentElement.scrollWidth > innerWidth').catch(() => false), false)
})
