import t from 'tap'
import { world } from '#test/world.ts'

t.test('a page runs our scripts alone, is framed by us alone, and sends no referrer', async t => {
  const w = await world(t)
  const { headers } = await w.stranger().get('/signin')
  const policy = String(headers['content-security-policy'])
  for (const rule of ["default-src 'self'", "script-src 'self'", "style-src 'self'", "object-src 'none'", "frame-ancestors 'self'", "form-action 'self'"]) {
    t.ok(policy.split(';').includes(rule), rule)
  }
  t.notMatch(policy, 'unsafe')
  t.match(headers, { 'referrer-policy': 'same-origin', 'x-content-type-options': 'nosniff' })
  t.equal(headers['strict-transport-security'], undefined, 'no HSTS over plain HTTP')
  t.notMatch(policy, 'upgrade-insecure-requests', 'which would break it there')
})

t.test('behind TLS, browsers are told to stay with https', async t => {
  const w = await world(t, { config: { baseUrl: new URL('https://chat.example/') } })
  t.match((await w.stranger().get('/signin')).headers['strict-transport-security'], /^max-age=15552000$/)
})

t.test('a shared cache may keep nothing but public files, so eve gets no page of ana’s', async t => {
  const w = await world(t)
  const ana = w.as('ana')
  for (const url of ['/', '/api/me', '/api/snapshot', '/api/conversations', '/api/nothing', '/api/', '/conversations/', '/signin', '/nothing', '/poll?hold=0']) {
    t.match((await ana.get(url)).headers['cache-control'], /\bno-store\b/, url)
  }
  t.notMatch((await ana.get('/favicon.ico')).headers['cache-control'], 'no-store')
})

t.test('API answers and errors declare their type, and it may not be guessed', async t => {
  const w = await world(t)
  for (const url of ['/api/me', '/api/nothing', '/healthz', '/nothing']) {
    t.equal((await w.stranger().get(url)).headers['x-content-type-options'], 'nosniff', url)
  }
})
