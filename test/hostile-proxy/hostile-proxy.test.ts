// Every switch does what its title says to a plain server, and nothing else. Without a switch the proxy changes nothing.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import t from 'tap'
import { openProxy } from './proxy.ts'
import { collapseGets, replayGets } from './switches/caches.ts'
import { closeIdle, cutAnswers, dropIdle } from './switches/cuts.ts'
import { SWITCHES } from './switches/index.ts'
import { captivePortal, swallowAnswers, swallowBodies } from './switches/losses.ts'
import { reorderAnswers, reorderRequests } from './switches/order.ts'
import { repeatGets, repeatPosts } from './switches/repeats.ts'
import { until } from '../rules/stage/browser.ts'
import { behind, say } from './upstream-server.ts'

t.test('no switch: any request → passed on unchanged, streamed', async t => {
  const site = await behind(t, [], (_request, response) => {
    response.writeHead(201, { 'X-Own': 'kept', 'Set-Cookie': ['a=1', 'b=2; HttpOnly'] })
    response.write('first,')
    setTimeout(() => response.end('last'), 50)
  })
  const { text } = say(t, site.origin, 'POST /path/%2e%2E/?q=%C3%BC HTTP/1.1\nX-Mine: 1', 'grüße')
  await until('the first piece', () => text().includes('first,'))
  t.notMatch(text(), 'last', 'which does not wait for the others')
  await until('the end', () => text().includes('last'))
  t.match(text(), /^HTTP\/1\.1 201 Created\r\nX-Own: kept\r\nSet-Cookie: a=1\r\nSet-Cookie: b=2; HttpOnly\r\n/)
  t.match(site.heard.at(-1), {
    method: 'POST', url: '/path/%2e%2E/?q=%C3%BC', version: '1.1', body: 'grüße', headers: { host: 'asked.example', 'x-mine': '1' }
  })
})

t.test('forward proxy: a full address → sent to that server', async t => {
  const elsewhere = createServer((_request, response) => { response.end('elsewhere') }).listen(0, '127.0.0.1')
  const proxy = await openProxy({})
  t.teardown(async () => {
    await proxy.close()
    elsewhere.close()
  })
  const { port } = elsewhere.address() as AddressInfo
  const asked = say(t, proxy.origin, `GET http://127.0.0.1:${port}/?q=1 HTTP/1.1`)
  await until('the answer', () => asked.text().includes('elsewhere'))
  const nowhere = say(t, proxy.origin, 'GET /no/server HTTP/1.1')
  await until('the refusal', () => nowhere.text().includes('</html>'))
  t.match(nowhere.text(), /^HTTP\/1\.1 502 /)
})

t.test('unreachable server → page with 502; browser leaves → the server’s request is aborted', async t => {
  const gone = await openProxy({ upstream: 'http://127.0.0.1:1' })
  t.teardown(() => gone.close())
  const asked = say(t, gone.origin, 'GET / HTTP/1.1')
  await until('the page', () => asked.text().includes('</html>'))
  t.match(asked.text(), /^HTTP\/1\.1 502 Bad Gateway/)

  let hasLeft = false
  const site = await behind(t, [], (_request, response) => { response.once('close', () => { hasLeft = true }) })
  const leaving = say(t, site.origin, 'GET / HTTP/1.1')
  await until('the request', () => site.heard.length === 1)
  leaving.leave()
  await until('the server to hear of it', () => hasLeft)
})

t.test('cut: an answer → broken off after the given number of bytes, head included', async t => {
  const site = await behind(t, [cutAnswers({ bytes: 25, share: 1 })])
  const asked = say(t, site.origin, 'GET / HTTP/1.1')
  await until('the cut', asked.isClosed)
  t.equal(asked.text().length, 25)
  t.match(asked.text(), /^HTTP\/1\.1 200 OK\r\n/)
  t.equal(site.heard.length, 1, 'the server has answered')
  const some = await behind(t, [cutAnswers({ share: 0.5 })])
  const many = Array.from({ length: 30 }, () => say(t, some.origin, 'GET / HTTP/1.1\nConnection: close'))
  await until('all of them', () => many.every(({ isClosed }) => isClosed()))
  const whole = many.filter(({ text }) => text().endsWith('hello')).length
  t.ok(whole > 5 && whole < 30, `${whole} of 30 came whole`)
})

t.test('idle: silent too long → closed, with or without a page; otherwise passed', async t => {
  for (const status of [408, 502, 504, null] as const) {
    const site = await behind(t, [closeIdle({ afterMs: 20_000, status })], (request, response) => { if (request.url === '/quick') response.end('in time') })
    const quick = say(t, site.origin, 'GET /quick HTTP/1.1')
    await until('the quick answer', () => quick.text().includes('in time'))
    const held = say(t, site.origin, 'GET /held HTTP/1.1')
    await until('the request', () => site.heard.length === 2)
    site.clock.advance(19_999)
    t.equal(held.text(), '')
    site.clock.advance(1)
    if (status === null) await until('the close', held.isClosed)
    else await until('the page', () => held.text().includes('</html>'))
    t.match(held.text(), status === null ? /^$/ : new RegExp(`^HTTP/1\\.1 ${status} [^]*<title>`))
  }
})

t.test('idle-drop: silent too long → the answer is lost and the connection stays open', async t => {
  let answer = (): void => {}
  const site = await behind(t, [dropIdle({ afterMs: 20_000 })], (request, response) => {
    if (request.url === '/quick') response.end('in time')
    else answer = () => { response.end('too late') }
  })
  const held = say(t, site.origin, 'GET /held HTTP/1.1')
  await until('the request', () => site.heard.length === 1)
  site.clock.advance(20_000)
  answer()
  const quick = say(t, site.origin, 'GET /quick HTTP/1.1')
  await until('the quick answer', () => quick.text().includes('in time'))
  t.same([held.text(), held.isClosed()], ['', false])
})

t.test('repeat: a request → sent twice, the second answer is passed on', async t => {
  const cases = [[repeatGets({ share: 1 }), 'GET', 'POST'], [repeatPosts({ share: 1 }), 'POST', 'GET']] as const
  for (const [vice, meant, other] of cases) {
    let times = 0
    const site = await behind(t, [vice], (_request, response) => { response.end(`answer ${++times}.`) })
    const asked = say(t, site.origin, `${meant} /twice HTTP/1.1`, meant === 'POST' ? 'body' : '')
    await until('the first', () => site.heard.length === 1)
    site.clock.advance(100)
    await until('the answer', () => asked.text().includes('answer'))
    t.match(asked.text(), 'answer 2.')
    t.same(site.heard.map(({ method, body }) => [method, body]), [1, 2].map(() => [meant, meant === 'POST' ? 'body' : '']))
    const once = say(t, site.origin, `${other} /once HTTP/1.1`)
    await until('the other answer', () => once.text().includes('answer 3.'))
    t.equal(site.heard.length, 3)
  }
})

t.test('reorder: a held message → released after the next one, or after its longest wait', async t => {
  for (const vice of [reorderAnswers({ share: 1, mostMs: 250 }), reorderRequests({ share: 1, mostMs: 250 })]) {
    const site = await behind(t, [vice])
    const asked = say(t, site.origin, 'GET / HTTP/1.1')
    await until('it to be kept back', () => site.clock.pending > 0)
    t.equal(asked.text(), '')
    site.clock.advance(250)
    await until('the answer', () => asked.text().includes('hello'))
  }
  const arrived: string[] = []
  const site = await behind(t, [reorderRequests({ share: 0.4, mostMs: 60_000 })], (request, response) => {
    arrived.push(request.url ?? '')
    response.end('hello')
  })
  for (let index = 0; index < 12; index++) {
    const before = arrived.length
    say(t, site.origin, `GET /${index} HTTP/1.1`)
    await until('it to arrive or to wait', () => arrived.length > before || site.clock.pending > 0)
    site.clock.advance(2)
  }
  await until('most of them', () => {
    site.clock.advance(2)
    return arrived.length >= 8
  })
  t.not(arrived.join(), [...arrived].sort((a, b) => Number(a.slice(1)) - Number(b.slice(1))).join(), 'some were overtaken')
})

t.test('replay: a repeated GET → answered from the cache, while allowed or always', async t => {
  const answerTo = (heeding: boolean) => behind(t, [replayGets({ forMs: 60_000, heeding })], (request, response) => {
    if (request.url?.startsWith('/private') === true) response.setHeader('Cache-Control', 'no-store')
    response.end(`${request.url} ${Math.random()}`)
  })
  for (const heeding of [true, false]) {
    const site = await answerTo(heeding)
    const ask = async (head: string): Promise<string> => {
      const asked = say(t, site.origin, `${head} HTTP/1.1\nConnection: close`)
      await until('the answer', asked.isClosed)
      return asked.text().split('\r\n\r\n')[1] ?? ''
    }
    const first = await ask('GET /a')
    t.equal(await ask('GET /a'), first)
    t.not(await ask('GET /a?1'), await ask('GET /a?2'), 'another address is another matter')
    t.not(await ask('POST /a'), first)
    const unshared = await ask('GET /private')
    t.equal(await ask('GET /private') === unshared, !heeding)
    site.clock.advance(60_000)
    t.not(await ask('GET /a'), first, 'after a while it is asked for again')
  }
})

t.test('collapse: equal GETs at once → one is sent; the others share its answer or follow', async t => {
  const waiting: Array<() => void> = []
  const site = await behind(t, [collapseGets()], (request, response) => {
    if (request.url === '/private') response.setHeader('Cache-Control', 'private')
    waiting.push(() => { response.end('answered') })
  })
  for (const [url, asks] of [['/public', 1], ['/private', 3]] as const) {
    site.heard.length = waiting.length = 0
    const three = [1, 2, 3].map(() => say(t, site.origin, `GET ${url} HTTP/1.1`))
    const other = say(t, site.origin, `GET ${url}?other HTTP/1.1`)
    await until('one of them and the other address', () => waiting.length === 2)
    for (let answered = 0; answered < asks + 1; answered++) {
      await until('one more', () => waiting.length > answered)
      waiting[answered]?.()
    }
    await until('all answers', () => [...three, other].every(({ text }) => text().includes('answered')))
    t.equal(site.heard.length, asks + 1, url)
  }
})

t.test('swallow: a POST at a bad time → broken off, or its answer lost; a GET passes', async t => {
  const spells = { everyMs: 10_000, forMs: 2_000 }
  for (const [vice, arrives] of [[swallowBodies(spells), false], [swallowAnswers(spells), true]] as const) {
    const site = await behind(t, [vice])
    site.clock.advance(10_000 - site.clock.now() % 10_000)
    const before = say(t, site.origin, 'POST /before HTTP/1.1', 'x'.repeat(40))
    await until('the answer', () => before.text().includes('hello'))
    site.clock.advance(8_000)
    const lost = [1, 2, 3, 4, 5].map(() => say(t, site.origin, 'POST /lost HTTP/1.1', 'x'.repeat(40)))
    if (arrives) await until('all at the server', () => site.heard.length === 6)
    else await until('all broken off', () => lost.every(({ isClosed }) => isClosed()) && site.broken.length === 5)
    const read = say(t, site.origin, 'GET /read HTTP/1.1')
    await until('the GET', () => read.text().includes('hello'))
    if (arrives) await until('some closes', () => lost.some(({ isClosed }) => isClosed()))
    t.same(new Set(lost.map(({ text }) => text())), new Set(['']))
    t.equal(lost.every(({ isClosed }) => isClosed()), !arrives, 'an answer may also be lost in silence')
    if (!arrives) t.ok(site.broken.every(body => body.length < 40), 'the server had half of it')
    site.clock.advance(2_000)
    const after = say(t, site.origin, 'POST /after HTTP/1.1', 'x')
    await until('the answer again', () => after.text().includes('hello'))
  }
})

t.test('portal: a request → the proxy’s own page with 200, the server not asked', async t => {
  const site = await behind(t, [captivePortal({ share: 1 })])
  const asked = say(t, site.origin, 'GET /poll HTTP/1.1')
  await until('the page', () => asked.text().includes('</html>'))
  t.match(asked.text(), /^HTTP\/1\.1 200 OK\r\nContent-Type: text\/html/)
  t.equal(site.heard.length, 0)
})

t.test('the same seed and requests → the same faults', async t => {
  const trouble = async () => {
    const site = await behind(t, [captivePortal({ share: 0.5 })])
    const met: boolean[] = []
    for (let index = 0; index < 20; index++) {
      const asked = say(t, site.origin, 'GET / HTTP/1.1\nConnection: close')
      await until('the answer', asked.isClosed)
      met.push(asked.text().includes('guest network'))
    }
    return met
  }
  const first = await trouble()
  t.same(await trouble(), first)
  t.same(new Set(first), new Set([true, false]))
})

t.test('every switch → has a name and a title, and can be built', async t => {
  t.ok(Object.keys(SWITCHES).length >= 25)
  for (const [name, { title, build }] of Object.entries(SWITCHES)) {
    t.match(name, /^[a-z0-9.-]+$/)
    t.ok(title.length > 10)
    t.type(build(), 'function')
  }
})
