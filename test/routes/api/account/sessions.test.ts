import t from 'tap'
import { Reader } from '../../pages/reader.ts'
import { PASSWORD, world } from '#test/world.ts'

const DAY_MS = 24 * 3_600_000

t.test('a user lists their own browsers, latest used first, and signs them out one by one', async t => {
  const w = await world(t)
  const ana = w.as('ana')
  w.clock.advance(1_000)
  const other = await w.another('ana')
  const { sessions } = (await ana.get('/api/sessions')).body as { sessions: { id: string }[] }
  t.match(sessions, [
    { id: other.sessionId, current: false, userAgent: "ana's browser", address: '192.0.2.1' }, { id: ana.sessionId, current: true }
  ].sort((a, b) => sessions.findIndex(one => one.id === a.id) - sessions.findIndex(one => one.id === b.id)))
  t.equal(sessions.length, 2, 'none of another user’s')
  t.notMatch(JSON.stringify(sessions), ana.cookie?.slice(19, 40) ?? '', 'no token in it')

  const cursor = (await other.poll()).body['cursor']
  const parked = other.poll({ cursor })
  t.equal((await ana.delete(`/api/sessions/${other.sessionId}`)).status, 204)
  t.match((await parked).body, { status: 'signed-out' }, 'D27')
  t.match((await other.poll({ cursor })).body, { status: 'signed-out' })
  t.equal((await other.get('/api/me')).status, 401)
  t.equal((await ana.get('/api/me')).status, 200)
  t.equal((await ana.delete(`/api/sessions/${other.sessionId}`)).status, 404)
})

t.test('eve cannot end or see another’s session, even with its id', async t => {
  const w = await world(t)
  const { sessionId } = w.as('ana')
  t.match(await w.as('eve').delete(`/api/sessions/${sessionId}`), { status: 404, body: { code: 'NOT_FOUND' } })
  t.equal((await w.as('ana').get('/api/me')).status, 200)
  t.notMatch((await w.as('eve').get('/api/sessions')).text, sessionId)
})

t.test('signing out ends this browser’s session; language, mode and mark stay in its cookie', async t => {
  const w = await world(t)
  const browser = w.stranger()
  await browser.post('/api/login', { username: 'ana', password: PASSWORD })
  await browser.patch('/api/me', { language: 'zh' })
  await new Reader(browser).switchTo('plain')
  const stolen = browser.cookie
  const answer = await browser.post('/api/logout')
  t.equal(answer.status, 204)
  t.equal([answer.headers['set-cookie']].flat().length, 1)
  t.match(browser.cookie, /^holdline_session_[0-9a-f]{8}=v\.zh\.plain\.[\w-]{24}\.[\w~-]{29}$/)
  const eve = w.stranger()
  eve.cookie = stolen
  t.equal((await eve.get('/api/me')).status, 401, 'the old cookie opens nothing')
  t.equal((await browser.post('/api/logout')).status, 401)
})

t.test('signing in again in the same browser leaves no orphaned session', async t => {
  const w = await world(t)
  const browser = w.stranger()
  await browser.post('/api/login', { username: 'ana', password: PASSWORD })
  const first = browser.cookie
  await browser.post('/api/login', { username: 'ben', password: PASSWORD })
  t.match((await browser.get('/api/me')).body, { user: { username: 'ben' } })
  browser.cookie = first
  t.equal((await browser.get('/api/me')).status, 401)
})

t.test('a session ends after 30 idle days, and every use starts them again', async t => {
  const w = await world(t)
  const ana = w.as('ana')
  const ben = w.as('ben')
  for (let i = 0; i < 3; i++) {
    w.clock.advance(20 * DAY_MS)
    t.equal((await ana.get('/api/me')).status, 200, `day ${(i + 1) * 20}`)
  }
  t.equal((await ben.get('/api/me')).status, 401)
  await w.people.sessions.settle('stale')
  const { rows } = await w.people.sessions.list(ben.userId, 'cookie')
  t.same(rows, [], 'and is gone from the list')
  t.equal((await ana.get('/api/me')).status, 200, 'the last use of ana’s was saved')
})

t.test('after a restart a live session is found again, and an ended one is not', async t => {
  const path = t.testdir() + '/holdline.db'
  const first = await world(t, { path })
  const cookie = first.as('ana').cookie
  const ended = first.as('ben').cookie
  await first.people.sessions.end(first.as('ben').userId, first.as('ben').sessionId, 'cookie')
  first.clock.advance(10 * DAY_MS)
  t.equal((await first.as('ana').get('/api/me')).status, 200)
  await first.close()

  const second = await world(t, { path, clock: first.clock })
  const browser = second.stranger()
  browser.cookie = cookie
  t.equal((await browser.get('/api/me')).status, 200)
  browser.cookie = ended
  t.equal((await browser.get('/api/me')).status, 401)
})

t.test('a session is stored in the database as a hash', async t => {
  const w = await world(t)
  const ana = w.as('ana')
  const token = ana.token
  t.equal(token.length, 43)
  t.not(await w.people.sessions.find(token), null)
  t.equal(await w.people.sessions.find(token.slice(0, -1) + (token.endsWith('A') ? 'B' : 'A')), null)
  t.notMatch(w.logged.join('\n'), token, 'and in no log')
})

t.test('a fault during the look-up of a session signs nobody out', async t => {
  const w = await world(t)
  const ana = w.as('ana')
  const { cookie } = ana
  const { sessions } = w.people
  const { resolve, find } = sessions
  Object.assign(sessions, { resolve: () => null, find: async () => { throw new Error('the disk is gone') } })
  t.equal((await ana.get('/conversations/')).status, 500)
  t.equal(ana.cookie, cookie)
  const logged = w.logged.length
  const poll = await fetch(`${await w.listen()}/poll`, { headers: { cookie: cookie ?? '' } })
  t.match(await poll.json(), { status: 'busy', cursor: null, retryMs: 5_000 })
  t.match(w.logged.slice(logged).join('\n'), 'the disk is gone')
  Object.assign(sessions, { resolve, find })
  t.equal((await ana.get('/conversations/')).status, 200)
})
