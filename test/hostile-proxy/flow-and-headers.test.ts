// The switches that change how an answer travels, or its headers.
import { gzipSync } from 'node:zlib'
import t, { type Test } from 'tap'
import { raw } from '#test/raw.ts'
import type { Switch } from './exchange.ts'
import { decodeAnswers, decodeSilently, forgetCodings, hideAcceptance } from './switches/codings.ts'
import { addLatency, bufferAnswers, downgrade, holdAnswers, limitConnections, outliveBrowsers } from './switches/flow.ts'
import { announceItself, firstCookieOnly, rewriteHost, stripCookieAttributes, stripHeaders } from './switches/headers.ts'
import { until } from '../rules/stage/browser.ts'
import { behind, say, type Heard } from './upstream-server.ts'

const REQUEST = 'GET / HTTP/1.1\nConnection: close\nX-Requested-With: x\nHX-Request: true\nAccept-Language: de\nCookie: a=1'

/** An answer with many kinds of headers as seen behind this switch, and the request as the server got it. */
async function seenThrough (t: Test, vice: Switch): Promise<{ heads: readonly string[], heard: Heard }> {
  const site = await behind(t, [vice], (_request, response) => {
    response.sendDate = false
    response.writeHead(200, [
      'Content-Type', 'text/plain',
      'Content-Length', '5',
      'Cache-Control', 'no-store, private',
      'Pragma', 'no-cache',
      'Expires', '0',
      'X-Own', '1',
      'Refresh', '1',
      'Set-Cookie', 'a=1; Path=/sub; HttpOnly; SameSite=Lax; Max-Age=60',
      'Set-Cookie', 'b=2'
    ])
    response.end('hello')
  })
  const asked = say(t, site.origin, REQUEST)
  await until('the answer', asked.isClosed)
  t.match(asked.text(), /\r\n\r\nhello$/)
  const [heard] = site.heard
  if (heard === undefined) throw new Error('the server was not asked')
  return { heads: asked.text().split('\r\n\r\n')[0]?.split('\r\n').filter(line => !/^(connection|date)/i.test(line)) ?? [], heard }
}

t.test('strip-headers: a request and its answer → only old headers survive', async t => {
  const { heads, heard } = await seenThrough(t, stripHeaders())
  t.same(heads, [
    'HTTP/1.1 200 OK', 'Content-Type: text/plain', 'Content-Length: 5', 'Cache-Control: private',
    'Set-Cookie: a=1; Path=/sub; HttpOnly; SameSite=Lax; Max-Age=60', 'Set-Cookie: b=2'
  ])
  t.same(Object.keys(heard.headers).sort(), ['connection', 'cookie', 'host'])
})

t.test('strip-cookies, first-cookie: two cookies → without attributes, or only the first', async t => {
  const cookies = ({ heads }: { heads: readonly string[] }): string[] => heads.filter(head => head.startsWith('Set-Cookie'))
  t.same(cookies(await seenThrough(t, stripCookieAttributes())), ['Set-Cookie: a=1; Path=/sub', 'Set-Cookie: b=2'])
  t.same(cookies(await seenThrough(t, firstCookieOnly())), ['Set-Cookie: a=1; Path=/sub; HttpOnly; SameSite=Lax; Max-Age=60'])
})

t.test('rewrite-host, via: a request → another Host, or the client’s address added', async t => {
  t.equal((await seenThrough(t, rewriteHost({ host: 'backend:1' }))).heard.headers.host, 'backend:1')
  const { heads, heard } = await seenThrough(t, announceItself({ address: '203.0.113.7' }))
  t.match(heard.headers, { via: '1.1 hostile', 'x-forwarded-for': '203.0.113.7', forwarded: 'for=203.0.113.7', host: 'asked.example' })
  t.ok(heads.includes('Via: 1.1 hostile'))
})

t.test('http-1.0: any exchange → HTTP/1.0 both ways, one connection each, chunks not decoded', async t => {
  const { heads, heard } = await seenThrough(t, downgrade())
  t.equal(heads[0], 'HTTP/1.0 200 OK')
  t.equal(heard.version, '1.0')
  const site = await behind(t, [downgrade()], (request, response) => {
    // Answers in chunks although the request is HTTP/1.0.
    if (request.url === '/chunked') response.socket?.end('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n')
    else response.end('hello')
  })
  const chunked = say(t, site.origin, 'GET /chunked HTTP/1.1')
  await until('the answer', chunked.isClosed)
  t.match(chunked.text(), '5\r\nhello\r\n0')
  const kept = say(t, site.origin, 'POST /posted HTTP/1.1\nConnection: keep-alive', 'body')
  await until('the connection to be closed', kept.isClosed)
  t.equal(site.heard.at(-1)?.body, 'body')
})

t.test('buffer: a streamed answer → passed on once complete, with Content-Length', async t => {
  let end = (): void => {}
  const site = await behind(t, [bufferAnswers()], (_request, response) => {
    response.write('first,')
    end = () => { response.end('last') }
  })
  const asked = say(t, site.origin, 'GET / HTTP/1.1')
  await until('the request', () => site.heard.length === 1)
  await new Promise(resolve => { setTimeout(resolve, 30) })
  t.equal(asked.text(), '')
  end()
  await until('all of it', () => asked.text().includes('first,last'))
  t.match(asked.text(), /content-length: 10/i)
  t.notMatch(asked.text(), /chunked/i)
})

t.test('two-connections: a browser’s third request → queued; another browser’s → passed', async t => {
  const waiting: Array<() => void> = []
  const site = await behind(t, [limitConnections({ most: 2 })], (_request, response) => { waiting.push(() => { response.end('hello') }) })
  const ask = (who: string) => say(t, site.origin, `GET / HTTP/1.1\nCookie: ${who}`)
  const [first, second] = [ask('ana'), ask('ana')]
  await until('two', () => site.heard.length === 2)
  const third = ask('ana')
  const gone = ask('ana')
  ask('ben')
  await until('ben’s', () => site.heard.length === 3)
  gone.leave()
  await new Promise(resolve => { setTimeout(resolve, 20) })
  t.equal(site.heard.length, 3)
  waiting[0]?.()
  await until('the third', () => site.heard.length === 4)
  waiting[1]?.()
  waiting[3]?.()
  await until('its answer', () => [first, second, third].every(({ text }) => text().includes('hello')))
  const next = ask('ana')
  await until('the place to be free again', () => site.heard.length === 5)
  waiting[4]?.()
  await until('the answer', () => next.text().includes('hello'))
})

t.test('latency, hold-answers: an answer → delayed', async t => {
  for (const [vice, ms] of [[addLatency({ ms: 80 }), 160], [holdAnswers({ share: 1, ms: 300 }), 300]] as const) {
    const site = await behind(t, [vice])
    const asked = say(t, site.origin, 'GET / HTTP/1.1')
    for (let passed = 0; passed < ms; passed += ms / 2) {
      await until('it to wait', () => site.clock.pending > 0)
      t.equal(asked.text(), '')
      site.clock.advance(ms / 2)
      await new Promise(resolve => { setTimeout(resolve, 10) })
    }
    await until('the answer', () => asked.text().includes('hello'))
  }
  const site = await behind(t, [holdAnswers({ share: 0, ms: 300 })])
  const asked = say(t, site.origin, 'GET / HTTP/1.1')
  await until('the answer', () => asked.text().includes('hello'))
})

t.test('outlive-browsers: a browser leaves → the server’s request stays open', async t => {
  let hasLeft = false
  let answer = (): void => {}
  const site = await behind(t, [outliveBrowsers()], (request, response) => {
    if (request.url === '/next') {
      response.end('hello')
    } else {
      response.once('close', () => { hasLeft = true })
      answer = () => { response.end('hello') }
    }
  })
  const leaving = say(t, site.origin, 'GET / HTTP/1.1')
  await until('the request', () => site.heard.length === 1)
  leaving.leave()
  const next = say(t, site.origin, 'GET /next HTTP/1.1\nConnection: close')
  await until('another round', () => next.text().includes('hello'))
  t.equal(hasLeft, false)
  answer()
  await until('the answer to be taken', () => hasLeft)
})

t.test('switches of codings: a compressed answer → header and body as each title says', async t => {
  const packed = gzipSync('hello', { level: 9 }).toString('latin1')
  const seen = async (vice: Switch) => {
    const site = await behind(t, [vice], ({ headers }, response) => {
      const takesGzip = headers['accept-encoding'] !== undefined
      response.writeHead(200, takesGzip ? { 'Content-Encoding': 'gzip' } : {})
      response.end(takesGzip ? gzipSync('hello', { level: 9 }) : 'hello')
    })
    const answer = await raw(site.origin, 'GET / HTTP/1.1\nHost: x\nConnection: close\nAccept-Encoding: gzip, br\n\n', 'latin1')
    return { coding: answer.headers.find(([name]) => name === 'Content-Encoding')?.[1], isPacked: answer.body.includes(packed), isPlain: /hello/.test(answer.body) }
  }
  t.match(await seen(forgetCodings()), { coding: undefined, isPacked: true })
  t.match(await seen(decodeSilently()), { coding: 'gzip', isPlain: true })
  t.match(await seen(decodeAnswers()), { coding: undefined, isPlain: true })
  t.match(await seen(hideAcceptance()), { coding: undefined, isPlain: true })
})
