import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import t from 'tap'
import { createClient } from '#server/scenes/client.ts'
import { watchServer } from '#server/scenes/watching.ts'
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
  const link = /href="\/(browser-2\/wire\/exchanges\/\d+)"/.exec(page)?.[1] ?? ''
  t.match(await show(link), /POST \/api\/conversations.* HTTP\/1\.1/)
  t.match(await show('browser-2/wire/exchanges/2'), 'Hello there')
  t.match(await (await fetch(new URL(/href="(\/static\/holdline[^"]*)"/.exec(page)?.[1] ?? '', watching.view))).text(), 'wire-bar', 'its style')
  t.notMatch(page, client.cookie.split('=')[1] ?? '')
  t.match(page, /<meta http-equiv="refresh"/, 'it goes on by itself without script')
  t.match(page, /href="\/strangers\/wire\/"/, 'and leads to others')
  t.notMatch(await show('strangers/wire/exchanges/1'), PASSWORD)
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
