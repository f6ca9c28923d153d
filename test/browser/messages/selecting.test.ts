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

journey('U200 chosen messages that the page drops → still chosen, and copied with the rest', async stage => {
  const { site, t, until } = stage
  const lines = Array.from({ length: 40 }, (_, i) => `line ${i + 1}`)
  const { page, talk } = await anaReads(stage, lines, { permissions: ['clipboard-read', 'clipboard-write'] })
  const shown = async (text: string) => await messages(page).getByText(text, { exact: true }).count()
  const scrollTo = async (to: number) => await page.evaluate(`document.getElementById("scroller").scrollTop = ${to}`)
  await scrollTo(100_000)
  await act(page, 'line 39', 'Select')
  await box(page, 'line 40').check()
  for (let i = 41; i <= 360; i++) await site.say('ben', talk, `line ${i}`)
  await until(async () => [await shown('line 360'), await shown('line 40')], [1, 0], 'the page is bounded')
  await until(async () => [await count(page), await page.locator('.picked').count()], ['2 selected', 0], 'which changes no choice')
  t.equal(await page.locator('.pick[tabindex="0"]').count(), 1, 'Tab leads to a box that is there')
  await box(page, 'line 360').check()
  for (const first of ['line 121', 'line 81', 'line 41', 'line 1']) {
    await scrollTo(0)
    await until(async () => await shown(first), 1, `back to ${first}`)
  }
  await until(async () => [await shown('line 360'), await page.locator('.picked').count()], [0, 2], 'the first two are there again, marked')
  t.equal(await count(page), '3 selected', 'and the last is chosen still')
  await bar(page).getByRole('button', { name: 'Copy' }).click()
  await until(async () => await count(page), 'Copied', 'told so')
  t.match(await page.evaluate('navigator.clipboard.readText()'), /\nline 39\n(.+\n)?\n?(.+\n)?line 40\n\n.+\nline 360$/, 'all three')
})
