// Draws docs/screenshot.png, the picture of the README, from the running program: node_modules/.bin/node
// test/browser/stage/picture.ts
import { join } from 'node:path'
import { openBrowser } from '#test/browser.ts'
import { root } from '#test/source/project.ts'
import { Site } from './site.ts'
import { composer, isLive, newVisitor, texts } from './visitor.ts'

/** The date in the picture, fixed so that every drawing is the same. */
const EVENING = Date.UTC(2026, 10, 20, 20, 14)
const MINUTE = 60_000

const PEOPLE = [['ana', 'Ana Castro'], ['ben', 'Ben Ade'], ['cho', 'Cho Park'], ['xiaoyu', '林小雨'], ['maria', 'Maria Lopes']] as const

const SAID: ReadonlyArray<readonly [minutesAgo: number, who: string, where: string, what: string]> = [
  [3_020, 'maria', 'maria', 'The key is under the blue pot.'],
  [3_010, 'ana', 'maria', 'Found it, thank you!'],
  [1_560, 'cho', 'cho', 'Sheet music: https://choir.example/winter.pdf'],
  [1_500, 'ana', 'ben', 'Are you coming on Thursday? We are short of tenors.'],
  [1_497, 'ben', 'ben', 'Wouldn’t miss it. The train wifi blocks half the internet, but this gets through.'],
  [95, 'ben', 'choir', 'I can bring the small piano.'],
  [41, 'xiaoyu', 'xiaoyu', '排练改到七点半了，'],
  [40, 'xiaoyu', 'xiaoyu', '你能帮我带谱子吗？'],
  [12, 'ben', 'ben', 'I’m on the train back. How did it sound from the balcony?'],
  [9, 'ana', 'ben', 'Better than we deserve. The second half gave me goose bumps 🎶'],
  [9, 'ana', 'ben', 'Even the encore held together, and nobody had rehearsed it.'],
  [4, 'ben', 'ben', 'Then it was worth the cold feet. Same again next year?'],
  [2, 'ana', 'ben', 'Same again. I’ll book the hall tomorrow.']
]

// Fixed, since people's colours follow from their ids.
let ids = 0
const site = new Site(() => `picture-${++ids}`)
await site.start()
const browser = await openBrowser()
try {
  const { conversations } = site.holdline.messenger
  const at = (minutesAgo: number) => { site.lagMs = Date.now() - EVENING + minutesAgo * MINUTE }
  at(4_000)
  for (const [username, name] of PEOPLE) await site.add(username, name)
  const where = new Map<string, string>()
  for (const [username] of PEOPLE.slice(1)) where.set(username, await site.introduce(username, 'ana'))
  at(2_900)
  const { conversation } = await conversations.group(await site.idOf('ana'), 'Choir, Thursdays', ['ben', 'cho', 'maria'])
  where.set('choir', conversation.id)
  for (const [minutesAgo, who, to, what] of SAID) {
    at(minutesAgo)
    const id = where.get(to)
    if (id === undefined) throw new Error(`There is no conversation ${to}`)
    await site.say(who, id, what)
    if (who !== 'xiaoyu') await conversations.read(await site.idOf('ana'), id, (await conversations.one(await site.idOf('ana'), id)).lastNo)
  }
  at(0)

  const pages = []
  for (const username of ['ben', 'ana']) {
    const visitor = await newVisitor(browser, site)
    await visitor.signIn(username)
    pages.push(await visitor.open(`conversations/${where.get('ben') ?? ''}`))
  }
  const [ben, ana] = pages
  if (ben === undefined || ana === undefined) throw new Error('Two people chat')
  while (!await isLive(ben) || (await texts(ana)).length < 7) await new Promise(resolve => setTimeout(resolve, 50))
  await ana.locator('.mine .receipt[data-receipt=read]').last().waitFor()
  await ana.locator('.conversation-head [data-presence-of=ben][data-state=online]').first().waitFor()
  await composer(ben).pressSequentially('It is a deal')
  await ana.getByText('Ben Ade is typing…').waitFor()
  await ana.screenshot({ path: join(root, 'docs/screenshot.png') })
} finally {
  await browser.close()
  await site.end()
}
