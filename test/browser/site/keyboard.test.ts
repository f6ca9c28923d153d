import t from 'tap'
import type { Page } from 'playwright-core'
import { anaReads } from '../stage/ana-reads.ts'
import { journeys, keep, type Stage } from '../stage/journey.ts'
import { composer, messages, texts, write } from '../stage/visitor.ts'

const journey = journeys(t, ['ana', 'ben'])

/** The same with the caret in the composer. */
async function anaWrites (stage: Stage, said: readonly string[], options = {}): Promise<{ page: Page, talk: string }> {
  const opened = await anaReads(stage, said, options)
  await stage.until(async () => await focus(opened.page), 'composer-body', 'the composer has the focus')
  return opened
}

/** The element with the focus: its id, else its name, else its text. */
const focus = async (page: Page) =>
  await page.evaluate('(e => e.id || e.getAttribute("aria-label") || e.textContent.trim())(document.activeElement)')
const ring = async (page: Page) => await page.evaluate('getComputedStyle(document.getElementById("scroller")).outlineStyle')

journey('U31 the history is one stop of Tab; ↑ and ↓ go from message to message inside it', async stage => {
  const { t, site, until } = stage
  const { page, talk } = await anaWrites(stage, ['one', 'see https://example.org/', 'three'])
  await page.keyboard.press('Shift+Tab')
  t.equal(await focus(page), 'scroller')
  await page.keyboard.press('ArrowUp')
  t.equal(await focus(page), 'More about: three', 'the newest in sight')
  await page.keyboard.press('ArrowUp')
  t.equal(await focus(page), 'More about: see https://example.org/')
  await page.keyboard.press('Shift+Tab')
  t.equal(await focus(page), 'https://example.org/', 'its link can be reached')
  await page.keyboard.press('ArrowUp')
  t.equal(await focus(page), 'More about: one')
  await page.keyboard.press('ArrowDown')
  await site.say('ben', talk, 'four')
  await until(async () => (await texts(page)).length, 4, 'another comes')
  t.equal(await focus(page), 'More about: see https://example.org/', 'which moves no focus')
  await page.keyboard.press('Tab')
  t.equal(await focus(page), 'composer-body', 'the next stop is the composer')
  await page.keyboard.press('Shift+Tab')
  t.equal(await focus(page), 'scroller')
  await page.keyboard.press('ArrowDown')
  t.equal(await focus(page), 'More about: see https://example.org/', 'where one was')
  await page.keyboard.press('Enter')
  await page.getByRole('dialog', { name: 'This message' }).waitFor()
  await page.keyboard.press('Escape')
  t.equal(await focus(page), 'More about: see https://example.org/', 'back at its message')
})

journey('U31 Tab goes round inside an open menu and inside the help', async stage => {
  const { t, until } = stage
  const { page } = await anaWrites(stage, ['one'])
  await page.keyboard.press('Shift+Tab')
  await page.keyboard.press('ArrowUp')
  await page.keyboard.press('Enter')
  await until(async () => await focus(page), 'Reply', 'the first entry')
  for (const [key, wanted] of [['Shift+Tab', 'More emoji'], ['Tab', 'Reply'], ['ArrowUp', 'More emoji'], ['ArrowDown', 'Reply'], ['ArrowUp', 'More emoji']] as const) {
    await page.keyboard.press(key)
    t.match(await focus(page), new RegExp(`^${wanted}`), key)
  }
  await page.keyboard.press('Escape')
  await page.keyboard.press('?')
  await page.locator('#keys').waitFor()
  for (const key of ['Tab', 'Tab', 'Shift+Tab']) {
    await page.keyboard.press(key)
    t.equal(await page.evaluate('document.getElementById("keys").contains(document.activeElement)'), true, key)
  }
  await page.keyboard.press('Escape')
  t.equal(await focus(page), 'More about: one', 'the focus is where it was')
})

journey('U31 after a jump to the newest message the composer has the focus', async stage => {
  const { t, until } = stage
  const { page } = await anaWrites(stage, Array.from({ length: 38 }, (_, i) => `message ${i}`))
  await page.evaluate('document.getElementById("scroller").scrollTop = document.getElementById("scroller").scrollHeight')
  await until(async () => await page.locator('#new-pill').isVisible(), false, 'all is seen')
  await page.evaluate('document.getElementById("scroller").scrollTop = 0')
  await page.locator('#jump-latest').click()
  await until(async () => await focus(page), 'composer-body', 'the focus')
  t.ok(await messages(page).getByText('message 37', { exact: true }).isVisible())
})

journey('U49 the history has a ring when Tab leads there, and none after a click and a key', async stage => {
  const { t } = stage
  const { page } = await anaWrites(stage, ['one'])
  await page.mouse.click(700, 200)
  t.equal(await focus(page), 'scroller', 'a click gives it the focus')
  await page.keyboard.press('Control')
  t.equal(await ring(page), 'none', 'without a ring, also after a key')
  await page.keyboard.press('Escape')
  await page.keyboard.press('Shift+Tab')
  t.equal(await focus(page), 'scroller')
  t.equal(await ring(page), 'solid', 'Tab shows it')
  await write(page, 'x')
  t.equal(await ring(page), 'none')
})

journey('U18 the menu of the list says in words what it does, and works without script', async stage => {
  const { t, site, until, visitorAs } = stage
  const { page, talk } = await anaWrites(stage, [])
  const menu = page.locator('.list details.menu')
  await menu.locator('summary').focus()
  await page.keyboard.press('Enter')
  t.same(await menu.getByRole('link').allInnerTexts(), ['New group', 'Find groups', 'Search messages', 'Mentions of you', 'Starred messages', 'Next unread chat'])
  t.equal(await menu.getByRole('button', { name: 'Mark all as read' }).count(), 0, 'nothing is unread')
  await page.keyboard.press('Escape')
  t.equal(await menu.getAttribute('open'), null)
  t.equal(await page.evaluate('document.activeElement.nodeName'), 'SUMMARY')
  await page.keyboard.press('Enter')
  await composer(page).click()
  t.equal(await menu.getAttribute('open'), null, 'a click beside it closes it')

  await page.close()
  await site.say('ben', talk, 'hello')
  const plain = await (await visitorAs('ana', { javaScriptEnabled: false, isMobile: false })).open('conversations/')
  await plain.locator('details.menu summary').click()
  await keep(plain, 'en-list-menu')
  await plain.getByRole('button', { name: 'Mark all as read' }).click()
  await until(async () => await plain.locator('.row.unread').count(), 0, 'all is read')
})
