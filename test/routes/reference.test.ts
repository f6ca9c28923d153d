import t from 'tap'
import { world } from '#test/world.ts'

interface Document { openapi: string, paths: Record<string, Record<string, { summary?: string, responses?: Record<string, object> }>> }

t.test('the OpenAPI document names every call of the API, what it does and what it answers', async t => {
  const w = await world(t)
  const answer = await w.stranger().get('/api/openapi.json')
  t.equal(answer.status, 200)
  const { openapi, paths } = answer.body as unknown as Document
  t.match(openapi, /^3\.1\./)
  const calls = Object.entries(paths).flatMap(([path, methods]) => Object.entries(methods).map(([method, call]) => ({ name: `${method} ${path}`, call })))
  const names = calls.map(({ name }) => name)
  for (const name of ['post /api/signup', 'post /api/login', 'patch /api/me', 'put /api/me/password', 'delete /api/sessions/{id}',
    'post /api/tokens', 'get /api/snapshot', 'post /api/conversations/{id}/messages']) t.ok(names.includes(name), name)
  t.ok(calls.length >= 40, names.join('\n'))
  for (const { name, call } of calls) {
    t.ok(/ \/(?:api\/|poll$)/.test(name), `${name} is of the API`)
    t.type(call.summary, 'string', name)
    t.ok(Object.keys(call.responses ?? {}).some(status => /^20[014]$/.test(status)), `${name} says what it answers`)
  }
})

t.test('people read the same as one page, that loads nothing', async t => {
  const w = await world(t)
  const answer = await w.stranger().get('/api/')
  t.match(answer, { status: 200, headers: { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': /script-src 'self'/ } })
  t.match(answer.text, '<code>POST /api/conversations/{id}/messages</code>')
  t.notMatch(answer.text, /<(?:script|img|link|style)/)
  t.notMatch(answer.text, /https?:\/\/(?!json-schema)/)
  t.match(await w.stranger().get('/api'), { status: 303, headers: { location: 'api/' } })
})
