import t from 'tap'
import type { Page } from 'playwright-core'
import { journeys, keep, type Stage } from './stage/journey.ts'
import { composer, isLive, texts, write } from './stage/visitor.ts'

const journey = journeys(t, ['ana', 'ben', 'cho'])

async function count (site: Stage['site'], talk: string, from: number, to: number, who = 'ben'): Promise<void> {
  for (let no = from; no <= to; no++) await site.say(who, talk, `line ${no}`)
}

const isAtEnd = async (page: Page) => await page.evaluate<boolean>(
  '(box => box.scrollHeight - box.scrollTop - box.clientHeight < 80)(document.getElementById("scroller"))')
const scrollUp = async (page: Page) => await page.evaluate('document.getElementById("scroller").scrollTop = 0')
const bounds = async (page: Page) => {
  const all = await texts(page)
  return [all.length, all[0], all.at(-1)]
}

journey('moving between conversations keeps the poll, and "back" returns', async ({ t, site, visitorAs, until }) => {
  const [withBen, withCho] = [await site.introduce('ana', 'ben'), await site.introduce('ana', 'cho')]
  await site.say('ben', withBen, 'from ben')
  await site.say('cho', withCho, 'from cho')
  const ana = await (await visitorAs('ana')).open('conversations/')
  await until(async () => await isLive(ana), true, 'the script runs the page')
  await until(() => site.parked, 1, 'it polls')
  await ana.evaluate('window.notReloaded = true')
  const documents: string[] = []
  ana.on('request', request => { if (request.resourceType() === 'document') documents.push(request.url()) })

  await ana.locator(`#conversation-${withBen} a`).click()
  await until(async () => await texts(ana), ['from ben'], 'one conversation opens')
  t.match(ana.url(), new RegExp(`/conversations/${withBen}$`))
  await until(async () => await ana.title(), '(1) Ben · Holdline', 'its name is the title; cho is unread')
  await composer(ana).fill('for ben')
  await ana.locator(`#conversation-${withCho} a`).click()
  await until(async () => await texts(ana), ['from cho'], 'then the other')
  t.equal(await composer(ana).inputValue(), '', 'the draft for ben is not in it')
  await until(async () => await ana.title(), 'Cho · Holdline', 'nothing is unread')
  await until(async () => await ana.locator('.conversation-head .presence-line').getAttribute('data-state'), 'offline', 'the page says that cho is offline')
  await site.say('cho', withCho, 'live')
  await until(async () => await texts(ana), ['from cho', 'live'], 'messages arrive in it')
  await site.say('ben', withBen, 'meanwhile')
  await until(async () => await ana.title(), '(1) Cho · Holdline', 'and are counted elsewhere')
  await write(ana, 'to cho')
  await until(async () => await site.texts('ana', withCho), ['from cho', 'live', 'to cho'], 'a message goes to the open conversation')
  t.ok(await ana.evaluate('window.notReloaded'), 'all without loading a page')
  t.same(documents, [])
  t.equal(await ana.locator('#conversations .selected').count(), 1, 'one row is marked as open')
  await until(() => site.parked, 1, 'on one poll')

  await ana.goBack()
  await until(async () => await texts(ana), ['from ben', 'meanwhile'], 'back shows ben again, with the newer messages')
  await until(async () => await composer(ana).inputValue(), 'for ben', 'and the half-typed text')
  await until(async () => await isLive(ana), true, 'live')
  await site.say('ben', withBen, 'once more')
  await until(async () => await texts(ana), ['from ben', 'meanwhile', 'once more'], 'messages arrive')
  await until(() => site.parked, 1, 'on one poll')
  await ana.setViewportSize({ width: 390, height: 844 })
  t.notOk(await ana.locator('#conversations').isVisible(), 'a phone shows the conversation alone')
  await ana.getByRole('link', { name: 'Back' }).click()
  await ana.locator('#conversations').waitFor()
  t.notOk(await composer(ana).isVisible(), 'then the list alone')
  await ana.locator(`#conversation-${withCho} a`).click()
  await composer(ana).waitFor()
  t.notOk(await ana.locator('#conversations').isVisible())
})

journey('a long conversation opens at the end, scrolls back to the start, and stays bounded', async ({ t, site, visitorAs, until }) => {
  const talk = await site.introduce('ana', 'ben')
  await count(site, talk, 1, 100, 'ana')
  const ana = await (await visitorAs('ana')).open(`conversations/${talk}`)
  await until(async () => await isLive(ana), true, 'the script runs the page')
  await until(async () => await bounds(ana), [40, 'line 61', 'line 100'], 'the newest are there')
  t.ok(await isAtEnd(ana), 'at the end')
  await scrollUp(ana)
  const first = ana.locator('.message:not(.system)').first()
  const before = (await ana.getByText('line 61', { exact: true }).boundingBox())?.y
  await ana.getByRole('link', { name: 'Older messages' }).click()
  await until(async () => await bounds(ana), [80, 'line 21', 'line 100'], 'older ones come before them')
  const after = (await ana.getByText('line 61', { exact: true }).boundingBox())?.y
  t.ok(Math.abs((before ?? 0) - (after ?? 1_000)) < 60, `the message being read stays in place (${before} → ${after})`)
  await scrollUp(ana)
  await ana.getByRole('link', { name: 'Older messages' }).click()
  await until(async () => await bounds(ana), [100, 'line 1', 'line 100'], 'to the first of all')
  t.equal(await first.innerText().then(text => text.includes('line 1')), true)
  t.match(await ana.locator('#older').innerText(), /beginning of your conversation with Ben/)

  await ana.keyboard.press('Escape')
  await until(async () => await isAtEnd(ana), true, 'Esc leads to the end')
  await count(site, talk, 101, 230)
  await until(async () => (await texts(ana)).at(-1), 'line 230', 'many more come')
  await until(async () => await ana.locator('#scroller [data-no]').count(), 200, 'the page keeps two hundred')
  t.ok(await isAtEnd(ana), 'and the reader stays at the end')
  await scrollUp(ana)
  await ana.getByRole('link', { name: 'Older messages' }).click()
  await until(async () => await bounds(ana), [230, 'line 1', 'line 230'], 'older ones can be loaded again')
  t.equal(new Set(await texts(ana)).size, 230, 'each once')
})

journey('a returning reader lands at the first new message; one scrolled up gets a pill', async ({ t, site, visitorAs, until }) => {
  const talk = await site.introduce('ana', 'ben')
  await count(site, talk, 1, 30, 'ana')
  await count(site, talk, 31, 60)
  const visitor = await visitorAs('ana')
  const ana = await visitor.open(`conversations/${talk}`)
  const divider = ana.locator('#divider')
  await divider.waitFor()
  t.equal(await ana.locator('#divider + li').innerText().then(text => /line 31/.test(text)), true, 'the divider stands before the first new one')
  t.ok(await divider.isVisible())
  t.notOk(await isAtEnd(ana), 'there is more than fits')
  t.equal(await ana.title(), '(30) Ben · Holdline', 'not read before it was seen')

  await scrollUp(ana)
  await site.say('ben', talk, 'line 61')
  const pill = ana.locator('#new-pill')
  await until(async () => await pill.isVisible() && await pill.innerText(), '1 new message', 'a pill tells of one')
  await site.say('ben', talk, 'line 62')
  await until(async () => await pill.innerText(), '2 new messages', 'of two')
  t.equal(await ana.evaluate('document.getElementById("scroller").scrollTop'), 0, 'the reader’s place does not move')
  await pill.click()
  await until(async () => await isAtEnd(ana), true, 'it leads to the end')
  await until(async () => await pill.isVisible(), false, 'and disappears')
  await until(async () => await ana.title(), 'Ben · Holdline', 'now all is read')

  await count(site, talk, 63, 90)
  await ana.reload()
  await divider.waitFor()
  await keep(ana, 'en-unread-divider')
  await scrollUp(ana)
  await site.say('ben', talk, 'line 91')
  await pill.waitFor()
  await keep(ana, 'en-pill')
})
