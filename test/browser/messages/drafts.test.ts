import t from 'tap'
import type { Page } from 'playwright-core'
import { journeys, type Stage } from '../stage/journey.ts'
import { composer, isLive, messages, texts } from '../stage/visitor.ts'

const journey = journeys(t, ['ana', 'ben', 'cho'])

async function openIn (stage: Stage, open: (to: string) => Promise<Page>, talk: string): Promise<Page> {
  const page = await open(`conversations/${talk}`)
  await stage.until(async () => await isLive(page), true, 'the script runs the page')
  return page
}

/** Ana's laptop and phone, and a function that opens further pages of the conversation there. */
async function devices (stage: Stage) {
  const talk = await stage.site.introduce('ana', 'ben')
  const [laptop, phone] = [await stage.visitorAs('ana'), await stage.visitorAs('ana', { viewport: { width: 390, height: 844 } })]
  return {
    talk,
    onLaptop: async () => await openIn(stage, async to => await laptop.open(to), talk),
    onPhone: async () => await openIn(stage, async to => await phone.open(to), talk),
    /** The draft that the server has for Ana. */
    kept: async () => (await stage.site.holdline.messenger.conversations.one(await stage.site.idOf('ana'), talk)).draft
  }
}

const bar = (page: Page) => page.locator('#replying .quote')
const typed = async (page: Page) => await composer(page).inputValue()

journey('B26 a text typed on the laptop and sent from the phone → the laptop’s box empties', async stage => {
  const { t, until } = stage
  const { onLaptop, onPhone, kept } = await devices(stage)
  const laptop = await onLaptop()
  await laptop.keyboard.type('x')
  await until(kept, 'x', 'the server has the draft')
  const phone = await onPhone()
  t.equal(await typed(phone), 'x')
  await composer(phone).press('Enter')
  await until(async () => await texts(laptop), ['x'], 'the message arrives')
  await until(async () => await typed(laptop), '', 'and the box holds nothing any more')
  await laptop.reload()
  await until(async () => await isLive(laptop), true, 'the script runs the page')
  t.equal(await typed(laptop), '', 'nor after a reload')
})

journey('B26 half-typed texts in two browsers and two tabs → none is lost to another', async stage => {
  const { t, until } = stage
  const { onLaptop, onPhone } = await devices(stage)
  const [first, second, phone] = [await onLaptop(), await onLaptop(), await onPhone()]
  await Promise.all([composer(first).pressSequentially('a'), composer(phone).pressSequentially('b')])
  // Whichever reaches the server first, the tab that was not typed in follows.
  await until(async () => ['a', 'b'].includes(await typed(second)), true, 'the other tab follows')
  await composer(second).fill('something else')
  await composer(second).press('Enter')
  await until(async () => await texts(first), ['something else'], 'sent from the second tab')
  t.same([await typed(first), await typed(second), await typed(phone)], ['a', '', 'b'])
  await Promise.all([first.reload(), phone.reload()])
  for (const [page, text] of [[first, 'a'], [phone, 'b']] as const) {
    await until(async () => await isLive(page), true, 'the script runs the page')
    t.equal(await typed(page), text, 'after a reload')
  }
})

journey('U8 a draft → at once in an untouched box and in the list elsewhere; the caret after it', async stage => {
  const { t, until, site, visitorAs } = stage
  const { onLaptop, talk } = await devices(stage)
  const [laptop, other] = [await onLaptop(), await onLaptop()]
  const list = await (await visitorAs('ana')).open('conversations/')
  await until(async () => await isLive(list), true, 'the script runs the list')
  const row = list.locator(`#conversation-${talk} .row-last`)
  await laptop.keyboard.type('draft text')
  await until(async () => await typed(other), 'draft text', 'the untouched box follows')
  await until(async () => await row.innerText(), 'Draft: draft text', 'and the list')
  t.equal(await laptop.locator(`#conversation-${talk} .row-last`).innerText(), 'You’re now contacts. Say hello!', 'U41 the open one has it in the box')
  await laptop.reload()
  await until(async () => await isLive(laptop), true, 'the script runs the page')
  await laptop.keyboard.type('X')
  t.equal(await typed(laptop), 'draft textX', 'the caret stands at the end')
  await laptop.keyboard.press('Enter')
  await until(async () => await site.texts('ana', talk), ['draft textX'], 'sent')
  await until(async () => await typed(other), '', 'the untouched box is empty again')
  await until(async () => await row.innerText(), 'You: draft textX', 'and the list has the message')
})

journey('U214 an answer begun on the laptop → quoted on the phone at once, sent from there as one', async stage => {
  const { t, until, site } = stage
  const { talk, onLaptop, onPhone } = await devices(stage)
  await site.say('ben', talk, 'Shall we meet?')
  const [laptop, phone] = [await onLaptop(), await onPhone()]
  await laptop.keyboard.type('At fo')
  await until(async () => await typed(phone), 'At fo', 'the text')
  await messages(laptop).last().hover()
  await messages(laptop).last().locator('.more').click()
  await laptop.getByRole('link', { name: 'Reply' }).click()
  await until(async () => await bar(phone).innerText(), 'Reply to Ben\nShall we meet?', 'then the message that it answers')
  const later = await onPhone()
  t.equal(await bar(later).count(), 1, 'a page that is opened shows it, too')
  await laptop.keyboard.press('Escape')
  await until(async () => await bar(phone).count(), 0, 'let go')
  await messages(laptop).last().hover()
  await messages(laptop).last().locator('.more').click()
  await laptop.getByRole('link', { name: 'Reply' }).click()
  await until(async () => await bar(phone).count(), 1, 'chosen again')
  await composer(phone).press('Enter')
  await until(async () => await messages(phone).last().locator('.quote-text').innerText(), 'Shall we meet?', 'it is an answer')
  for (const page of [laptop, phone, later]) await until(async () => [await typed(page), await bar(page).count()], ['', 0], 'nothing is left of it')
})

journey('U41 a draft that the server could not be told → named in its row, until it is sent', async stage => {
  const { t, until, site, visitorAs } = stage
  const [withBen, withCho] = [await site.introduce('ana', 'ben'), await site.introduce('ana', 'cho')]
  const visitor = await visitorAs('ana', { expected: /ERR_FAILED/ })
  await visitor.context.route('**/draft', async route => { await route.abort() })
  const ana = await visitor.open(`conversations/${withBen}`)
  await until(async () => await isLive(ana), true, 'the script runs the page')
  const row = ana.locator(`#conversation-${withBen} .row-last`)
  await ana.keyboard.type('<b>half</b>')
  await ana.locator(`#conversation-${withCho} > a[hx-get]`).click()
  await until(async () => await row.innerText(), 'Draft: <b>half</b>', 'one has gone on')
  await site.say('ben', withBen, 'meanwhile')
  await until(async () => await ana.locator(`#conversation-${withBen} .badge`).count(), 1, 'the row is drawn anew')
  t.equal(await row.innerText(), 'Draft: <b>half</b>', 'and names it again')
  await ana.reload()
  await until(async () => await row.innerText(), 'Draft: <b>half</b>', 'after a reload, too')
  await ana.locator(`#conversation-${withBen} > a[hx-get]`).click()
  await until(async () => await texts(ana), ['meanwhile'], 'the chat is open')
  t.equal(await row.innerText(), 'meanwhile', 'the box has it')
  await composer(ana).press('Enter')
  await until(async () => await site.texts('ana', withBen), ['meanwhile', '<b>half</b>'], 'sent')
  await ana.locator(`#conversation-${withCho} > a[hx-get]`).click()
  await until(async () => await row.innerText(), 'You: <b>half</b>', 'and the list has the message')
})

journey('U44 signing out → no word of it is left in this browser, in any of its tabs', async stage => {
  const { t, until, visitorAs, site } = stage
  const talk = await site.introduce('ana', 'ben')
  const visitor = await visitorAs('ana', { expected: /status of 401/ })
  const [chat, settings] = [await visitor.open(`conversations/${talk}`), await visitor.open('settings/')]
  for (const page of [chat, settings]) await until(async () => await isLive(page), true, 'the script runs the page')
  const kept = async (page: Page) => await page.evaluate('JSON.stringify(Object.values(localStorage)) + JSON.stringify(Object.values(sessionStorage))')
  await chat.keyboard.type('a secret')
  t.match(await kept(chat), 'a secret')
  await settings.getByRole('button', { name: 'Sign out' }).click()
  for (const page of [chat, settings]) await page.waitForURL('**/signin*')
  for (const page of [chat, settings]) await until(async () => String(await kept(page)).includes('secret'), false, 'it is gone')
})
