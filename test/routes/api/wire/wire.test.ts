import t from 'tap'
import type { ExchangeRecord, RawExchange } from '#domain/wire/records.ts'
import { scoreboardOf } from '#domain/wire/scoreboard.ts'
import { stepsOf } from '#domain/wire/steps.ts'
import { cursorIn, type Browser } from '../../../rules/stage/browser.ts'
import { cast } from '../../../rules/stage/site.ts'

interface Told { readonly exchanges: readonly ExchangeRecord[], readonly next: number, readonly more: boolean, readonly retryMs: number }

const look = (who: Browser, query = '') => who.do<Told>('GET', `/api/wire${query}`)

t.test('U220 nobody watches -> nothing is recorded, and no tape is made', async t => {
  const { ana, ben, talk } = await cast(t)
  await ana.send(talk, 'before')
  await ben.ask({ hold: 0 })
  t.same((await look(ana)).exchanges, [], 'recording begins with the first look')
  await ben.ask({ hold: 0 })
  t.same((await look(ben)).exchanges, [], 'and ben’s begins with his own')
})

t.test('a poll that is parked -> an open exchange, then its end with what it carried', async t => {
  const { site, ana, ben, talk } = await cast(t)
  await look(ben)
  const cursor = await ben.cursor()
  const poll = ben.poll({ cursor, tab: 'page', n: 1, view: 'html' })
  await site.holds(1)
  const open = (await look(ben)).exchanges.at(-1)
  t.match(open, { way: 'poll', end: 'open', cursor, tab: 'page', endedAt: null, status: null, news: null, username: 'ben' })
  site.clock.advance(1_500)
  await ana.send(talk, 'hello')
  const answer = await poll.answer()
  const { exchanges } = await look(ben, `?after=${open?.version ?? 0}`)
  t.equal(exchanges.length, 1, 'one row for both states')
  t.match(exchanges[0], {
    n: open?.n,
    end: 'answered',
    status: 200,
    endedAt: site.clock.now(),
    news: { status: 'events', from: cursor, cursor: cursorIn(answer), toSeq: answer.toSeq, events: [{ type: 'message', conversationId: talk, again: false }] }
  })
  t.ok((exchanges[0]?.bytesOut ?? 0) > 100)
})

t.test('a browser that leaves its poll -> left, without a status', async t => {
  const { site, ben } = await cast(t)
  await look(ben)
  const poll = ben.poll({ cursor: await ben.cursor(), tab: 'page', n: 1 })
  await site.holds(1)
  poll.leave()
  await site.holds(0)
  t.match((await look(ben)).exchanges.at(-1), { way: 'poll', end: 'left', status: null })
})

t.test('a send, the same again, and a refused one -> stored, duplicate, refused', async t => {
  const { ana, talk } = await cast(t)
  await look(ana)
  const say = (body: object) => ana.call('POST', `/api/conversations/${talk}/messages`, body)
  await say({ clientId: 'ana-ana-says-1', body: 'hello' })
  await say({ clientId: 'ana-ana-says-1', body: 'hello' })
  await say({ clientId: 'ana-ana-says-1', body: 'another' })
  const sends = (await look(ana)).exchanges.filter(({ way }) => way === 'send')
  t.match(sends, [
    { status: 201, sent: { clientId: 'ana-ana-says-1', conversationId: talk, no: Number, duplicate: false } },
    { status: 200, sent: { clientId: 'ana-ana-says-1', no: sends[0]?.sent?.no, duplicate: true } },
    { status: 409, sent: { clientId: 'ana-ana-says-1', no: null } }
  ])
  t.match(scoreboardOf(sends), { sent: 1, stored: 1, duplicates: 1, passed: true })
})

t.test('eve watches -> she sees her own exchanges and none of ana’s, by number either', async t => {
  const { ana, ben, eve, talk } = await cast(t)
  await look(ana)
  await look(eve)
  await ana.send(talk, 'secret')
  await ben.ask({ hold: 0 })
  await eve.ask({ hold: 0 })
  const { exchanges } = await look(eve)
  t.same([...new Set(exchanges.map(({ username }) => username))], ['eve'])
  await ana.cursor()
  const last = (await look(ana)).exchanges.at(-1)?.n ?? 0
  t.ok(last > exchanges.length, 'numbers are each user’s own')
  t.equal((await eve.call('GET', `/api/wire/exchanges/${last}`)).status, 404)
  t.equal((await ana.call('GET', `/api/wire/exchanges/${last}`)).status, 200)
})

t.test('a token -> is refused, and its exchanges are not recorded', async t => {
  const { site, ana } = await cast(t)
  const program = await site.program(ana)
  await look(ana)
  t.equal((await program.call('GET', '/api/wire')).status, 403)
  await program.ask({ hold: 0 })
  t.same((await look(ana)).exchanges, [])
})

t.test('raw -> headers and bodies as they were, without cookie, password or link', async t => {
  const { ana, talk } = await cast(t)
  await look(ana)
  const { message } = await ana.do<{ message: { no: number } }>('POST', `/api/conversations/${talk}/messages`, { clientId: 'ana-ana-says-1', body: 'hello' })
  await ana.call('POST', '/api/me/links', { password: 'correct horse' })
  await ana.call('POST', '/api/me/password', { oldPassword: 'correct horse', newPassword: 'another horse' })
  const rows = (await look(ana)).exchanges
  const raws = await Promise.all(rows.map(({ n }) => ana.do<RawExchange>('GET', `/api/wire/exchanges/${n}`)))
  t.match(raws[0]?.request.body, /"body":"hello"/)
  t.match(raws[0]?.answer?.body, new RegExp(`"no":${message.no}`))
  t.match(raws[0]?.request.headers.find(({ name }) => name.toLowerCase() === 'cookie'), { value: '•••' })
  const all = JSON.stringify([rows, raws])
  for (const secret of [ana.credential['cookie'] ?? '-', 'correct horse', 'another horse', '/link/']) t.notOk(all.includes(secret), secret)
})

t.test('pages and forms -> without the secrets of their addresses', async t => {
  const { site, ana } = await cast(t)
  await look(ana)
  await site.world.as('ana').get('/join/some-secret-code-1234?back=/link/abcdef')
  const [row] = (await look(ana)).exchanges
  t.match(row, { way: 'page', path: '/join/•••?back=•••' })
})

t.test('a held look -> waits for the next exchange, and counts among the held (D22)', async t => {
  const { site, ana, talk } = await cast(t)
  const { next } = await look(ana)
  const held = look(ana, `?after=${next}&hold=20&tab=w&n=1`)
  await site.holds(1)
  await ana.send(talk, 'hello')
  site.clock.advance(250)
  t.match((await held).exchanges, [{ way: 'send' }])
  t.equal(site.world.messenger.mailboxes.parkedCount, 0)
  const quiet = await look(ana)
  const again = look(ana, `?after=${quiet.next}&hold=20&tab=w&n=2`)
  await site.holds(1)
  site.clock.advance(20_000)
  t.match(await again, { exchanges: [], next: quiet.next, retryMs: 0 })
})

t.test('two polls and a held look -> the oldest yields as ever', async t => {
  const { site, ana } = await cast(t)
  const { next } = await look(ana)
  const cursor = await ana.cursor()
  const first = ana.poll({ cursor, tab: 'one', n: 1 })
  await site.holds(1)
  ana.poll({ cursor, tab: 'two', n: 1 })
  await site.holds(2)
  const held = look(ana, `?after=${next + 100}&hold=20&tab=w&n=1`)
  t.equal((await first.answer()).status, 'yield')
  site.world.messenger.mailboxes.endSession(site.world.as('ana').sessionId)
  await held.catch(() => {})
})

t.test('nobody looks for five minutes -> recording ends and all is dropped', async t => {
  const { site, ana, talk } = await cast(t)
  await look(ana)
  await ana.send(talk, 'hello')
  t.equal((await look(ana)).exchanges.length, 1)
  site.clock.advance(5 * 60_000)
  t.same((await look(ana)).exchanges, [])
})

t.test('a long session -> no more than 400 exchanges are kept, the newest', async t => {
  const { ana } = await cast(t)
  await look(ana)
  for (let n = 0; n < 420; n++) await ana.do('GET', '/api/me')
  const pages: ExchangeRecord[] = []
  for (let after = 0, more = true; more;) {
    const page = await look(ana, `?after=${after}`)
    pages.push(...page.exchanges)
    ;({ next: after, more } = page)
  }
  t.equal(pages.length, 400)
  t.equal(pages.at(-1)?.n, 420)
})

t.test('a message and its ack -> the six steps, none with a request of its own (D13)', async t => {
  const { site, ana, ben, talk } = await cast(t)
  await look(ana)
  await look(ben)
  const [from, to] = [await ana.cursor(), await ben.cursor()]
  const waiting = ben.poll({ cursor: to, tab: 'ben', n: 1 })
  await site.holds(1)
  await ana.send(talk, 'hello')
  const news = await waiting.answer()
  const next = ben.poll({ cursor: news.cursor, tab: 'ben', n: 2 })
  await site.holds(1)
  site.clock.advance(1_000)
  const { cursor } = await ana.ask({ cursor: from, hold: 0, tab: 'ana', n: 1 })
  const receipt = ana.poll({ cursor, tab: 'ana', n: 2 })
  site.clock.advance(5_000)
  await receipt.answer()
  const all = [...(await look(ana)).exchanges, ...(await look(ben)).exchanges]
  const toEach = ['notified', 'ack', 'ack-accepted']
  t.same(stepsOf(all).map(({ step }) => step).sort(), ['send', 'accepted', ...toEach, ...toEach, 'delivered'].sort())
  t.match(scoreboardOf((await look(ben)).exchanges), { rode: 1, waited: 0, delivered: 1, acked: 1, passed: true })
  next.leave()
})

t.test('a text is recalled -> no record of its sender, or of any reader, tells it again (D15)', async t => {
  const { site, ana, ben, talk } = await cast(t)
  await look(ana)
  await look(ben)
  const cursor = await ben.cursor()
  const { message: { no } } = await ana.do<{ message: { no: number } }>('POST', `/api/conversations/${talk}/messages`, { clientId: 'ana-says-1', body: 'regretted' })
  await ben.ask({ cursor, hold: 0 })
  await ben.do('GET', `/api/conversations/${talk}/messages`)
  const whole = async (browser: Browser) => JSON.stringify(await browser.do('GET', '/api/wire/har'))
  t.match(await whole(ana), 'regretted')
  t.match(await whole(ben), 'regretted')
  // Begun before it, and told after it.
  const poll = ben.poll({ cursor: await ben.cursor(), tab: 'page', n: 1 })
  await site.holds(1)
  await ana.do('DELETE', `/api/conversations/${talk}/messages/${no}`)
  await poll.answer()
  for (const browser of [ana, ben]) {
    t.notMatch(await whole(browser), 'regretted')
    for (const { n } of (await look(browser)).exchanges) t.notMatch(JSON.stringify(await browser.do('GET', `/api/wire/exchanges/${n}`)), 'regretted')
  }
  await ana.send(talk, 'said later')
  t.match(await whole(ana), 'said later', 'recording goes on')
})

t.test('a body of 5,000 values within each other -> is answered as if nobody watched', async t => {
  const { site, ana } = await cast(t)
  await look(ana)
  const body = `${'{"a":'.repeat(5_000)}1${'}'.repeat(5_000)}`
  const headers = { cookie: ana.credential['cookie'] ?? '', 'content-type': 'application/json' }
  t.equal((await fetch(`${site.origin}/api/read-all`, { method: 'POST', headers, body })).status, 200)
  const [row] = (await look(ana)).exchanges
  t.match(row, { status: 200, bytesIn: body.length })
})

t.test('an answer by the router -> its headers, with those that lead to a secret blotted', async t => {
  const { site, ana } = await cast(t)
  await look(ana)
  await ana.call('GET', '/api/me')
  await site.world.as('ana').post('/settings/device', {})
  const rows = (await look(ana)).exchanges
  const [call, form] = await Promise.all(rows.map(async ({ n }) => await ana.do<RawExchange>('GET', `/api/wire/exchanges/${n}`)))
  t.match(call?.answer?.headers.find(({ name }) => name === 'content-type'), { value: 'application/json; charset=utf-8' })
  t.match(form?.answer?.headers.find(({ name }) => name === 'location'), { value: '•••' })
  t.ok((rows[0]?.bytesOut ?? 0) > 100)
})

t.test('below a sub-path -> polls and sends are recorded by their addresses below it', async t => {
  const { ana, talk } = await cast(t, { config: { baseUrl: new URL('http://chat.example/talk/') } })
  await look(ana)
  await ana.call('GET', '/talk/poll?hold=0')
  await ana.call('POST', `/talk/api/conversations/${talk}/messages`, { clientId: 'ana-says-1', body: 'hello' })
  t.same((await look(ana)).exchanges.map(({ path }) => path), ['/poll?hold=0', `/api/conversations/${talk}/messages`])
})
