import t from 'tap'
import type { Page } from 'playwright-core'
import { anaReads } from '../stage/ana-reads.ts'
import { journeys, keep } from '../stage/journey.ts'
import { isLive, messages } from '../stage/visitor.ts'

const journey = journeys(t, ['ana', 'ben', 'cho'])
const PHONE = { viewport: { width: 360, height: 780 }, isMobile: true, hasTouch: true }

const bar = (page: Page) => page.getByRole('toolbar', { name: 'Select messages' })
const box = (page: Page, text: string) => page.getByRole('checkbox', { name: `Select: ${text}` })
const count = async (page: Page) => await bar(page).getByRole('status').innerText()
const menu = (page: Page) => page.getByRole('dialog', { name: 'This message' })

async function act (page: Page, text: string, name: string): Promise<void> {
  await messages(page).filter({ hasText: text }).hover()
  await messages(page).filter({ hasText: text }).locator('.more').click()
  await menu(page).getByText(name, { exact: true }).click()
}

/** On touch, the link of the menu is there for screen readers; fingers press long. */
async function select (page: Page, text: string): Promise<void> {
  const link = messages(page).filter({ hasText: text }).locator('.more')
  await link.evaluate(link => { (link as unknown as { click: () => void }).click() })
  await menu(page).getByText('Select', { exact: true }).tap()
}

journey('U200 Select in the menu → boxes and a bar; several are copied as written; Esc ends it', async stage => {
  const { t, until } = stage
  const { page } = await anaReads(stage, ['one *bold*', 'two', 'three'], { permissions: ['clipboard-read', 'clipboard-write'] })
  await act(page, 'two', 'Select')
  await until(async () => await count(page), '1 selected', 'that message is chosen')
  t.equal(await page.evaluate('document.activeElement.className'), 'pick', 'its box has the focus')
  await page.keyboard.press('ArrowUp')
  await page.keyboard.press('Space')
  await until(async () => await count(page), '2 selected', 'chosen by keys')
  await messages(page).filter({ hasText: 'three' }).locator('.bubble').click()
  await until(async () => await count(page), '3 selected', 'a press anywhere on a message')
  await messages(page).filter({ hasText: 'three' }).locator('.bubble').click()
  await keep(page, 'selecting')
  await bar(page).getByRole('button', { name: 'Copy' }).click()
  await until(async () => await count(page), 'Copied', 'told so')
  t.match(await page.evaluate('navigator.clipboard.readText()'), /^Ben, .+\none \*bold\*\n\nBen, .+\ntwo$/, 'the raw texts')
  await page.keyboard.press('Escape')
  const shown = async () => [await page.locator('.pick').count(), await bar(page).count(), await page.locator('#composer').isVisible()]
  await until(shown, [0, 0, true], 'as before')
})

journey('U200 while choosing → new messages can be chosen, edited ones stay, recalled ones go', async stage => {
  const { site, until } = stage
  const { page, talk } = await anaReads(stage, ['first', 'second'])
  await act(page, 'first', 'Select')
  await box(page, 'second').check()
  await site.say('ben', talk, 'third')
  await box(page, 'third').check()
  await until(async () => await count(page), '3 selected', 'the new one, too')
  const no = Number(await messages(page).filter({ hasText: 'third' }).getAttribute('data-no'))
  const { messenger } = site.holdline
  await messenger.messages.edit(await site.idOf('ben'), talk, no, 'third, edited')
  await messages(page).filter({ hasText: 'third, edited' }).waitFor()
  await until(async () => [await page.locator('.picked').count(), await count(page)], [3, '3 selected'], 'drawn anew with its box')
  await messenger.messages.recall(await site.idOf('ben'), talk, no)
  await until(async () => [await page.locator('.picked').count(), await count(page)], [2, '2 selected'], 'recalled')
})

journey('U200 on a phone → taps choose, Forward takes them along, and one’s own are recalled', async stage => {
  const { site, t, until } = stage
  const { page, talk } = await anaReads(stage, ['first', 'second'], PHONE)
  await site.say('ana', talk, 'of mine')
  await page.goto(`${page.url().split('conversations')[0]}select/${talk}?no=2`)
  t.equal(await page.getByRole('checkbox', { checked: true }).count(), 1, 'the page of boxes works by itself')
  await page.goto(`${page.url().split('select')[0]}conversations/${talk}`)
  await until(async () => await isLive(page), true, 'live')
  await select(page, 'of mine')
  await messages(page).filter({ hasText: 'first' }).locator('.bubble').tap()
  await until(async () => await count(page), '2 selected', 'by a tap')
  await keep(page, 'selecting-phone')
  await bar(page).getByRole('button', { name: 'Recall mine' }).tap()
  await until(async () => await bar(page).count(), 0, 'done')
  await until(async () => await messages(page).last().innerText().then(text => text.includes('You recalled')), true, 'recalled')
  await select(page, 'first')
  await messages(page).filter({ hasText: 'second' }).locator('.bubble').tap()
  await bar(page).getByRole('button', { name: 'Forward' }).tap()
  await until(() => page.url().split('/').pop() ?? '', `${talk}?no=2&no=3`, 'both')
})
