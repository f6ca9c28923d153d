import t from 'tap'
import type { Page } from 'playwright-core'
import { journeys } from '../stage/journey.ts'

const journey = journeys(t, ['ana', 'ben'])

/** Left and right distance of an element to its column. */
const margins = async (page: Page, selector: string, column: string) => await page.evaluate<[number, number]>(`(function (inner, outer) {
  return [Math.round(inner.left - outer.left), Math.round(outer.right - inner.right)]
})(document.querySelector('${selector}').getBoundingClientRect(), document.querySelector('${column}').getBoundingClientRect())`)

journey('U46 a window of 700 px → panels stand in the middle, at the side of a conversation as well', async ({ t, site, visitorAs }) => {
  const id = await site.introduce('ana', 'ben')
  const ana = await visitorAs('ana', { viewport: { width: 700, height: 800 } })
  for (const [address, column] of [[`conversations/${id}?side=1`, '.side'], ['settings/profile', '.stage'], ['groups/new', '.stage']] as const) {
    const [left, right] = await margins(await ana.open(address), `${column} .panel`, column)
    t.ok(left > 20 && Math.abs(left - right) <= 1, `${address}: ${left} and ${right}`)
  }
})

journey('U46 a wide window → a title begins where the panel below it does', async ({ t, site, visitorAs }) => {
  await site.introduce('ana', 'ben')
  const page = await (await visitorAs('ana')).open('settings/profile')
  const left = async (selector: string) => (await page.locator(selector).first().boundingBox())?.x
  for (const address of ['settings/profile', 'groups/new', 'contacts/ben']) {
    await page.goto(new URL(`/${address}`, page.url()).href)
    t.equal(await left('.column-head :is(h1, .bar-title):visible >> nth=-1'), (await left('.stage .panel') ?? 0) + 20, address)
  }
})

journey('U9 an invite on a wide page → its buttons in one line', async ({ t, site, visitorAs }) => {
  await site.holdline.people.accounts.setAdmin('ana', true)
  const page = await (await visitorAs('ana')).open('admin/site')
  await page.getByRole('button', { name: 'Create invite' }).click()
  const [copy, revoke] = [page.getByRole('button', { name: 'Copy' }), page.getByRole('button', { name: 'Revoke' })]
  const before = await revoke.boundingBox()
  t.equal((await copy.boundingBox())?.y, before?.y)
  await copy.click()
  await page.getByText('Copied').waitFor()
  t.same(await revoke.boundingBox(), before, 'which what is said there does not move')
})

journey('U47 the list of settings → rows of 52 px, each with an icon', async ({ t, visitorAs }) => {
  const page = await (await visitorAs('ana')).open('settings/')
  const heights = await page.evaluate<number[]>('[].map.call(document.querySelectorAll(".sections a"), function (row) { return row.offsetHeight })')
  t.same(heights, heights.map(() => 52))
  t.equal(await page.locator('.sections a > .icon:first-child').count(), heights.length)
})

journey('U47 Connection → begins with how it is; the rest is behind “Details”', async ({ t, visitorAs, until }) => {
  const page = await (await visitorAs('ana')).open('settings/connection')
  await until(async () => (await page.locator('#ladder [data-slot=said]').innerText()) !== '', true, 'the state is shown')
  const order = await page.evaluate<boolean>('!!(document.getElementById(\'ladder\').compareDocumentPosition(document.querySelector(\'.panel details\')) & 4)')
  t.ok(order)
  t.notOk(await page.getByRole('button', { name: /again/ }).isVisible())
  await page.getByText('Details', { exact: true }).click()
  t.ok(await page.getByRole('button', { name: /again/ }).isVisible())
})

journey('U38 a note in a conversation → stands within the column’s margins', async ({ t, site, visitorAs }) => {
  const id = await site.introduce('ana', 'ben')
  const ana = await visitorAs('ana', { viewport: { width: 360, height: 700 } })
  const [left, right] = await margins(await ana.open(`conversations/${id}?done=drafted`), '.stage > .note', '.stage')
  t.ok(left >= 12 && Math.abs(left - right) <= 1, `${left} and ${right}`)
})
