import t from 'tap'
import { takeMethod } from '#plugins/method-query.ts'
import { world } from '#test/world.ts'
import type { Person } from '#test/person.ts'

interface Document { readonly paths: Record<string, Record<string, unknown>> }

async function saying (person: Person, body: string): Promise<{ path: string, talk: string }> {
  const { id } = ((await person.post('/api/conversations', { kind: 'direct', username: 'ben' })).body as { conversation: { id: string } }).conversation
  const { message } = (await person.post(`/api/conversations/${id}/messages`, { clientId: 'client-1', body })).body as { message: { no: number } }
  return { path: `/api/conversations/${id}/messages/${message.no}`, talk: id }
}

t.test('B33 every PATCH, PUT and DELETE of the API is also a POST that names it', async t => {
  const w = await world(t)
  const { paths } = (await w.stranger().get('/api/openapi.json')).body as unknown as Document
  const calls = Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods).map(method => [method.toUpperCase(), path] as const))
  const others = calls.filter(([method]) => method !== 'GET' && method !== 'POST')
  t.ok(others.length >= 10, `${others.length} calls`)
  for (const [method, path] of others) {
    t.ok(['PATCH', 'PUT', 'DELETE'].includes(method), method)
    const url = path.replaceAll(/\{\w+\}/g, '17')
    for (const person of [w.as('ana'), w.stranger()]) {
      const direct = await person.send(method as 'PUT', url, { headers: { 'content-type': 'application/json' }, payload: '{"x":1}' })
      const twin = await person.post(`${url}?method=${method}`, { x: 1 })
      t.same([twin.status, twin.body], [direct.status, direct.body], `${method} ${path}`)
    }
  }
})

t.test('B33 by POST a message is edited and recalled, a person blocked and unblocked', async t => {
  const w = await world(t)
  const [ana, eve] = [w.as('ana'), w.as('eve')]
  const { path } = await saying(ana, 'first')
  t.match(await ana.post(`${path}?method=PATCH`, { body: 'second' }), { status: 200, body: { message: { body: 'second' } } })
  t.equal((await eve.post(`${path}?method=DELETE`, {})).status, 404, 'eve sees no message')
  t.match(await ana.post(`${path}?method=DELETE`), { status: 200, body: { message: { body: '' } } })
  t.equal((await ana.post('/api/blocks/eve?method=PUT')).status, 204)
  t.equal((await ana.post('/api/blocks/eve?method=DELETE')).status, 204)
  t.match((await ana.get('/api/blocks')).body, { users: { length: 0 } })
})

t.test('B33 a GET that names a method reads; a POST that names another one is refused', async t => {
  const w = await world(t)
  const ana = w.as('ana')
  const { path, talk } = await saying(ana, 'stays')
  await ana.get('/api/blocks/eve?method=PUT')
  await ana.get(`${path}?method=DELETE`)
  for (const query of ['method=GET', 'method=HEAD', 'method=POST', 'method=delete', 'method=', 'method', 'method=DELETE&method=DELETE',
    'method=PUT&method=DELETE', '%6dethod=DELETE', 'method=DELETE&%6dethod=PUT', 'method=DELETE%20', 'method=OPTIONS', 'method=TRACE']) {
    t.match(await ana.post(`/api/conversations/${talk}/leave?${query}`), { status: 405, body: { statusCode: 405, code: 'METHOD_NOT_ALLOWED' } }, query)
  }
  t.equal((await ana.post(`/api/conversations/${talk}/messages?method=POST`, { clientId: 'client-2', body: 'x' })).status, 405, 'a send, too')
  t.equal((await ana.post('/poll?method=DELETE')).status, 404, 'a poll has no other method')
  t.match((await ana.get('/api/blocks')).body, { users: { length: 0 } })
  t.match((await ana.get(`/api/conversations/${talk}/messages`)).body, { messages: [{}, { body: 'stays' }] })
})

t.test('B33 another site is refused as it is for the method that is named', async t => {
  const w = await world(t, { config: { sendsPerSecond: 1, sendsBurst: 3 } })
  const ana = w.as('ana')
  const url = '/api/blocks/ben?method=PUT'
  t.match(await ana.form(url, {}), { status: 403, body: { code: 'FORM_EXPIRED' } })
  t.equal((await ana.send('POST', url, { headers: { 'content-type': 'text/plain' }, payload: '{}' })).status, 415)
  const headers = { 'content-type': 'application/json', 'sec-fetch-site': 'cross-site' }
  t.equal((await ana.send('POST', url, { headers, payload: '{}' })).status, 403)
  t.match((await ana.get('/api/blocks')).body, { users: { length: 0 } }, 'nothing was done')
  t.same([(await ana.post(url)).status, (await ana.post(url)).status, (await ana.post(url)).status, (await ana.post(url)).status],
    [204, 204, 204, 429], 'and it takes from the same budget')
})

t.test('B33 other parameters stay, other addresses are left alone', async t => {
  const taken = (method: string, url: string) => {
    const request = { method }
    return [takeMethod(request, url), request.method]
  }
  t.same(taken('POST', '/api/x?method=PUT'), ['/api/x', 'PUT'])
  t.same(taken('POST', '/api/x?a=1&method=DELETE&b=2'), ['/api/x?a=1&b=2', 'DELETE'])
  for (const [method, url] of [['GET', '/api/x?method=PUT'], ['HEAD', '/api/x?method=PUT'], ['POST', '/conversations/x?method=PUT'],
    ['POST', '/api/method=PUT'], ['POST', '/api/x?amethod=PUT'], ['POST', '/apix?method=PUT']] as const) t.same(taken(method, url), [url, method])
})
