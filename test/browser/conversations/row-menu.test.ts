import t from 'tap'
import { journeys, keep } from '../stage/journey.ts'
import { isLive } from '../stage/visitor.ts'

const journey = journeys(t, ['ana', 'ben', 'cho'])

journey('The menu of a row → read, pin, mute and archive from the list, without opening it', async ({ t, site, visitorAs, until }) => {
  const talk = await site.introduce('ana', 'ben')
  await site.introduce('ana', 'cho')
  await site.say('ben', talk, 'hello')
  const page = await (await visitorAs('ana')).open('conversations/')
  await until(() => isLive(page), true, 'the script runs the page')
  const row = page.locator(`#conversation-${talk}`)
  const menu = page.locator('#row-menu')
  async function choose (label: string): Promise<void> {
    await row.hover()
    await row.locator('.row-more').click()
    await menu.waitFor()
    await menu.getByRole('button', { name: label, exact: true }).click()
    t.notOk(await menu.isVisible())
  }
  const conversation = async () => await site.holdline.messenger.conversations.one(await site.idOf('ana'), talk)
  await row.click({ button: 'right' })
  await menu.waitFor()
  await keep(page, 'row-menu')
  await page.keyboard.press('Escape')
  t.notOk(await menu.isVisible())
  await choose('Mark as read')
  await until(async () => (await conversation()).unread, 0, 'it is read')
  await until(async () => await row.locator('.badge').count(), 0, 'and says so')
  await choose('Mark as unread')
  await until(async () => await row.locator('.badge').count(), 1, 'marked again')
  await choose('Pin to top')
  await until(async () => (await conversation()).pinned, true, 'pinned')
  await choose('Mute')
  await until(async () => (await conversation()).notify, 'none', 'muted')
  await choose('Unmute')
  await until(async () => (await conversation()).notify, 'all', 'and no longer')
  await choose('Archive')
  await until(async () => await row.count(), 0, 'archived ones are listed apart')
  t.match(page.url(), /\/conversations\/$/, 'none of it opened the conversation')
})
