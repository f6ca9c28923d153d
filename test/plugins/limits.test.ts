import t from 'tap'
import { createBudget } from '#plugins/limits.ts'
import { world } from '#test/world.ts'

t.test('a budget refills with time, up to its size, for each alone', async t => {
  const take = createBudget(2, 3)
  t.same([take('ana', 0), take('ana', 0), take('ana', 0)], [0, 0, 0])
  t.equal(take('ana', 0), 500)
  t.equal(take('ben', 0), 0)
  t.equal(take('ana', 250), 250)
  t.equal(take('ana', 500), 0)
  t.same([take('ana', 60_000), take('ana', 60_000), take('ana', 60_000), take('ana', 60_000)], [0, 0, 0, 500])
  t.equal(take('ana', 0), 500, 'a clock set back gives nothing')
})

t.test('who sends too fast is told when to go on, and nobody else is', async t => {
  const w = await world(t, { config: { sendsPerSecond: 1, sendsBurst: 2 } })
  const ana = w.as('ana')
  const { id } = ((await ana.post('/api/conversations', { kind: 'direct', username: 'ben' })).body as { conversation: { id: string } }).conversation
  let n = 0
  const send = (person: typeof ana) => person.post(`/api/conversations/${id}/messages`, { clientId: `client-${++n}`, body: 'hi' })
  t.same([(await send(ana)).status, (await send(ana)).status], [201, 201])
  t.match(await send(ana), { status: 429, body: { code: 'TOO_MANY' }, headers: { 'retry-after': '1' } })
  t.equal((await send(w.as('ben'))).status, 201)
  w.clock.advance(1_000)
  t.equal((await send(ana)).status, 201)
})

t.test('sign-ups are counted per network, searches and requests per person', async t => {
  const w = await world(t, { config: { signUpsPerHour: 2, searchesPerMinute: 2, contactRequestsPerHour: 1 } })
  const signUp = (username: string, remoteAddress: string) => w.stranger().send('POST', '/api/signup', {
    remoteAddress, headers: { 'content-type': 'application/json' }, payload: JSON.stringify({ username, password: 'a password' })
  })
  t.equal((await signUp('dan', '192.0.2.1')).status, 201)
  t.equal((await signUp('fay', '192.0.2.1')).status, 201)
  const refused = await signUp('gil', '192.0.2.1')
  t.match(refused, { status: 429, body: { code: 'TOO_MANY' } })
  t.ok(Number(refused.headers['retry-after']) > 3_000)
  t.equal((await signUp('gil', '198.51.100.1')).status, 201)

  const search = (name: 'ana' | 'eve') => w.as(name).get('/api/users?q=ben')
  t.same([(await search('eve')).status, (await search('eve')).status, (await search('eve')).status], [200, 200, 429])
  t.equal((await search('ana')).status, 200, 'a neighbour behind the same proxy goes on')
  t.equal((await w.as('eve').post('/api/contact-requests', { username: 'ben' })).status, 201)
  t.equal((await w.as('eve').post('/api/contact-requests', { username: 'cho' })).status, 429)
})

t.test('a proxy’s word about addresses counts only when it is trusted', async t => {
  const trusting = await world(t, { config: { signUpsPerHour: 1, trustedProxies: ['10.0.0.0/8'] } })
  const signUp = (username: string, remoteAddress: string, forwarded: string) => trusting.stranger().send('POST', '/api/signup', {
    remoteAddress,
    headers: { 'content-type': 'application/json', 'x-forwarded-for': forwarded },
    payload: JSON.stringify({ username, password: 'a password' })
  })
  t.equal((await signUp('dan', '10.0.0.1', '192.0.2.1')).status, 201)
  t.equal((await signUp('fay', '10.0.0.1', '192.0.2.2')).status, 201, 'two people behind our proxy')
  t.equal((await signUp('gil', '203.0.113.1', '192.0.2.3')).status, 201)
  t.equal((await signUp('hal', '203.0.113.1', '192.0.2.4')).status, 429, 'a stranger’s header is not believed')
})
