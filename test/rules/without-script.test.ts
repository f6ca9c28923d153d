// D23: pages held for browsers without script, by the same rules as polls: their content and their readers.
import t from 'tap'
import { raw } from '#test/raw.ts'
import { shownIn, wordsOf } from '#test/scriptless.ts'
import { until } from './stage/browser.ts'
import { framesOn } from './stage/frames.ts'
import { cast } from './stage/site.ts'

const MINUTE = 60_000

t.test('D23 a loop’s first page comes at once, the next when there is something new to show', async t => {
  const { site, ana, ben, talk } = await cast(t)
  const { scriptless, frame, pass } = framesOn(t, site)
  await ana.send(talk, 'before')
  const loop = await frame(scriptless(ben), talk)
  t.same(shownIn(loop.last).map(({ body }) => body), ['before'])
  t.equal(loop.last.refresh?.afterS, 1, 'a delay of zero blanks pages, and more than one second fills the history')
  await ana.send(talk, 'after')
  await until('the next document', () => loop.documents.length === 2)
  t.same(shownIn(loop.last).map(({ body }) => body), ['after', 'before'], 'the newest on top')
  await pass(1_000)
  t.equal(loop.state, 'asking', 'and it is held again')
})

t.test('D23 fifty messages come in order, each once, and are marked as delivered', async t => {
  const { site, ana, ben, talk } = await cast(t)
  const { scriptless, frame, pass, settled } = framesOn(t, site)
  const loop = await frame(scriptless(ben), talk)
  for (let no = 1; no <= 50; no++) {
    await ana.send(talk, `message ${no}`)
    if (no % 7 === 0) await pass(2_500)
  }
  await pass(5_000)
  const kept = (await ben.history(talk)).filter(({ kind }) => kind === 'text')
  t.equal(kept.length, 50)
  const newest = kept.slice(-40).map(({ no, body }) => ({ no, body })).reverse()
  t.same(shownIn(loop.last), newest)
  const seen = new Map<number, string>()
  let highest = 0
  for (const document of loop.documents) {
    const shown = shownIn(document)
    t.same(shown.map(({ no }) => no), [...new Set(shown.map(({ no }) => no))].sort((a, b) => b - a), 'each once, newest first')
    t.ok((shown[0]?.no ?? 0) >= highest, 'no page is older than the one before')
    highest = shown[0]?.no ?? highest
    for (const { no, body } of shown) seen.set(no, body)
  }
  t.same([...seen].sort(([a], [b]) => a - b), kept.map(({ no, body }) => [no, body]), 'every one of them was shown')
  await settled()
  const receipts = await ana.do<{ receipts: { username: string, deliveredNo: number, readNo: number }[] }>('GET', `/api/conversations/${talk}/receipts`)
  t.equal(receipts.receipts[0]?.deliveredNo, kept.at(-1)?.no)
  t.ok(Number(receipts.receipts[0]?.readNo) < Number(kept.at(-1)?.no), 'delivered does not mean read: nothing came after the last page')
})

t.test('D23 an event that changes nothing on the page is skipped, others are shown', async t => {
  const { site, ana, ben, cho, eve, talk } = await cast(t)
  const { scriptless, frame, pass } = framesOn(t, site)
  const other = await cho.conversationWith(ben)
  await cho.send(other, 'elsewhere')
  const loop = await frame(scriptless(ben), talk)
  t.match(wordsOf(loop.last), 'Also new: Cho (1)')
  await eve.do('POST', '/api/contact-requests', { username: 'ben' })
  await site.another('ben')
  await cho.do('POST', `/api/conversations/${other}/typing`)
  await pass(3_000)
  t.equal(loop.documents.length, 1, 'contact requests, other browsers and typing elsewhere are no news here')
  await cho.send(other, 'again')
  await until('the count elsewhere', () => loop.documents.length === 2)
  t.match(wordsOf(loop.last), 'Also new: Cho (2)')
  await pass(3_000)
  const said = await ana.send(talk, 'hello')
  await pass(3_000)
  await ana.do('PATCH', `/api/conversations/${talk}/messages/${said.no}`, { body: 'hello again' })
  await pass(3_000)
  t.same(shownIn(loop.last).map(({ body }) => body), ['hello again'])
  await ana.do('DELETE', `/api/conversations/${talk}/messages/${said.no}`)
  await pass(3_000)
  t.match(wordsOf(loop.last), 'Ana recalled a message')
  t.notMatch(loop.last.text, 'hello again')
})

t.test('D23 typing is shown while it lasts, and receipts as they come', async t => {
  const { site, ana, ben, talk } = await cast(t)
  const { scriptless, frame, pass } = framesOn(t, site)
  const loop = await frame(scriptless(ben), talk)
  await ana.do('POST', `/api/conversations/${talk}/typing`)
  await pass(1_500)
  t.match(wordsOf(loop.last), 'Ana is typing…')
  await pass(9_000)
  t.notMatch(wordsOf(loop.last), 'typing', 'the end of typing is no news')
  const { no } = await ben.send(talk, 'mine')
  await pass(3_000)
  t.match(loop.last.text, 'data-receipt="stored"')
  await ana.do('POST', `/api/conversations/${talk}/read`, { no })
  await pass(3_000)
  t.match(loop.last.text, 'data-receipt="read"')
  const before = loop.documents.length
  await pass(10_000)
  t.equal(loop.documents.length, before, 'and nothing shown is told again')
})

t.test('D23 eve is not held at a conversation she may not see, nor can she disturb ben', async t => {
  const { site, ana, ben, eve, talk } = await cast(t)
  const { scriptless, frame } = framesOn(t, site)
  const loop = await frame(scriptless(ben), talk, 'tab-of-ben')
  const refused = await scriptless(eve).open(new URL(loop.last.refresh?.to ?? '', 'http://x').href.replace('http://x', ''))
  t.equal(refused.status, 404)
  t.notMatch(refused.text, 'refresh')
  t.equal(loop.state, 'asking', 'she uses the name of ben’s loop, and ben’s page is held all the same')
  const stranger = await raw(site.origin, `GET /held/${talk} HTTP/1.0\n\n`)
  t.match(stranger.body, 'You’re signed out.')
  t.match(stranger.body, '<base target="_top">')
  await ana.send(talk, 'hello')
  await until('the message', () => shownIn(loop.last).length === 1)
})

t.test('D23 signing out ends a held page, and says so in place of the messages', async t => {
  const { site, ben, talk } = await cast(t)
  const { scriptless, frame, pass } = framesOn(t, site)
  const loop = await frame(scriptless(ben), talk)
  await ben.do('POST', '/api/logout')
  await until('the end', () => loop.documents.length === 2)
  t.match(wordsOf(loop.last), 'You’re signed out. Sign in again')
  t.equal(loop.last.refresh, null)
  await pass(MINUTE)
  t.equal(loop.documents.length, 2)
})

t.test('D23 a page is drawn for its reader at the time of drawing, in the language chosen by then', async t => {
  const { site, ben, talk } = await cast(t)
  const { scriptless, frame } = framesOn(t, site)
  const loop = await frame(scriptless(ben), talk)
  t.match(loop.last.text, 'lang="en"')
  await ben.do('PATCH', '/api/me', { language: 'zh' })
  await until('the page in another language', () => loop.documents.length === 2)
  t.match(loop.last.text, 'lang="zh-CN"')
})

t.test('D23 a stopping server answers held pages, and they return when it is back', async t => {
  const { site, ana, ben, talk } = await cast(t, { kept: true })
  const { scriptless, frame, pass } = framesOn(t, site)
  await ana.send(talk, 'before')
  const loop = await frame(scriptless(ben), talk)
  site.world.drain()
  await until('the end of the hold', () => loop.documents.length === 2)
  t.match(wordsOf(loop.last), 'The server is restarting')
  t.same(shownIn(loop.last).map(({ body }) => body), ['before'], 'the messages there stay there')
  t.ok((loop.last.refresh?.afterS ?? 0) >= 10)
  await site.restart()
  await ana.send(talk, 'after')
  await pass(20_000)
  t.same(shownIn(loop.last).map(({ body }) => body), ['after', 'before'])
  t.equal(loop.state, 'asking')
})

t.test('D23 a cursor that cannot be continued, or an address answered before → a page at once', async t => {
  const { site, ben, talk } = await cast(t)
  const { scriptless, frame, pass } = framesOn(t, site)
  const browser = scriptless(ben)
  const loop = await frame(browser, talk, 'page')
  for (const cursor of ['nonsense', 'rX.1.1', encodeURIComponent('<b>')]) {
    const document = await browser.open(`/held/${talk}?cursor=${cursor}&tab=other&n=${site.clock.now() + 5}`)
    t.equal(document.status, 200)
    t.ok(document.refresh !== null, 'and the loop continues')
  }
  const first = loop.documents[0]?.refresh?.to ?? ''
  await pass(57_500)
  t.same([loop.documents.length, loop.state], [2, 'resting'], 'quiet for a while')
  for (const answered of [first, loop.last.url]) {
    const again = await browser.open(answered)
    t.equal(again.status, 200)
    t.not(again.refresh?.to, again.url)
  }
})

t.test('D23 held pages are complete, uncacheable, and each at an address of its own', async t => {
  const { site, ana, ben, talk } = await cast(t)
  const { scriptless, frame, settled } = framesOn(t, site)
  const loop = await frame(scriptless(ben), talk)
  await ana.send(talk, 'hello')
  await until('the message', () => loop.documents.length === 2)
  for (const { headers, text } of loop.documents) {
    t.equal(headers['content-length'], String(Buffer.byteLength(text)))
    t.equal(headers['transfer-encoding'], undefined)
    t.equal(headers['cache-control'], 'no-store, private, max-age=0, no-transform')
    t.same([headers['pragma'], headers['expires'], headers['x-accel-buffering']], ['no-cache', '0', 'no'])
    t.equal(headers['refresh'], undefined, 'a header that proxies drop')
  }
  const addresses = loop.documents.map(({ refresh }) => refresh?.to)
  t.equal(new Set(addresses).size, addresses.length)
  site.clock.advance(1_000)
  await settled()
  for (const held of [String(loop.last.refresh?.to), '/conversations/', `/conversations/${talk}`]) {
    const { statusLine } = await raw(site.origin, `HEAD ${held} HTTP/1.0\nCookie: ${String(ben.credential['cookie'])}\n\n`)
    t.match(statusLine, ' 404 ', 'a HEAD request is not held')
  }
  const old = raw(site.origin, `GET ${loop.last.refresh?.to.replace(/tab=[^&]*/, 'tab=old')} HTTP/1.0\nCookie: ${String(ben.credential['cookie'])}\n\n`)
  await site.holds(2)
  site.clock.advance(15_000)
  const { statusLine, headers } = await old
  t.match(statusLine, ' 302 ')
  t.match(Object.fromEntries(headers.map(([name, value]) => [name.toLowerCase(), value])), { location: /^\.\.\/held\//, 'content-length': '0', 'cache-control': /no-store/ })
})

t.test('D23 waiting by hand → the new messages, or "nothing new", without a redirect', async t => {
  const { site, ana, ben, eve, talk } = await cast(t, { random: () => 0 })
  const { scriptless, settled } = framesOn(t, site)
  const browser = scriptless(ben)
  await ana.send(talk, 'before')
  const page = await browser.open(`/conversations/${talk}`)
  const wait = /href="([^"]*&amp;wait=[^"]*)"/.exec(page.text)?.[1]?.replaceAll('&amp;', '&').replace('../', '/') ?? ''
  t.not(wait, '')
  const news = browser.open(wait)
  await site.holds(1)
  await ben.do('POST', `/api/conversations/${talk}/typing`)
  await settled().catch(() => {})
  await ana.send(talk, 'hello')
  t.match(wordsOf(await news), 'hello')
  const requests = browser.requests
  const again = /href="([^"]*&amp;wait=[^"]*)"/.exec((await news).text)?.[1]?.replaceAll('&amp;', '&').replace('../', '/') ?? ''
  t.not(again, wait, 'a new address each time')
  const nothing = browser.open(again)
  await site.holds(1)
  site.clock.advance(15_000)
  t.match(wordsOf(await nothing), 'Nothing new yet.')
  t.equal(browser.requests, requests + 1)
  t.equal((await scriptless(eve).open(wait)).status, 404)
})
