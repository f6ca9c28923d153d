// Draws docs/screenshot.png, the picture of the README, from the world of the demo: node_modules/.bin/node
// test/browser/stage/picture.ts
import { join } from 'node:path'
import { playWorld } from '#server/demo/play.ts'
import { WORLD } from '#server/demo/world/index.ts'
import { openBrowser } from '#test/browser.ts'
import { PASSWORD } from '#test/world.ts'
import { root } from '#test/source/project.ts'
import { Site } from './site.ts'
import { composer, isLive, newVisitor, texts } from './visitor.ts'

/** The date in the picture, fixed so that every drawing is the same. */
const EVENING = Date.UTC(2026, 10, 20, 20, 14)

// Fixed, since people's colours follow from their ids.
let ids = 0
const site = new Site(() => `picture-${++ids}`)
await site.start()
const browser = await openBrowser()
try {
  const setClock = (at: number) => { site.lagMs = Date.now() - at }
  await playWorld(site.holdline, WORLD, { now: EVENING, timeZone: 'Europe/Lisbon', setClock, passwordOf: () => PASSWORD })
  setClock(EVENING)

  const { conversation: { id } } = await site.holdline.messenger.conversations.direct(await site.idOf('ana'), 'ben')
  const pages = []
  for (const username of ['ben', 'ana']) {
    const visitor = await newVisitor(browser, site, { viewport: { width: 1280, height: 860 } })
    await visitor.signIn(username)
    pages.push(await visitor.open(`conversations/${id}`))
  }
  const [ben, ana] = pages
  if (ben === undefined || ana === undefined) throw new Error('Two people chat')
  while (!await isLive(ben) || (await texts(ana)).length < 11) await new Promise(resolve => setTimeout(resolve, 50))
  await ana.locator('.mine .receipt[data-receipt=read]').last().waitFor()
  await ana.locator('.conversation-head [data-presence-of=ben][data-state=online]').first().waitFor()
  await composer(ben).pressSequentially('It is a deal')
  await ana.getByText('Ben Ade is typing…').waitFor()
  await ana.waitForFunction('[].every.call(document.images, function (image) { return image.complete })')
  await ana.screenshot({ path: join(root, 'docs/screenshot.png') })
} finally {
  await browser.close()
  await site.end()
}
