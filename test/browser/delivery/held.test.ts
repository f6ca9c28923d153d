import t from 'tap'
import type { Page } from 'playwright-core'
import { journeys, keep, type Stage } from '../stage/journey.ts'
import { composer, framed, type Visitor } from '../stage/visitor.ts'

const journey = journeys(t, ['ana', 'ben'])
/** Longer than the fifteen seconds for which a page is held. */
const AT_ONCE_MS = 10_000
/** Chromium arguments: background tabs are not drawn, and need no font. */
const NOT_DRAWN = /preloaded using link preload but not used/

/** A page whose frame never finishes loading: there is no load event to wait for. */
async function openHeld (visitor: Visitor, { site, until }: Stage, to: string): Promise<Page> {
  const page = await visitor.context.newPage()
  await page.goto(site.address + to, { waitUntil: 'commit' })
  await until(() => page.frame({ name: 'messages' })?.url().includes('/held/') ?? false, true, 'the frame')
  return page
}

function entries (page: Page): Promise<number> {
  return page.evaluate<number>('history.length')
}

journey('without script messages come by themselves; half-typed text and history are kept', async stage => {
  const { t, site, visitorAs, until } = stage
  const chat = await site.introduce('ana', 'ben')
  const page = await openHeld(await visitorAs('ben', { javaScriptEnabled: false }), stage, `conversations/${chat}`)
  await site.say('ana', chat, 'message 0')
  await until(async () => (await framed(page))[0], 'message 0', 'the first message')
  await composer(page).fill('half a thou')
  const before = await entries(page)
  for (let n = 1; n <= 50; n++) {
    await site.say('ana', chat, `message ${n}`)
    if (n % 10 === 0) await until(async () => (await framed(page))[0], `message ${n}`, `${n} messages`)
  }
  t.same(await framed(page), Array.from({ length: 40 }, (_, index) => `message ${50 - index}`), 'the newest on top, none twice')
  t.equal(await composer(page).inputValue(), 'half a thou')
  t.equal(await page.evaluate<string>('document.activeElement.id'), 'composer-body', 'the focus stays in the composer')
  t.equal(await entries(page), before)
  t.equal(await page.locator('#scroller').isVisible(), false, 'the static list is not shown beside it')
  await keep(page, 'en-held')

  await until(() => site.parked, 1, 'the next page is held: this one was shown')
  await composer(page).fill('a whole thought')
  await page.locator('#composer .send').click({ noWaitAfter: true })
  await until(async () => (await framed(page))[0], 'a whole thought', 'the sent message')
  t.same((await site.texts('ana', chat)).at(-1), 'a whole thought')
  const { conversations } = site.holdline.messenger
  t.equal((await conversations.one(await site.idOf('ben'), chat)).unread, 0, 'an answer marks the messages of the frame as read')
})

journey('nine tabs without script do not block the browser, and each is told in the end', async stage => {
  const { t, site, visitorAs, until } = stage
  const chat = await site.introduce('ana', 'ben')
  const visitor = await visitorAs('ben', { javaScriptEnabled: false, expected: NOT_DRAWN })
  const pages: Page[] = []
  for (let tab = 0; tab < 9; tab++) pages.push(await openHeld(visitor, stage, `conversations/${chat}`))
  const rested = async () => (await Promise.all(pages.map(async page => await page.frame({ name: 'messages' })?.locator('.note').count() ?? 0))).filter(Boolean).length
  await until(async () => await rested() >= 7, true, 'seven tabs that say why they rest')
  t.equal(site.parked, 2)
  const histories = await Promise.all(pages.map(entries))

  const [writer] = pages
  if (writer === undefined) throw new Error('There are nine')
  await composer(writer).fill('from one of nine')
  const pressedAt = Date.now()
  await writer.locator('#composer .send').click({ noWaitAfter: true })
  await until(async () => await site.texts('ana', chat), ['from one of nine'], 'the message')
  const tookMs = Date.now() - pressedAt
  t.ok(tookMs < AT_ONCE_MS, `sent after ${tookMs} ms`)
  t.comment(`a message was sent beside nine held tabs in ${tookMs} ms`)

  await site.say('ana', chat, 'to all nine')
  // Each waiting tab adds five seconds to the pause.
  const news = async () => await Promise.all(pages.map(async page => (await framed(page).catch(() => []))[0]))
  for (let turns = 0; turns < 4 && (await news()).some(text => text !== 'to all nine'); turns++) await new Promise(resolve => setTimeout(resolve, 10_000))
  await until(news, pages.map(() => 'to all nine'), 'the news in every tab')
  t.same((await Promise.all(pages.map(entries))).slice(1), histories.slice(1), 'nor has a pause left anything in the history')
})
