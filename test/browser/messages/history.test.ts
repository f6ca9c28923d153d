import t from 'tap'
import type { Page } from 'playwright-core'
import { journeys, keep, type Stage } from '../stage/journey.ts'
import { composer, isLive, texts, write } from '../stage/visitor.ts'

const journey = journeys(t, ['ana', 'ben', 'cho'])

async function count (site: Stage['site'], talk: string, from: number, to: number, who = 'ben'): Promise<void> {
  for (let no = from; no <= to; no++) await site.say(who, talk, `line ${no}`)
}

const isAtEnd = async (page: Page) => await page.evaluate<boolean>(
  '(box => box.scrollHeight - box.scrollTop - box.clientHeight < 80)(document.getElementById("scroller"))')
/** Scrolls to a distance from the top. */
const scrollTo = async (page: Page, to: number) => await page.evaluate(`document.getElementById("scroller").scrollTop = ${to}`)
const topOf = async (page: Page, text: string) => (await page.getByText(text, { exact: true }).boundingBox())?.y ?? 0
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

  await ana.locator(`#conversation-${withBen} a[hx-get]`).click()
  await until(async () => await texts(ana), ['from ben'], 'one conversation opens')
  t.match(ana.url(), new RegExp(`/conversations/${withBen}$`))
  await until(async () => await ana.title(), '(1) Ben · Holdline', 'its name is the title; cho is unread')
  await composer(ana).fill('for ben')
  await ana.locator(`#conversation-${withCho} a[hx-get]`).click()
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
  await ana.locator(`#conversation-${withCho} a[hx-get]`).click()
  await composer(ana).waitFor()
  t.notOk(await ana.locator('#conversations').isVisible())
})

journey('U29 history loads near the top by itself, keeps the place and the focus, and stays bounded', async ({ t, site, visitorAs, until }) => {
  const talk = await site.introduce('ana', 'ben')
  await count(site, talk, 1, 330, 'ana')
  const ana = await (await visitorAs('ana')).open(`conversations/${talk}`)
  await until(async () => await isLive(ana), true, 'the script runs the page')
  await until(async () => await bounds(ana), [40, 'line 291', 'line 330'], 'the newest are there')
  t.ok(await isAtEnd(ana), 'at the end')
  await scrollTo(ana, 200)
  const before = await topOf(ana, 'line 291')
  await until(async () => await bounds(ana), [80, 'line 251', 'line 330'], 'older ones come before them')
  t.ok(Math.abs(before - await topOf(ana, 'line 291')) < 2, 'the message being read stays in place')

  const link = ana.getByRole('link', { name: 'Older messages' })
  await link.focus()
  await ana.keyboard.press('Enter')
  await until(async () => await bounds(ana), [120, 'line 211', 'line 330'], 'the link loads as well')
  t.match(await ana.evaluate<string>('document.activeElement.textContent'), /line 250/, 'the focus is beside the place of the link')
  for (const [first, last, kept] of [[171, 330, 160], [131, 330, 200], [91, 290, 200], [51, 250, 200]] as const) {
    await scrollTo(ana, 0)
    await until(async () => await bounds(ana), [kept, `line ${first}`, `line ${last}`], `back to line ${first}`)
  }
  t.equal(await ana.locator('ol[id^=messages-]').count(), 0, 'nothing is appended to a stretch that ends earlier')

  await site.say('ben', talk, 'meanwhile')
  const pill = ana.locator('#new-pill')
  await until(async () => await pill.isVisible() && await pill.innerText(), '1 new message', 'what comes is counted')
  await scrollTo(ana, 100_000)
  await until(async () => (await bounds(ana)).slice(1), ['line 91', 'line 290'], 'further down newer ones are loaded')
  await scrollTo(ana, 100_000)
  await until(async () => (await bounds(ana)).slice(1), ['line 131', 'line 330'], 'and those after them')
  await scrollTo(ana, 100_000)
  await until(async () => (await bounds(ana)).slice(1), ['line 132', 'meanwhile'], 'up to the newest')
  await site.say('ben', talk, 'and live')
  await until(async () => (await texts(ana)).at(-1), 'and live', 'which goes on by itself')
  t.equal(new Set(await texts(ana)).size, (await texts(ana)).length, 'each once')
})

journey('a page at the end keeps two hundred messages; Esc leads to the end', async ({ t, site, visitorAs, until }) => {
  const talk = await site.introduce('ana', 'ben')
  const ana = await (await visitorAs('ana')).open(`conversations/${talk}`)
  await until(() => site.parked, 1, 'the script runs the page')
  await count(site, talk, 1, 230)
  await until(async () => (await texts(ana)).at(-1), 'line 230', 'many come')
  await until(async () => await ana.locator('#scroller [data-no]').count(), 200, 'the page keeps two hundred')
  t.ok(await isAtEnd(ana), 'the reader stays at the end')
  await scrollTo(ana, 1_000)
  await ana.keyboard.press('Escape')
  await until(async () => await isAtEnd(ana), true, 'Esc leads there again')
})

journey('many come while one reads further up → three hundred at most, and nothing jumps', async ({ t, site, visitorAs, until }) => {
  const talk = await site.introduce('ana', 'ben')
  await count(site, talk, 1, 40, 'ana')
  const ana = await (await visitorAs('ana')).open(`conversations/${talk}`)
  await until(() => site.parked, 1, 'the script runs the page')
  await scrollTo(ana, 400)
  await ana.evaluate(`window.most = 0; new MutationObserver(() => {
    window.most = Math.max(window.most, document.querySelectorAll('#scroller [data-no]').length)
  }).observe(document.getElementById('scroller'), { childList: true, subtree: true })`)
  const before = await topOf(ana, 'line 10')
  await count(site, talk, 41, 400)
  await until(async () => await ana.locator('#new-pill').innerText(), '360 new messages', 'all are counted')
  t.ok(Math.abs(before - await topOf(ana, 'line 10')) < 2, 'the message being read stays in place')
  t.ok(await ana.evaluate<number>('window.most') <= 320, 'an answer of polls is put in at once')
  t.ok(await ana.locator('#scroller [data-no]').count() <= 300)
  await scrollTo(ana, 100_000)
  await until(async () => (await texts(ana)).at(-1) !== 'line 200', true, 'those that were dropped come again')
  await ana.keyboard.press('Escape')
  await until(async () => (await texts(ana)).at(-1), 'line 400', 'Esc leads to the newest')
})

journey('U1 134 unread → opens at the first, with their number; only those on the screen are read', async ({ t, site, visitorAs, until }) => {
  const talk = await site.introduce('ana', 'ben')
  await count(site, talk, 1, 30, 'ana')
  await count(site, talk, 31, 164)
  const visitor = await visitorAs('ana')
  const ana = await visitor.open(`conversations/${talk}`)
  const divider = ana.locator('#divider')
  const pill = ana.locator('#new-pill')
  const unread = async () => (await site.holdline.messenger.conversations.one(await site.idOf('ana'), talk)).unread
  await until(async () => await divider.innerText(), '134 new messages', 'the divider says how many')
  t.match(await ana.locator('#divider + li').innerText(), /line 31/, 'above the first of them')
  t.ok(await divider.isVisible())
  await until(async () => await unread() < 134, true, 'those on the screen are read')
  t.ok(await unread() >= 94, 'and no others')
  // Both may still change, so they are compared anew each time.
  const isCounted = async () => await pill.innerText() === `${await unread()} new messages`
  await until(isCounted, true, 'the pill counts the rest')
  await keep(ana, 'en-unread-divider')

  await site.say('ben', talk, 'line 165')
  await until(isCounted, true, 'one that comes is counted')
  t.notOk((await texts(ana)).includes('line 165'), 'and not put under others')
  await scrollTo(ana, 100_000)
  await until(async () => (await texts(ana)).length, 80, 'newer ones come near the end of the stretch')
  await until(async () => await unread() < 134 - 25, true, 'and are read as they are seen')
  await pill.click()
  await until(async () => await texts(ana).then(all => all.at(-1)), 'line 165', 'the pill leads to the newest')
  await until(async () => await isAtEnd(ana), true, 'at the end')
  await until(async () => await unread(), 0, 'now all is read')
  await until(async () => await ana.title(), 'Ben · Holdline', 'in the title as well')
})

journey('U32 the pill leads to the first unseen message; an answer removes the divider', async ({ t, site, visitorAs, until }) => {
  const talk = await site.introduce('ana', 'ben')
  await count(site, talk, 1, 40, 'ana')
  const ana = await (await visitorAs('ana')).open(`conversations/${talk}`)
  const pill = ana.locator('#new-pill')
  const divider = ana.locator('#divider')
  await until(() => site.parked, 1, 'the script runs the page')
  await scrollTo(ana, 400)
  await until(async () => (await texts(ana)).length, 40, 'the whole conversation')
  const before = await ana.evaluate('document.getElementById("scroller").scrollTop')
  await site.say('ben', talk, 'line 41')
  await until(async () => await pill.isVisible() && await pill.innerText(), '1 new message', 'a pill tells of one')
  await count(site, talk, 42, 80)
  await until(async () => await pill.innerText(), '40 new messages', 'of forty')
  t.equal(await ana.evaluate('document.getElementById("scroller").scrollTop'), before, 'the reader’s place does not move')
  await keep(ana, 'en-pill')
  await pill.click()
  await until(async () => await divider.isVisible(), true, 'it leads to a divider')
  t.match(await ana.locator('#divider + li').innerText(), /line 41/, 'above the first unseen')
  t.notOk(await isAtEnd(ana), 'there is more than fits')
  await pill.click()
  await until(async () => await isAtEnd(ana), true, 'then to the end')
  await until(async () => await pill.isVisible(), false, 'and disappears')
  await write(ana, 'my answer')
  await until(async () => await divider.count(), 0, 'after an answer nothing is new')
})

journey('U32 an answer from the middle of the history → at the newest message, without a divider', async ({ t, site, visitorAs, until }) => {
  const talk = await site.introduce('ana', 'ben')
  await count(site, talk, 1, 134)
  const ana = await (await visitorAs('ana')).open(`conversations/${talk}`)
  await until(async () => await ana.locator('#divider').count(), 1, 'a stretch of 134 unread ones')
  await until(() => site.parked, 1, 'live')
  t.notOk((await texts(ana)).includes('line 134'))
  await write(ana, 'my answer')
  await until(async () => (await texts(ana)).slice(-2), ['line 134', 'my answer'], 'the newest stretch')
  await until(async () => await isAtEnd(ana), true, 'at its end')
  t.equal(await ana.locator('#divider').count(), 0)
})

journey('U39 before the script runs the history stands at its end, and nothing flashes', async ({ t, site, visitorAs, until }) => {
  const talk = await site.introduce('ana', 'ben')
  await count(site, talk, 1, 60, 'ana')
  const { context } = await visitorAs('ana')
  const ana = await context.newPage()
  await ana.route('**/holdline.*.js', async route => {
    await new Promise(resolve => setTimeout(resolve, 1_000))
    await route.continue()
  })
  await ana.goto(`${site.address}conversations/${talk}`, { waitUntil: 'commit' })
  await until(async () => await ana.locator('#end').count(), 1, 'the page is drawn')
  await until(async () => await isAtEnd(ana), true, 'at the end, before the script is there')
  t.equal(await isLive(ana), false, 'it is still on its way')
  t.equal(await ana.locator('.by-hand, .plain-only').filter({ visible: true }).count(), 0, 'nothing for pages without script is shown')
  await until(async () => await isLive(ana), true, 'then it is there')
  t.ok(await isAtEnd(ana), 'and nothing has moved')
})

journey('U33 the buttons to the newest message lie beside the messages', async ({ t, site, visitorAs, until }) => {
  const talk = await site.introduce('ana', 'ben')
  await count(site, talk, 1, 60, 'ana')
  const ana = await (await visitorAs('ana')).open(`conversations/${talk}`)
  await until(async () => await isLive(ana), true, 'the script runs the page')
  await scrollTo(ana, 600)
  const jump = ana.locator('#jump-latest')
  await until(async () => await jump.isVisible(), true, 'a button leads back to the end')
  for (const width of [360, 1280]) {
    await ana.setViewportSize({ width, height: 800 })
    const [button, messages] = [await jump.boundingBox(), await ana.locator('#scroller').boundingBox()]
    t.ok((button?.y ?? 0) >= (messages?.y ?? 0) + (messages?.height ?? 0), `no message lies below it at ${width} px`)
  }
  await jump.click()
  await until(async () => await isAtEnd(ana), true, 'the button leads there')
})

journey('U15 on a phone a number at the back arrow tells of other conversations', async ({ t, site, visitorAs, until }) => {
  const [withBen, withCho] = [await site.introduce('ana', 'ben'), await site.introduce('ana', 'cho')]
  await site.say('cho', withCho, 'one')
  const visitor = await visitorAs('ana', { viewport: { width: 360, height: 740 } })
  const ana = await visitor.open(`conversations/${withBen}`)
  const badge = ana.locator('#unread-elsewhere')
  await until(() => site.parked, 1, 'live')
  await until(async () => await badge.innerText(), '1', 'one message elsewhere')
  await site.say('ben', withBen, 'here')
  await site.say('cho', withCho, 'two')
  await until(async () => await badge.innerText(), '2', 'two, and not the one that is open')
  await keep(ana, 'en-back-unread')
  t.ok(await badge.isVisible())
})
