import t from 'tap'
import type { Page } from 'playwright-core'
import { journeys, keep, type Stage } from '../stage/journey.ts'
import { composer, isLive } from '../stage/visitor.ts'

const journey = journeys(t, ['ana', 'ben', 'cho'])

const chosen = async (page: Page) => await page.locator('#switch-options [aria-selected=true] .place-name').innerText()
const options = async (page: Page) => await page.locator('#switch-options .place-name').allInnerTexts()

async function opened ({ site, visitorAs, until }: Stage): Promise<{ page: Page, withBen: string, withCho: string }> {
  const withBen = await site.introduce('ana', 'ben')
  const withCho = await site.introduce('ana', 'cho')
  await site.say('ben', withBen, 'hello')
  const page = await (await visitorAs('ana')).open(`conversations/${withBen}`)
  await until(() => isLive(page), true, 'the script runs the page')
  return { page, withBen, withCho }
}

journey('U90 Ctrl+K, Enter → the chat before; Ctrl+K and a name → that chat, in place', async stage => {
  const { t, until } = stage
  const { page, withBen, withCho } = await opened(stage)
  await page.evaluate('window.stays = true')
  await page.keyboard.press('Control+k')
  await until(() => chosen(page), 'Cho', 'the chat that is open is not the first choice')
  t.equal(await page.evaluate('document.activeElement.id'), 'switch-query')
  t.equal(await page.locator('#switch-query').getAttribute('aria-activedescendant'), await page.locator('#switch-options [aria-selected=true]').getAttribute('id'))
  await keep(page, 'en-switcher')
  await page.keyboard.press('Enter')
  await page.waitForURL(`**/conversations/${withCho}`)
  await page.keyboard.press('Control+k')
  await page.keyboard.type('ben')
  await page.keyboard.press('Enter')
  await page.waitForURL(`**/conversations/${withBen}`)
  t.equal(await page.evaluate('window.stays'), true, 'no page was loaded')
  t.notOk(await page.locator('#switcher').isVisible())
})

journey('U90 ↑ and ↓ go round, Esc gives the focus back, and Tab stays inside', async stage => {
  const { t, until } = stage
  const { page } = await opened(stage)
  await composer(page).fill('half a')
  await page.keyboard.press('Control+k')
  await until(async () => (await options(page)).length > 5, true, 'the options are there')
  const [first = '', second = ''] = await options(page)
  await until(() => chosen(page), second, 'the second, since the first is open')
  await page.keyboard.press('ArrowUp')
  t.equal(await chosen(page), first)
  await page.keyboard.press('ArrowUp')
  t.equal(await chosen(page), 'Sign out', 'the last')
  t.ok(await page.locator('#switch-options [aria-selected=true]').isVisible())
  await page.keyboard.press('ArrowDown')
  t.equal(await chosen(page), first)
  await page.keyboard.press('Tab')
  t.equal(await page.evaluate('document.activeElement.id'), 'switch-query')
  await page.keyboard.press('Escape')
  t.notOk(await page.locator('#switcher').isVisible())
  t.equal(await page.evaluate('document.activeElement.id'), 'composer-body')
  t.equal(await composer(page).inputValue(), 'half a')
})

journey('U90 Enter of an input method → chooses in that, not in the list; a page opens from 中文', async stage => {
  const { t, until } = stage
  const { page, withBen } = await opened(stage)
  await page.keyboard.press('Control+k')
  await until(async () => (await options(page)).length > 5, true, 'the options are there')
  await page.evaluate(`document.getElementById('switch-query').dispatchEvent(new KeyboardEvent('keydown', {
    key: 'Enter', keyCode: 13, isComposing: true, bubbles: true, cancelable: true
  }))`)
  t.ok(await page.locator('#switcher').isVisible())
  t.match(page.url(), withBen)
  await page.keyboard.insertText('隐私')
  await until(() => chosen(page), 'Privacy', 'by its name in the other language')
  await page.keyboard.press('Enter')
  await page.waitForURL('**/settings/privacy')
})

journey('U90 without script → the same as a page', async ({ t, site, visitorAs }) => {
  await site.introduce('ana', 'ben')
  const page = await (await visitorAs('ana', { javaScriptEnabled: false })).open('go/')
  await page.getByLabel('Chat, person or page').fill('ben')
  await page.getByRole('button', { name: 'Find' }).click()
  await keep(page, 'en-go-to')
  await page.locator('#stage').getByRole('link', { name: 'Ben' }).first().click()
  t.match(page.url(), /conversations\//)
})
