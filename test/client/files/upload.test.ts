import t, { type Test } from 'tap'
import { loadScripts } from '../stage/scripts.ts'
import { type Call, Clock, Network } from '../stage/world.ts'

const { createUpload, createChunkSize } = loadScripts()

interface Told { sent: number, waiting: string | null, limit: number | null }

/** The server's half: it keeps the bytes that arrive, and the network in front of it cuts what `isCut` says. */
class Server {
  readonly sizes: number[] = []
  readonly chunkMax = 1_000_000
  have = 0
  isCut = (_length: number, _tookMs: number): 'page' | 'silence' | null => null

  answer (call: Call, tookMs = 100): void {
    const [, id, offset] = /uploads(?:\/(\w+))?(?:\?offset=(\d+))?/.exec(call.url) ?? []
    if (call.url.endsWith('/finish')) return call.answer({ status: 201, body: JSON.stringify({ file: { id: 'f1' } }) })
    const length = offset === undefined ? 0 : (call.body as unknown as { length: number }).length
    if (offset !== undefined) {
      this.sizes.push(length)
      const cut = this.isCut(length, tookMs)
      if (cut === 'page') return call.answer({ status: 413, body: '<html>413 Request Entity Too Large</html>' })
      if (cut === 'silence') return call.answer({ status: 0 })
      this.have = Number(offset) + length
    }
    call.answer({ status: id === undefined ? 201 : 200, body: JSON.stringify({ upload: { id: 'u1', offset: this.have, chunkMax: this.chunkMax } }) })
  }
}

function open ({ size = 100_000, upload = null as string | null, ...more } = {}) {
  const clock = new Clock()
  const network = new Network(clock)
  const server = new Server()
  const told: Told[] = []
  const ends: string[] = []
  const state = { isReadable: true }
  const made = createUpload({
    now: clock.now,
    setTimer: clock.setTimer,
    clearTimer: clock.clearTimer,
    random: () => 0.5,
    root: '../',
    request: network.request,
    size: createChunkSize(),
    read: (from: number, to: number, done: (bytes: object | null) => void) => { done(state.isReadable ? { length: to - from } : null) },
    onBegun: (id: string) => { ends.push(`begun ${id}`) },
    onProgress: (now: Told) => { told.push(now) },
    onDone: (id: string) => { ends.push(`done ${id}`) },
    onRefused: (why: string, message: string | null) => { ends.push(`refused ${why} ${message ?? ''}`.trim()) }
  }, { clientId: 'k1', name: 'a.txt', size, upload, ...more })
  /** Answers all calls until none is left, each after `ms`. */
  const play = (ms = 100) => {
    for (let turn = 0; turn < 2_000 && (network.open.length > 0 || ends.every(end => !/^(?:done|refused)/.test(end))); turn++) {
      clock.pass(ms)
      if (network.open.length > 0) server.answer(network.one, ms)
    }
  }
  return { clock, network, server, told, ends, state, upload: made, play }
}

t.test('a file -> announced with its size and words, sent in chunks, finished', async t => {
  const { network, server, ends, told, play } = open({ size: 600_000, alt: 'A harbour', original: true } as never)
  t.same(JSON.parse(network.one.body ?? ''), { clientId: 'k1', name: 'a.txt', size: 600_000, alt: 'A harbour', original: true })
  server.answer(network.one)
  t.match(network.one, { method: 'POST', url: '../api/uploads/u1?offset=0', type: 'application/octet-stream' })
  play()
  t.same(server.sizes, [262_144, 337_856], 'the second is larger, as far as there is more')
  t.same(ends, ['begun u1', 'done f1'])
  t.equal(told.at(-1)?.sent, 600_000)
})

t.test('an empty file -> no chunk', async t => {
  const { server, ends, play } = open({ size: 0 })
  play()
  t.same([server.sizes, ends], [[], ['begun u1', 'done f1']])
})

t.test('an upload that a page before began -> goes on where the server is', async t => {
  const { network, server, ends, play } = open({ size: 100_000, upload: 'u1' })
  server.have = 60_000
  t.match(network.one, { method: 'GET', url: '../api/uploads/u1' })
  play()
  t.same(server.sizes, [40_000])
  t.same(ends, ['done f1'])
})

t.test('the chunk grows to the limit of the server, and no further', async t => {
  const { server, play } = open({ size: 5_000_000 })
  play()
  t.same(server.sizes, [262_144, 524_288, 1_000_000, 1_000_000, 1_000_000, 1_000_000, 213_568])
})

const CUTS = [
  { name: 'a page for bodies over 500 kB', limit: 500_000, how: 'page', passes: 262_144 },
  { name: 'a cut at 64 kB', limit: 64_000, how: 'silence', passes: 32_768 },
  { name: 'a cut at 16 kB', limit: 16_384, how: 'page', passes: 16_384 }
] as const

for (const { name, limit, how, passes } of CUTS) {
  t.test(`U281 ${name} -> the chunk halves until it passes, and the page is told`, async t => {
    const { server, ends, told, play } = open({ size: 2_000_000 })
    server.isCut = length => length > limit ? how : null
    play()
    t.same(ends, ['begun u1', 'done f1'])
    t.equal(told.at(-1)?.limit, passes)
    t.ok(server.sizes.filter(length => length > limit).length < 12, `${server.sizes.filter(length => length > limit).length} in vain`)
  })
}

t.test('chunks that take long -> smaller before a limit of time cuts them', async t => {
  const { server, ends, play } = open({ size: 400_000 })
  play(16_000)
  t.same(server.sizes.slice(0, 3), [262_144, 131_072, 6_784])
  t.same(ends, ['begun u1', 'done f1'])
})

t.test('U281 a way that cuts after a time -> halves; grows again once it is quick', async t => {
  const { server, ends, play, clock, network } = open({ size: 3_000_000 })
  server.answer(network.one)
  server.answer(network.one)
  for (let cut = 0; cut < 2; cut++) {
    clock.pass(30_000)
    network.one.answer({ status: 504, body: '<html>Gateway Timeout</html>' })
    clock.pass(2_000)
    server.answer(network.one)
  }
  play()
  t.same(ends, ['begun u1', 'done f1'])
  t.equal(Math.max(...server.sizes), 262_144)
})

t.test('a cut size is tried again after many chunks, each time later', async t => {
  const size = createChunkSize()
  size.cut(262_144)
  const tried: number[] = []
  for (let chunk = 0; chunk < 200; chunk++) {
    const bytes = size.next(1_000_000)
    if (bytes >= 262_144) {
      tried.push(chunk)
      size.cut(bytes)
    } else {
      size.passed(bytes, 100)
    }
  }
  t.same(tried, [24, 73, 170])
})

t.test('a way that no chunk passes -> given up, for the network', async t => {
  const { server, ends, play } = open()
  server.isCut = () => 'page'
  play()
  t.same(ends, ['begun u1', 'refused blocked'])
})

t.test('U281 an outage -> backs off, keeps its size, and goes on where the server is', async t => {
  const { server, network, clock, ends, told, play } = open({ size: 300_000 })
  server.answer(network.one)
  network.one.answer({ status: 0 })
  const again = () => { while (network.open.length === 0) clock.pass(100) }
  for (let i = 0; i < 4; i++) {
    again()
    network.one.answer({ status: 0 })
  }
  t.equal(told.at(-1)?.waiting, 'OFFLINE')
  again()
  play()
  t.same(server.sizes, [262_144, 37_856])
  t.same(ends, ['begun u1', 'done f1'])
  t.equal(told.at(-1)?.limit, null)
})

t.test('U281 an answer that was lost -> what the server has is not sent again', async t => {
  const { server, network, clock, ends, play } = open({ size: 300_000 })
  server.answer(network.one)
  server.have = 262_144
  network.one.answer({ status: 0 })
  clock.pass(2_000)
  t.equal(network.one.method, 'GET')
  play()
  t.same(server.sizes, [37_856])
  t.same(ends, ['begun u1', 'done f1'])
})

t.test('the pauses -> as the server asks, else longer each time', async t => {
  const { network, clock } = open()
  network.one.answer({ status: 429, retryAfter: '60', body: JSON.stringify({ statusCode: 429, code: 'TOO_MANY', message: '' }) })
  clock.pass(59_000)
  t.equal(network.open.length, 0)
  clock.pass(2_000)
  const pauses = [0, 0, 0].map(() => {
    network.one.answer({ status: 0 })
    const from = clock.time
    while (network.open.length === 0) clock.pass(100)
    return clock.time - from
  })
  t.same(pauses, [1_000, 2_000, 4_000])
})

t.test('a refusal of ours -> given up with its words; what passes by itself is not', async t => {
  const refusal = async (t: Test, statusCode: number, code: string, wanted: string[], reason?: string) => {
    const { network, clock, ends } = open()
    network.one.answer({ status: statusCode, body: JSON.stringify({ statusCode, code, reason, message: 'At most 20 MB.' }) })
    clock.pass(60_000)
    t.same(ends, wanted, code)
    t.equal(network.open.length, wanted.length === 0 ? 1 : 0)
  }
  await refusal(t, 413, 'TOO_LARGE', ['refused TOO_LARGE At most 20 MB.'])
  await refusal(t, 400, 'INVALID', ['refused INVALID At most 20 MB.'])
  await refusal(t, 429, 'TOO_MANY', ['refused TOO_MANY At most 20 MB.'])
  await refusal(t, 507, 'STORAGE_FULL', ['refused files-all-full At most 20 MB.'], 'files-all-full')
  await refusal(t, 507, 'STORAGE_FULL', [])
})

t.test('an upload that the server has forgotten -> begun again, a few times', async t => {
  const { network, server, clock, ends } = open({ upload: 'u0' })
  const gone = () => network.one.answer({ status: 404, body: JSON.stringify({ statusCode: 404, code: 'NOT_FOUND', message: 'No upload.' }) })
  for (let i = 0; i < 3; i++) {
    gone()
    server.answer(network.one)
  }
  gone()
  clock.pass(60_000)
  t.equal(ends.at(-1), 'refused NOT_FOUND No upload.')
})

t.test('bytes that cannot be read any more -> given up', async t => {
  const { network, server, ends, state } = open()
  state.isReadable = false
  server.answer(network.one)
  t.same(ends, ['begun u1', 'refused gone'])
})

t.test('stopped -> no call goes on, and none follows', async t => {
  const { network, server, clock, upload, ends } = open()
  server.answer(network.one)
  upload.stop()
  clock.pass(100_000)
  t.same([network.open.length, ends], [0, ['begun u1']])
})
