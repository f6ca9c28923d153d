import t from 'tap'
import type { Page } from 'playwright-core'
import { journeys, keep, type Stage } from '../stage/journey.ts'
import { isLive, messages } from '../stage/visitor.ts'

const journey = journeys(t, ['ana', 'ben', 'cho', 'dan'])
const PHONE = { viewport: { width: 360, height: 780 }, isMobile: true, hasTouch: true }

/** The unread total of a page in its title, and in its rail. */
const totals = async (page: Page) => [/^\((\d+)\)/.exec(await page.title())?.[1] ?? '', await page.locator('#unread-total').innerText()]
const badge = async (page: Page, talk: string) => await page.locator(`#conversation-${talk} .badge:not(.at)`).allInnerTexts()
const open = async (page: Page) => new URL(page.url()).pathname.split('/').at(-1)
const isOnScreen = async (page: Page, selector: string) => await page.evaluate<boolean>(`(box => {
  const scroller = document.getElementById('scroller')
  if (box === null || scroller === null) return false
  const seen = scroller.getBoundingClientRect()
  return box.getBoundingClientRect().top >= seen.top && box.getBoundingClientRect().bottom <= seen.bottom
})(document.querySelector(${JSON.stringify(selector)}))`)

async function live ({ visitorAs, until }: Stage, to: string, options = {}): Promise<Page> {
  const page = await (await visitorAs('ana', options)).open(to)
  await until(async () => await isLive(page), true, 'the script runs the page')
  return page
}

/** Ana's chats, the newest on top: two messages of ben, many of a muted group, three of cho, none of dan, and one of another group. */
async function threeUnread ({ site }: Stage) {
  const [ben, cho, dan] = [await site.introduce('ana', 'ben'), await site.introduce('ana', 'cho'), await site.introduce('ana', 'dan')]
  const { conversations } = site.holdline.messenger
  const anaId = await site.idOf('ana')
  const { conversation: { id: choir } } = await conversations.group(anaId, 'Choir', ['ben', 'cho'])
  const { conversation: { id: noisy } } = await conversations.group(anaId, 'Noisy', ['ben', 'cho'])
  await conversations.choose(anaId, noisy, { notify: 'none' })
  await site.say('cho', choir, 'tenors at six')
  await site.say('ana', dan, 'of mine')
  for (const text of ['one', 'two', 'three']) await site.say('cho', cho, text)
  for (let i = 0; i < 5; i++) await site.say('ben', noisy, `noise ${i}`)
  for (const text of ['hello', 'are you there?']) await site.say('ben', ben, text)
  return { ben, cho, dan, choir, noisy, anaId }
}

journey('U203 the unread total stands in title, rail and rows of both browsers, muted chats apart', async stage => {
  const { site, until } = stage
  const { ben, cho, choir, noisy } = await threeUnread(stage)
  const [desk, phone] = [await live(stage, 'conversations/'), await live(stage, 'conversations/', PHONE)]
  for (const page of [desk, phone]) {
    await until(async () => await totals(page), ['6', '6'], 'two, three and one')
    await until(async () => [await badge(page, ben), await badge(page, cho), await badge(page, choir), await badge(page, noisy)], [['2'], ['3'], ['1'], ['5']], 'each row')
  }
  await keep(desk, 'unread-total')
  await desk.locator(`#conversation-${ben} a[hx-get]`).click()
  for (const page of [desk, phone]) {
    await until(async () => await totals(page), ['4', '4'], 'read in one browser, read in both')
    await until(async () => await badge(page, ben), [], 'its row says nothing')
  }
  await site.say('cho', choir, 'or seven')
  for (const page of [desk, phone]) await until(async () => [...await totals(page), ...await badge(page, choir)], ['5', '5', '2'], 'one that comes')
  const api = await desk.evaluate('fetch(document.documentElement.getAttribute("data-root") + "api/conversations").then(a => a.json()).then(a => a.unread)')
  stage.t.equal(api, 5, 'as the API has it')
})

journey('U203 Alt+Shift+↓ goes from unread chat to unread chat, the button of the head round all', async stage => {
  const { until } = stage
  const { ben, cho, choir } = await threeUnread(stage)
  const page = await live(stage, 'conversations/')
  await page.evaluate('window.notReloaded = true')
  for (const talk of [ben, cho, choir]) {
    await page.keyboard.press('Alt+Shift+ArrowDown')
    await until(async () => await open(page), talk, 'the next one below that waits; a muted one does not')
    await until(async () => await badge(page, talk), [], 'which is read')
    await until(async () => await isLive(page), true, 'live')
  }
  await until(async () => await totals(page), ['', ''], 'nothing waits')
  await page.keyboard.press('Alt+Shift+ArrowDown')
  stage.t.equal(await open(page), choir, 'the key leads nowhere')
  stage.t.equal(await page.locator('#next-unread').isVisible(), false, 'nor is there a button')
  await stage.site.say('ben', ben, 'again')
  await page.locator('#next-unread').click()
  await until(async () => await open(page), ben, 'the button, from the last one to the first')
  await until(async () => await totals(page), ['', ''], 'read')
})

journey('U203 mark unread from here → again at that message, in both browsers; all read → in both', async stage => {
  const { t, until } = stage
  const { cho, noisy } = await threeUnread(stage)
  const [desk, other] = [await live(stage, `conversations/${cho}`), await live(stage, 'conversations/')]
  await until(async () => await totals(other), ['3', '3'], 'those of cho are read')
  const item = messages(desk).filter({ hasText: 'two' })
  await item.hover()
  await item.locator('.more').click()
  await desk.getByRole('dialog').getByRole('button', { name: 'Mark as unread from here' }).click()
  await desk.waitForURL('**/conversations/')
  for (const page of [desk, other]) await until(async () => await badge(page, cho), ['•'], 'marked')
  await other.locator(`#conversation-${cho} a[hx-get]`).click()
  await until(async () => await other.locator('#divider + li .text').innerText(), 'two', 'the divider is there')
  await until(async () => await badge(desk, cho), [], 'opening it ends that')

  await desk.locator('.list .menu summary').click()
  await desk.getByRole('button', { name: 'Mark all as read' }).click()
  for (const page of [desk, other]) {
    await until(async () => await totals(page), ['', ''], 'no total')
    await until(async () => await page.locator('#conversations .unread, #conversations .badge').count(), 0, 'no row, the muted one neither')
  }
  t.equal((await stage.site.holdline.messenger.conversations.one(await stage.site.idOf('ana'), noisy)).unread, 0)
})

journey('U203 a chat opens at the first unread; a button leads to a mention below, until it is read', async stage => {
  const { t, site, until } = stage
  const { choir, anaId } = await threeUnread(stage)
  const { conversations, messages: domain } = site.holdline.messenger
  for (let i = 1; i <= 60; i++) await site.say('ben', choir, `bar ${i}`)
  const senderId = await site.idOf('cho')
  await domain.send({ senderId, conversationId: choir, clientId: 'asks-for-ana', body: '@ana, will you sing?', mentions: 'text' })
  for (let i = 61; i <= 120; i++) await site.say('ben', choir, `bar ${i}`)
  const page = await live(stage, 'conversations/')
  await until(async () => await page.locator(`#conversation-${choir} .badge.at`).count(), 1, 'the row tells of it')
  await page.locator(`#conversation-${choir} a[hx-get]`).click()
  await until(async () => await isOnScreen(page, '#divider'), true, 'at the divider')
  t.equal(await page.locator('#divider + li .text').innerText(), 'tenors at six', 'above the first unread')
  const jump = page.locator('#next-mention')
  await until(async () => await jump.isVisible(), true, 'a button tells of the mention')
  await keep(page, 'unread-mention')
  await jump.click()
  await until(async () => await isOnScreen(page, '.message:target'), true, 'it leads there')
  t.match(await page.locator('.message:target .text').innerText(), 'will you sing?')
  await until(async () => (await conversations.one(anaId, choir)).mentionNo, null, 'it is read')
  await until(async () => await jump.isVisible(), false, 'and the button is gone')
  t.ok((await conversations.one(anaId, choir)).unread > 0, 'what stands below is not')
})

journey('U203 without script → next unread, the mention, and all read, by links and a button', async stage => {
  const { t, site, visitorAs, until } = stage
  const { ben, choir } = await threeUnread(stage)
  const senderId = await site.idOf('cho')
  await site.holdline.messenger.messages.send({ senderId, conversationId: choir, clientId: 'asks-for-ana', body: 'and @ana?', mentions: 'text' })
  const page = await (await visitorAs('ana', { javaScriptEnabled: false })).open('conversations/')
  await page.locator('details.menu summary').click()
  await page.getByRole('link', { name: 'Next unread chat' }).click()
  await until(async () => await open(page), choir, 'the one on top')
  await page.getByRole('link', { name: 'Next unread chat' }).click()
  await until(async () => await open(page), ben, 'and the next')
  await page.goto(`${site.address}conversations/`)
  await page.locator('details.menu summary').click()
  await page.getByRole('button', { name: 'Mark all as read' }).click()
  await until(async () => await page.locator('.row.unread').count(), 0, 'all is read')
  t.match(await page.title(), /^Chats/)
})
