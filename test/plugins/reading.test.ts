import t from 'tap'
import type { Person } from '#test/person.ts'
import { routesOf } from '#test/routes.ts'
import { PASSWORD, world } from '#test/world.ts'

/** Almost nothing: one page uses it up. */
const TINY = { readMsPerSecond: 1, readBurstMs: 1 }

async function readUntilRefused (person: Person, url: string) {
  for (let n = 0; n < 50; n++) {
    const answer = await person.get(url)
    if (answer.status === 429) return answer
  }
  throw new Error(`${url} was never refused`)
}

t.test('S6 a reader of too much → 429 with Retry-After, and a page that says so', async t => {
  const w = await world(t, { config: TINY })
  const { id } = ((await w.as('ana').post('/api/conversations', { kind: 'direct', username: 'ben' })).body as { conversation: { id: string } }).conversation
  const refused = await readUntilRefused(w.as('ana'), `/conversations/${id}`)
  t.ok(Number(refused.headers['retry-after']) >= 2)
  t.match(refused.headers['content-type'], 'text/html')
  t.match(refused.text, 'Too much at once')
  const chinese = await w.as('ana').get('/conversations/', { 'accept-language': 'zh-CN' })
  t.match([chinese.status, chinese.text], [429, /操作太频繁/])
  for (const url of ['/api/snapshot', '/settings/sessions', '/nowhere']) t.equal((await w.as('ana').get(url)).status, 429, url)
  t.match(await w.as('ana').get('/api/me'), { status: 429, body: { code: 'TOO_MANY', statusCode: 429 } })
  t.equal((await w.as('ben').get('/api/me')).status, 200, 'ben has a separate budget')
  for (const url of ['/healthz', '/poll', '/favicon.ico', '/connection/test/seen?test=x1&n=1']) t.not((await w.as('ana').get(url)).status, 429, url)
})

t.test('S6 every reading route is counted, except cheap ones and those that wait', async t => {
  const w = await world(t, { config: TINY })
  const eve = w.as('eve')
  w.app.reading.charge({ key: eve.userId, isNetwork: false }, 1_000_000)
  const free: string[] = []
  for (const { method, url } of routesOf(w.app)) {
    if (method !== 'GET') continue
    const { status } = await eve.get(url.replace(/:\w+/g, 'x1'))
    if (status !== 429) free.push(url)
  }
  t.same(free.sort(), [
    '/', '/connection/frames/hold', '/connection/frames/together', '/connection/test/cookies', '/connection/test/echo', '/connection/test/hold',
    '/connection/test/moved', '/connection/test/same', '/connection/test/sample', '/connection/test/seen', '/connection/test/together',
    '/favicon.ico', '/healthz', '/metrics',
    '/poll', '/readyz', '/setup/:secret', '/signin', '/signup', '/static/:file'
  ])
})

t.test('S6 people not signed in are counted by their network', async t => {
  const w = await world(t, { config: TINY })
  await readUntilRefused(w.stranger(), '/api/openapi.json')
  t.equal((await w.stranger().get('/nowhere')).status, 429, 'another browser of the same network')
  const elsewhere = await w.stranger().send('GET', '/nowhere', { remoteAddress: '198.51.100.1' })
  t.equal(elsewhere.status, 404)
  t.equal((await w.as('ana').get('/api/me')).status, 200, 'nor does it slow down signed-in users')
})

t.test('S6 a network that has read too much → its people still sign in, up, out and set up', async t => {
  const w = await world(t, { config: TINY })
  const link = await w.people.site.makeSetupSecret()
  const { stranger } = w
  const spend = () => {
    w.app.reading.charge({ key: 'network 127.0.0.1', isNetwork: true }, 1_000_000)
    for (const { userId } of [w.as('ana'), w.as('ben')]) w.app.reading.charge({ key: userId, isNetwork: false }, 1_000_000)
  }
  spend()
  t.equal((await stranger().get('/nowhere')).status, 429, 'every other read is refused')
  for (const url of ['/signin', '/signup', `/setup/${link}`]) t.equal((await stranger().get(url)).status, 200, url)
  t.equal((await stranger().get('/')).status, 303)
  t.equal((await stranger().post('/api/login', { username: 'ana', password: PASSWORD })).status, 200)
  t.equal((await stranger().post('/api/signup', { username: 'dan', password: 'a password' })).status, 201)
  t.equal((await w.as('ana').post('/api/logout')).status, 204, 'and so may a user who has read too much')

  const forms: readonly [string, Record<string, string>, number][] = [
    ['/signin', { username: 'ana', password: 'wrong password' }, 401],
    ['/signin', { username: 'ana', password: PASSWORD }, 303],
    ['/signup', { username: 'fay', password: 'a password' }, 303],
    ['/mode', { mode: 'plain', back: '' }, 303],
    ['/language', { language: 'zh', back: '' }, 303]
  ]
  for (const [url, fields, status] of forms) {
    const person = stranger()
    const token = /name="form_token" value="([^"]+)"/.exec((await person.get('/signin')).text)?.[1] ?? ''
    const answer = await person.form(url, { ...fields, form_token: token })
    t.equal(answer.status, status, url)
    if (status === 401) t.match(answer.text, /value="ana"/, 'the form is drawn again')
  }
})

t.test('S6 waiting pages use no reading time while they wait', async t => {
  const w = await world(t, { config: { readMsPerSecond: 999, readBurstMs: 60_000, pollsPerBrowser: 3 } })
  const ana = w.as('ana')
  const { id } = ((await ana.post('/api/conversations', { kind: 'direct', username: 'ben' })).body as { conversation: { id: string } }).conversation
  const next = /url=([^"]+)"/.exec((await ana.get(`/held/${id}`)).text)?.[1]?.replaceAll('&amp;', '&').replace('../', '/') ?? ''
  t.match(next, /cursor=/)
  const waits = [1, 2, 3].map(n => ana.get(next.replace(/tab=[^&]+/, `tab=t${n}`)))
  const isHeld = () => w.messenger.mailboxes.parkedCount === 3
  for (const end = Date.now() + 10_000; !isHeld() && Date.now() < end;) await new Promise(resolve => setImmediate(resolve))
  const held = w.messenger.mailboxes.parkedCount
  t.equal(held, 3, 'three are held …')
  if (held === 3) t.equal((await ana.get('/api/me')).status, 200, '… and the next read does not wait for them')
  await w.as('ben').post(`/api/conversations/${id}/messages`, { clientId: 'client-1', body: 'hello there' })
  w.messenger.drain()
  for (const answer of await Promise.all(waits)) t.equal(answer.status < 400, true)
})

t.test('S6 readers who leave the queue do not use up a turn', async t => {
  const w = await world(t, { config: { readMsPerSecond: 999, readBurstMs: 60_000 } })
  const ana = w.as('ana')
  const { id } = ((await ana.post('/api/conversations', { kind: 'direct', username: 'ben' })).body as { conversation: { id: string } }).conversation
  await ana.post('/mode', { mode: 'plain', back: '' })
  const cursor = String((await ana.poll()).body['cursor'])
  const base = await w.listen()
  const leaving = new AbortController()
  const waits = ['conversations/?wait=', `conversations/${id}?wait=`].map(async path =>
    await fetch(`${base}/${path}${cursor}`, { headers: { cookie: ana.cookie ?? '' }, signal: leaving.signal }).catch(() => 'left'))
  while (w.messenger.mailboxes.parkedCount < 2) await new Promise(resolve => setTimeout(resolve, 5))
  leaving.abort()
  t.same(await Promise.all(waits), ['left', 'left'])
  while (w.messenger.mailboxes.parkedCount > 0) await new Promise(resolve => setTimeout(resolve, 5))
  for (let n = 0; n < 3; n++) t.equal((await ana.get('/api/me')).status, 200)
})

t.test('S6 a refused frame of messages reloads by itself', async t => {
  const w = await world(t, { config: TINY })
  const ana = w.as('ana')
  const { id } = ((await ana.post('/api/conversations', { kind: 'direct', username: 'ben' })).body as { conversation: { id: string } }).conversation
  t.match((await readUntilRefused(ana, `/held/${id}`)).text, /http-equiv="refresh"/)
})

t.test('S6 a big body and a form drawn again are counted, too', async t => {
  const w = await world(t, { config: TINY })
  const ana = w.as('ana')
  const usernames = Array.from({ length: 9_000 }, (_, n) => `-not-a-name-${n}`)
  for (let n = 0; n < 20 && (await ana.post('/api/conversations', { kind: 'group', title: 'x', usernames })).status !== 429; n++);
  t.match(await ana.post('/api/conversations', { kind: 'direct', username: 'ben' }), { status: 429, body: { message: /too much to read/ } })

  const ben = w.as('ben')
  const save = () => ben.post('/settings/writing', { enter_sends: 'nonsense' })
  for (let n = 0; n < 20 && (await save()).status !== 429; n++);
  t.match(await save(), { status: 429, text: /Too much at once/ })
})

t.test('S6 one user polls stale cursors by the hundred → 64 wait, the rest is told busy', async t => {
  const w = await world(t, { config: { readMsPerSecond: 500 } })
  const ana = w.as('ana')
  const cursor = `${w.messenger.runs.current}.0.0`
  w.app.reading.charge({ key: ana.userId, isNetwork: false }, 2_500)
  const polls = await Promise.all(Array.from({ length: 200 }, () => ana.poll({ cursor, hold: 0 })))
  const told = Map.groupBy(polls, ({ body }) => body['status'])
  t.equal(told.get('busy')?.length, 200 - 64)
  t.equal(told.get('events')?.length, 64)
  t.match(await ana.poll({ cursor, hold: 0 }), { body: { status: 'events' } }, 'soon there is room again')
  t.notMatch(w.logged.join('\n'), '"level":50')
})
