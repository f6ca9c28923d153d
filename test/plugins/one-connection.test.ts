import { Agent } from 'node:http'
import t, { type Test } from 'tap'
import { exchange, type Reply } from '#test/wire.ts'
import { world, type World } from '#test/world.ts'

type Headers = Readonly<Record<string, string>>

/** Asks in turn over one connection; `connections` counts the ones that the server has. */
async function line (t: Test, w: World) {
  const origin = await w.listen()
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  t.teardown(() => agent.destroy())
  let connections = 0
  w.app.server.on('connection', () => { connections++ })
  const ask = (path: string, headers: Headers, method = 'GET', body = ''): Promise<Reply> =>
    exchange(origin + path, { method, headers, body, agent, timeoutMs: 10_000 }).reply
  return {
    connections: () => connections,
    ask,
    /** The username of the caller by the router, and the status of a poll; `hold=0` is answered at once. */
    async caller (headers: Headers) {
      const me = await ask('/api/me', headers)
      const poll = await ask('/poll?hold=0', headers)
      return [(me.body as { user?: { username: string } }).user?.username ?? me.status, (poll.body as { status: string }).status]
    }
  }
}

t.test('S3 ana, eve and ana on one connection: each request is its own caller’s', async t => {
  const w = await world(t)
  const { ask, caller, connections } = await line(t, w)
  const made = await w.as('ana').post('/api/conversations', { kind: 'direct', username: 'ben' })
  const sends = `/api/conversations/${(made.body as { conversation: { id: string } }).conversation.id}/messages`
  const [ana, eve] = [{ cookie: w.as('ana').cookie ?? '' }, { cookie: w.as('eve').cookie ?? '' }]
  const send = async (headers: Headers, clientId: string) => (await ask(sends, headers, 'POST', JSON.stringify({ clientId, body: 'Hello' }))).status
  for (let round = 0; round < 2; round++) {
    t.same(await caller(ana), ['ana', 'idle'])
    t.equal(await send(ana, `from-ana-${round}`), 201)
    t.same(await caller(eve), ['eve', 'idle'])
    t.equal(await send(eve, `from-eve-${round}`), 404)
    t.same(await caller({}), [401, 'signed-out'])
  }
  t.equal(connections(), 1)
})

t.test('S3 a cookie, a token, then both on one connection → the token decides where there is one', async t => {
  const w = await world(t)
  const { caller, connections } = await line(t, w)
  const { secret } = (await w.as('eve').post('/api/tokens', { label: 'bot' })).body as { secret: string }
  const [cookie, authorization] = [w.as('ana').cookie ?? '', `Bearer ${secret}`]
  t.same(await caller({ cookie }), ['ana', 'idle'])
  t.same(await caller({ authorization }), ['eve', 'idle'])
  t.same(await caller({ cookie, authorization }), ['eve', 'idle'])
  t.same(await caller({ cookie, authorization: 'Bearer wrong' }), [401, 'signed-out'])
  t.same(await caller({ cookie }), ['ana', 'idle'])
  t.equal(connections(), 1)
})

const ENDINGS: Readonly<Record<string, (w: World, sessionId: string) => Promise<unknown>>> = {
  'signed out elsewhere': (w, sessionId) => w.as('ana').delete(`/api/sessions/${sessionId}`),
  'disabled account': w => w.people.accounts.setDisabled('ana', true)
}

for (const [ending, end] of Object.entries(ENDINGS)) {
  t.test(`S3 ${ending} between two requests of one connection → the second has no session`, async t => {
    const w = await world(t)
    const { caller, connections } = await line(t, w)
    const { cookie, sessionId } = await w.another('ana')
    t.same(await caller({ cookie: cookie ?? '' }), ['ana', 'idle'])
    await end(w, sessionId)
    t.same(await caller({ cookie: cookie ?? '' }), [401, 'signed-out'])
    t.equal(connections(), 1)
  })
}

t.test('S3 an account that changed between two requests of one connection is answered as changed', async t => {
  const w = await world(t)
  const { ask, connections } = await line(t, w)
  const headers = { cookie: w.as('ana').cookie ?? '' }
  t.match((await ask('/api/me', headers)).body, { user: { displayName: 'Ana' } })
  await w.as('ana').patch('/api/me', { displayName: 'Ana B.' })
  t.match((await ask('/api/me', headers)).body, { user: { displayName: 'Ana B.' } })
  t.equal(connections(), 1)
})
