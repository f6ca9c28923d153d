// The surroundings of held pages, and their forms.
import t from 'tap'
import { shownIn, wordsOf, type Document, type Scriptless } from '#test/scriptless.ts'
import type { Mode } from '#domain/account/sessions.ts'
import { framesOn } from '../../rules/stage/frames.ts'
import { until, type Browser } from '../../rules/stage/browser.ts'
import { cast, type Site } from '../../rules/stage/site.ts'

/** Chooses this version of the pages for this browser. */
async function choose (site: Site, who: Browser, mode: Mode): Promise<void> {
  const { sessions } = site.world.people
  for (const session of (await sessions.list(who.userId, 'cookie')).rows) await sessions.change(session, { mode })
}

function frameOf ({ text }: Document): string {
  return /<iframe[^>]*src="\.\.([^"]*)"/.exec(text)?.[1] ?? ''
}

function order ({ text }: Document): string[] {
  const places = { composer: 'id="composer"', 'by-hand': 'class="by-hand', frame: '<iframe', list: 'id="messages-' }
  return Object.entries(places).map(([name, mark]) => ({ name, at: text.indexOf(mark) }))
    .filter(({ at }) => at >= 0).sort((a, b) => a.at - b.at).map(({ name }) => name)
}

t.test('each version of the page has the parts its browser can use, and no others', async t => {
  const { site, ana, ben, talk } = await cast(t)
  await ana.send(talk, 'one')
  await ana.send(talk, 'two')
  const browser = framesOn(t, site).scriptless(ben)
  const live = await browser.open(`/conversations/${talk}`)
  t.same(order(live), ['list', 'composer', 'by-hand', 'frame'])
  t.match(live.text, /<noscript>[^]*<iframe[^]*<\/noscript>/, 'a frame only where no script runs')
  t.same(shownIn(live).map(({ body }) => body), ['one', 'two'])
  t.match(wordsOf(live), 'No-script version')
  t.notMatch((await browser.open(`/conversations/${talk}?fragment=1`)).text, /iframe|by-hand/, 'a fragment for the script has neither')
  t.notMatch((await browser.open(`/conversations/${talk}?before=3`)).text, /iframe|by-hand/, 'nor has history')

  await choose(site, ben, 'frame')
  const framed = await browser.open(`/conversations/${talk}`)
  t.same(order(framed), ['composer', 'frame'])
  t.notMatch(framed.text, /<script|noscript/)
  t.match(framed.text, 'target="messages"')

  await choose(site, ben, 'plain')
  const plain = await browser.open(`/conversations/${talk}`)
  t.same(order(plain), ['composer', 'by-hand', 'list'])
  t.same(shownIn(plain).map(({ body }) => body), ['two', 'one'])
  t.notMatch(plain.text, /<script|noscript|iframe|http-equiv="refresh"/)
  t.match(plain.text, 'accesskey="w"')
})

t.test('a button pressed in the frame is answered in the frame', async t => {
  const { site, ana, ben, talk } = await cast(t)
  await ana.send(talk, 'new to ben')
  const browser = framesOn(t, site).scriptless(ben)
  const frame = await browser.open(`/held/${talk}?tab=page`)
  t.match(wordsOf(frame), '1 new message Mark as read')
  t.match(frame.text, /<form class="mark-read"[^>]*target="_self"/)
  const read = await browser.send(frame, `${talk}/read`)
  t.match(read.url, '/held/')
  t.notMatch(wordsOf(read), 'Mark as read')

  await ana.do('DELETE', '/api/contacts/ben')
  const page = await browser.open(`/conversations/${talk}`)
  t.equal((await browser.send(page, '/messages', { body: 'too late' })).status, 403)
  const bounced = await browser.open(`/held/${talk}?tab=page`)
  t.match(wordsOf(bounced), 'too late')
  const refused = await browser.send(bounced, encodeURIComponent(/data-client-id="([^"]*)"/.exec(bounced.text)?.[1] ?? ''), { act: 'retry' })
  t.match([refused.status, wordsOf(refused)], [403, 'Reload messages'])
  t.notMatch(refused.text, 'id="composer"', 'no whole page in the frame')
  const gone = await browser.send(bounced, encodeURIComponent(/data-client-id="([^"]*)"/.exec(bounced.text)?.[1] ?? ''), { act: 'discard' })
  t.match(gone.url, '/held/')
  t.notMatch(wordsOf(gone), 'too late')
})

t.test('an answer marks as read the messages the frame has shown, and no others', async t => {
  const { site, ana, ben, talk } = await cast(t)
  const { scriptless, loop, settled } = framesOn(t, site)
  const browser = scriptless(ben)
  const page = await browser.open(`/conversations/${talk}`)
  const frame = loop(browser)
  frame.start(frameOf(page))
  await until('the frame', () => frame.documents.length === 1)
  site.clock.advance(1_000)
  await settled()
  await ana.send(talk, 'shown')
  await until('the message', () => frame.documents.length === 2)
  site.clock.advance(1_000)
  await settled()
  const asked = browser.send(page, '/messages', { body: 'an answer' })
  await ana.send(talk, 'not shown yet')
  t.match((await asked).status, 200)
  const { conversation } = await ben.do<{ conversation: { unread: number } }>('GET', `/api/conversations/${talk}`)
  t.equal(conversation.unread, 1)
})

t.test('U27 a frame’s next page marks as read what the page before it showed, and no more', async t => {
  const { site, ana, ben, talk } = await cast(t)
  const { scriptless, frame, pass } = framesOn(t, site)
  const unread = async () => (await ben.do<{ conversation: { unread: number } }>('GET', `/api/conversations/${talk}`)).conversation.unread
  const loop = await frame(scriptless(ben), talk)
  await ana.send(talk, 'one')
  await pass(2_500)
  t.equal(await unread(), 1, 'the page has just come')
  await ana.send(talk, 'two')
  await pass(2_500)
  t.same(shownIn(loop.last).map(({ body }) => body), ['two', 'one'])
  t.equal(await unread(), 1, 'the first was there when the second came')
  t.match(wordsOf(loop.last), '1 new message Mark as read')
  await pass(20_000)
  t.equal(await unread(), 0, 'after a quiet hold the second, too')
  await pass(10 * 60_000)
  await ana.send(talk, 'three')
  await pass(20_000)
  t.equal(await unread(), 1, 'a reader who did nothing for five minutes may be gone')
})

t.test('U27 a frame that does not show the first unread message marks nothing, and links to it', async t => {
  const { site, ana, ben, talk } = await cast(t)
  const { scriptless, frame, pass } = framesOn(t, site)
  for (let n = 1; n <= 60; n++) await ana.send(talk, `message ${n}`)
  const loop = await frame(scriptless(ben), talk)
  await pass(20_000)
  const { conversation } = await ben.do<{ conversation: { unread: number } }>('GET', `/api/conversations/${talk}`)
  t.equal(conversation.unread, 60)
  t.match(wordsOf(loop.last), '60 new messages Jump to the first')
})

t.test('a stopped feed is reported when its page is used again', async t => {
  const { site, ana, ben, talk } = await cast(t)
  const { scriptless } = framesOn(t, site)
  const browser = scriptless(ben)
  const page = await browser.open(`/conversations/${talk}`)
  await browser.open(frameOf(page))
  site.clock.advance(10_000)
  t.notMatch(wordsOf(await browser.send(page, '/messages', { body: 'soon' })), 'had stopped')
  site.clock.advance(60_000)
  await ana.send(talk, 'hello')
  t.match(wordsOf(await browser.send(page, '/messages', { body: 'much later' })), 'had stopped appearing by themselves')
  const never = await browser.open(`/conversations/${talk}`)
  site.clock.advance(60_000)
  t.notMatch(wordsOf(await browser.send(never, '/messages', { body: 'a list that stands still' })), 'had stopped', 'a frame that was never loaded proves nothing')
})

t.test('a half-typed text can be kept as a draft, and is gone once it is sent', async t => {
  const { site, ben, eve, talk } = await cast(t)
  const browser = framesOn(t, site).scriptless(ben)
  for (const mode of ['live', 'frame', 'plain'] as const) {
    await choose(site, ben, mode)
    const kept = await browser.send(await browser.open(`/conversations/${talk}`), '/messages', { body: `half ${mode}`, draft: 'Save draft' })
    t.match(wordsOf(kept), 'Draft saved.')
    t.match(/<textarea[^>]*>\n([^<]*)</.exec(kept.text)?.[1], `half ${mode}`)
    const sent = await browser.send(kept, '/messages', { body: `whole ${mode}` })
    t.equal(/<textarea[^>]*>\n([^<]*)</.exec(sent.text)?.[1], '')
  }
  t.same((await ben.history(talk)).filter(({ kind }) => kind === 'text').map(({ body }) => body), ['whole live', 'whole frame', 'whole plain'])
  const page = await framesOn(t, site).scriptless(eve).open('/conversations/')
  t.equal((await postAs(framesOn(t, site).scriptless(eve), page, `/conversations/${talk}/messages`)).status, 404)
})

// Sends a form of one page to the address of another.
async function postAs (browser: Scriptless, page: Document, to: string): Promise<Document> {
  return await browser.send({ ...page, text: page.text.replaceAll(/action="[^"]*read"/g, `action="..${to}"`) }, to, {
    client_id: 'f', body: 'x', draft: 'Keep'
  })
}

t.test('the list updates itself in a browser seen to follow refreshes, never in a text browser', async t => {
  const { site, ana, ben, talk } = await cast(t)
  const { scriptless, loop, settled, pass } = framesOn(t, site)
  const browser = scriptless(ben)
  const before = await browser.open('/conversations/')
  t.equal(before.refresh, null)
  t.match(before.text, /by-hand[^]*accesskey="w"/)
  const frame = loop(browser)
  frame.start(`/held/${talk}?tab=page`)
  await until('the frame', () => frame.documents.length === 1)
  site.clock.advance(1_000)
  await settled()
  const after = await browser.open('/conversations/')
  t.match(after.text, /<noscript>[^]*http-equiv="refresh"[^]*<\/noscript>[^]*<\/head>/)

  await choose(site, ben, 'frame')
  const list = loop(browser)
  list.start('/conversations/')
  await until('the list', () => list.documents.length === 1)
  site.clock.advance(1_000)
  await settled()
  await ana.send(talk, 'hello')
  await until('the news', () => list.documents.length === 2)
  t.match(list.last.text, '<title>(1) Chats')
  await pass(120_000)
  t.not(list.state, 'dead')

  await choose(site, ben, 'plain')
  t.equal((await browser.open('/conversations/')).refresh, null)
})

t.test('the list has a link for waiting by hand, too', async t => {
  const { site, ana, ben, talk } = await cast(t)
  const browser = framesOn(t, site).scriptless(ben)
  await choose(site, ben, 'plain')
  const wait = (page: Document) => '/conversations/' + (/href="\.\.\/conversations\/(\?new=[^"]*&amp;wait=[^"]*)"/.exec(page.text)?.[1] ?? '').replaceAll('&amp;', '&')
  const page = await browser.open('/conversations/')
  const asked = browser.open(wait(page))
  await site.holds(1)
  await ana.send(talk, 'hello')
  t.match((await asked).text, '<title>(1) Chats')
  const nothing = browser.open(wait(await asked))
  await site.holds(1)
  site.clock.advance(15_000)
  t.match(wordsOf(await nothing), 'Nothing new yet.')
})

t.test('B10 frames that never ask for more → messages stand in the page, with the reason', async t => {
  for (const mode of ['live', 'frame'] as const) {
    const { site, ana, ben, talk } = await cast(t)
    await choose(site, ben, mode)
    await ana.send(talk, 'readable')
    const { scriptless, frame } = framesOn(t, site)
    const browser = scriptless(ben)
    const first = await browser.open(`/conversations/${talk}`)
    await browser.open(frameOf(first))
    await browser.open(frameOf(await browser.open(`/conversations/${talk}`)))
    t.match((await browser.open(`/conversations/${talk}`)).text, '<iframe', 'a page left at once proves nothing')
    site.clock.advance(4_000)
    const inline = await browser.open(`/conversations/${talk}`)
    t.notMatch(inline.text, '<iframe')
    t.same(shownIn(inline).map(({ body }) => body), ['readable'])
    t.match(wordsOf(inline), 'blocks frames. Try again')
    t.match(inline.text, 'accesskey="w"', 'new ones come by a link')
    t.match((await browser.send(inline, '/messages', { body: 'an answer' })).text, 'an answer')

    const again = await browser.open(`/conversations/${talk}?frames=1`)
    t.match(again.text, '<iframe')
    await frame(browser, talk)
    site.clock.advance(60_000)
    t.match((await browser.open(`/conversations/${talk}`)).text, '<iframe', 'the frame followed')
  }
})

t.test('B10 an empty frame has a link out of it; a browser that once followed is tried twice', async t => {
  const { site, ana, ben, eve, talk } = await cast(t)
  await ana.send(talk, 'readable')
  const { scriptless, frame } = framesOn(t, site)
  const browser = scriptless(ben)
  const page = await browser.open(`/conversations/${talk}`)
  t.match(page.text, `href="../conversations/${talk}?frames=0"`)
  t.notMatch((await browser.open(`/conversations/${talk}?frames=0`)).text, '<iframe')
  t.notMatch((await browser.open(`/conversations/${talk}`)).text, '<iframe', 'the choice is remembered')
  t.match((await scriptless(ana).open(`/conversations/${talk}`)).text, '<iframe', 'for this browser alone')
  t.equal((await scriptless(eve).open(`/conversations/${talk}?frames=0`)).status, 404)

  await browser.open(`/conversations/${talk}?frames=1`)
  await frame(browser, talk)
  site.clock.advance(4_000)
  for (const [times, isFramed] of [[1, true], [2, false]] as const) {
    await browser.open(`/held/${talk}?tab=blocked-${times}`)
    site.clock.advance(4_000)
    t.equal((await browser.open(`/conversations/${talk}`)).text.includes('<iframe'), isFramed, `${times} frames that did not follow`)
  }
})
