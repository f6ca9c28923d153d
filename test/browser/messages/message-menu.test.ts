import t from 'tap'
import type { Page } from 'playwright-core'
import { anaReads } from '../stage/ana-reads.ts'
import { journeys, keep } from '../stage/journey.ts'
import { composer, messages, texts, write } from '../stage/visitor.ts'

const journey = journeys(t, ['ana', 'ben', 'cho'])
const PHONE = { viewport: { width: 360, height: 780 }, isMobile: true, hasTouch: true }

const bubble = (page: Page, text: string) => messages(page).filter({ hasText: text }).locator('.bubble')
const menu = (page: Page) => page.getByRole('dialog', { name: 'This message' })
const focused = async (page: Page) => await page.evaluate('document.activeElement.textContent || document.activeElement.id')

async function openMenu (page: Page, text: string): Promise<void> {
  await messages(page).filter({ hasText: text }).hover()
  await messages(page).filter({ hasText: text }).locator('.more').click()
  await menu(page).waitFor()
}

/** A finger that rests on the middle of a message, until `done`; the page hears the same events as from a hand. */
async function press (page: Page, text: string, { moves = 0 } = {}): Promise<() => Promise<void>> {
  const box = await bubble(page, text).boundingBox()
  if (box === null) throw new Error(`${text} is not shown`)
  const session = await page.context().newCDPSession(page)
  const [x, y] = [box.x + 20, box.y + box.height / 2]
  await session.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: [{ x, y }] })
  if (moves > 0) await session.send('Input.dispatchTouchEvent', { type: 'touchMove', touchPoints: [{ x, y: y - moves }] })
  return async () => {
    await session.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] })
    await session.detach()
  }
}

journey('U16 Copy, first in the menu → the text as it was written is in the clipboard', async stage => {
  const { t, until } = stage
  const text = 'two lines,\nand `code` with  two blanks'
  const { page } = await anaReads(stage, [text], { permissions: ['clipboard-read', 'clipboard-write'] })
  await openMenu(page, 'two lines')
  t.equal(await focused(page), 'Reply', 'the first entry has the focus')
  await menu(page).getByRole('button', { name: 'Copy', exact: true }).click()
  await until(async () => await page.evaluate('navigator.clipboard.readText()'), text, 'copied')
  await until(async () => await menu(page).count(), 0, 'and the menu is gone')
})

journey('U16 no clipboard → the old command copies; neither → no Copy', async stage => {
  const { t, until } = stage
  const { page } = await anaReads(stage, ['by command'], {
    permissions: ['clipboard-read', 'clipboard-write'],
    without: 'window.clipboard = navigator.clipboard; Object.defineProperty(navigator, "clipboard", { value: undefined, configurable: true })'
  })
  await openMenu(page, 'by command')
  await menu(page).getByRole('button', { name: 'Copy', exact: true }).click()
  await until(async () => await page.evaluate('window.clipboard.readText()'), 'by command', 'copied')
  await until(async () => await menu(page).count(), 0, 'the menu is gone')
  await page.evaluate('document.queryCommandSupported = () => false')
  await openMenu(page, 'by command')
  t.same(await menu(page).getByRole('button').allInnerTexts(), ['👍', '❤️', '😂', '😮', '😢', '🙏', 'Star', 'Pin', 'Mark as unread from here'])
})

journey('U16 a finger that rests on a message opens its menu; a tap or a moving finger does not', async stage => {
  const { t, until } = stage
  const { page } = await anaReads(stage, ['the first', 'press me'], PHONE)
  await bubble(page, 'press me').tap()
  const passing = await press(page, 'the first', { moves: 30 })
  await passing()
  const lift = await press(page, 'press me')
  await menu(page).waitFor()
  t.equal(await menu(page).locator('time').innerText(), await bubble(page, 'press me').getAttribute('title'), 'it is the menu of that message')
  await lift()
  t.equal(await menu(page).count(), 1, 'the end of the press closes nothing')
  const sheet = await menu(page).boundingBox()
  t.same([sheet?.x, sheet?.width, (sheet?.y ?? 0) + (sheet?.height ?? 0)], [0, 360, 780], 'a sheet at the bottom')
  const chosen = await page.locator('.chosen .bubble').boundingBox()
  t.ok((chosen?.y ?? 0) + (chosen?.height ?? 0) <= (sheet?.y ?? 0), 'above which the message stands')
  t.equal(await page.locator('.chosen').innerText(), await messages(page).filter({ hasText: 'press me' }).innerText())
  t.equal(await page.evaluate('getComputedStyle(document.querySelector(".theirs:not(.chosen)")).opacity'), '0.35', 'others are dimmed')
  await keep(page, 'en-menu-sheet')
  await page.setViewportSize(PHONE.viewport)
  await page.locator('.conversation-head').tap()
  await until(async () => await menu(page).count(), 0, 'a tap beside it closes it')
  t.equal(await page.locator('.chosen, .choosing').count(), 0)
})

journey('U17 a recalled message is offered to its sender again, and named for the other', async stage => {
  const { t, site, until, visitorAs } = stage
  const { page: ana, talk } = await anaReads(stage, [])
  const ben = await (await visitorAs('ben')).open(`conversations/${talk}`)
  await write(ana, 'wrong\nchat')
  await until(async () => await texts(ben), ['wrong\nchat'], 'ben has it')
  await openMenu(ana, 'wrong')
  t.ok(await menu(ana).getByText('2 minutes').isVisible(), 'the menu says how long it is possible')
  await keep(ana, 'en-menu')
  await ana.keyboard.press('Escape')
  await openMenu(ana, 'wrong')
  await menu(ana).getByRole('button', { name: 'Recall' }).click()
  await until(async () => await ben.locator('.recalled').innerText(), 'Ana recalled a message', 'ben sees by whom')
  await until(async () => await ana.locator('.recalled').innerText(), 'You recalled a message · Edit again', 'ana may edit it again')
  await until(async () => await ana.locator(`#conversation-${talk} .row-last`).innerText(), 'You recalled a message', 'the list says so, too')
  await keep(ana, 'en-recalled')
  await ana.reload()
  await until(async () => await ana.locator('.recalled').innerText(), 'You recalled a message · Edit again', 'after a reload, too')
  await composer(ana).fill('half a thought')
  await ana.getByRole('button', { name: 'Edit again' }).click()
  t.equal(await composer(ana).inputValue(), 'half a thought\nwrong\nchat', 'under what stands there')
  t.equal(await ana.locator('.recalled').innerText(), 'You recalled a message', 'once')
  await ana.reload()
  await until(async () => await ana.locator('.recalled').innerText(), 'You recalled a message', 'the server has forgotten it')
  await site.holdline.people.accounts.change(await site.idOf('ana'), { displayName: 'Ana Castro' })
  await until(async () => await ben.locator('.recalled').innerText(), 'Ana Castro recalled a message', 'the name follows')
})

journey('U48 the field to edit a message stands in place of its bubble, also when drawn anew', async stage => {
  const { t, site, until } = stage
  const { page, talk } = await anaReads(stage, ['first'])
  await write(page, 'mine')
  await until(async () => await page.locator('.mine[data-no] .text').allInnerTexts(), ['mine'], 'it has arrived')
  await site.say('ben', talk, 'last')
  await until(async () => await texts(page), ['first', 'mine', 'last'], 'all are there')
  await openMenu(page, 'mine')
  await menu(page).getByRole('button', { name: 'Edit' }).click()
  const field = page.locator('.message.editing #edit-body')
  await field.fill('mine, longer')
  const [above, box, below] = [await bubble(page, 'first').boundingBox(), await page.locator('#acts').boundingBox(), await bubble(page, 'last').boundingBox()]
  t.ok(above !== null && box !== null && below !== null && above.y + above.height <= box.y && box.y + box.height <= below.y, 'it covers no other message')
  t.equal(await page.locator('.message.editing .bubble').isVisible(), false)
  await keep(page, 'en-edit-in-place')
  const mine = (await site.holdline.messenger.messages.history(await site.idOf('ana'), talk, { limit: 9 })).messages.find(({ body }) => body === 'mine')
  await site.holdline.messenger.messages.edit(await site.idOf('ana'), talk, mine?.no ?? 0, 'from elsewhere')
  await until(async () => await page.locator('.message.editing .bubble .text').textContent(), 'from elsewhere', 'edited in another browser meanwhile')
  t.equal(await field.inputValue(), 'mine, longer', 'what is typed stays')
  await field.press('Enter')
  await until(async () => await texts(page), ['first', 'mine, longer', 'last'], 'and is saved')
})
