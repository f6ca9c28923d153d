import t from 'tap'
import { PASSWORD, world } from '#test/world.ts'
import { Reader } from '../../pages/reader.ts'

t.test('S4 guessing is slowed down, and locks ana out of no browser', async t => {
  const w = await world(t, { config: { signInAttempts: 3 } })
  const browser = w.stranger()
  await browser.post('/api/login', { username: 'ana', password: PASSWORD })
  await browser.post('/api/logout')
  const signIn = (username: string, password: string) => w.stranger().post('/api/login', { username, password })
  for (let i = 0; i < 3; i++) t.equal((await signIn('ana', 'a guess')).status, 401)
  let answered = 0
  const held = ['a guess', PASSWORD].map(async password => {
    const { status } = await signIn('ana', password)
    answered++
    return status
  })
  t.equal((await signIn('ben', PASSWORD)).status, 200, 'another address is not affected')
  t.equal((await browser.post('/api/login', { username: 'ana', password: PASSWORD })).status, 200, 'nor a browser where ana was signed in before')
  t.equal(answered, 0, 'no attempt is answered before its time')
  w.clock.advance(1_000)
  t.equal(await held[1], 200, 'the latest attempt is tried first')
  w.clock.advance(1_000)
  t.equal(await held[0], 401)
})

t.test('S4 two hundred guesses by eve at once wait in a queue of her own, not ahead of ana', async t => {
  const w = await world(t, { config: { signInAttempts: 1_000 } })
  const done: string[] = []
  async function signIn (username: string, remoteAddress: string): Promise<void> {
    const headers = { 'content-type': 'application/json' }
    await w.stranger().send('POST', '/api/login', { remoteAddress, headers, payload: JSON.stringify({ username, password: PASSWORD }) })
    done.push(username)
  }
  const all = Array.from({ length: 200 }, (_, i) => signIn(`eve-${i}`, '198.51.100.1'))
  all.push(signIn('ana', '192.0.2.1'))
  await Promise.all(all)
  t.equal(done.length, 201)
  t.ok(done.indexOf('ana') < 20, `ana was served after ${done.indexOf('ana')} of eve's`)
})

t.test('S4 a guess whose sender hangs up is dropped, and a stopping server answers the others', async t => {
  const w = await world(t, { config: { signInAttempts: 1 } })
  const address = await w.listen()
  const guess = (signal?: AbortSignal) => fetch(`${address}/api/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ username: 'ana', password: 'a guess' }),
    ...signal === undefined ? {} : { signal }
  })
  t.equal((await guess()).status, 401)
  const hangUp = new AbortController()
  const gone = guess(hangUp.signal)
  const waiting = guess()
  for (let i = 0; i < 50; i++) await (await fetch(`${address}/healthz`)).text()
  hangUp.abort()
  await t.rejects(gone)
  for (let i = 0; i < 50; i++) await (await fetch(`${address}/healthz`)).text()
  w.drain()
  const answer = await waiting
  t.equal(answer.status, 503)
  t.equal(answer.headers.get('retry-after'), '3')
})

t.test('S7 a password changed during its check starts no session', async t => {
  const w = await world(t)
  const { accounts, sessions } = w.people
  const { account, passwordHash } = await accounts.signIn('ana', PASSWORD, { address: '192.0.2.1', mark: null })
  await accounts.resetPassword('ana', 'another password')
  const from = { userAgent: '', address: '192.0.2.1' }
  await t.rejects(sessions.signIn(account, from, 'live', { passwordHash }), { code: 'BAD_CREDENTIALS' })

  // The whole way: the reset happens between the check of the password and the session.
  const { signIn } = accounts
  Object.assign(accounts, {
    async signIn (...args: Parameters<typeof signIn>) {
      const verified = await signIn(...args)
      await accounts.resetPassword('ana', 'a third password')
      return verified
    }
  })
  for (const [path, send] of [['/api/login', 'json'], ['/signin', 'form']] as const) {
    const eve = w.stranger()
    const password = path === '/signin' ? 'a third password' : 'another password'
    if (send === 'json') t.match(await eve.post(path, { username: 'ana', password }), { status: 401, body: { code: 'BAD_CREDENTIALS' } })
    else {
      const reader = new Reader(eve)
      await reader.open(path)
      await reader.send('signin', { username: 'ana', password })
      t.equal(reader.status, 401)
    }
    t.equal((await eve.get('/api/me')).status, 401)
  }
})

t.test('S7 a sign-in that renews its hash at today’s cost still succeeds', async t => {
  const path = t.testdir() + '/holdline.db'
  const cheap = await world(t, { path })
  await cheap.close()
  const dear = await world(t, { path, clock: cheap.clock, config: { passwordMemoryKib: 16 } })
  t.equal((await dear.stranger().post('/api/login', { username: 'ana', password: PASSWORD })).status, 200)
  dear.clock.advance(2_000)
  t.equal((await dear.stranger().post('/api/login', { username: 'ana', password: PASSWORD })).status, 200)
})

t.test('S13 a made-up invite → the answer reveals no names, and no hash is computed', async t => {
  const w = await world(t, { config: { signup: 'invite' } })
  const { attempts } = w.people
  const { newcomer } = attempts
  let hashed = 0
  Object.assign(attempts, { newcomer: (...args: Parameters<typeof newcomer>) => { hashed++; return newcomer(...args) } })
  const signUp = (username: string, password = 'a password') => w.stranger().post('/api/signup', { username, password, invite: 'made up' })
  const answers = [await signUp('ana'), await signUp('nobody'), await signUp('not a name'), await signUp('nobody', 'short')]
  t.same(answers.map(({ status }) => status), [403, 403, 403, 403])
  t.equal(new Set(answers.map(({ text }) => text)).size, 1)
  t.equal(hashed, 0)
  const { code } = await w.people.invites.make(null)
  t.equal((await w.stranger().post('/api/signup', { username: 'ana', password: 'a password', invite: code })).status, 409)
  t.equal(hashed, 1, 'with a valid one the hash is computed, so this test would notice')
})

t.test('S23 a name like the site’s is refused at sign-up; an operator may give and keep it', async t => {
  const w = await world(t)
  const signUp = (username: string) => w.stranger().post('/api/signup', { username, password: 'a password' })
  const taken = await signUp('ana')
  for (const name of ['admin', 'Administrator', 'root', 'system', 'holdline', 'support', 'everyone', 'me', 'null', 'hold.line', 'ad-min', 'root_', 'h0ldline', 'ho1dline', 'adm1n', '5upp0rt', 'he1p.de5k']) {
    t.match(await signUp(name), { status: 409, text: taken.text }, name)
  }
  for (const name of ['admina', 'ana1990']) t.equal((await signUp(name)).status, 201)
  await w.people.accounts.add({ username: 'admin', password: PASSWORD }, true)
  t.equal((await w.stranger().post('/api/login', { username: 'admin', password: PASSWORD })).status, 200)
})

t.test('B04 a username as a phone types it, with spaces and capitals, signs in', async t => {
  const w = await world(t)
  for (const username of ['ana ', ' ana', 'Ana', 'ANA', 'ana\u00a0', '\ufeffana']) {
    t.equal((await w.stranger().post('/api/login', { username, password: PASSWORD })).status, 200, JSON.stringify(username))
  }
})

t.test('S16 refused sign-ups use up no budget: a newcomer behind the same proxy gets in', async t => {
  const w = await world(t, { config: { signUpsPerHour: 2 } })
  const signUp = (username: string) => w.stranger().post('/api/signup', { username, password: 'a password' })
  const refused = await Promise.all(Array.from({ length: 300 }, () => signUp('ana')))
  t.ok(refused.every(({ status }) => status === 409))
  const made = await Promise.all(['dan', 'fay', 'gil', 'hal', 'ida'].map(signUp))
  t.same(made.map(({ status }) => status).sort(), [201, 201, 429, 429, 429], 'no more than the hour allows, also not at once')
  t.match(await signUp('kim'), { status: 429, body: { code: 'TOO_MANY' }, headers: { 'retry-after': '3600' } })
  w.clock.advance(3_600_000)
  t.equal((await signUp('kim')).status, 201)
})
