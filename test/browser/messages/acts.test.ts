import t from 'tap'
import type { Page } from 'playwright-core'
import { journeys, keep, type Stage } from '../stage/journey.ts'
import { composer, isLive, messages, texts, write } from '../stage/visitor.ts'

const journey = journeys(t, ['ana', 'ben', 'cho'])

/** Ana and ben, each with their conversation open. */
async function bothTalk ({ site, visitorAs, until }: Stage, expected?: RegExp): Promise<{ ana: Page, ben: Page, talk: string }> {
  const talk = await site.introduce('ana', 'ben')
  const options = expected === undefined ? {} : { expected }
  const [ana, ben] = [
    await (await visitorAs('ana', options)).open(`conversations/${talk}`), await (await visitorAs('ben')).open(`conversations/${talk}`)
  ]
  for (const page of [ana, ben]) await until(async () => await isLive(page), true, 'the script runs the page')
  return { ana, ben, talk }
}

async function openActs (page: Page, text: string): Promise<void> {
  const message = messages(page).filter({ hasText: text })
  await message.hover()
  await message.getByRole('link', { name: 'More' }).click()
  await page.getByRole('dialog', { name: 'This message' }).waitFor()
}

journey('a message is edited and recalled in place, and the other user sees it at once', async stage => {
  const { t, until } = stage
  const { ana, ben } = await bothTalk(stage)
  await ana.evaluate('window.notReloaded = true')
  await write(ana, 'See you at fuor')
  await until(async () => await texts(ben), ['See you at fuor'], 'ben has it')

  await openActs(ana, 'fuor')
  await keep(ana, 'en-acts')
  await ana.getByRole('dialog').getByRole('button', { name: 'Edit' }).click()
  const box = ana.locator('.message.editing #edit-body')
  t.equal(await box.inputValue(), 'See you at fuor')
  await box.fill('See you at four')
  await keep(ana, 'en-editing')
  await box.press('Enter')
  await until(async () => await texts(ben), ['See you at four'], 'ben sees the edited text')
  await until(async () => await texts(ana), ['See you at four'], 'and so does ana')
  t.equal(await ana.locator('.message.editing, #acts:not([hidden])').count(), 0, 'the panel is gone')
  t.equal(await ana.evaluate('document.activeElement.id'), 'composer-body', 'U31 the focus is in the composer again')
  t.ok(await ben.getByText('edited', { exact: true }).isVisible())

  await composer(ana).focus()
  await ana.keyboard.press('ArrowUp')
  await box.waitFor()
  t.equal(await ana.evaluate('document.activeElement.id'), 'edit-body', '↑ in the empty box puts the focus into the edit')
  await ana.keyboard.type('!')
  await ana.keyboard.press('Escape')
  t.equal(await ana.locator('.message.editing').count(), 0, 'Esc leaves it as it was')
  t.equal(await ana.evaluate('document.activeElement.id'), 'composer-body', 'back in the composer')
  await ana.keyboard.press('ArrowUp')
  await box.waitFor()
  await ana.keyboard.type('?')
  await ana.keyboard.press('Enter')
  await until(async () => await texts(ben), ['See you at four?'], 'the same by keys alone')

  await openActs(ana, 'four?')
  await ana.getByRole('dialog').getByRole('button', { name: 'Recall' }).click()
  await ben.locator('.bubble.recalled').waitFor()
  await ana.locator('.bubble.recalled').waitFor()
  t.equal(await messages(ana).getByRole('link', { name: 'More' }).count(), 0, 'no act is left for it')
  t.equal(await ana.evaluate('window.notReloaded'), true)
})

journey('a refusal or a lost connection is shown in the panel, and the typed text stays', async stage => {
  const { t, until } = stage
  const { ana } = await bothTalk(stage, /status of 413|ERR_FAILED/)
  await write(ana, 'short')
  await until(async () => await ana.locator('.mine[data-no] .text').allInnerTexts(), ['short'], 'it has arrived')
  await ana.keyboard.press('ArrowUp')
  const box = ana.locator('.message.editing #edit-body')
  await box.fill('长'.repeat(4_000))
  await ana.getByRole('button', { name: 'Save' }).click()
  await ana.locator('.message.editing').getByText('Too long').first().waitFor()
  await box.fill('longer')
  await ana.route('**/api/conversations/*/messages/*', async route => await route.abort())
  await ana.getByRole('button', { name: 'Save' }).click()
  await ana.locator('.message.editing').getByText('That didn’t work.').waitFor()
  t.equal(await box.inputValue(), 'longer')
  await ana.mouse.click(600, 300)
  t.equal(await box.inputValue(), 'longer', 'nor is it lost by a click beside it')
  await ana.unroute('**/api/conversations/*/messages/*')
  await ana.getByRole('button', { name: 'Save' }).click()
  await until(async () => await texts(ana), ['longer'], 'the retry succeeded')
})

journey('unread from here, and everything marked as read again', async stage => {
  const { t, site, until } = stage
  const { ana, ben, talk } = await bothTalk(stage)
  await ana.close()
  await site.say('ana', talk, 'first')
  await site.say('ana', talk, 'second')
  await until(async () => await texts(ben), ['first', 'second'], 'ben has both')
  const row = ben.locator(`#conversation-${talk}`)
  await until(async () => await row.locator('.badge').count(), 0, 'and has read them')

  await openActs(ben, 'second')
  const acts = (await ben.getByRole('dialog').getByRole('button').allInnerTexts()).filter(act => /\p{L}/u.test(act))
  t.same(acts, ['Copy', 'Copy link', 'Star', 'Pin', 'Mark as unread from here'], 'besides reactions: ben may not edit ana’s message')
  await ben.getByRole('dialog').getByRole('button', { name: 'Mark as unread from here' }).click()
  await ben.waitForURL('**/conversations/')
  await until(async () => await row.locator('.badge').innerText(), '•', 'the list says so')
  await keep(ben, 'en-marked-unread')

  const menu = ben.locator('.list .menu summary')
  await menu.click()
  await ben.getByRole('button', { name: 'Mark all as read' }).click()
  await until(async () => await row.locator('.badge').count(), 0, 'all is read')
  await until(async () => await ben.getByRole('button', { name: 'Mark all as read' }).count(), 0, 'and nothing is left to mark as read')
  await site.say('ana', talk, 'third')
  await menu.click()
  await ben.getByRole('button', { name: 'Mark all as read' }).waitFor()
  t.equal(await ben.title(), '(1) Chats · Holdline')
})

journey('keys: help, and the conversations above and below', async stage => {
  const { t, site, until } = stage
  const { ana, talk } = await bothTalk(stage)
  const other = await site.introduce('ana', 'cho')
  await site.say('cho', other, 'hello')
  await until(async () => await ana.locator('#conversations > li').count(), 2, 'two conversations')
  await ana.locator('#scroller').focus()
  await ana.keyboard.press('?')
  const help = ana.getByRole('dialog', { name: 'Keyboard shortcuts' })
  await help.waitFor()
  await keep(ana, 'en-keys')
  await ana.keyboard.press('Escape')
  t.equal(await help.count(), 0)
  t.equal(await ana.evaluate('document.activeElement.id'), 'scroller', 'the focus is where it was')
  await ana.keyboard.press('Escape')
  t.equal(await ana.evaluate('document.activeElement.id'), 'composer-body', 'and Esc goes to the composer')
  await ana.keyboard.type('?')
  t.equal(await composer(ana).inputValue(), '?', 'in a text field it is a question mark')
  await composer(ana).fill('')

  const open = async () => new URL(ana.url()).pathname.split('/').at(-1)
  await ana.keyboard.press('Alt+Shift+ArrowUp')
  await until(open, other, 'the unread one above')
  await ana.keyboard.press('Alt+ArrowDown')
  await until(open, talk, 'the one below')
})

journey('a contact’s new name reaches the open page', async stage => {
  const { site, until } = stage
  const { ana, talk } = await bothTalk(stage)
  await site.say('ben', talk, 'hi')
  await until(async () => await texts(ana), ['hi'], 'ben has sent a message')
  await site.holdline.people.accounts.change(await site.idOf('ben'), { displayName: 'Benjamin <b>Okafor' })
  for (const place of ['.conversation-head h1', `#conversation-${talk} .row-name`, '.theirs .name']) {
    await until(async () => await ana.locator(place).textContent(), 'Benjamin <b>Okafor', place)
  }
})

journey('a message edited while history is open changes there', async stage => {
  const { t, site, until, visitorAs } = stage
  const talk = await site.introduce('ana', 'ben')
  for (let i = 1; i <= 45; i++) await site.say('ana', talk, `message ${i}`)
  await site.holdline.messenger.conversations.read(await site.idOf('ben'), talk, 46)
  const page = await (await visitorAs('ana')).open(`conversations/${talk}?before=6`)
  await until(async () => await isLive(page), true, 'the script runs the page')
  await openActs(page, 'message 2')
  await page.getByRole('dialog').getByRole('button', { name: 'Edit' }).click()
  await page.locator('.message.editing #edit-body').fill('another')
  await page.getByRole('button', { name: 'Save' }).click()
  await until(async () => await texts(page), ['message 1', 'another', 'message 3', 'message 4'], 'the new text stands there')
  t.equal(await messages(page).filter({ hasText: 'another' }).locator('.receipt').getAttribute('data-receipt'), 'read', 'and its receipt')
})
