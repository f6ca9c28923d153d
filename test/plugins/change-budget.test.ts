import { request } from 'node:http'
import { once } from 'node:events'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import t, { type Test } from 'tap'
import { FORM_TYPE } from '#test/file-form.ts'
import type { Person } from '#test/person.ts'
import { routesOf } from '#test/routes.ts'
import { PASSWORD, world, type World } from '#test/world.ts'

const JSON_TYPE = { 'content-type': 'application/json' }
/** Types of the routes that read their bodies as they come. */
const STREAMED: ReadonlyArray<readonly [route: RegExp, type: string]> = [
  [/^POST (?:\/api\/files|\/conversations\/:id\/attach$)/, FORM_TYPE], [/^POST \/api\/uploads\/:id$/, 'application/octet-stream']
]

/** Routes that must work when everything else is used up, each with a bound of its own. */
const OWN_BUDGET: Readonly<Record<string, string>> = {
  'POST /api/login': 'hashes at once, and wrong passwords',
  'POST /signin': 'the same',
  'POST /api/signup': 'signUpsPerHour',
  'POST /signup': 'the same',
  'POST /api/logout': 'ends a session, which was begun before',
  'POST /signout': 'the same',
  'POST /setup/:secret': 'its link works once'
}

function changingRoutes (w: World): string[] {
  return routesOf(w.app).filter(({ method }) => method !== 'GET' && method !== 'HEAD').map(({ method, url }) => `${method} ${url}`)
}

async function ask (person: Person, route: string) {
  const [method = '', path = ''] = route.split(' ')
  const type = STREAMED.find(([pattern]) => pattern.test(route))?.[1]
  const headers = type === undefined ? JSON_TYPE : { 'content-type': type }
  return await person.send(method as 'POST', path.replace(/:\w+/g, 'x1'), { headers, payload: '{}' })
}

t.test('S8 every route that changes something is refused once the budget of changes is empty', async t => {
  const w = await world(t, { config: { sendsPerSecond: 1, sendsBurst: 1 } })
  const routes = changingRoutes(w)
  t.ok(routes.length > 40, `${routes.length} routes`)
  for (const route of ['POST /api/conversations/:id/messages', 'DELETE /api/tokens/:id', 'PUT /api/me/password', 'POST /settings/sessions/:id/end']) {
    t.ok(routes.includes(route), `the table has ${route}`)
  }
  for (const route of Object.keys(OWN_BUDGET)) t.ok(routes.includes(route), `${route} is still a route`)

  for (const [who, person] of [['ana', w.as('ana')], ['a stranger', w.stranger()]] as const) {
    await ask(person, 'POST /mode')
    for (const route of routes.filter(route => OWN_BUDGET[route] === undefined)) {
      const answer = await ask(person, route)
      t.match([answer.status, answer.headers['retry-after']], [429, '1'], `${who}: ${route}`)
    }
  }
  t.equal((await ask(w.as('ana'), 'POST /nowhere')).status, 429, 'and a refusal also costs something')
  t.equal((await w.as('ana').get('/api/me')).status, 200, 'reading is free')
  t.not((await ask(w.as('ben'), 'POST /mode')).status, 429, 'ben has a separate budget')
  t.equal((await w.as('ana').post('/api/logout')).status, 204, 'and signing out always works')
})

t.test('S8 signing in and up work from a network whose budget of changes is empty', async t => {
  const w = await world(t, { config: { sendsPerSecond: 1, sendsBurst: 1 } })
  await ask(w.stranger(), 'POST /mode')
  t.equal((await ask(w.stranger(), 'POST /mode')).status, 429)
  t.equal((await w.stranger().post('/api/login', { username: 'ana', password: PASSWORD })).status, 200)
  t.equal((await w.stranger().post('/api/signup', { username: 'dan', password: 'a password' })).status, 201)
})

t.test('S8 a form sent too fast comes back with its text, on a page with the reason', async t => {
  const w = await world(t, { config: { sendsPerSecond: 1, sendsBurst: 3 } })
  const ana = w.as('ana')
  const { id } = ((await ana.post('/api/conversations', { kind: 'direct', username: 'ben' })).body as { conversation: { id: string } }).conversation
  const page = await ana.get(`/conversations/${id}`)
  const token = /name="form_token" value="([^"]+)"/.exec(page.text)?.[1] ?? ''
  const say = (body: string) => ana.form(`/conversations/${id}/messages`, { form_token: token, client_id: `f-${body.length}`, body })
  t.equal((await say('one')).status, 303)
  t.equal((await say('four')).status, 303)
  const refused = await say('never lost')
  t.equal(refused.status, 429)
  t.equal(refused.headers['retry-after'], '1')
  t.match(refused.text, 'never lost')
  t.match(refused.text, 'Too much at once')
})

/** Sends on a real connection until it is refused; returns the number stored and the refusal. */
async function sendUntilRefused (base: string, id: string, person: Person, text: string, key = 'first'): Promise<{ stored: number, status: number, body: string, retryAfterS: number }> {
  for (let n = 0; ; n++) {
    const payload = JSON.stringify({ clientId: `client-${key}-${n}`, body: text })
    const call = request(`${base}/api/conversations/${id}/messages`, {
      method: 'POST', headers: { ...JSON_TYPE, cookie: person.cookie ?? '', 'content-length': Buffer.byteLength(payload) }
    })
    call.end(payload)
    const [response] = await once(call, 'response')
    let body = ''
    for await (const piece of response) body += String(piece)
    if (response.statusCode !== 201) return { stored: n, status: response.statusCode, body, retryAfterS: Number(response.headers['retry-after']) }
  }
}

/** Tells how large the database is, from a connection of its own. */
function sizeOf (t: Test, path: string): () => number {
  const file = new Sqlite(path, { readonly: true })
  t.teardown(() => file.close())
  return () => Number(file.pragma('page_count', { simple: true })) * Number(file.pragma('page_size', { simple: true }))
}

for (const [what, text] of [['long', '語'.repeat(2_700)], ['middling', 'x'.repeat(2_100)], ['short', 'a']] as const) {
  t.test(`S8 ${what} messages end at the day's bytes, and the database has not grown by more`, async t => {
    const dailyMib = 1
    const path = join(t.testdir(), 'holdline.db')
    const w = await world(t, { path, pragmas: ['synchronous = OFF'], config: { dailyMib, sendsBurst: 10_000_000 } })
    const ana = w.as('ana')
    const { id } = ((await ana.post('/api/conversations', { kind: 'direct', username: 'ben' })).body as { conversation: { id: string } }).conversation
    const base = await w.listen()
    const size = sizeOf(t, path)
    const before = size()
    const { stored, status, body, retryAfterS } = await sendUntilRefused(base, id, ana, text)
    t.match([status, JSON.parse(body)], [429, { code: 'TOO_MUCH', message: /in a day/ }])
    t.ok(stored > 50, `${stored} were stored, ${Math.round((size() - before) / stored)} bytes each`)
    t.ok(size() - before <= dailyMib * 1024 * 1024 / 2, `half a day's bytes at once: ${size() - before} bytes`)
    t.ok(size() - before > 100_000, 'and not nothing')

    for (const [method, url, change] of [
      ['POST', `/api/conversations/${id}/draft`, { body: text }],
      ['PATCH', `/api/conversations/${id}/messages/2`, { body: `${text}!` }]
    ] as const) {
      const answer = await ana.send(method, url, { headers: JSON_TYPE, payload: JSON.stringify(change) })
      t.match(answer, { status: 429, body: { code: 'TOO_MUCH' } }, `${method} ${url}`)
    }
    t.equal((await w.as('ben').post(`/api/conversations/${id}/messages`, { clientId: 'client-of-ben', body: text })).status, 201)
    t.ok(retryAfterS >= 1 && retryAfterS < 3_600, `told to come back in ${retryAfterS} s`)
    w.clock.advance(retryAfterS * 1_000)
    t.equal((await sendUntilRefused(base, id, ana, text, 'again')).stored, 1, 'by then there is room for one more')
  })
}

t.test('S8 new names and groups of a user known to many end at the bytes of the day as well', async t => {
  const people = 250
  for (const what of ['name', 'group'] as const) {
    const dailyMib = what === 'name' ? 2 : 1
    const path = join(t.testdir(), `${what}.db`)
    const w = await world(t, { path, pragmas: ['synchronous = OFF'], config: { dailyMib, announcementsPerHour: 1_000_000, readMsPerSecond: 1_000 } })
    const ana = w.as('ana')
    const usernames = Array.from({ length: people }, (_, n) => `somebody-who-knows-ana-well-${n}`)
    for (const username of usernames) {
      const account = await w.people.accounts.add({ username, password: 'a password' }, false)
      await w.messenger.contacts.accept(account.id, (await w.messenger.contacts.ask(ana.userId, username, '')).id)
    }
    const size = sizeOf(t, path)
    const before = size()
    const change = async (n: number) => what === 'name'
      ? await ana.patch('/api/me', { displayName: '😀'.repeat(60) + String(1_000 + n) })
      : await ana.post('/api/conversations', { kind: 'group', title: '😀'.repeat(60), usernames })
    let refusal = await change(0)
    for (let n = 1; n < 200 && refusal.status < 400; n++) refusal = await change(n)
    t.match(refusal, { status: 429, body: { code: 'TOO_MUCH' } }, what)
    const grown = size() - before
    // The last one let in may exceed the remaining bytes.
    t.ok(grown <= (dailyMib / 2 + 0.2) * 1024 * 1024, `${what}: half a day's bytes at once: ${grown} bytes`)
    t.ok(grown > 100_000, 'and not nothing')
  }
})

t.test('S8 the bytes written today survive a restart, and a crash but for a few', async t => {
  const dir = t.testdir()
  const config = { dailyMib: 1 }
  const first = await world(t, { path: `${dir}/db`, config })
  const long = 'x'.repeat(8_000)
  const { id } = ((await first.as('ana').post('/api/conversations', { kind: 'direct', username: 'ben' })).body as { conversation: { id: string } }).conversation
  const send = async (w: World, n: number) => {
    return (await w.as('ana').post(`/api/conversations/${id}/messages`, { clientId: `client-${n}`, body: long })).status
  }
  let n = 0
  while (await send(first, ++n) === 201);
  first.clock.advance(11_000)
  await new Promise(resolve => setImmediate(resolve))
  await first.close()
  const second = await world(t, { path: `${dir}/db`, config, clock: first.clock })
  t.equal(await send(second, 10_000), 429, 'still refused after a restart')
  second.clock.advance(24 * 3_600_000)
  t.equal(await send(second, 10_001), 201, 'and no longer a day later')
})
