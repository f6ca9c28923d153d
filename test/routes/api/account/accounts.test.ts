import t from 'tap'
import { PASSWORD, world } from '#test/world.ts'

t.test('signing up creates an account, signs the browser in, and takes the name once', async t => {
  const w = await world(t)
  const dan = w.stranger()
  const answer = await dan.post('/api/signup', { username: ' Dan ', password: 'dan likes tea', displayName: '  Dan\u202e  Day ' })
  t.equal(answer.status, 201, answer.text)
  t.match(answer.body, { user: { username: 'dan', displayName: 'Dan Day' } })
  t.match((await dan.get('/api/me')).body, { user: { username: 'dan' }, isAdmin: false, settings: { enterSends: true, language: null } })

  const second = await w.stranger().post('/api/signup', { username: 'DAN', password: 'another password' })
  t.match(second, { status: 409, body: { statusCode: 409, code: 'USERNAME_TAKEN', error: 'Conflict' } })
})

t.test('nobody becomes admin by being first or by asking', async t => {
  const w = await world(t)
  const eve = w.stranger()
  t.match(await eve.post('/api/signup', { username: 'first', password: 'a password', isAdmin: true }), { status: 400, body: { code: 'INVALID' } })
  await eve.post('/api/signup', { username: 'first', password: 'a password' })
  t.match((await eve.get('/api/me')).body, { isAdmin: false })
  t.match(await eve.patch('/api/me', { isAdmin: true }), { status: 400, body: { code: 'INVALID' } })
  t.match((await eve.get('/api/me')).body, { isAdmin: false })
})

t.test('a closed site refuses sign-ups; an invite-only one accepts a code up to its uses', async t => {
  const w = await world(t, { config: { signup: 'invite' } })
  const person = (username: string, invite?: string) => w.stranger().post('/api/signup', { username, password: 'a password', invite })
  t.match(await person('dan'), { status: 403, body: { code: 'SIGNUP_CLOSED' } })
  t.match(await person('dan', 'made up'), { status: 403, body: { code: 'INVITE_INVALID' } })
  const { code, invite } = await w.people.invites.make(null, { uses: 2 })
  t.match(await person('ana', code), { status: 409 }, 'a refused name uses up no invite')
  t.match(await person('dan', code), { status: 201 })
  t.match(await person('fay', code), { status: 201 })
  t.match(await person('gil', code), { status: 403, body: { code: 'INVITE_INVALID' } }, 'used up')

  const late = await w.people.invites.make(null, { days: 1 })
  w.clock.advance(24 * 3_600_000)
  t.match(await person('gil', late.code), { status: 403, body: { code: 'INVITE_INVALID' } }, 'too old')
  const revoked = await w.people.invites.make(null)
  await w.people.invites.revoke(revoked.invite.id)
  t.match(await person('gil', revoked.code), { status: 403, body: { code: 'INVITE_INVALID' } }, 'revoked')
  await t.rejects(w.people.invites.revoke(revoked.invite.id), { code: 'NOT_FOUND' })
  const { rows } = await w.people.invites.list({ limit: 50 })
  t.ok(rows.some(one => one.id === invite.id && one.usesLeft === 0))

  const closed = await world(t, { config: { signup: 'closed' } })
  t.match(await closed.stranger().post('/api/signup', { username: 'dan', password: 'a password' }), { status: 403, body: { code: 'SIGNUP_CLOSED' } })
})

t.test('signing in answers the user and one cookie; wrong name and wrong password look alike', async t => {
  const w = await world(t)
  const browser = w.stranger()
  const answer = await browser.post('/api/login', { username: 'ANA', password: PASSWORD })
  t.match(answer, { status: 200, body: { user: { username: 'ana' } } })
  t.equal([answer.headers['set-cookie']].flat().length, 1, 'never two cookies in one answer')
  const cookie = String(answer.headers['set-cookie'])
  for (const flag of ['HttpOnly', 'SameSite=Lax', 'Path=/', 'Max-Age=34560000', 'Expires=']) t.match(cookie, flag)
  t.notMatch(cookie, 'Secure', 'over plain HTTP it would be lost')

  const wrong = await w.stranger().post('/api/login', { username: 'ana', password: 'not her password' })
  const unknown = await w.stranger().post('/api/login', { username: 'nobody', password: 'not her password' })
  t.match(wrong, { status: 401, body: { code: 'BAD_CREDENTIALS' } })
  t.same(wrong.body, unknown.body)
  t.equal(wrong.headers['set-cookie'], undefined)
})

t.test('the base URL decides the path and the scheme of the cookie', async t => {
  const w = await world(t, { config: { baseUrl: new URL('https://chat.example/sub/') } })
  const answer = await w.stranger().post('/sub/api/login', { username: 'ana', password: PASSWORD })
  t.match(String(answer.headers['set-cookie']), /Path=\/sub\/;.*HttpOnly; Secure; SameSite=Lax/)
  t.match(await w.as('ana').get('/sub/api/me'), { status: 200 })
  t.match(await w.as('ana').get('/api/me'), { status: 200 }, 'a proxy may strip the sub-path')
})

t.test('settings and the name change only as far as they are sent, and every browser is told', async t => {
  const w = await world(t)
  const ana = w.as('ana')
  const start = (await ana.poll()).body['cursor']
  const benStart = (await w.as('ben').poll()).body['cursor']
  const eveStart = (await w.as('eve').poll()).body['cursor']
  const change = { displayName: 'Ana Á', language: 'zh', timeZone: 'Asia/Shanghai', typing: false }
  t.match((await ana.patch('/api/me', change)).body, {
    user: { displayName: 'Ana Á' }, settings: { language: 'zh', timeZone: 'Asia/Shanghai', typing: false, presence: true }
  })
  t.match((await ana.patch('/api/me', { language: null })).body, { settings: { language: null, timeZone: 'Asia/Shanghai' } })

  t.match((await (await w.another('ana')).poll({ cursor: start, hold: 0 })).body, {
    events: [{ type: 'profile', user: { displayName: 'Ana Á' } }, { type: 'settings', settings: { typing: false } }, { type: 'settings' }]
  })
  t.match((await w.as('ben').poll({ cursor: benStart, hold: 0 })).body, { events: [{ type: 'profile', user: { username: 'ana', displayName: 'Ana Á' } }] })
  t.match((await w.as('eve').poll({ cursor: eveStart, hold: 0 })).body, { status: 'idle', events: [] }, 'eve is not told')
})

t.test('bad settings are refused, and none of them is stored', async t => {
  const w = await world(t)
  const ana = w.as('ana')
  const before = (await ana.get('/api/me')).body
  for (const bad of [
    { language: 'xx' }, { language: 5 }, { timeZone: 'Mars/Olympus' }, { timeZone: '' }, { mode: 'plain' }, { enterSends: 'yes' },
    { displayName: 'x'.repeat(4_000) }, { displayName: 5 }, { unknown: 1 }, [], 'text', null, 7
  ]) t.match(await ana.patch('/api/me', bad), { status: 400, body: { code: 'INVALID' } }, JSON.stringify(bad).slice(0, 40))
  t.same((await ana.get('/api/me')).body, before)
})

t.test('a changed password ends every other session and token, and the old one is refused', async t => {
  const w = await world(t)
  const ana = w.as('ana')
  const other = await w.another('ana')
  const { secret } = (await ana.post('/api/tokens', { label: 'bot' })).body
  t.match(await ana.put('/api/me/password', { current: 'wrong', password: 'a new password' }), { status: 401, body: { code: 'BAD_CREDENTIALS' } })
  t.match(await ana.put('/api/me/password', { current: PASSWORD, password: 'short' }), { status: 400, body: { code: 'INVALID' } })
  t.equal((await other.get('/api/me')).status, 200, 'nothing has changed so far')

  const cursor = (await other.poll()).body['cursor']
  const parked = other.poll({ cursor })
  t.equal((await ana.put('/api/me/password', { current: PASSWORD, password: 'a new password' })).status, 204)
  t.match((await parked).body, { status: 'signed-out' }, 'D27')
  t.equal((await other.get('/api/me')).status, 401)
  t.equal((await w.stranger().get('/api/me', { authorization: `Bearer ${secret}` })).status, 401)
  t.equal((await ana.get('/api/me')).status, 200, 'this browser stays')
  t.equal((await w.stranger().post('/api/login', { username: 'ana', password: PASSWORD })).status, 401)
  t.equal((await w.stranger().post('/api/login', { username: 'ana', password: 'a new password' })).status, 200)
})

t.test('a disabled account is signed out at once, and is answered like a wrong password', async t => {
  const w = await world(t)
  const eve = w.as('eve')
  const cursor = (await eve.poll()).body['cursor']
  const parked = eve.poll({ cursor })
  await w.people.accounts.setDisabled('eve', true)
  t.match((await parked).body, { status: 'signed-out' })
  t.equal((await eve.get('/api/me')).status, 401)
  t.match(await w.stranger().post('/api/login', { username: 'eve', password: PASSWORD }), { status: 401, body: { code: 'BAD_CREDENTIALS' } })
  await w.people.accounts.setDisabled('eve', false)
  t.equal((await w.stranger().post('/api/login', { username: 'eve', password: PASSWORD })).status, 200)
})

t.test('S17 a time zone is stored under its one name, whatever its spelling', async t => {
  const ana = (await world(t)).as('ana')
  for (const [spelling, name] of [['eUROPE/bERLIN', 'Europe/Berlin'], ['us/pacific', 'America/Los_Angeles'], ['Etc/UTC', 'UTC']]) {
    t.match(await ana.patch('/api/me', { timeZone: spelling }), { status: 200, body: { settings: { timeZone: name } } })
    t.match((await ana.get('/api/me')).body, { settings: { timeZone: name } })
  }
  t.match(await ana.patch('/api/me', { timeZone: 'Mars/Port' }), { status: 400, body: { code: 'INVALID' } })
  t.match(await ana.patch('/api/me', { timeZone: null }), { status: 200, body: { settings: { timeZone: null } } })
})
