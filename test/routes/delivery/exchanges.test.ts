import { request, type ServerResponse } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import { raw } from '#test/raw.ts'
import type { Viewer } from '#domain/account/sessions.ts'
import { createExchanges } from '#routes/delivery/exchanges.ts'
import { world, type World } from '#test/world.ts'

interface Line {
  readonly msg: string
  readonly reqId?: string
  readonly method: string
  readonly route: string
  readonly status: number | null
}

/** Lines of the request log about this route, written from now on. */
function linesOf (w: World, route: string): () => Line[] {
  const from = w.logged.length
  return () => w.logged.slice(from).map(line => JSON.parse(line) as Line).filter(line => line.msg === 'answered' && line.route === route)
}

async function count (w: World, way: string, status: string): Promise<number> {
  const line = new RegExp(`holdline_exchange_seconds_count\\{way="${way}",status="${status}"\\} (\\d+)`)
  return Number(line.exec(await w.metrics.text())?.[1] ?? 0)
}

t.test('D30 a poll by its door and one by the router -> one line and one count each, as polls', async t => {
  const w = await world(t)
  const lines = linesOf(w, '/poll')
  const origin = await w.listen()
  for (const path of ['/poll?hold=0', '/%70oll?hold=0']) {
    t.match(await raw(origin, `GET ${path} HTTP/1.1\nHost: x\nConnection: close\n\n`), { statusLine: /200/ })
  }
  t.match(lines(), [{ method: 'GET', status: 200 }, { method: 'GET', status: 200 }])
  t.equal(await count(w, 'poll', '200'), 2)
  t.equal(await count(w, 'route', '200'), 0)
})

t.test('D30 a poll that is refused by the router -> one line with its status', async t => {
  const w = await world(t)
  const lines = linesOf(w, '/poll')
  t.equal((await w.as('ana').send('HEAD', '/poll', {})).status, 405)
  t.match(lines(), [{ method: 'HEAD', status: 405, reqId: String }])
  t.equal(await count(w, 'route', '405'), 1)
})

t.test('D30 a browser that leaves its poll -> one line without a status, counted as left', async t => {
  const w = await world(t)
  const lines = linesOf(w, '/poll')
  const [ana, origin] = [w.as('ana'), await w.listen()]
  const cursor = ((await ana.get('/poll')).body as { cursor: string }).cursor
  const call = request(`${origin}/poll?cursor=${cursor}`, { headers: { cookie: ana.cookie ?? '' } })
  call.on('error', () => {})
  call.end()
  while (w.messenger.mailboxes.parkedCount === 0) await sleep(5)
  call.destroy()
  while (w.messenger.mailboxes.parkedCount > 0) await sleep(5)
  t.match(lines().at(-1), { method: 'GET', status: null })
  t.equal(await count(w, 'poll', 'left'), 1)
})

t.test('D30 a send by its door -> one line with the pattern of its route, and no address', async t => {
  const w = await world(t)
  const ana = w.as('ana')
  const { id } = ((await ana.post('/api/conversations', { kind: 'direct', username: 'ben' })).body as { conversation: { id: string } }).conversation
  const lines = linesOf(w, '/api/conversations/:id/messages')
  const origin = await w.listen()
  const answer = await fetch(`${origin}/api/conversations/${id}/messages`, {
    method: 'POST',
    headers: { cookie: ana.cookie ?? '', 'content-type': 'application/json' },
    body: JSON.stringify({ clientId: 'client-1', body: 'hi' })
  })
  t.equal(answer.status, 201)
  t.match(lines(), [{ method: 'POST', status: 201 }])
  t.equal(await count(w, 'send', '201'), 1)
  t.equal(w.logged.some(line => line.includes('answered') && line.includes(id)), false)
})

t.test('D29 a browser leaves before its poll was let in -> it is told at once, and counted as left', async t => {
  const counted: unknown[] = []
  const exchanges = createExchanges({ level: 'info', debug () {} }, (way, status) => { counted.push([way, status]) }, () => null)
  const begin = exchanges.door({ name: 'poll', method: 'GET', route: '/poll', status: 200, headers: [] })
  let hasLeft = false
  const response = { req: { headers: {}, httpVersion: '1.1' }, destroyed: true, on () {} } as unknown as ServerResponse
  begin(response).watch({ leave () { hasLeft = true } })
  t.ok(hasLeft)
  t.same(counted, [['poll', null]])
})

t.test('U220 nobody watches, then ana alone -> nothing of ben’s poll is read', async t => {
  const exchanges = createExchanges({ level: 'info', debug () {} }, () => {}, () => null)
  const begin = exchanges.door({ name: 'poll', method: 'GET', route: '/poll', status: 200, headers: [] })
  const asked: string[] = []
  let tapes = 0
  const observer = { watches: (id: string) => { asked.push(id); return id === 'ana' }, tape: () => { tapes++; return null } }
  const viewer = (userId: string): Viewer => ({ userId }) as unknown as Viewer
  // Any property that is read throws.
  const unread = new Proxy({}, { get: (_, name) => { throw new Error(`read ${String(name)}`) } })
  const poll = (userId: string, request: object) =>
    begin({ req: { headers: {} } } as unknown as ServerResponse).record(viewer(userId), request as never, '/poll', unread)

  exchanges.observe(observer)
  exchanges.observe(null)
  t.equal(poll('ben', unread), null)
  t.equal(exchanges.isWatched('ben'), false)
  t.same(asked, [], 'no observer is called')
  exchanges.observe(observer)
  t.equal(poll('ben', unread), null)
  t.same([asked, tapes], [['ben'], 0])
  poll('ana', { rawHeaders: [] })
  t.same([asked, tapes], [['ben', 'ana'], 1])
})
