import t, { type Test } from 'tap'
import { Person } from '#test/person.ts'
import { world, type World } from '#test/world.ts'
import { Reader } from '../reader.ts'

/** The address to which the page refreshes itself. */
function refresh (reader: Reader): { after: number, to: string } {
  const [, after = '', to = ''] = /<meta http-equiv="refresh" content="(\d+);url=([^"]*)">/.exec(reader.text) ?? []
  return { after: Number(after), to: to.replaceAll('&amp;', '&') }
}

function frames (reader: Reader): string[] {
  return [...reader.text.matchAll(/<iframe[^>]*src="([^"]*)"/g)].map(([, src = '']) => src.replaceAll('&amp;', '&'))
}

/** Another tab of the same browser. */
async function within (of: Reader, person: Person, address: string): Promise<Reader> {
  const frame = new Reader(person)
  frame.url = of.url
  return await frame.open(address)
}

/** Asks, and returns once the server holds it: `answer` comes when time is moved. */
async function held<T> ({ clock }: World, ask: () => Promise<T>): Promise<{ answer: Promise<T> }> {
  const before = clock.pending
  const answer = ask()
  while (clock.pending <= before) await new Promise(resolve => { setImmediate(resolve) })
  return { answer }
}

/** Asks, and waits as long as the server holds it. */
async function after<T> (site: World, seconds: number, ask: () => Promise<T>): Promise<T> {
  const { answer } = await held(site, ask)
  site.clock.advance(seconds * 1000)
  return await answer
}

interface Tried { readonly site: World, readonly ana: Person, readonly page: Reader }

async function opened (t: Test): Promise<Tried> {
  const site = await world(t)
  const ana = site.as('ana')
  const page = await new Reader(ana).open('/connection/')
  return { site, ana, page }
}

/** Loads the small frames; so many of them arrive at once. */
async function together ({ site, ana, page }: Tried, count: number): Promise<void> {
  await page.send('connection/start')
  t.equal(page.status, 200)
  const small = frames(page)
  t.equal(small.length, 4)
  const asked: Promise<Reader>[] = []
  for (const src of small.slice(0, count)) {
    if (asked.length === 3) asked.push(within(page, ana, src))
    else asked.push((await held(site, () => within(page, ana, src))).answer)
  }
  if (count < 4) site.clock.advance(3_000)
  for (const frame of await Promise.all(asked)) t.match(frame.words, `✓ ${count} at the same time.`)
  await page.open(refresh(page).to)
}

t.test('without script two frames run the steps by themselves, and the result is drawn', async t => {
  const tried = await opened(t)
  const { site, ana, page } = tried
  await together(tried, 4)
  const [short, long] = await Promise.all(frames(page).map(src => within(page, ana, src)))
  if (short === undefined || long === undefined) throw new Error('there are not two frames')
  t.match(short.words, /Waiting for the first answer/)
  t.equal(refresh(short).after, 1, 'the first page is not held')

  const top = await held(site, () => long.open(refresh(long).to))
  await after(site, 18, () => short.open(refresh(short).to))
  t.match(short.words, '✓ 18 s went through. Now trying 25 s…')
  await after(site, 25, () => short.open(refresh(short).to))
  t.match(short.words, '✓ 25 s went through. Now trying 40 s…')
  site.clock.advance(47_000)
  await top.answer
  t.match(long.words, '✓ 90 s went through.')
  await long.open(refresh(long).to)
  t.match(long.words, 'Show the result')

  await short.open(refresh(short).to)
  t.match(short.words, '✓ 25 s went through.', 'nothing more need be tried')
  t.match(await page.open(refresh(page).to), { words: /✓ Works well: browsers will settle at 90 s\./ })
  t.match(page.words, /Waiting 18, 25, 90 s went through/)
  t.match(page.words, /In parallel 4 requests arrived together/)
  t.match(page.words, /Upload size 8 kB arrive whole/)
  t.match(page.words, /Characters arrive as they were written/)
  t.match(page.words, /Cookies come back/)
})

t.test('a lost answer is noticed because the frame does not come back', async t => {
  const tried = await opened(t)
  const { site, ana, page } = tried
  await together(tried, 4)
  const [short] = await Promise.all(frames(page).map(src => within(page, ana, src)))
  if (short === undefined) throw new Error('there is no frame')
  await after(site, 18, () => short.open(refresh(short).to))
  const { to } = refresh(short)
  await after(site, 25, () => within(short, ana, to))
  const result = new URL(refresh(page).to, `http://holdline${page.url}`).href
  t.match(await page.open(result), { words: /The test isn’t over yet/ })
  site.clock.advance(10_000)
  await page.open(result)
  t.match(page.words, '✓ This network cuts at 25 s: browsers will ask for 18 s. Nothing to do.')
  t.match(page.words, '25 s: no answer came')
})

t.test('two connections → one frame tests alone, and one poll is held until that is undone', async t => {
  const tried = await opened(t)
  const { site, ana, page } = tried
  await together(tried, 2)
  t.equal(frames(page).length, 1)
  await page.open(refresh(page).to)
  t.match(page.words, /△ Only 2 connections at the same time/)
  t.match(page.words, /this browser now keeps only one request waiting/)
  const { sessions } = site.people
  const heldMax = async () => (await sessions.list(ana.userId, 'cookie')).rows.find(({ id }) => id === ana.sessionId)?.heldMax
  t.equal(await heldMax(), 1)
  await page.send('connection/budget')
  t.equal(await heldMax(), null)
  t.notMatch(page.words, /keeps only one request waiting/)
})

t.test('a text browser goes link by link, and goes back where nothing comes', async t => {
  const { site, page } = await opened(t)
  await page.send('connection/steps')
  const links = () => [...page.text.matchAll(/href="([^"]*connection\/step\?[^"]*)"/g)].map(([, href = '']) => href.replaceAll('&amp;', '&'))
  t.equal(links().length, 7)
  t.notMatch(page.text, /<iframe|http-equiv="refresh"/)
  await after(site, 18, () => page.open(links()[2] ?? ''))
  t.match(page.words, '✓ 18 s went through.')
  await after(site, 40, () => page.open(links()[4] ?? ''))
  t.match(page.words, '✓ 40 s went through.')
  await page.open(/href="([^"]*connection\/result[^"]*)"/.exec(page.text)?.[1]?.replaceAll('&amp;', '&') ?? '')
  t.match(page.words, '✓ Works well as far as it was tried: 40 s went through.')
  t.match(page.words, /Waiting 18, 40 s went through/)
})

t.test('a browser without cookies is told that the cookie is the reason', async t => {
  const { app } = await world(t)
  const eve = new Reader(new Person(app, { userId: '', username: '', sessionId: '', cookie: null }))
  await eve.open('/connection')
  t.equal(eve.url, '/connection/')
  const [form] = eve.forms().filter(({ action }) => action.endsWith('connection/start'))
  const lost = new Reader(new Person(app, { userId: '', username: '', sessionId: '', cookie: null }))
  lost.url = '/connection/'
  await lost.post('start', form?.hidden ?? {})
  t.equal(lost.status, 403)
  t.match(lost.words, /Allow cookies for this site/)
})

t.test('a script’s report gets its lines; a made-up report is refused', async t => {
  const { site, ana } = await opened(t)
  const { test } = (await ana.post('/connection/test/start', {})).body
  const lines = (query: string) => ana.get(`/connection/lines?test=${String(test)}&${query}`)
  const underWay = await lines('holds=55f55.90r60.&cookie=true')
  t.match(underWay, { status: 200, headers: { 'cache-control': /no-store/ } })
  t.notMatch(underWay.text, /class="advice/)
  t.notMatch(underWay.text, /<html/)
  t.match((await lines('holds=40f40.90r60.&cookie=true&done=true')).text, /This network cuts at 60 s: browsers will ask for 40 s/)
  t.match((await lines('cookie=false&done=true')).text, /Cookies don’t come back/)
  for (const query of ['holds=90x1.', 'cookie=perhaps', 'verdict=good', 'answerMs=-1', 'reach=nothing', `holds=${'90f90.'.repeat(20)}`]) {
    t.equal((await lines(query)).status, 400, query)
  }
  const later = site.clock
  later.advance(15 * 60_000 + 1)
  t.equal((await lines('done=true')).status, 404)
})

t.test('the page is in the reader’s language, and links back', async t => {
  const { site, page } = await opened(t)
  t.match(page.text, 'href="../conversations/"')
  const visitor = await new Reader(site.stranger()).open('/connection/')
  t.match(visitor.text, 'href="../signin"')
  await visitor.send('language', { language: 'zh' })
  await visitor.open('/connection/')
  t.match(visitor.words, '测试连接')
})
