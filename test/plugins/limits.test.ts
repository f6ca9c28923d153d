import t from 'tap'
import { Reader } from '../routes/pages/reader.ts'
import { world } from '#test/world.ts'

t.test('a user who sends too fast is told when to go on, and nobody else is slowed down', async t => {
  const w = await world(t, { config: { sendsPerSecond: 1, sendsBurst: 3 } })
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

t.test('every change by eve is counted like her messages; reading is free', async t => {
  const w = await world(t, { config: { sendsPerSecond: 1, sendsBurst: 2 }, contacts: [['eve', 'ben']] })
  const eve = w.as('eve')
  const { id } = ((await eve.post('/api/conversations', { kind: 'direct', username: 'ben' })).body as { conversation: { id: string } }).conversation
  t.equal((await eve.post(`/api/conversations/${id}/messages`, { clientId: 'client-1', body: 'hi' })).status, 201)
  for (const [method, url, body] of [
    ['PATCH', `/api/conversations/${id}/messages/2`, { body: 'again' }],
    ['POST', `/api/conversations/${id}/read`, { no: 1 }],
    ['POST', `/api/conversations/${id}/unread`, { no: 1 }],
    ['POST', `/api/conversations/${id}/typing`, {}],
    ['POST', `/api/conversations/${id}/draft`, { body: 'again' }],
    ['POST', '/api/conversations', { kind: 'direct', username: 'ana' }],
    ['PUT', '/api/blocks/cho', {}],
    ['PATCH', '/api/contacts/ben', { remark: 'again' }],
    ['PATCH', '/api/me', { typing: false }]
  ] as const) {
    const answer = await eve.send(method, url, { headers: { 'content-type': 'application/json' }, payload: JSON.stringify(body) })
    t.match(answer, { status: 429, body: { code: 'TOO_MANY' }, headers: { 'retry-after': '1' } }, `${method} ${url}`)
  }
  for (const url of [`/api/conversations/${id}`, `/conversations/${id}`, '/api/me', '/api/contacts']) t.equal((await eve.get(url)).status, 200, url)
  t.equal((await w.as('ben').post(`/api/conversations/${id}/read`, { no: 2 })).status, 200, 'ben has a separate budget')
  t.equal((await eve.post('/api/logout')).status, 204, 'and signing out always works')
})

t.test('eve cannot flood others with groups and names, each of which is told to many', async t => {
  const w = await world(t, { config: { announcementsPerHour: 2 }, contacts: [['eve', 'ben']] })
  const eve = w.as('eve')
  const group = () => eve.post('/api/conversations', { kind: 'group', title: 'you have won', usernames: ['ben'] })
  t.same([(await group()).status, (await eve.patch('/api/me', { displayName: 'Prize' })).status], [201, 200])
  t.match(await group(), { status: 429, body: { code: 'TOO_MANY' } })
  t.equal((await eve.patch('/api/me', { displayName: 'Another prize' })).status, 429)
  t.equal((await eve.patch('/api/me', { typing: false })).status, 200, 'a change told to nobody else still works')
  t.equal((await eve.post('/api/conversations', { kind: 'direct', username: 'ben' })).status, 200)
  t.equal((await w.as('ben').patch('/api/me', { displayName: 'Ben B.' })).status, 200)
})

t.test('eve cannot change a large group, or who is in it, in a loop', async t => {
  const w = await world(t, { config: { announcementsPerHour: 4 }, contacts: [['eve', 'ben']] })
  const eve = w.as('eve')
  const { conversation: { id } } = (await eve.post('/api/conversations', { kind: 'group', title: 'Tea', usernames: [] })).body as { conversation: { id: string } }
  const path = `/api/conversations/${id}`
  t.equal((await eve.patch(path, { quiet: true })).status, 200)
  t.equal((await eve.post(`${path}/members`, { usernames: ['ben'] })).status, 200)
  t.equal((await eve.patch(path, { quiet: false })).status, 200)
  t.match(await eve.patch(path, { quiet: true }), { status: 429, body: { code: 'TOO_MANY' } })
  t.equal((await eve.delete(`${path}/members/ben`)).status, 204, 'somebody who disturbs can always be removed')
  t.equal((await eve.post(`${path}/members`, { usernames: ['ben'] })).status, 429)
  const fields = { title: 'Coffee', announcement: '', colour: '', adding: 'members', joining: 'closed', history: 'none' }
  for (const [form, sent] of [['edit', fields], ['add', { usernames: 'ben' }]] as const) {
    const reader = await new Reader(eve).open(`/conversations/${id}/${form}`)
    await reader.send(`/${form}`, sent)
    t.equal(reader.status, 429, form)
  }
})

t.test('eve cannot change roles, or leave and come back, in a loop', async t => {
  const w = await world(t, { config: { announcementsPerHour: 3 }, contacts: [['eve', 'ben']] })
  const [eve, ben] = [w.as('eve'), w.as('ben')]
  const { conversation: { id } } = (await eve.post('/api/conversations', { kind: 'group', title: 'Tea', usernames: ['ben'] })).body as { conversation: { id: string } }
  const path = `/api/conversations/${id}`
  for (const role of ['admin', 'member']) t.equal((await eve.patch(`${path}/members/ben`, { role })).status, 200)
  t.match(await eve.patch(`${path}/members/ben`, { role: 'admin' }), { status: 429, body: { code: 'TOO_MANY' } })
  t.equal((await eve.post(`${path}/transfer`, { username: 'ben' })).status, 429)
  t.equal((await eve.post(`${path}/leave`, { owner: 'ben' })).status, 429)
  t.equal((await ben.post(`${path}/leave`)).status, 204, 'each has a budget of their own')
})

t.test('sign-ups are counted per network, searches and requests per user', async t => {
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
  t.equal((await search('ana')).status, 200, 'another user behind the same proxy is not affected')
  t.equal((await w.as('eve').post('/api/contact-requests', { username: 'ben' })).status, 201)
  t.equal((await w.as('eve').post('/api/contact-requests', { username: 'cho' })).status, 429)
})

t.test('a proxy’s header about addresses counts only when the proxy is trusted', async t => {
  const trusting = await world(t, { config: { signUpsPerHour: 1, trustedProxies: ['10.0.0.0/8'] } })
  const signUp = (username: string, remoteAddress: string, forwarded: string) => trusting.stranger().send('POST', '/api/signup', {
    remoteAddress,
    headers: { 'content-type': 'application/json', 'x-forwarded-for': forwarded },
    payload: JSON.stringify({ username, password: 'a password' })
  })
  t.equal((await signUp('dan', '10.0.0.1', '192.0.2.1')).status, 201)
  t.equal((await signUp('fay', '10.0.0.1', '192.0.2.2')).status, 201, 'two people behind our proxy')
  t.equal((await signUp('gil', '203.0.113.1', '192.0.2.3')).status, 201)
  t.equal((await signUp('hal', '203.0.113.1', '192.0.2.4')).status, 429, 'a stranger’s header is ignored')
})
