import { createServer, request as httpRequest, type RequestListener } from 'node:http'
import { createServer as createTcpServer, type AddressInfo, type Server } from 'node:net'
import t, { type Test } from 'tap'
import { probeCommand } from '#cli/probe.ts'
import { runCommand } from '#cli/run.ts'
import { installation } from '#server/installation.ts'
import { Site } from '../browser/stage/site.ts'
import { pageOf, without, type Ask, type Switch } from '../hostile-proxy/exchange.ts'
import { openProxy } from '../hostile-proxy/proxy.ts'
import { closeIdle, dropIdle } from '../hostile-proxy/switches/cuts.ts'
import { collapseGets, replayGets } from '../hostile-proxy/switches/caches.ts'
import { forbidFraming, hideReferrer, refuseMethods, refuseTexts } from '../hostile-proxy/switches/firewalls.ts'
import { addLatency, bufferAnswers, downgrade, limitConnections } from '../hostile-proxy/switches/flow.ts'
import { firstCookieOnly, rewriteHost, stripCookieAttributes, stripHeaders } from '../hostile-proxy/switches/headers.ts'
import { captivePortal } from '../hostile-proxy/switches/losses.ts'
import { repeatGets, repeatPosts } from '../hostile-proxy/switches/repeats.ts'

t.setTimeout(120_000)
// The tests mostly wait, so they run side by side.
t.jobs = 6
const BESIDE = { buffered: true }

/** Ladders short enough for a test. */
const LADDER = { rungsS: [1, 2], mostS: 90, graceS: 3 }
const SHORT = { ...LADDER, rungsS: [1] }
/** Far enough from the cut on either side, even on a busy machine. */
const CUT_MS = 2_500
const AROUND_THE_CUT = { ...LADDER, rungsS: [1, 4] }

interface Told { readonly code: number, readonly lines: readonly string[], readonly last: string }
interface Way { readonly env?: Record<string, string>, readonly hasColour?: boolean, readonly ladder?: typeof LADDER }

async function probe (args: readonly string[], { env = {}, hasColour = false, ladder = SHORT }: Way = {}): Promise<Told> {
  const lines: string[] = []
  const say = (line: string) => { lines.push(...line.split('\n').filter(one => one !== '')) }
  const code = await probeCommand(ladder).run(args, {
    installation: installation(), env, hasColour, say, complain: say, readFile: () => '', isTerminal: false, onStop: () => {}
  })
  return { code, lines, last: lines.at(-1) ?? '' }
}

// Several, since one refuses too many tests by one caller.
const sites = [new Site(), new Site(), new Site()]
await Promise.all(sites.map(site => site.start()))
t.teardown(async () => { for (const site of sites) await site.end() })
let turn = 0

function served (): string {
  return sites[turn++ % sites.length]?.address ?? ''
}

/** Puts a proxy with these switches in front of a server, and returns its address. */
async function behind (t: Test, ...switches: Switch[]): Promise<string> {
  const address = served()
  const proxy = await openProxy({ upstream: address.slice(0, -1), switches })
  t.teardown(() => proxy.close())
  return proxy.origin
}

async function listening (t: Test, server: Server): Promise<number> {
  await new Promise<void>(resolve => { server.listen(0, '127.0.0.1', resolve) })
  t.teardown(() => new Promise(resolve => server.close(resolve)))
  return (server.address() as AddressInfo).port
}

async function other (t: Test, handler: RequestListener): Promise<string> {
  return `http://127.0.0.1:${await listening(t, createServer({ keepAliveTimeout: 1 }, handler))}/`
}

const onAsk = (see: (ask: Ask) => void): Switch => next => async ask => {
  see(ask)
  return await next(ask)
}

t.test('straight to a server → every line of the report, and exit code 0', BESIDE, async t => {
  const { code, lines, last } = await probe([served()], { ladder: LADDER })
  t.equal(code, 0)
  t.match(lines[0], /^Testing http:\/\/127\.0\.0\.1:\d+\/$/)
  t.equal(lines[1], 'Waiting for held answers: about 2 s …', 'the duration is announced first')
  t.match(lines[2], /^ {2}✓ Waiting +1, 2 s went through$/)
  for (const line of lines.slice(2, -1)) t.match(line, /^ {2}✓ \S/)
  t.equal(lines.length, 2 + 18 + 1, 'every line there is')
  t.equal(last, '✓ Works well: browsers will settle at 2 s.')
})

t.test('colours only where the terminal has them, around the same text', BESIDE, async t => {
  const address = served()
  const [plain, coloured] = await Promise.all([probe([address]), probe([address], { hasColour: true })])
  t.notMatch(plain.lines.join('\n'), '\u001b')
  t.match(coloured.last, '\u001b[32m✓\u001b[39m Works well')
})

t.test('a password in the address is used and not shown', BESIDE, async t => {
  const seen = new Set<string | undefined>()
  const address = await other(t, (request, response) => {
    seen.add(request.headers.authorization)
    response.end('no')
  })
  const withPassword = address.replace('//', '//ana:secret@')
  for (const args of [[], ['--json']]) {
    const { lines } = await probe([withPassword, ...args])
    t.match(lines.join('\n'), address)
    t.notMatch(lines.join('\n'), 'secret')
  }
  t.same([...seen], [`Basic ${btoa('ana:secret')}`])
})

t.test('a lying server that calls itself Holdline → a report, and no control characters', BESIDE, async t => {
  const odd = '\u001b]0;odd\u0007'
  const answers: Record<string, unknown> = { holdline: 1, maxHoldS: 1, text: odd, n: 4, atOnce: odd, cookie: true, httpVersion: odd, s: 1, ended: 'full' }
  for (const test of [odd, '../..', '', 'as-it-should-be']) {
    const address = await other(t, (request, response) => {
      request.resume()
      response.setHeader('content-type', 'application/json').end(JSON.stringify({ ...answers, test }))
    })
    const { lines, last } = await probe([address])
    t.notMatch(lines.join('\n'), '\u001b')
    if (test !== 'as-it-should-be') t.match(last, 'What answers at this address isn’t Holdline')
  }
})

t.test('--json prints a report for programs', BESIDE, async t => {
  const { code, lines } = await probe([served(), '--json'])
  t.equal(code, 0)
  t.match(JSON.parse(lines.join('\n')), {
    verdict: 'good', advice: /^Works well/, found: { reach: 'ours', atOnce: 6, bodyBytes: 1_048_576, cookie: true, httpVersion: '1.1' }, via: null
  })
})

t.test('a forward proxy is taken from the flag and from the environment', BESIDE, async t => {
  const address = served()
  const urls: string[] = []
  const proxy = await openProxy({ switches: [onAsk(({ url }) => urls.push(url))] })
  t.teardown(() => proxy.close())
  for (const [args, env] of [
    [['--via', proxy.origin], {}],
    [['--via', proxy.origin.slice('http://'.length)], { no_proxy: '*' }],
    [[], { http_proxy: proxy.origin }],
    [[], { http_proxy: proxy.origin.slice('http://'.length) }],
    [[], { HTTP_PROXY: proxy.origin }]
  ] as const) {
    const { code, lines } = await probe([address, ...args], { env })
    t.equal(code, 0)
    t.match(lines[0], proxy.origin.slice('http://'.length), 'the report names the proxy')
    t.ok(urls.length > 10 && urls.every(url => url.startsWith(address)), 'every request went through it, and named the whole address')
    urls.length = 0
  }
  await probe([address], { env: { http_proxy: proxy.origin, no_proxy: '127.0.0.1' } })
  t.same(urls, [], 'no_proxy is respected')
})

t.test('for an https server the proxy is asked for a tunnel', BESIDE, async t => {
  const said: string[] = []
  const port = await listening(t, createTcpServer(socket => {
    socket.on('error', () => {})
    socket.once('data', data => {
      said.push(String(data).split('\r\n', 1)[0] ?? '')
      socket.end('HTTP/1.1 403 Forbidden\r\n\r\n')
    })
  }))
  const { code, lines } = await probe(['https://chat.example/', '--via', `http://name:secret@127.0.0.1:${port}`])
  t.equal(code, 1)
  t.equal(said[0], 'CONNECT chat.example:443 HTTP/1.1')
  t.match(lines.join('\n'), /✗ Nothing answers at this address/)
  t.notMatch(lines.join('\n'), 'secret')
})

const CUTS: ReadonlyArray<readonly [how: string, vice: Switch, line: RegExp]> = [
  ['with a status', closeIdle({ afterMs: CUT_MS, status: 504 }), /△ Waiting +1 s went through; 4 s: after [23] s someone else answered$/],
  ['with a bare close', closeIdle({ afterMs: CUT_MS, status: null }), /△ Waiting +1 s went through; 4 s: after [23] s the connection was closed$/],
  ['in silence', dropIdle({ afterMs: CUT_MS }), /△ Waiting +1 s went through; 4 s: no answer came$/]
]
for (const [how, vice, line] of CUTS) {
  t.test(`a path that cuts ${how}`, BESIDE, async t => {
    const { code, lines, last } = await probe([await behind(t, vice)], { ladder: AROUND_THE_CUT })
    t.equal(code, 0, 'chat works: browsers ask for shorter holds')
    t.match(lines[2], line)
    t.match(last, /^✓ This network cuts at [234] s: browsers will ask for 1 s\. Nothing to do\.$/)
  })
}

const noCookies: Switch = next => async ask => await next({ ...ask, headers: without(ask.headers, name => name === 'cookie') })
const noBodies: Switch = next => async ask => await next({ ...ask, body: ask.method === 'POST' && ask.body.length > 4 ? Buffer.from('{}') : ask.body })
const latin: Switch = next => async ask => await next({ ...ask, body: Buffer.from(ask.body.toString('latin1').replace(/[\u0080-\u00ff]/g, '?')) })
const someOther: Switch = next => async ask => ask.url.includes('/moved') ? pageOf(200, 'OK', 'Sign in to the guest network') : await next(ask)
const slowEchoes: Switch = (next, surroundings) => {
  const slow = addLatency({ ms: 510 })(next, surroundings)
  return async ask => await (ask.url.includes('/echo') ? slow(ask) : next(ask))
}
// Counts all connections from here as one browser's, whatever their cookies.
const two: Switch = (next, surroundings) => {
  const limited = limitConnections({ most: 2 })(next, surroundings)
  return async ask => await limited({ ...ask, caller: 'one browser' })
}
const oldAnswers: Switch = (next, surroundings) => {
  const replayed = replayGets({ forMs: 60_000, heeding: false })(async ask => await next(ask), surroundings)
  let first: Ask | null = null
  return async ask => {
    if (!ask.url.includes('/echo')) return await next(ask)
    first ??= ask
    return await replayed(first)
  }
}

const PATHS: ReadonlyArray<readonly [what: string, vices: readonly Switch[], code: number, line: RegExp, last: RegExp]> = [
  ['loses cookies', [noCookies], 1, /✗ Cookies +don’t come back/, /✗ Cookies don’t come back/],
  ['loses what is sent', [noBodies], 1, /✗ Sending +doesn’t arrive/, /✗ What is sent doesn’t arrive/],
  ['changes characters', [latin], 1, /✗ Characters +are changed/, /✗ The network changes characters/],
  ['answers pages of its own at times', [someOther], 1, /△ Redirects +are changed/, /✗ The network sometimes answers instead of the server/],
  ['answers pages of its own', [captivePortal({ share: 1 })], 1, /^Testing/, /✗ Something here answers instead of the server: a sign-in page/],
  ['gives old answers to new questions', [oldAnswers], 1, /✗ Caching +old answers/, /✗ The network gives old answers/],
  ['keeps answers by their address', [replayGets({ forMs: 60_000, heeding: false })], 0, /△ Caching +an address asked twice/, /✓ Works well/],
  ['allows two connections', [two], 0, /△ In parallel +2 of 6 requests arrived together/, /△ Only 2 connections at the same time/],
  ['drops headers', [stripHeaders()], 0, /△ Headers +dropped by the network: Cache-Control, custom ones in requests, custom ones in answers/, /✓ Works well/],
  ['drops attributes of cookies', [stripCookieAttributes()], 0, /△ Cookies +come back, but the network removed attributes/, /✓ Works well/],
  ['passes one cookie', [firstCookieOnly()], 0, /△ Cookies +come back, but only the first of two/, /✓ Works well/],
  ['speaks HTTP/1.0', [downgrade()], 0, /△ Protocol +HTTP 1\.0/, /✓ Works well/],
  ['tells another Host', [rewriteHost({ host: 'backend:8080' })], 0, /△ Address +is changed/, /✓ Works well/],
  ['repeats GETs', [repeatGets({ share: 1 })], 0, /△ Repeats +requests arrive twice/, /✓ Works well/],
  ['repeats POSTs', [repeatPosts({ share: 1 })], 0, /△ Repeats +what is sent arrives twice/, /✓ Works well/],
  ['refuses PATCH, PUT and DELETE', [refuseMethods()], 0, /△ Methods +PATCH, PUT or DELETE is refused/, /✓ Works well/],
  ['refuses texts', [refuseTexts()], 0, /△ Odd texts +text that looks like an attack is refused/, /△ Chat works, but a firewall/],
  ['forbids frames', [forbidFraming()], 0, /△ Frames +forbidden by a header/, /△ Chat works\. With scripts off/],
  ['hides the referrer', [hideReferrer()], 0, /△ Origin +hidden by a header/, /✓ Works well/],
  ['is slow', [slowEchoes], 0, /△ Answers +take 1\d\d\d ms/, /△ Works, but slowly/],
  ['buffers and collapses', [bufferAnswers(), collapseGets()], 0, /✓ Waiting +1 s/, /✓ Works well/]
]
for (const [what, vices, code, line, last] of PATHS) {
  t.test(`${/^(?:refuses|forbids|hides)/.test(what) ? 'N1 ' : ''}a path that ${what}`, BESIDE, async t => {
    const told = await probe([await behind(t, ...vices)])
    t.match(told.last, last)
    t.match(told.lines.join('\n'), line)
    t.equal(told.code, code)
  })
}

t.test('a path that closes kept connections without warning → the request is repeated', BESIDE, async t => {
  const { hostname, port } = new URL(served())
  const proxy = await other(t, (request, response) => {
    const asking = httpRequest({ hostname, port, path: request.url, method: request.method, headers: request.headers }, answer => {
      response.writeHead(answer.statusCode ?? 0, answer.rawHeaders)
      answer.pipe(response)
    })
    asking.on('error', () => request.socket.destroy())
    request.pipe(asking)
    // By now the client has taken the connection for a kept one, and may have sent its next request on it.
    response.on('finish', () => setImmediate(() => request.socket.destroy()))
  })
  const { lines, last } = await probe([proxy])
  t.notMatch(lines.slice(2).join('\n'), /[△✗]/, 'repeats the request, as browsers do')
  t.match(last, /^✓ Works well/)
})

t.test('another site, a proxy that wants a password, a closed port → a sentence for each', BESIDE, async t => {
  const page = await other(t, (_request, response) => { response.setHeader('content-type', 'text/html').end('<h1>Welcome</h1>') })
  const none = await other(t, (_request, response) => { response.writeHead(404).end('no') })
  const guarded = await other(t, (_request, response) => { response.writeHead(407).end() })
  t.match(await probe([page]), { code: 1, last: /answers instead of the server/ })
  t.match(await probe([none]), { code: 1, last: /isn’t Holdline/ })
  t.match(await probe([served(), '--via', guarded]), { code: 1, last: /wants a name and a password/ })
  const gone = await probe(['http://127.0.0.1:1/'])
  t.match(gone, { code: 1, last: '  Nobody listens there.' })
  t.match(gone.lines.at(-2), '✗ Nothing answers')
})

t.test('a server with too many tests → says so, and reports no result', BESIDE, async t => {
  const busy: Switch = next => async ask => ask.url.includes('/hold') ? { ...pageOf(200, 'OK', ''), status: 429 } : await next(ask)
  await t.rejects(probe([await behind(t, busy)]), { exitCode: 1, message: 'Many people are testing there just now. Try again in a minute.' })
})

t.test('--quick stops at 25 s', BESIDE, async t => {
  const lines: string[] = []
  const ladder = { ...LADDER, rungsS: [1, 60] }
  const surroundings = { installation: installation(), env: {}, hasColour: false, say: (line: string) => { lines.push(line) }, complain: () => {}, readFile: () => '', isTerminal: false, onStop: () => {} }
  t.equal(await probeCommand(ladder).run([served(), '--quick'], surroundings), 0)
  t.equal(lines.at(-1), '✓ Works well as far as it was tried: 1 s went through.')
})

t.test('a wrong command line → exit code 2', BESIDE, async t => {
  const complaints: string[] = []
  const surroundings = {
    installation: installation(), env: {}, hasColour: false, say: () => {}, complain: (line: string) => { complaints.push(line) }, readFile: () => '', isTerminal: false, onStop: () => {}
  }
  for (const args of [[], ['a', 'b'], ['ftp://x'], ['http://'], ['http://x', '--via', 'socks5://y']]) {
    t.equal(await runCommand(['probe', ...args], surroundings), 2, args.join(' '))
  }
  t.match(complaints[0], 'holdline probe https://chat.example/')
})
