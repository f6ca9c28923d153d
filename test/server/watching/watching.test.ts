import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import t from 'tap'
import { createClient } from '#server/scenes/client.ts'
import { watchServer } from '#server/watching/watching.ts'
import { INSTALLED, PASSWORD, world } from '#test/world.ts'

t.test('a server behind the recording proxy → each browser’s requests on a page, without secrets', async t => {
  const w = await world(t)
  const listen = { host: '127.0.0.1', port: 0 }
  const watching = await watchServer({ installation: INSTALLED, target: new URL(`${await w.listen()}/`), listen, viewPort: 0 })
  t.teardown(() => watching.stop())
  const show = async (path = ''): Promise<string> => await (await fetch(watching.view + path)).text()
  t.match(await show(), 'Nothing yet')

  const client = createClient(watching.address)
  t.teardown(() => client.close())
  t.equal((await client.ask('POST', 'api/login', { username: 'ana', password: PASSWORD }))?.status, 200)
  const made = await client.ask('POST', 'api/conversations', { kind: 'direct', username: 'ben' })
  const { conversation: { id } } = made?.json as { conversation: { id: string } }
  await client.ask('POST', `api/conversations/${id}/messages`, { clientId: 'ana-says-1', body: 'Hello there' })
  await client.ask('GET', 'poll?hold=0&tab=page&n=1')

  const page = await show()
  t.match(page, /<svg [^>]*role="group"/)
  t.match(page, 'stored as no.')
  const link = /href="\/(browsers\/ana\/wire\/exchanges\/\d+)"/.exec(page)?.[1] ?? ''
  t.match(await show(link), /POST \/api\/conversations.* HTTP\/1\.1/)
  t.match(await show('browsers/ana/wire/exchanges/2'), 'Hello there')
  t.match(await (await fetch(new URL(/href="(\/static\/holdline[^"]*)"/.exec(page)?.[1] ?? '', watching.view))).text(), 'wire-bar', 'its style')
  t.notMatch(page, client.cookie.split('=')[1] ?? '')
  t.match(page, /<meta http-equiv="refresh"/, 'it goes on by itself without script')
  t.match(page, /href="\/browsers\/strangers\/wire\/"/, 'and leads to others')
  t.notMatch(await show('browsers/strangers/wire/exchanges/1'), PASSWORD)
})

t.test('U229 eve’s secrets in an address, a header, JSON, a form → blotted on each page and export', async t => {
  const w = await world(t)
  const listen = { host: '127.0.0.1', port: 0 }
  const watching = await watchServer({ installation: INSTALLED, target: new URL(`${await w.listen()}/`), listen, viewPort: 0 })
  t.teardown(() => watching.stop())
  const secret = 'eves-own-Secret-4711'
  const send = async (path: string, headers: Record<string, string>, body: string | null = null): Promise<void> => {
    await (await fetch(new URL(path, watching.address), { method: body === null ? 'GET' : 'POST', headers, body, redirect: 'manual' })).text()
  }
  const json = { 'content-type': 'application/json' }
  const client = createClient(watching.address)
  t.teardown(() => client.close())
  await client.ask('POST', 'signin', `username=eve&password=${secret}`)
  t.equal((await client.ask('POST', 'api/login', { username: 'eve', password: PASSWORD }))?.status, 200)
  const cookie = { cookie: client.cookie }
  await send(`poll?hold=0&token=${secret}`, cookie)
  await send('poll?hold=0', { ...cookie, 'x-api-key': secret })
  await send('api/tokens', { ...cookie, ...json }, JSON.stringify({ label: 'program', token: secret }))
  await send(`join/${secret}${secret}`, cookie)
  await send('settings/password', { ...cookie, 'content-type': 'application/x-www-form-urlencoded' }, `password=${secret}&next=1`)
  await send('poll?hold=0', { authorization: `Bearer ${secret}` })
  const show = async (path: string): Promise<string> => await (await fetch(new URL(path, watching.view))).text()
  const { log } = JSON.parse(await show('browsers/eve/har')) as { log: { entries: Array<{ request: { url: string } }> } }
  t.equal(log.entries.length, 5, 'all that she asked once she was signed in')
  const file = await show('browsers/eve/export')
  t.match(file, /<details id="wire\/exchanges\/1">/)
  t.notMatch(file, /<script|http-equiv="refresh"/)
  t.match(file, 'GET /poll?hold=0&amp;token=•••')
  const pages = [file, JSON.stringify(log)]
  for (const [browser, count] of [['eve', 5], ['strangers', 2], ['browser-1', 1]] as const) {
    pages.push(await show(`browsers/${browser}/wire/`))
    for (let n = 1; n <= count; n++) pages.push(await show(`browsers/${browser}/wire/exchanges/${n}`))
  }
  for (const page of pages) {
    t.notMatch(page, secret)
    t.notMatch(page, client.cookie.split('=')[1] ?? '')
  }
})

t.test('more browsers than are kept → the one that asked longest ago goes', async t => {
  const w = await world(t)
  const listen = { host: '127.0.0.1', port: 0 }
  const watching = await watchServer({ installation: INSTALLED, target: new URL(`${await w.listen()}/`), listen, viewPort: 0 })
  t.teardown(() => watching.stop())
  for (let n = 1; n <= 33; n++) await (await fetch(new URL('healthz', watching.address), { headers: { cookie: `holdline_session=of-browser-${n}` } })).text()
  const page = await (await fetch(watching.view)).text()
  t.match(page, 'aria-current="true">browser-33<')
  t.match(page, '>browser-2<')
  t.notMatch(page, '>browser-1<')
  t.equal((await fetch(new URL('browsers/browser-1/wire/', watching.view))).url, `${watching.view}browsers/browser-33/wire/`)
})

t.test('a poll that waits → shown as held; a port that is taken → said so', async t => {
  const w = await world(t)
  const target = new URL(`${await w.listen()}/`)
  const watching = await watchServer({ installation: INSTALLED, target, listen: { host: '127.0.0.1', port: 0 }, viewPort: 0 })
  t.teardown(() => watching.stop())
  const client = createClient(watching.address, w.as('ana').cookie ?? '')
  t.teardown(() => client.close())
  const first = await client.ask('GET', 'poll?hold=0&tab=page&n=1')
  const { cursor } = first?.json as { cursor: string }
  const held = client.ask('GET', `poll?hold=60&tab=page&n=2&cursor=${cursor}`)
  const show = async (): Promise<string> => await (await fetch(watching.view)).text()
  // The proxy sees by its own clock that a poll waits.
  while (!/<span class="wire-count">1<\/span> held, then answered/.test(await show())) await new Promise(resolve => { setTimeout(resolve, 20) })
  w.clock.advance(61_000)
  t.equal((await held)?.status, 200)
  t.match(await show(), 'nothing new')
  const port = Number(new URL(watching.view).port)
  await t.rejects(watchServer({ installation: INSTALLED, target, listen: { host: '127.0.0.1', port: 0 }, viewPort: port }), { message: /--view/ })
  await t.rejects(watchServer({ installation: INSTALLED, target, listen: { host: '127.0.0.1', port }, viewPort: 0 }), { message: /cannot listen/ })
})

t.test('a server that answers polls with nonsense → passed on as it came', async t => {
  const nonsense = '{"holdline":1,"status":"events","events":[null],"signals":7}'
  const server = createServer((_request, response) => { response.end(nonsense) })
  await new Promise<void>(resolve => { server.listen(0, '127.0.0.1', resolve) })
  t.teardown(() => server.close())
  const target = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`)
  const watching = await watchServer({ installation: INSTALLED, target, listen: { host: '127.0.0.1', port: 0 }, viewPort: 0 })
  t.teardown(() => watching.stop())
  const client = createClient(watching.address)
  t.teardown(() => client.close())
  t.equal((await client.ask('GET', 'poll?hold=0'))?.text, nonsense)
  t.match(await (await fetch(watching.view)).text(), /<td>200<\/td>/)
})
