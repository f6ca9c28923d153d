import t from 'tap'
import type { Page } from 'playwright-core'
import { journeys } from '../stage/journey.ts'
import { composer, isLive, messages } from '../stage/visitor.ts'

const journey = journeys(t, ['ana', 'ben'])
const SCROLLER = 'document.getElementById("scroller")'
const isAtEnd = async (page: Page) => await page.evaluate<boolean>(
  `(box => box.scrollHeight - box.scrollTop - box.clientHeight < 80)(${SCROLLER})`)
// The script learns of it a frame later.
const scrollTo = async (page: Page, to: number) =>
  await page.evaluate(`${SCROLLER}.scrollTop = ${to}; new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))`)

journey('U237 a window that shrinks, like a phone’s over its keyboard → the end stays in sight', async ({ t, site, visitorAs, until }) => {
  const talk = await site.introduce('ana', 'ben')
  for (let no = 1; no <= 40; no++) await site.say('ben', talk, `line ${no}`)
  const ana = await (await visitorAs('ana', { viewport: { width: 390, height: 844 } })).open(`conversations/${talk}?at=end`)
  await until(async () => await isLive(ana), true, 'the script runs the page')
  await scrollTo(ana, 100_000)
  for (const [width, height] of [[390, 420], [390, 844], [844, 390], [320, 480]] as const) {
    await ana.setViewportSize({ width, height })
    await until(async () => await isAtEnd(ana), true, `${width} × ${height}`)
  }
  await composer(ana).fill('one\ntwo\nthree\nfour')
  t.ok(await isAtEnd(ana), 'also over a field that grows')

  await scrollTo(ana, 300)
  const top = async () => (await messages(ana).nth(12).boundingBox())?.y
  const before = await top()
  await ana.setViewportSize({ width: 320, height: 400 })
  await until(async () => await ana.evaluate(`innerHeight === 400 && ${SCROLLER}.scrollTop`), 300, 'it is smaller')
  t.equal(await top(), before, 'a reader further up stays there')
})
