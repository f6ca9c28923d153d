import t from 'tap'
import { journeys, keep } from '../stage/journey.ts'
import { isLive } from '../stage/visitor.ts'

const journey = journeys(t, ['ana', 'ben'])
const PHONE = { viewport: { width: 360, height: 780 }, isMobile: true, hasTouch: true }

journey('U201 a group gets another title → heading, sign, row, tab and label follow', async ({ site, visitorAs, until, t }) => {
  await site.introduce('ana', 'ben')
  const { conversations, groups } = site.holdline.messenger
  const anaId = await site.idOf('ana')
  const { conversation: { id } } = await conversations.group(anaId, 'Old harbour', ['ben'])
  const page = await (await visitorAs('ben')).open(`conversations/${id}`)
  await until(async () => await isLive(page), true, 'live')
  t.match(await page.title(), 'Old harbour')
  await groups.change(anaId, id, { title: 'New quay' })
  await until(async () => await page.locator('h1').innerText(), 'New quay', 'the heading')
  await until(async () => (await page.title()).includes('New quay'), true, 'the tab')
  await until(async () => await page.locator('header .avatar').getAttribute('data-initials'), 'NQ', 'the sign at the head')
  await until(async () => await page.locator(`#conversation-${id} .avatar`).getAttribute('data-initials'), 'NQ', 'the sign of the row')
  await until(async () => await page.locator(`#conversation-${id} .row-name`).innerText(), 'New quay', 'its name')
  t.match(await page.locator('label[for="composer-body"]').textContent(), 'New quay', 'the label of the composer')
  t.same(new Set(await page.locator('.group-name').allTextContents()), new Set(['New quay']), 'and where the messages begin')
})

journey('U202 no pointer that hovers → the menu of a row is in sight, and opens by a tap', async ({ site, visitorAs, until, t }) => {
  await site.introduce('ana', 'ben')
  const page = await (await visitorAs('ana', PHONE)).open('conversations/')
  await until(async () => await isLive(page), true, 'live')
  const more = page.locator('.row-more').first()
  t.equal(await page.evaluate('getComputedStyle(document.querySelector(".row-more")).opacity'), '1')
  await keep(page, 'row-more')
  await more.tap()
  await until(async () => await page.locator('#row-menu, [role="dialog"]:visible').count() > 0, true, 'its menu')
})
