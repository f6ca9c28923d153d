import t from 'tap'
import type { Page } from 'playwright-core'
import { journeys, keep, type Stage } from '../stage/journey.ts'
import { composer, isLive, texts } from '../stage/visitor.ts'

const journey = journeys(t, ['ana', 'ben', 'cho'])
const side = (page: Page) => page.locator('#side')
const heading = (page: Page) => side(page).locator('h1')
const isFocused = async (page: Page, selector: string) => await page.evaluate(`document.activeElement === document.querySelector(${JSON.stringify(selector)})`)

/** Ana's page of a group with ben and cho, whose panel the keyboard has opened. */
async function inGroup ({ t, site, visitorAs, until }: Stage): Promise<{ page: Page, id: string }> {
  for (const name of ['ben', 'cho']) await site.introduce('ana', name)
  const { conversation: { id } } = await site.holdline.messenger.conversations.group(await site.idOf('ana'), 'Tea', ['ben', 'cho'])
  const page = await (await visitorAs('ana')).open(`conversations/${id}`)
  await until(async () => await isLive(page), true, 'the script runs the page')
  await page.evaluate('window.notReloaded = true')
  await composer(page).fill('half a thought')
  await page.locator('.conversation-head a[href$="side=1"]').focus()
  await page.keyboard.press('Enter')
  await until(async () => await heading(page).innerText(), '3 members', 'the panel is open')
  t.equal(await isFocused(page, '#side h1'), true, 'its heading has the focus')
  return { page, id }
}

journey('U22 the panel opens beside the chat, turns to a member and back, and Esc closes it', async stage => {
  const { t, until } = stage
  const { page, id } = await inGroup(stage)
  await side(page).getByRole('link', { name: 'Ben' }).click()
  await until(async () => await heading(page).innerText(), 'Ben', 'a member')
  t.equal(new URL(page.url()).search, '?side=%40ben', 'at an address of its own')
  await keep(page, 'en-side-member')
  await side(page).getByRole('link', { name: 'Back' }).click()
  await until(async () => await heading(page).innerText(), '3 members', 'back at the members')
  await page.keyboard.press('Escape')
  t.equal(await side(page).count(), 0)
  t.equal(await isFocused(page, '.conversation-head a[href$="side=1"]'), true, 'the focus is where it was opened')
  t.equal(new URL(page.url()).pathname + new URL(page.url()).search, `/conversations/${id}`)
  t.same([await composer(page).inputValue(), await page.evaluate('window.notReloaded')], ['half a thought', true], 'the chat stayed as it was')
  await page.goBack()
  await until(async () => await heading(page).innerText(), '3 members', 'the browser’s Back shows what was there')
})

journey('U22 a nickname saved in the panel → the chat stays beside it', async stage => {
  const { t, site, until } = stage
  const { page, id } = await inGroup(stage)
  await site.say('ben', id, 'hello')
  await side(page).getByRole('link', { name: 'Ben' }).click()
  await side(page).locator('[name=remark]').fill('Uncle Ben')
  await side(page).locator('form:has([name=remark]) button').click()
  await until(async () => await heading(page).innerText(), 'Uncle Ben', 'saved')
  await until(async () => await texts(page), ['hello'], 'beside the chat')
  t.equal(await side(page).getByRole('status').count(), 1, 'the panel says so')
  t.equal(await page.locator('#stage .note.done').count(), 0, 'and the chat does not')
})

journey('U22 somebody leaves → the open panel and the head of the chat say so', async stage => {
  const { t, site, until } = stage
  const { page, id } = await inGroup(stage)
  await site.holdline.messenger.groups.leave(await site.idOf('cho'), id)
  await until(async () => await heading(page).innerText(), '2 members', 'the panel')
  t.equal(await page.locator('.conversation-head .under').innerText(), 'You and 1 other')
  t.equal(await side(page).locator('.members > li').count(), 2)
})
