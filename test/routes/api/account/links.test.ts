import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { PASSWORD, world } from '#test/world.ts'

interface Link { readonly id: string, readonly url: string | null, readonly expiresAt: number }

t.test('U170 a link → its address to the browser that made it alone; revoked by its user alone', async t => {
  const w = await world(t)
  const ana = w.as('ana')
  const made = await ana.post('/api/me/links', {})
  const link = made.body['link'] as Link
  t.equal(made.status, 201)
  t.match(link.url, /\/link\/[\w-]{22}$/)
  t.equal(link.expiresAt, w.clock.now() + 4 * 3_600_000)
  t.match((await ana.get('/api/me/links')).body, { links: [{ id: link.id, url: link.url }] })
  t.match((await (await w.another('ana')).get('/api/me/links')).body, { links: [{ id: link.id, url: null }] })
  t.same((await w.as('eve').get('/api/me/links')).body, { links: [] })
  t.equal((await w.as('eve').delete(`/api/me/links/${link.id}`)).status, 404)
  t.equal((await ana.delete(`/api/me/links/${link.id}`)).status, 204)
  t.equal((await ana.delete(`/api/me/links/${link.id}`)).status, 404)
  t.same((await ana.get('/api/me/links')).body, { links: [] })
})

t.test('U170 a link made by a token, or signed out → refused', async t => {
  const w = await world(t)
  const { secret } = (await w.as('ana').post('/api/tokens', { label: 'bot' })).body
  const headers = { authorization: `Bearer ${String(secret)}`, 'content-type': 'application/json' }
  for (const [method, payload] of [['POST', '{}'], ['GET', '']] as const) {
    t.equal((await w.stranger().send(method, '/api/me/links', { headers, payload })).status, 403)
  }
  t.equal((await w.stranger().post('/api/me/links', {})).status, 401)
})

t.test('U170 a clientId repeated → the same link; a sixth open link → refused until one is over', async t => {
  const w = await world(t)
  const ana = w.as('ana')
  const [one, two] = await Promise.all([1, 2].map(() => ana.post('/api/me/links', { clientId: 'client-12345' })))
  t.same(two?.body, one?.body)
  for (let n = 2; n <= 5; n++) t.equal((await ana.post('/api/me/links', {})).status, 201)
  t.match(await ana.post('/api/me/links', {}), { status: 429, body: { reason: 'device-links-max' } })
  w.clock.advance(4 * 3_600_000)
  t.equal((await ana.post('/api/me/links', {})).status, 201)
  t.match(await ana.post('/api/me/links', { clientId: 'client-12345' }), { status: 404 }, 'the first one is over')
})

t.test('U170 the password changes, or everybody else is signed out → links end', async t => {
  const w = await world(t)
  const ana = w.as('ana')
  await ana.post('/api/me/links', {})
  t.equal((await ana.put('/api/me/password', { current: PASSWORD, password: 'a new password' })).status, 204)
  t.same((await ana.get('/api/me/links')).body, { links: [] })
})

t.test('U170 a link → no file of the database holds its code', async t => {
  const folder = mkdtempSync(join(tmpdir(), 'holdline-'))
  t.teardown(() => rmSync(folder, { recursive: true }))
  const w = await world(t, { path: join(folder, 'holdline.db') })
  const { url } = (await w.as('ana').post('/api/me/links', { clientId: 'client-12345' })).body['link'] as Link
  const code = String(url).slice(-22)
  await w.close()
  for (const name of readdirSync(folder)) t.notOk(readFileSync(join(folder, name)).includes(code), name)
})
