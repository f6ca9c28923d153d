import t from 'tap'
import type { Page } from 'playwright-core'
import { journeys, keep, type Stage } from '../stage/journey.ts'
import { isLive, messages } from '../stage/visitor.ts'

const journey = journeys(t, ['ana', 'ben', 'cho'])

const clipboard = ['clipboard-read', 'clipboard-write']
const OLD_BROWSER = 'window.clipboard = navigator.clipboard; Object.defineProperty(navigator, "clipboard", { value: undefined, configurable: true })'

const isOnScreen = async (page: Page) => await page.evaluate<boolean>(`(box => box !== null && box.top >= 0 && box.bottom <= innerHeight)(
  (element => element && element.getBoundingClientRect())(document.querySelector('.message:target')))`)

async function longTalk (site: Stage['site']): Promise<{ talk: string, address: string }> {
  const talk = await site.introduce('ana', 'ben')
  for (let i = 1; i <= 120; i++) await site.say(i % 2 === 0 ? 'ana' : 'ben', talk, `line ${i}`)
  await site.holdline.messenger.conversations.readAll(await site.idOf('ana'))
  const { messages: found } = await site.holdline.messenger.messages.history(await site.idOf('ana'), talk, { limit: 200 })
  const no = found.find(({ body }) => body === 'line 101')?.no
  return { talk, address: `${site.address}conversations/${talk}?no=${no}#message-${talk}-${no}` }
}

/** Ana comes to the conversation by its row, so that the script has moved the address. */
async function copyLink ({ visitorAs, until }: Stage, talk: string, options: object): Promise<Page> {
  const page = await (await visitorAs('ana', options)).open('conversations/')
  await until(async () => await isLive(page), true, 'the script runs the page')
  await page.locator(`#conversation-${talk} a[hx-get]`).click()
  const item = messages(page).filter({ hasText: /line 101\b/ })
  await item.hover()
  await item.locator('.more').click()
  const menu = page.getByRole('dialog', { name: 'This message' })
  await menu.getByRole('button', { name: 'Copy link' }).click()
  await until(async () => await menu.count(), 0, 'the menu says so, and goes')
  return page
}

journey('U204 Copy link → its address, which opens the message among its neighbours', async stage => {
  const { t, site, visitorAs, visitor, until } = stage
  const { talk, address } = await longTalk(site)
  const ana = await copyLink(stage, talk, { permissions: clipboard })
  t.equal(await ana.evaluate('navigator.clipboard.readText()'), address)
  await site.holdline.messenger.conversations.readAll(await site.idOf('ben'))
  for (let i = 121; i <= 200; i++) await site.say('ana', talk, `line ${i}`)

  const ben = await (await visitorAs('ben')).context.newPage()
  await ben.goto(address)
  await until(async () => await isLive(ben), true, 'live')
  t.match(await ben.locator('.message:target').innerText(), 'line 101', 'ben is led to it')
  const shown = async (text: string) => await messages(ben).getByText(text, { exact: true }).count()
  t.same([await shown('line 100'), await shown('line 102'), await shown('line 200')], [1, 1, 0], 'in its context, not at the end')
  const [box, scroller] = [await ben.locator('.message:target').boundingBox(), await ben.locator('#scroller').boundingBox()]
  t.ok(box !== null && scroller !== null && box.y >= scroller.y && box.y + box.height <= scroller.y + scroller.height, 'on the screen')
  await keep(ben, 'permalink')

  const cho = await (await visitorAs('cho', { expected: /status of 404/ })).context.newPage()
  t.equal((await cho.goto(address))?.status(), 404, 'it opens nothing for one who is not in the chat')
  const stranger = await (await visitor()).context.newPage()
  await stranger.goto(address)
  t.match(stranger.url(), /signin/, 'nor for one who is signed out')

  const plain = await (await visitorAs('ben', { javaScriptEnabled: false })).context.newPage()
  await plain.goto(address)
  for (const mode of ['live', 'frame', 'plain']) {
    if (mode !== 'live') await plain.locator(`form:has(input[name="mode"][value="${mode}"]) button`).filter({ visible: true }).first().click()
    t.equal(await plain.locator('html').getAttribute('data-mode'), mode)
    await plain.goto(address)
    await until(async () => await isOnScreen(plain), true, `without script, in the mode ${mode}`)
  }
})

journey('U204 Copy link without a clipboard → the old command copies the same address', async stage => {
  const { talk, address } = await longTalk(stage.site)
  const ana = await copyLink(stage, talk, { permissions: clipboard, without: OLD_BROWSER })
  stage.t.equal(await ana.evaluate('window.clipboard.readText()'), address)
})
