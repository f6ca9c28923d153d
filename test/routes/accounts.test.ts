import t from 'tap'
import { PASSWORD, world } from '#test/world.ts'

t.test('signing up makes an account, signs the browser in, and gives the name out once', async t => {
  const w = await world(t)
  const dan = w.stranger()
  const answer = await dan.post('/api/signup', { username: ' Dan ', password: 'dan likes tea', displayName: '  Dan\u202e  Day ' })
  t.equal(answer.status, 201, answer.text)
  t.match(answer.body, { user: { username: 'dan', displayName: 'Dan Day' } })
  t.match((await dan.get('/api/me')).body, { user: { username: 'dan' }, isAdmin: false, settings: { mode: 'live', language: null } })

  const second = await w.stranger().post('/api/signup', { username: 'DAN', password: 'another password' })
  t.match(second, { status: 409, body: { statusCode: 409, code: 'USERNAME_TAKEN', error: 'Conflict' } })
})

t.test('signing in answers the user and one cookie; wrong name and wrong password are told alike', async t => {
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
