import t, { type Test } from 'tap'
import { wordsOf, type Document } from '#test/scriptless.ts'
import { until } from '../../../rules/stage/browser.ts'
import { framesOn } from '../../../rules/stage/frames.ts'
import { cast } from '../../../rules/stage/site.ts'

const sourceIn = ({ text }: Document): string => /<iframe[^>]*src="\.\.([^"]*)"/.exec(text)?.[1] ?? ''

async function stage (t: Test) {
  const all = await cast(t)
  const frames = framesOn(t, all.site)
  return { ...all, ...frames, browser: frames.scriptless(all.ana), mailboxes: all.site.world.messenger.mailboxes }
}

t.test('U221 without script -> a frame that waits for the next exchange and counts as held (D22)', async t => {
  const { site, ana, talk, browser, loop, settled, mailboxes } = await stage(t)
  const page = await browser.open('/wire/')
  t.match(page.text, /<noscript>[^]*<iframe[^]*<\/noscript>/, 'a frame only where no script runs')
  const frame = loop(browser)
  frame.start(sourceIn(page))
  await until('the first document', () => frame.documents.length > 0)
  t.match(wordsOf(frame.last), 'Nothing yet')
  t.match(frame.last.text, /<table class="wire-table">/, 'there even when empty')
  site.clock.advance(1_000)
  await settled()
  t.equal(mailboxes.parkedCount, 1)
  await ana.send(talk, 'hello')
  site.clock.advance(250)
  await until('the second document', () => frame.documents.length > 1)
  t.match(wordsOf(frame.last), /Send POST \/api\/conversations\/.*stored as no\. \d+/)
  t.notMatch(wordsOf(frame.last), '/wire/live', 'it does not record itself')
  t.equal(mailboxes.parkedCount, 0)
})

t.test('nothing happens for a minute -> quiet holds lead on, then the whole page comes', async t => {
  const { browser, loop, pass } = await stage(t)
  const frame = loop(browser)
  frame.start('/wire/live?tab=frame')
  await until('the first document', () => frame.documents.length > 0)
  await pass(62_000)
  t.equal(frame.documents.length, 2)
  t.match(frame.last.refresh, { afterS: 1, to: /^\/wire\/live\?cursor=0&tab=frame/ })
})

t.test('a reload of an answered frame -> is not held', async t => {
  const { site, ana, talk, browser, loop, settled, mailboxes } = await stage(t)
  const frame = loop(browser)
  frame.start('/wire/live?tab=frame')
  await until('the first document', () => frame.documents.length > 0)
  site.clock.advance(1_000)
  await settled()
  await ana.send(talk, 'hello')
  site.clock.advance(250)
  await until('the second document', () => frame.documents.length > 1)
  t.equal((await browser.open(frame.last.url)).status, 200)
  t.equal(mailboxes.parkedCount, 0)
})

t.test('the session ends -> the frame says so', async t => {
  const { site, ana, browser, loop, settled, mailboxes } = await stage(t)
  const frame = loop(browser)
  frame.start('/wire/live?tab=frame')
  await until('the first document', () => frame.documents.length > 0)
  site.clock.advance(1_000)
  await settled()
  await site.world.people.sessions.endAll(ana.userId)
  await until('the end', () => frame.documents.length > 1)
  t.match(wordsOf(frame.last), 'You’re signed out.')
  t.equal(frame.last.refresh, null)
  t.equal(mailboxes.parkedCount, 0)
})

t.test('eve, a stranger and a token -> her own frame, the way to sign in, and a refusal', async t => {
  const { site, ana, eve, talk, browser, scriptless } = await stage(t)
  await browser.open('/wire/live')
  await ana.send(talk, 'secret')
  t.notMatch(wordsOf(await scriptless(eve).open('/wire/live')), 'Send POST')
  t.match((await site.world.stranger().get('/wire/live')).text, /href="[^"]*signin\?back=wire/)
  const { secret } = await ana.do<{ secret: string }>('POST', '/api/tokens', { label: 'program' })
  t.equal((await site.world.stranger().get('/wire/live', { authorization: `Bearer ${secret}` })).status, 403)
})

t.test('the no-script version -> a frame; where frames are blocked -> the board on the page', async t => {
  const { site, ana, browser } = await stage(t)
  const { sessions } = site.world.people
  for (const session of (await sessions.list(ana.userId, 'cookie')).rows) await sessions.change(session, { mode: 'frame' })
  const framed = await browser.open('/wire/')
  t.match(framed.text, '<iframe')
  t.notMatch(framed.text, /wire-board|<script|noscript/)
  await browser.open(sourceIn(framed))
  site.clock.advance(5_000)
  const blocked = await browser.open('/wire/')
  t.match(blocked.text, 'wire-board')
  t.notMatch(blocked.text, '<iframe')
})
