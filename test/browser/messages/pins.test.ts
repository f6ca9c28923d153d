import t from 'tap'
import type { Page } from 'playwright-core'
import { journeys, keep } from '../stage/journey.ts'
import { framed, isLive, messages } from '../stage/visitor.ts'

const journey = journeys(t, ['ana', 'ben', 'cho'])

const bar = async (page: Page) => await page.locator('.pin-bar:not([hidden]) .quote-text').allInnerTexts()

async function act (page: Page, text: string, name: string): Promise<void> {
  const item = messages(page).filter({ hasText: text }).first()
  await item.hover()
  await item.locator('.more').click()
  await page.locator('#acts').getByRole('button', { name, exact: true }).click()
  await page.locator('#acts').waitFor({ state: 'hidden' })
}

journey('U190 a pin, an edit, an unpin, a recall → the bar of every open page, and the jump to it', async ({ t, site, visitorAs, until }) => {
  for (const other of ['ben', 'cho']) await site.introduce('ana', other)
  const { conversations, messages: domain } = site.holdline.messenger
  const anaId = await site.idOf('ana')
  const { conversation: { id } } = await conversations.group(anaId, 'Choir', ['ben', 'cho'])
  const say = async (body: string) => (await domain.send({ senderId: anaId, conversationId: id, clientId: `client-${body.length}`, body })).message.no
  const first = await say('The hall is ours until Christmas.')
  const second = await say('The key hangs in the kitchen.')
  const phone = { viewport: { width: 360, height: 740 }, colorScheme: 'dark' } as const
  const [ana, ben] = [await (await visitorAs('ana')).open(`conversations/${id}`), await (await visitorAs('ben', phone)).open(`conversations/${id}`)]
  for (const page of [ana, ben]) await until(async () => await isLive(page), true, 'the script runs the page')

  await act(ana, 'The hall', 'Pin')
  for (const page of [ana, ben]) await until(async () => await bar(page), ['The hall is ours until Christmas.'], 'the bar comes')
  const isMarked = async (no: number) => await ben.locator(`#message-${id}-${no} .mark.pin`).count() === 1
  await until(async () => [await isMarked(first), await isMarked(second)], [true, false], 'the message itself has a mark')
  t.match(await ben.locator('.message.system').last().innerText(), 'Ana pinned a message')
  await act(ana, 'The key', 'Pin')
  await until(async () => await bar(ben), ['The key hangs in the kitchen.'], 'the latest pin takes its place')
  await domain.edit(anaId, id, second, 'The key hangs in the hall.')
  await until(async () => await bar(ben), ['The key hangs in the hall.'], 'an edit reaches it')
  t.ok(await isMarked(second), 'and leaves the mark')
  await keep(ben, 'pins-bar-phone')

  await act(ana, 'The key', 'Unpin')
  await until(async () => await bar(ben), ['The hall is ours until Christmas.'], 'the pin before it is read')
  await until(async () => [await isMarked(first), await isMarked(second)], [true, false], 'the mark is taken off')
  for (let i = 0; i < 30; i++) await site.say('cho', id, `Something else, ${i}.`)
  await ben.locator('.pin-last').click()
  await until(async () => await ben.locator(`#message-${id}-${first}.pointed`).count(), 1, 'it is shown where it stands')
  await ben.locator('.pin-all').click()
  await until(async () => await ben.locator('.pins .row').count(), 1, 'the list of all')
  await keep(ben, 'pins-list-phone')
  await ben.goBack()
  await domain.recall(anaId, id, first)
  await until(async () => await bar(ana), [], 'a recall takes it away')
})

journey('a star → at once in all of one’s own pages, and nobody else’s; an edit keeps it', async ({ t, site, visitorAs, until }) => {
  await site.introduce('ana', 'ben')
  const { conversations, messages: domain } = site.holdline.messenger
  const anaId = await site.idOf('ana')
  const { conversation: { id } } = await conversations.direct(anaId, 'ben')
  const { message: { no } } = await domain.send({ senderId: anaId, conversationId: id, clientId: 'client-key', body: 'The key is under the pot.' })
  const [one, other, hers] = await Promise.all([visitorAs('ben'), visitorAs('ben'), visitorAs('ana')].map(async each => await (await each).open(`conversations/${id}`)))
  if (one === undefined || other === undefined || hers === undefined) throw new Error('three pages')
  for (const page of [one, other, hers]) await until(async () => await isLive(page), true, 'the script runs the page')
  await act(one, 'The key', 'Star')
  for (const page of [one, other]) await until(async () => await page.locator(`#message-${id}-${no} .star`).count(), 1, 'starred')
  await domain.edit(anaId, id, no, 'The key is under the blue pot.')
  await until(async () => await other.locator(`#message-${id}-${no} .text`).innerText(), 'The key is under the blue pot.', 'edited')
  t.equal(await other.locator(`#message-${id}-${no} .star`).count(), 1, 'and still starred')
  t.equal(await hers.locator('.star').count(), 0)
  await keep(one, 'stars')
  await other.goto(`${site.address}starred/`)
  await until(async () => await isLive(other), true, 'the list is live')
  t.equal(await other.locator('#starred .row').count(), 1)
  await act(one, 'The key', 'Remove star')
  await until(async () => await other.locator('#starred .row').count(), 0, 'the list follows')
})

journey('a recall → the message leaves the open lists of pinned and of starred messages', async ({ site, visitorAs, until }) => {
  const id = await site.introduce('ana', 'ben')
  const { messages: domain, pins, stars } = site.holdline.messenger
  const anaId = await site.idOf('ana')
  const { message: { no } } = await domain.send({ senderId: anaId, conversationId: id, clientId: 'client-key', body: 'The key is under the pot.' })
  await pins.pin(anaId, id, no, true)
  await stars.star(await site.idOf('ben'), id, no, true)
  const ben = await visitorAs('ben')
  const lists = [await ben.open(`conversations/${id}/pins`), await ben.open('starred/')]
  for (const page of lists) await until(async () => [await isLive(page), await page.locator('.panel .row').count()], [true, 1], 'it is in the list')
  await domain.recall(anaId, id, no)
  for (const page of lists) await until(async () => await page.locator('.panel .empty').count(), 1, 'nothing is left')
})

journey('without script → the bar in the frame comes and goes by itself', async ({ site, visitor, until }) => {
  await site.introduce('ana', 'ben')
  const { conversations, messages: domain, pins } = site.holdline.messenger
  const anaId = await site.idOf('ana')
  const { conversation: { id } } = await conversations.direct(anaId, 'ben')
  const { message: { no } } = await domain.send({ senderId: anaId, conversationId: id, clientId: 'client-key', body: 'The key is under the pot.' })
  const reader = await visitor({ javaScriptEnabled: false })
  await reader.signIn('ben')
  const page = await reader.open(`conversations/${id}`)
  await until(async () => (await framed(page)).length > 0, true, 'the frame is there')
  const shown = async () => await page.frames().at(-1)?.locator('.pin-bar .quote-text').allInnerTexts()
  await pins.pin(anaId, id, no, true)
  await until(shown, ['The key is under the pot.'], 'it comes')
  await keep(page, 'pins-frame')
  await pins.pin(anaId, id, no, false)
  await until(shown, [], 'and goes')
})
