// A run through `holdline wire`: what a second implementer sees of each scene.
import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { request, type IncomingMessage } from 'node:http'
import { fileURLToPath } from 'node:url'
import t, { type Test } from 'tap'
import type { ConformanceScene } from '#domain/wire/played/conformance.ts'
import type { Recorded } from '#domain/wire/har.ts'
import { installation } from '#server/installation.ts'
import { watchServer } from '#server/watching/watching.ts'
import { openProxy } from '../hostile-proxy/proxy.ts'
import { serveHoldline } from './holdline-server.ts'
import { PLANTS } from './plants/index.ts'

const RUN = fileURLToPath(new URL('run.ts', import.meta.url))

/** The wire view in front of a server, the kit beside it, and a reader without script. */
async function watched (t: Test, address: string) {
  const watching = await watchServer({ installation: installation(), target: new URL(address), listen: { host: '127.0.0.1', port: 0 }, viewPort: 0 })
  t.teardown(() => watching.stop())
  const read = async (path: string): Promise<string> => await (await fetch(new URL(path, watching.view))).text()
  return {
    view: watching.view,
    read,
    words: async (path: string): Promise<string> => (await read(path)).replace(/<[^>]*>/g, ' ').replaceAll('&#39;', '\'').replace(/\s+/g, ' '),
    json: async <T> (path: string): Promise<T> => JSON.parse(await read(path)) as T,
    kit: (...args: readonly string[]): Promise<{ code: number, out: string, err: string }> => new Promise(resolve => {
      const child = execFile(process.execPath, [...process.execArgv, RUN, '--wire', watching.view, ...args], (_error, out, err) => {
        resolve({ code: child.exitCode ?? -1, out, err })
      })
    })
  }
}

/** Holdline with the fault that breaks this rule. */
async function wrongServer (t: Test, rule: string): Promise<string> {
  const upstream = (await serveHoldline(t)).slice(0, -1)
  const plant = PLANTS.find(each => each.rule === rule)
  const proxy = await openProxy({ upstream, switches: plant === undefined ? [] : [plant.plant()] })
  t.teardown(() => proxy.close())
  return `${proxy.origin}/`
}

t.test('U229 a server that breaks a rule → its scene is broken, and leads to what broke it', async t => {
  const { kit, read, words, json } = await watched(t, await wrongServer(t, 'D31'))
  t.match(await words('conformance/'), 'npm run conformance -- --wire http://127.0.0.1:')
  t.equal((await kit('--via', 'none', '--rules', 'D1,D31')).code, 1)

  const page = await read('conformance/')
  t.match(await words('conformance/'), /1 broken, 0 not visible, 0 to come\..* Broken .* D31 .*expected 409 OUT_OF_ORDER; came \[201,/)
  t.notMatch(page, /http-equiv="refresh"/, 'the run is over: it is read in peace')
  const [, id = '', n = ''] = /href="\/conformance\/(\d+)\/wire\/exchanges\/(\d+)"/.exec(page) ?? []
  const scene = await words(`conformance/${id}/wire/`)
  t.match(scene, /kit-ana-\w+ .*Send POST \/api\/conversations\/.*stored as no\./)
  t.match(await read(`conformance/${id}/wire/`), /<svg [^>]*role="group"/)
  t.match(await read(`conformance/${id}/wire/`), new RegExp(`<tr class="[^"]*broken"><td><a href="/conformance/${id}/wire/exchanges/${n}">`))
  t.match(await words(`conformance/${id}/wire/exchanges/${n}`), /POST \/api\/conversations\/\S+\/messages .*HTTP\/1\.1 201/)

  const { scenes } = await json<{ scenes: ConformanceScene[] }>('conformance.json')
  t.match(scenes[Number(id)], { rule: 'D31', via: 'none', outcome: 'broken', brokenBy: Number(n) })
  t.match(scenes.find(({ rule }) => rule === 'D1'), { outcome: 'held', sentence: '', brokenBy: null })
  const { exchanges } = await json<{ exchanges: Recorded[] }>(`conformance/${id}.json`)
  t.match(exchanges.find(({ exchange }) => exchange.n === Number(n)), { exchange: { way: 'send', status: 201 }, raw: { request: { body: /clientId/ } } })
})

t.test('a message that is delivered once → the answer that lacks it broke the scene', async t => {
  const { kit, json } = await watched(t, await wrongServer(t, 'D1'))
  t.equal((await kit('--via', 'none', '--rules', 'D1')).code, 1)
  const { scenes } = await json<{ scenes: ConformanceScene[] }>('conformance.json')
  const broken = scenes.find(({ outcome }) => outcome === 'broken')
  const { exchanges } = await json<{ exchanges: Recorded[] }>(`conformance/${broken?.id}.json`)
  t.match(exchanges.find(({ exchange }) => exchange.n === broken?.brokenBy)?.exchange, { way: 'poll', news: { events: [] } })
})

t.test('Holdline below a path → every scene held or not visible, with its own exchanges', async t => {
  const { kit, words, json, read } = await watched(t, await serveHoldline(t, { baseUrl: new URL('http://chat.example/some/chat/') }))
  t.equal((await kit('--via', 'none,cut,strip-headers', '--rules', 'D1,D8,D12,books', '--casts', '3')).code, 0)
  t.match(await words('conformance/'), /\d+ held, 0 broken, \d+ not visible, 0 to come\./)
  const { scenes } = await json<{ scenes: ConformanceScene[] }>('conformance.json')
  for (const { id, rule, outcome, exchanges } of scenes) t.ok(outcome === 'not visible' || exchanges > 3, `${id} ${rule}: ${exchanges} exchanges`)
  t.match(await words('conformance/rules/D12'), /D12 .* no proxy .* held .* D12 .* cut .* held/)
  const { log } = await json<{ log: { entries: unknown[] } }>(`conformance/${scenes.find(({ rule }) => rule === 'D8')?.id}/har`)
  t.ok(log.entries.length > 3)
  t.notMatch(await read('browsers/strangers/wire/'), 'kit-ana', 'the kit’s people are not among the browsers')
})

t.test('no sign-up, no wire view, another site, a body that is none → said, and nothing begun', async t => {
  const { kit, view, words, json } = await watched(t, await serveHoldline(t, { signup: 'closed' }))
  const closed = await kit('--via', 'none', '--rules', 'D1')
  t.same([closed.code, closed.out], [2, ''])
  t.match(await words('conformance/'), /1 broken.* casts .*expected \S+ to be signed in by api\/signup; came 403/)
  const post = async (headers: Record<string, string>, body: string): Promise<number> =>
    (await fetch(new URL('conformance', view), { method: 'POST', headers, body })).status
  t.equal(await post({ 'content-type': 'text/plain' }, '{"scenes":[]}'), 415)
  t.equal(await post({ 'content-type': 'application/json' }, '{"scenes":[{}]}'), 400)
  t.equal(await post({ 'content-type': 'application/json' }, ' '.repeat(5_000_000)).catch(() => 413), 413)
  t.ok((await json<{ scenes: ConformanceScene[] }>('conformance.json')).scenes.length > 1, 'the run is still there')
  const evil = request(new URL('conformance.json', view), { headers: { Host: 'rebound.example' } }).end()
  const [answer] = await once(evil, 'response') as [IncomingMessage]
  t.equal(answer.resume().statusCode, 403, 'a name that was bent to this machine')
  const nothing = await kit('--url', view)
  t.same([nothing.code, nothing.out], [2, ''])
  t.match(nothing.err, /^Say which server/, 'one of the two')
})
