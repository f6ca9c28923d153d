import type { IncomingMessage, ServerResponse } from 'node:http'
import t from 'tap'
import { createBasePath } from '#routes/api/site/base-path.ts'
import { createExchanges } from '#routes/delivery/exchanges.ts'
import { createPollHandler } from '#routes/delivery/poll-route.ts'
import { raw } from '#test/raw.ts'
import { testConfig, world } from '#test/world.ts'

const baseUrl = new URL('https://example.org/team/chat/')

t.test('an address with its sub-path and the same without it get the same answer', async t => {
  const { below } = createBasePath(baseUrl)
  t.equal(below('/team/chat/conversations/c1?before=9'), '/conversations/c1?before=9')
  t.equal(below('/conversations/c1?before=9'), '/conversations/c1?before=9')
  t.equal(below('/team/chat/'), '/')
  t.equal(below('http://example.org/team/chat/contacts/'), '/contacts/', 'as one proxy asks another')
  t.equal(createBasePath(null).below('HTTP://example.org:8080/contacts/?q=a'), '/contacts/?q=a')
  for (const other of ['/team/chatter', '*', 'http:', 'http://example.org']) t.equal(below(other), other)
  t.equal(createBasePath(null).below('/team/chat/'), '/team/chat/')
})

t.test('B35 surplus slashes, as nginx sends for a location without one → the same address', async t => {
  for (const [given, meant] of [
    ['//', '/'], ['//conversations/', '/conversations/'], ['///?a=//b', '/?a=//b'], ['http://example.org//contacts/', '/contacts/']
  ] as const) {
    t.equal(createBasePath(null).below(given), meant)
    t.equal(createBasePath(baseUrl).below(given), meant, 'below a path')
  }
  t.equal(createBasePath(baseUrl).below('//team/chat//contacts/'), '/contacts/')
  t.equal(createBasePath(null).below('/conversations//'), '/conversations//', 'only the leading ones come from a proxy')

  for (const config of [{}, { baseUrl }]) {
    const w = await world(t, { config })
    const origin = await w.listen()
    t.match(await raw(origin, 'GET //signin HTTP/1.1\nHost: x\nConnection: close\n\n'), { statusLine: /200/, body: /<form/ })
    t.match(await raw(origin, 'GET //poll?hold=0 HTTP/1.1\nHost: x\nConnection: close\n\n'), { statusLine: /200/, body: /"holdline":1/ })
  }
})

t.test('B35 an address that looks like another host → never redirected to that host', async t => {
  const origin = await (await world(t, { config: { baseUrl } })).listen()
  const pages = ['', '/', '/..', '/team/chat', '/%2e%2e', '/conversations/', '/?next=//evil.example', '/settings/'].map(path => `//evil.example${path}`)
  for (const path of [...pages, '//', '//team/chat', '//conversations/', '//settings/', '/\\evil.example/']) {
    const { headers, body } = await raw(origin, `GET ${path} HTTP/1.1\nHost: example.org\nConnection: close\n\n`)
    const to = headers.find(([name]) => name.toLowerCase() === 'location')?.[1] ?? ''
    t.equal(new URL(to, `http://example.org${path}`).host, 'example.org', `${path} -> ${to}`)
    t.notMatch(body, /(?:href|action|src)="(?:https?:)?\/\//, path)
  }
})

t.test('a sub-path without its last slash is redirected to the one with it', async t => {
  const w = await world(t, { config: { baseUrl } })
  const answer = await w.stranger().get('/team/chat')
  t.match(answer, { status: 303, headers: { location: './chat/' } })
  t.match(await w.stranger().get('/team'), { status: 404 }, 'nothing above it is ours')
  t.match(await (await world(t)).stranger().get('/team/chat'), { status: 404 })
})

t.test('a poll below the sub-path is answered ahead of the router, like any other', async t => {
  const answered: number[] = []
  const response = {
    req: { headers: {}, httpVersion: '1.1' },
    writeHead (status: number) {
      answered.push(status)
      return response
    },
    end: () => {}
  } as unknown as ServerResponse
  const handle = createPollHandler({
    base: createBasePath(baseUrl),
    resolver: { resolve: () => null, find: async () => null },
    polls () {},
    exchanges: createExchanges({ level: 'info', debug () {} }, () => {}, () => null),
    admit: enter => enter(),
    isOneOfMany: () => false,
    know () {},
    onFault (error) { throw error }
  })
  const isTaken = (url: string) => handle({ url, method: 'GET', headers: {} } as IncomingMessage, response)
  t.ok(isTaken('/team/chat/poll?hold=0'))
  t.ok(isTaken('/poll?hold=0'))
  t.notOk(isTaken('/team/poll?hold=0'))
  t.notOk(isTaken('/team/chat/polls'))
  await new Promise(resolve => setImmediate(resolve))
  t.same(answered, [200, 200])
})

t.test('a sub-path that begins like an address of ours is refused at the start', async t => {
  for (const path of ['api', 'conversations', 'poll', 'static/chat']) {
    const config = testConfig({ baseUrl: new URL(`https://example.org/${path}/`) })
    await t.rejects(world(t, { config }), { name: 'ConfigError', message: /Choose another path/ }, path)
  }
})

t.test('a request target with scheme and host gets the same page as its path', async t => {
  for (const [config, path] of [[{}, '/'], [{ baseUrl }, '/team/chat/']] as const) {
    const origin = await (await world(t, { config })).listen()
    const { statusLine, body } = await raw(origin, `GET http://example.org${path}signin HTTP/1.0\n\n`)
    t.match(statusLine, ' 200 ')
    t.match(body, 'data-root="./"')
  }
})

t.test('below a sub-path no HSTS is sent, for the sake of the sites beside it', async t => {
  const w = await world(t, { config: { baseUrl } })
  t.equal((await w.stranger().get('/signin')).headers['strict-transport-security'], undefined)
})

t.test('the API’s description gives its addresses relative to the sub-path', async t => {
  const w = await world(t, { config: { baseUrl } })
  const { servers } = (await w.stranger().get('/team/chat/api/openapi.json')).body as { servers: { url: string }[] }
  t.equal(new URL(servers[0]?.url ?? '', 'https://example.org/team/chat/api/openapi.json').pathname, '/team/chat/')
})
