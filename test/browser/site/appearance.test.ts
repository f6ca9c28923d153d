import t from 'tap'
import type { Page } from 'playwright-core'
import { SKINS } from '#domain/account/settings.ts'
import { journeys, keep } from '../stage/journey.ts'
import { isLive } from '../stage/visitor.ts'

const journey = journeys(t, ['ana', 'ben'])

const paper = async (page: Page) => await page.evaluate<string>('getComputedStyle(document.body).backgroundColor')
const save = async (page: Page) => {
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByText('Saved.').waitFor()
}

journey('U91 a chosen skin → the same by day and by night, and on one’s other pages at once', async ({ t, site, visitorAs, until }) => {
  const talk = await site.introduce('ana', 'ben')
  await site.say('ben', talk, 'Hello, *look* at `this`')
  const ana = await visitorAs('ana')
  const chat = await ana.open(`conversations/${talk}`)
  await until(() => isLive(chat), true, 'the script runs the page')
  await chat.evaluate('window.stays = true')
  const settings = await ana.open('settings/look')
  await keep(settings, 'en-settings-look')
  const seen = new Set<string>()
  for (const skin of SKINS) {
    await settings.getByLabel('Colours').selectOption(skin)
    await save(settings)
    const colours = []
    for (const colorScheme of ['light', 'dark'] as const) {
      await settings.emulateMedia({ colorScheme })
      colours.push(await paper(settings))
    }
    t.equal(colours[0], colours[1], skin)
    seen.add(colours[0] ?? '')
    await until(() => paper(chat), colours[0] ?? '', 'the other page follows')
    await keep(chat, `en-skin-${skin}`)
  }
  t.equal(await chat.evaluate('window.stays'), true, 'without a reload')
  t.ok(seen.size >= SKINS.length - 1, 'they differ')
})

journey('U91 size, distances and motion → as chosen, in the version without script too', async ({ t, site, visitorAs }) => {
  const talk = await site.introduce('ana', 'ben')
  await site.say('ben', talk, 'Hello')
  const ana = await visitorAs('ana', { javaScriptEnabled: false })
  const page = await ana.open('settings/look')
  const row = async () => (await (await ana.open('conversations/')).locator('#conversations .row > a').first().boundingBox())?.height ?? 0
  const roomy = await row()
  await page.getByLabel('Text size').selectOption('largest')
  await page.getByLabel('Spacing').selectOption('compact')
  await page.getByLabel('Motion').selectOption('reduced')
  await save(page)
  t.equal(await page.evaluate('getComputedStyle(document.body).fontSize'), '21px')
  t.equal(await page.evaluate('getComputedStyle(document.querySelector(".button")).transitionDuration'), '0s')
  await page.getByLabel('Text size').selectOption('medium')
  await save(page)
  const compact = await row()
  t.ok(compact < roomy - 8 && compact >= 44, `${roomy} and ${compact}`)
})

journey('the way back from a page about a conversation → in a wide window too, left of its title', async ({ t, site, visitorAs }) => {
  const id = await site.introduce('ana', 'ben')
  await site.say('ben', id, 'Hello')
  const page = await (await visitorAs('ana')).open(`messages/${id}?no=2`)
  for (const address of [`messages/${id}?no=2`, `select/${id}?no=2`, `forward/${id}?no=2`, `copy/${id}?no=2`, `conversations/${id}/pins`, `emoji/${id}`, `search/?in=${id}`]) {
    for (const width of [1280, 800, 390]) {
      await page.setViewportSize({ width, height: 800 })
      await page.goto(site.address + address)
      const back = await page.locator('.stage .back').boundingBox()
      const title = await page.locator('.stage h1').boundingBox()
      const stage = await page.locator('.stage').boundingBox()
      t.ok(back !== null && back.width >= 44 && back.x >= (stage?.x ?? 0) && back.x + back.width <= (title?.x ?? 0), `${address}, ${width} px`)
      if (width === 1280) t.equal(title?.x, ((await page.locator('.stage .panel').boundingBox())?.x ?? 0) + 20, 'above the panel')
    }
  }
})

journey('the longest of names, whoever read or reacted → lines of their own, within a phone', async ({ t, site, visitorAs }) => {
  const id = await site.introduce('ana', 'ben')
  const { people: { accounts }, messenger: { messages, reactions, conversations } } = site.holdline
  const [anaId, benId] = [await site.idOf('ana'), await site.idOf('ben')]
  await accounts.change(benId, { displayName: 'W'.repeat(64) })
  const { message: { no } } = await messages.send({ senderId: anaId, conversationId: id, clientId: 'client-hello', body: 'Hello' })
  await conversations.read(benId, id, no)
  await reactions.react(benId, id, no, '👍', true)
  const page = await (await visitorAs('ana', { viewport: { width: 390, height: 844 } })).open(`messages/${id}?no=${no}`)
  t.equal(await page.locator('.reactors').count(), 2)
  t.equal(await page.evaluate('document.querySelector(".stage").scrollWidth'), 390)
})

journey('a request to join that waits → its buttons stand apart', async ({ t, site, visitorAs }) => {
  const { people: { groupInvites }, messenger: { groups, conversations } } = site.holdline
  const benId = await site.idOf('ben')
  const { conversation: { id } } = await conversations.group(benId, 'Tea', [])
  await groups.change(benId, id, { joining: 'request' })
  const { code } = await groupInvites.make(benId, id)
  await groupInvites.join(await site.idOf('ana'), code)
  const page = await (await visitorAs('ana')).open(`join/${code}`)
  const [withdraw, chats] = [await page.getByRole('button', { name: 'Withdraw' }).boundingBox(), await page.getByRole('link', { name: 'Chats' }).boundingBox()]
  t.equal(withdraw?.width, chats?.width)
  t.ok((chats?.y ?? 0) - (withdraw?.y ?? 0) - (withdraw?.height ?? 0) >= 8)
})

journey('messages to select → each text under its sender’s name, beside the box', async ({ t, site, visitorAs }) => {
  const id = await site.introduce('ana', 'ben')
  await site.say('ben', id, 'A text that is long enough for more than the two lines that are shown of it here. '.repeat(5))
  const page = await (await visitorAs('ana', { viewport: { width: 390, height: 844 } })).open(`select/${id}`)
  const [box, name, text] = await Promise.all(['input[type=checkbox]', '.pick-name', '.quote-text'].map(async part => await page.locator(`.said-picks ${part}`).last().boundingBox()))
  t.ok(name !== undefined && text !== undefined && box !== undefined && (text?.x ?? 0) >= (box?.x ?? 0) + (box?.width ?? 0))
  const lines = (text?.height ?? 0) / await page.evaluate<number>('parseFloat(getComputedStyle(document.querySelector(".said-picks .quote-text")).lineHeight)')
  t.ok(Math.abs(lines - 2) < 0.05, `${lines} lines`)
})
