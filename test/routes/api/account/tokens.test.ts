import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { PASSWORD, world } from '#test/world.ts'

t.test('a token calls as its owner, is shown once, and ends when it is deleted', async t => {
  const w = await world(t)
  const ana = w.as('ana')
  const made = await ana.post('/api/tokens', { label: ' my bot ' })
  t.match(made, { status: 201, body: { token: { label: 'my bot' } } })
  const { token, secret } = made.body as { token: { id: string }, secret: string }
  const bearer = { authorization: `Bearer ${secret}` }
  t.match((await w.stranger().get('/api/me', bearer)).body, { user: { username: 'ana' } })
  t.match((await ana.get('/api/tokens')).body, { tokens: [{ id: token.id, label: 'my bot' }] })
  t.notMatch((await ana.get('/api/tokens')).text, secret)
  t.notMatch((await ana.get('/api/sessions')).text, token.id, 'a token is no browser')

  const cursor = (await w.stranger().get('/poll', bearer)).body['cursor']
  const parked = w.stranger().get(`/poll?cursor=${String(cursor)}`, bearer)
  t.equal((await ana.delete(`/api/tokens/${token.id}`)).status, 204)
  t.match((await parked).body, { status: 'signed-out' }, 'D27')
  t.equal((await w.stranger().get('/api/me', bearer)).status, 401)
})

t.test('a token manages no tokens, sessions or password', async t => {
  const w = await world(t)
  const ana = w.as('ana')
  const { secret } = (await ana.post('/api/tokens', { label: 'bot' })).body
  const headers = { authorization: `Bearer ${secret}`, 'content-type': 'application/json' }
  const bot = w.stranger()
  for (const [method, url, body] of [
    ['GET', '/api/tokens', undefined],
    ['POST', '/api/tokens', { label: 'another' }],
    ['DELETE', `/api/sessions/${ana.sessionId}`, undefined],
    ['GET', '/api/sessions', undefined],
    ['PUT', '/api/me/password', { current: PASSWORD, password: 'a new password' }],
    ['POST', '/api/logout', undefined]
  ] as const) {
    const answer = await bot.send(method, url, { headers, payload: body === undefined ? '' : JSON.stringify(body) })
    t.match(answer, { status: 403, body: { code: 'FORBIDDEN' } }, `${method} ${url}`)
  }
  const page = await bot.get('/settings/sessions', { authorization: `Bearer ${String(secret)}` })
  t.equal(page.status, 403, 'nor through the page')
  t.notMatch(page.text, ana.sessionId)
  t.equal((await ana.get('/api/me')).status, 200)
})

t.test('a bearer ignores cookies, and neither credential works in place of the other', async t => {
  const w = await world(t)
  const ana = w.as('ana')
  t.equal((await ana.get('/api/me')).status, 200)
  t.equal((await ana.get('/api/me', { authorization: 'Bearer made-up' })).status, 401, 'the cookie is ignored')
  t.equal((await ana.get('/api/me', { authorization: 'Basic YTpi' })).status, 200, 'a proxy’s Basic password is not ours')
  const cookieToken = ana.token
  t.equal((await w.stranger().get('/api/me', { authorization: `Bearer ${cookieToken}` })).status, 401)
  const { secret } = (await ana.post('/api/tokens', { label: 'bot' })).body
  const eve = w.stranger()
  eve.cookie = `holdline_session=s.${secret}.`
  t.equal((await eve.get('/api/me')).status, 401)
})

t.test('an empty call with a bearer needs no content type: no other site can have made it', async t => {
  const w = await world(t)
  const ana = w.as('ana')
  const { secret } = (await ana.post('/api/tokens', { label: 'bot' })).body
  const headers = { authorization: `Bearer ${secret}`, 'sec-fetch-site': 'cross-site' }
  t.equal((await w.stranger().send('PUT', '/api/blocks/eve', { headers })).status, 204)
})

t.test('eve cannot end another’s token, and a user keeps at most fifty', async t => {
  const w = await world(t)
  const { token } = (await w.as('ana').post('/api/tokens', { label: 'bot' })).body as { token: { id: string } }
  t.equal((await w.as('eve').delete(`/api/tokens/${token.id}`)).status, 404)
  t.equal((await w.as('ana').delete(`/api/sessions/${token.id}`)).status, 404, 'nor is it a session')
  t.match((await w.as('ana').get('/api/tokens')).body, { tokens: [{ id: token.id }] })
  for (let i = 1; i < 50; i++) await w.as('ana').post('/api/tokens', { label: `bot ${i}` })
  t.match(await w.as('ana').post('/api/tokens', { label: 'one more' }), { status: 429, body: { code: 'TOO_MANY' } })
  for (const label of ['', ' ', 'x'.repeat(65), 5]) t.equal((await w.as('ben').post('/api/tokens', { label })).status, 400)
})

t.test('B05 a clientId repeated → the same token and secret, also after a restart; none is stored', async t => {
  const folder = mkdtempSync(join(tmpdir(), 'holdline-'))
  t.teardown(() => rmSync(folder, { recursive: true }))
  const path = join(folder, 'holdline.db')
  const w = await world(t, { path })
  const ana = w.as('ana')
  const wish = { label: 'bot', clientId: 'client-12345' }
  const [one, two] = await Promise.all([ana.post('/api/tokens', wish), ana.post('/api/tokens', wish)])
  t.same([one.status, two.status].sort(), [200, 201])
  t.same(two.body, one.body)
  const { secret } = one.body as { secret: string }
  t.equal((await w.stranger().get('/api/me', { authorization: `Bearer ${secret}` })).status, 200)
  t.match((await ana.get('/api/tokens')).body, { tokens: [{ label: 'bot' }], more: false })
  t.equal(((await ana.get('/api/tokens')).body['tokens'] as unknown[]).length, 1)
  const { cookie } = ana
  await w.close()
  for (const name of readdirSync(folder)) t.notOk(readFileSync(join(folder, name)).includes(secret), name)
  const later = await world(t, { path })
  const again = later.as('ana')
  again.cookie = cookie
  t.match(await again.post('/api/tokens', wish), { status: 200, body: { secret } })
})

t.test('B05 a token’s clientId with another label or browser, or after its end → no secret', async t => {
  const w = await world(t)
  const ana = w.as('ana')
  const wish = { label: 'bot', clientId: 'client-12345' }
  const { token, secret } = (await ana.post('/api/tokens', wish)).body as { token: { id: string }, secret: string }
  t.match(await ana.post('/api/tokens', { ...wish, label: 'robot' }), { status: 409, body: { code: 'CLIENT_ID_REUSED' } })
  for (const other of [await w.another('ana'), w.as('eve')]) {
    const made = await other.post('/api/tokens', wish)
    t.equal(made.status, 201, 'a call of its own')
    t.not(made.body['secret'], secret)
  }
  t.not((await ana.post('/api/tokens', { ...wish, clientId: 'client-67890' })).body['secret'], secret)
  await ana.delete(`/api/tokens/${token.id}`)
  t.match(await ana.post('/api/tokens', wish), { status: 404, body: { code: 'NOT_FOUND' } })
  for (let n = 3; n <= 50; n++) await ana.post('/api/tokens', { label: `bot ${n}`, clientId: `client-${n}-of-50` })
  t.equal((await ana.post('/api/tokens', { label: 'bot 50', clientId: 'client-50-of-50' })).status, 200, 'a repeat at the limit')
  t.equal((await ana.post('/api/tokens', { label: 'one more', clientId: 'client-more' })).status, 429)
})
