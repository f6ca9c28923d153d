// D17, D19, D20: the shape of every answer of GET /poll, byte for byte.
import t from 'tap'
import { cursorIn, readAnswer, until, type Answer } from './stage/browser.ts'
import { raw, type RawAnswer } from '#test/raw.ts'
import { cast, openSite } from './stage/site.ts'

/** Exactly these headers, in this order; Node adds Date and Connection. */
const HEADERS = [
  ['Content-Type', 'application/json; charset=utf-8'],
  ['Cache-Control', 'no-store, private, max-age=0, no-transform'],
  ['Pragma', 'no-cache'],
  ['Expires', '0'],
  ['X-Accel-Buffering', 'no'],
  ['X-Content-Type-Options', 'nosniff']
]

function headersFor (body: string) {
  return [...HEADERS, ['Content-Length', String(Buffer.byteLength(body))]]
}

function ownHeaders ({ headers }: RawAnswer) {
  return headers.filter(([name]) => name !== 'Date' && name !== 'Connection')
}

function get (path: string, credential: Readonly<Record<string, string>>, version = '1.1'): string {
  const lines = Object.entries(credential).map(([name, value]) => `${name}: ${value}\n`).join('')
  return `GET ${path} HTTP/${version}\nHost: holdline\nConnection: close\n${lines}\n`
}

t.test('D19 every answer is one small document: status 200, its length and every field', async t => {
  const { site, ana, ben, cho, eve, talk } = await cast(t, { config: { pollsPerBrowser: 1, polls: 2 } })
  const cursor = await ben.cursor()
  const ask = async (query: string, credential = ben.credential) => await raw(site.origin, get(`/poll?${query}`, credential))
  const seen: Record<string, RawAnswer> = {}
  seen['idle'] = await ask(`cursor=${cursor}&hold=0`)
  const overtaken = ask(`cursor=${cursor}&tab=page&n=1`)
  await site.holds(1)
  const woken = ask(`cursor=${cursor}&tab=page&n=2`)
  seen['superseded'] = await overtaken
  await site.holds(1)
  await ana.send(talk, 'grüße 你好 🐚')
  seen['events'] = await woken
  const yielding = ask(`cursor=${await ben.cursor()}&tab=page&n=3`)
  await site.holds(1)
  cho.poll({ cursor: await cho.cursor() })
  await site.holds(2)
  seen['busy'] = await ask(`cursor=${await eve.cursor()}`, eve.credential)
  const drained = ask(`cursor=${await ben.cursor()}&tab=other&n=1`)
  seen['yield'] = await yielding
  seen['resync'] = await ask('cursor=nonsense')
  seen['signed-out'] = await ask('', { cookie: 'holdline_session=nobody' })
  await site.holds(2)
  site.world.drain()
  seen['drain'] = await drained
  seen['drain'] = await ask(`cursor=${cursor}`)

  for (const [status, answer] of Object.entries(seen)) {
    t.equal(answer.statusLine, 'HTTP/1.1 200 OK', status)
    t.same(ownHeaders(answer), headersFor(answer.body), status)
    t.equal(readAnswer(answer.body).status, status)
  }
  t.match(seen['events'].body, 'grüße 你好 🐚')
})

t.test('D19 each field of an answer has the documented value', async t => {
  const { site, ana, ben, eve, talk } = await cast(t)
  const from = await ben.cursor()
  const { changedSeq, no } = await ana.send(talk, 'hi')
  const answer = await ben.ask({ cursor: from, hold: 25 })
  const sender = { id: ana.userId, username: 'ana', displayName: 'Ana' }
  const at = site.clock.now()
  const clientId = 'message' in (answer.events[0] ?? {}) && answer.events[0]?.type === 'message' ? answer.events[0].message.clientId : null
  t.match(clientId, /^ana-/)
  const nothing = { presence: [], typing: [], receipts: [] }
  t.same(answer, {
    holdline: 1,
    status: 'events',
    reason: null,
    from,
    cursor: cursorIn(answer),
    fromSeq: changedSeq - 1,
    toSeq: changedSeq,
    events: [{
      seq: changedSeq,
      type: 'message',
      at,
      conversationId: talk,
      message: { conversationId: talk, no, clientId, sender, kind: 'text', body: 'hi', at, changedSeq }
    }],
    html: null,
    signals: nothing,
    elsewhere: false,
    more: false,
    hold: 23.8,
    retryMs: 0
  })
  const first = await eve.ask()
  t.same(first, {
    holdline: 1,
    status: 'idle',
    reason: null,
    from: null,
    cursor: cursorIn(first),
    fromSeq: null,
    toSeq: changedSeq,
    events: [],
    html: null,
    signals: nothing,
    elsewhere: false,
    more: false,
    hold: 85.5,
    retryMs: 0
  }, 'without a cursor: a cursor of this moment, at once')
  const html = await ben.ask({ cursor: from, view: 'html', hold: 0 })
  t.same([html.status, html.events, typeof html.html], ['events', [], 'string'], 'the same events as fragments')
  const signedOut = readAnswer((await raw(site.origin, get('/poll', {}))).body)
  t.same([signedOut.status, signedOut.cursor, signedOut.fromSeq, signedOut.toSeq], ['signed-out', null, null, null])
})

t.test('D19 an answer holds at most 100 events and 256 KiB, then says "more"', async t => {
  const { ana, ben, talk } = await cast(t)
  const from = await ben.cursor()
  const long = '你'.repeat(2_700)
  for (let index = 0; index < 40; index++) await ana.send(talk, long)
  const first = await ben.ask({ cursor: from })
  t.equal(first.more, true)
  const bytes = Buffer.byteLength(JSON.stringify(first.events))
  t.ok(bytes > 200 * 1024 && bytes <= 256 * 1024, `${bytes} bytes`)
  t.equal((await ben.catchUp(from)).events.length, 40)
})

t.test('D19 an HTTP/1.0 client gets an answer without chunks, and the connection is closed', async t => {
  const { site, ana, ben, talk } = await cast(t)
  const parked = raw(site.origin, get(`/poll?cursor=${await ben.cursor()}`, ben.credential, '1.0').replace('Connection: close\n', ''))
  await site.holds(1)
  await ana.send(talk, 'hello, 1996')
  const answer = await parked
  t.same(ownHeaders(answer), headersFor(answer.body))
  t.match(readAnswer(answer.body).events, [{ message: { body: 'hello, 1996' } }])
})

t.test('D19 a bad parameter other than the cursor is clamped or ignored', async t => {
  const { site, ben } = await cast(t)
  const cursor = await ben.cursor()
  const ask = async (query: string): Promise<Answer> => {
    let isAnswered = false
    const asked = raw(site.origin, get(`/poll?${query}`, ben.credential)).finally(() => { isAnswered = true })
    await until('it to be answered or parked', () => isAnswered || site.world.messenger.mailboxes.parkedCount === 1)
    site.clock.advance(90_000)
    return readAnswer((await asked).body)
  }
  for (const [query, hold] of [
    ['hold=abc', 85.5], ['hold=', 85.5], ['hold=NaN', 85.5], ['hold=1e9', 85.5], ['hold=-5', 0], ['hold=0.5', 0.5],
    ['hold=1&hold=2', 85.5], ['hold=%E0%A4%A', 85.5], ['n=abc&tab=x', 85.5], ['n=-1&tab=x', 85.5], ['n=1.5&tab=x', 85.5],
    [`tab=${'x'.repeat(3_000)}&n=1`, 85.5], ['tab=a&tab=b', 85.5], ['view=pdf', 85.5], ['active=7', 85.5], ['unknown=1&__proto__=1', 85.5],
    ['&&=&', 85.5]
  ] as const) {
    const answer = await ask(`cursor=${cursor}&${query}`)
    t.same([answer.status, answer.hold, answer.html], ['idle', hold, null], query.slice(0, 40))
  }
})

t.test('D19 two cursors in one request are refused as malformed', async t => {
  const { site, ben } = await cast(t)
  const cursor = await ben.cursor()
  const { status, reason } = readAnswer((await raw(site.origin, get(`/poll?cursor=${cursor}&cursor=${cursor}`, ben.credential))).body)
  t.same([status, reason], ['resync', 'malformed'])
})

t.test('D17 a hold is up to a tenth shorter, at random; by default it is the longest allowed', async t => {
  for (const [random, most, asked] of [[0, 90, 40], [0.999, 81.3, 36.1]] as const) {
    const site = await openSite(t, { random: () => random })
    const ben = site.as('ben')
    const cursor = await ben.cursor()
    const parked = ben.poll({ cursor })
    await site.holds(1)
    site.clock.advance(Math.floor(most * 1_000) - 100)
    await site.heard(ben)
    t.equal(parked.isAnswered(), false)
    site.clock.advance(200)
    t.same((await parked.answer()).hold, most)
    t.equal((await ben.ask({ cursor: 'x', hold: 40 })).hold, asked)
  }
  const site = await openSite(t, { config: { hold: 30 }, random: () => 0 })
  t.equal((await site.as('ben').ask({ hold: 90 })).hold, 30, 'an operator may lower the longest hold')
})

t.test('D20 HEAD on /poll → 405, and nothing is acknowledged', async t => {
  const { site, ben } = await cast(t)
  const head = await raw(site.origin, get(`/poll?cursor=${await ben.cursor()}`, ben.credential).replace('GET', 'HEAD'))
  t.equal(head.statusLine, 'HTTP/1.1 405 Method Not Allowed')
  t.equal(site.world.messenger.mailboxes.parkedCount, 0)
  t.equal((await ben.call('POST', '/poll')).status, 404, 'a poll is a GET')
})

t.test('D20 a session in the address is never accepted, and the server writes none there', async t => {
  const { site, ana, talk } = await cast(t)
  const program = await site.program(ana)
  const secret = program.credential['authorization']?.replace('Bearer ', '') ?? ''
  await ana.send(talk, 'hello')
  for (const name of ['token', 'access_token', 'authorization', 'holdline_session']) {
    const { body } = await raw(site.origin, get(`/poll?${name}=${secret}`, {}))
    t.equal(readAnswer(body).status, 'signed-out', name)
  }
  t.equal((await program.ask()).status, 'idle')
  const answer = await raw(site.origin, get(`/poll?cursor=${await program.cursor()}&hold=0`, program.credential))
  t.notMatch(answer.body + JSON.stringify(answer.headers), secret)
  t.notMatch(site.world.logged.join('\n'), secret)
})

t.test('D20 a page of eve’s on another site cannot make ana’s browser poll', async t => {
  const { site, ana } = await cast(t)
  const answer = await raw(site.origin, get('/poll', { ...ana.credential, 'sec-fetch-site': 'cross-site' }))
  t.equal(answer.statusLine, 'HTTP/1.1 403 Forbidden')
})

t.test('D20 an address spelt in any other way is a poll or an error, and is always answered', async t => {
  const { site, ana, eve, talk } = await cast(t)
  await ana.send(talk, 'hello')
  for (const path of ['/%70oll?hold=0', '/poll#?hold=0', '//poll?hold=0', `${site.origin}/poll?hold=0`, 'http://elsewhere.example/poll?hold=0']) {
    const { statusLine, body } = await raw(site.origin, get(path, eve.credential))
    t.equal(statusLine, 'HTTP/1.1 200 OK', path)
    t.equal(readAnswer(body).status, 'idle', path)
  }
  for (const path of ['/poll/', '/poll%3fhold=0', '/POLL', '/poll;hold=0', '/api/../poll']) {
    t.equal((await raw(site.origin, get(path, eve.credential))).statusLine, 'HTTP/1.1 404 Not Found', path)
  }
})
