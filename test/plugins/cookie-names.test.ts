import t from 'tap'
import { withCookies } from '#test/cookie-jar.ts'
import type { Answer, Person } from '#test/person.ts'
import { PASSWORD, world, type World } from '#test/world.ts'
import { Reader } from '../routes/pages/reader.ts'

const DAY_MS = 24 * 3_600_000
const WHO = { username: 'ana', password: PASSWORD }
const ROOT = new URL('https://chat.example/')
const ADDRESSES = ['/', '/signin', '/signup', '/conversations/', '/connection/', '/held/i1', '/settings/sessions', '/nothing']
const FORM_TYPE = { 'content-type': 'application/x-www-form-urlencoded' }

function given (answer: Answer): string[] {
  return [answer.headers['set-cookie'] ?? []].flat().map(String)
}

/** The cookies a browser keeps from the answer to a request that another site made it send without its own cookies. */
async function lured (w: World, person: Person, method: 'GET' | 'POST', address: string, headers: Record<string, string>): Promise<Answer> {
  const answer = await w.stranger().send(method, address, { headers: { ...headers, ...method === 'POST' ? FORM_TYPE : {} }, payload: method === 'POST' ? 'a=b' : '' })
  person.cookie = withCookies(person.cookie, given(answer))
  return answer
}

t.test('S10 requests forced by another site sign nobody out, whatever headers they carry', async t => {
  for (const baseUrl of [null, ROOT]) {
    const w = await world(t, { config: { baseUrl } })
    const browser = w.stranger()
    await browser.post('/api/login', WHO)
    const old = w.as('ben')
    for (const address of ADDRESSES) {
      for (const method of ['GET', 'POST'] as const) {
        for (const headers of [{}, { origin: 'https://eve.example' }, { origin: 'null' }, { 'sec-fetch-site': 'cross-site' }] as Record<string, string>[]) {
          const what = `${method} ${address} ${JSON.stringify(headers)}`
          t.notMatch(given(await lured(w, browser, method, address, headers)).join(), 'holdline_session', what)
          await lured(w, old, method, address, headers)
        }
      }
    }
    t.equal((await browser.get('/api/me')).status, 200, `${baseUrl}`)
    t.equal((await old.get('/api/me')).status, 200, 'nor a user signed in before this version')
  }
})

t.test('S10 an image, a frame or a script of another site gets no cookie at all', async t => {
  const w = await world(t)
  for (const dest of ['image', 'iframe', 'script', 'empty']) {
    for (const site of ['cross-site', 'same-site']) {
      const answer = await w.stranger().get('/signin', { 'sec-fetch-site': site, 'sec-fetch-dest': dest })
      t.same(given(answer), [], `${site} ${dest}`)
    }
    t.equal(given(await w.stranger().get('/signin', { 'sec-fetch-site': 'same-origin', 'sec-fetch-dest': dest })).length, 1, `our own ${dest}`)
  }
})

t.test('S10 sign-in, sign-out and choices between: one cookie per answer, the latest choice counts', async t => {
  const w = await world(t)
  const browser = w.stranger()
  const reader = await new Reader(browser).open('/signin')
  async function wish (language: string): Promise<void> {
    const form = reader.forms().find(({ action, hidden }) => action.endsWith('language') && hidden['language'] === language)
    await reader.post(form?.action ?? '', form?.hidden ?? {})
  }
  const language = () => /<html lang="(\w+)/.exec(reader.text)?.[1]
  await wish('zh')
  t.equal(language(), 'zh')
  const signIn = await browser.form('/signin', { ...reader.forms().find(({ action }) => action.endsWith('signin'))?.hidden, ...WHO })
  t.match([signIn.status, given(signIn).length], [303, 1])
  await browser.patch('/api/me', { language: 'en' })
  const signOut = await browser.post('/api/logout')
  t.match([signOut.status, given(signOut).length], [204, 1])
  t.match(given(signOut)[0], /^holdline_session_\w{8}=v\.en\./)
  await reader.open('/signin')
  t.equal(language(), 'en', 'the account’s choice, since that is later')
  await wish('zh')
  t.equal(language(), 'zh')
  await reader.open('/signin')
  t.equal(language(), 'zh', 'the choice made after signing out')
  await reader.send('signin', WHO)
  t.equal(reader.url, '/conversations/')
})

t.test('S10 an upgrade signs nobody out, and a visitor’s language, mode and open form stay', async t => {
  const w = await world(t)
  const ana = w.as('ana')
  t.match(ana.cookie, /^holdline_session=s\./, 'as former versions set it')
  const { token } = ana
  const page = await ana.get('/settings/')
  t.match(given(page)[0], new RegExp(`^holdline_session_\\w{8}=s\\.${token}\\.`), 'it gets today’s name on the first page')
  t.same(given(await ana.get('/settings/')), [], 'once')
  t.equal((await ana.post('/api/logout')).status, 204)
  t.equal((await ana.get('/api/me')).status, 401)

  const visitor = w.stranger()
  const reader = await new Reader(visitor).open('/signin')
  visitor.cookie = (visitor.cookie ?? '').replace(/^holdline_visitor_\w+=v\.-\.live/, 'holdline_session=v.zh.plain')
  await reader.send('signin', WHO)
  t.equal(reader.url, '/conversations/', 'the form that was open is accepted')
  t.match(reader.text, /<html lang="zh/)
})

t.test('S21 a broken or expired cookie before a good one does not hide it', async t => {
  const w = await world(t)
  const ana = w.as('ana')
  const { cookie } = ana
  for (const first of ['holdline_session=v.-.live.-.', 'holdline_session=s.', `holdline_session=s.${'x'.repeat(43)}.`, 'holdline_session=']) {
    ana.cookie = `${first}; ${cookie}`
    t.equal((await ana.get('/api/me')).status, 200, first)
    t.match((await ana.poll({ hold: 0 })).body, { status: 'idle' }, first)
  }
  await w.people.sessions.end(ana.userId, ana.sessionId, 'cookie')
  t.equal((await ana.get('/api/me')).status, 401)
})

t.test('S21 after a restart one’s own cookie still comes before another the server saw since', async t => {
  const path = `${t.testdir()}/holdline.db`
  const before = await world(t, { path })
  const browser = before.stranger()
  await browser.post('/api/login', WHO)
  await before.close()
  const after = await world(t, { path })
  const [ana, eve] = [after.stranger(), after.as('eve')]
  t.equal((await eve.get('/api/me')).status, 200)
  ana.cookie = `${eve.cookie}; ${browser.cookie}`
  t.match((await ana.get('/api/me')).body, { user: { username: 'ana' } })
  t.equal((await ana.patch('/api/me', { language: 'zh' })).status, 200)
  t.match((await eve.get('/api/me')).body, { settings: { language: null } })
})

t.test('S21 https at the root → a __Host- cookie; the old name counts for a while', async t => {
  const w = await world(t, { config: { baseUrl: ROOT } })
  const signIn = await w.stranger().post('/api/login', WHO)
  t.match(given(signIn)[0], /^__Host-holdline_session_\w{8}=s\..*; Path=\/; .*; Secure/)
  t.notMatch(given(signIn)[0], /Domain=/i)
  const ben = w.as('ben')
  const neighbours = ben.cookie
  const asBrowser = { 'sec-fetch-site': 'none' }
  t.equal((await ben.get('/api/me', asBrowser)).status, 200)
  t.match(given(await ben.get('/conversations/', asBrowser))[0], /^__Host-holdline_session_\w{8}=s\./)
  w.clock.advance(29 * DAY_MS)
  t.equal((await ben.get('/api/me', asBrowser)).status, 200)
  w.clock.advance(2 * DAY_MS)
  t.equal((await ben.get('/api/me', asBrowser)).status, 200, 'under its new name')
  ben.cookie = neighbours
  t.equal((await ben.get('/api/me', asBrowser)).status, 401, 'and under that alone')
  t.equal((await ben.get('/api/me')).status, 200, 'except for programs')
  const below = await world(t, { config: { baseUrl: new URL('https://chat.example/x/') } })
  t.match(given(await below.stranger().post('/api/login', WHO))[0], /^holdline_session_\w{8}=s\..*; Path=\/x\/; .*; Secure/)
})

t.test('B08 two servers on one host: signed in at both, out at one → names outlast a restart', async t => {
  const path = `${t.testdir()}/holdline.db`
  const [here, there] = [await world(t, { path }), await world(t)]
  let jar: string | null = null
  async function at (w: World, ask: (person: Person) => Promise<Answer>): Promise<number> {
    const person = w.stranger()
    person.cookie = jar
    const { status } = await ask(person)
    jar = person.cookie
    return status
  }
  for (const w of [here, there]) {
    t.equal(await at(w, person => person.get('/signin')), 200)
    t.equal(await at(w, person => person.post('/api/login', WHO)), 200)
  }
  for (const w of [here, there]) t.equal(await at(w, person => person.get('/api/me')), 200)
  t.equal(await at(there, person => person.post('/api/logout')), 204)
  t.same([await at(here, person => person.get('/api/me')), await at(there, person => person.get('/api/me'))], [200, 401])
  await here.close()
  t.equal(await at(await world(t, { path }), person => person.get('/api/me')), 200)
})
