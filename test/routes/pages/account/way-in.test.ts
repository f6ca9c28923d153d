import t from 'tap'
import { afterSignIn, signInAt } from '#plugins/addresses.ts'
import { withCookies } from '#test/cookie-jar.ts'
import { formFor } from '#test/source/markup.ts'
import { PASSWORD, world, type World } from '#test/world.ts'
import { Reader } from '../reader.ts'

const HOSTILE = [
  '//evil.example', '/\\evil.example', 'https://evil.example', 'https:evil.example', 'javascript:alert(1)', '\\\\evil.example', '../../x',
  './/evil.example', 'contacts/%0d%0aSet-Cookie:x', 'contacts/\r\nx: y', '\tcontacts/', 'a'.repeat(600), 'contacts/../..//evil.example', '@evil.example'
]
const NOT_PAGES = ['api/me', 'poll?cursor=1', 'held/c1', 'signin', 'signout', 'metrics']

/** Fields of the sign-in form of one tab, with the cookies that its answer set. */
async function tab (w: World, cookie: string | null) {
  const browser = w.stranger()
  browser.cookie = cookie
  const { text, headers } = await browser.get('/signin')
  return { fields: { ...formFor(text, 'signin', '/signin').hidden, username: 'ana', password: PASSWORD }, set: [headers['set-cookie'] ?? []].flat() as string[] }
}

const FORM = { 'content-type': 'application/x-www-form-urlencoded' }

t.test('B06 a first visit in two tabs at once → either tab signs in, in any order', async t => {
  for (const headers of [{ 'sec-fetch-site': 'same-origin' }, { origin: 'http://localhost:8080', host: 'localhost:8080' }, { referer: 'http://localhost/signin', host: 'localhost' }]) {
    const w = await world(t)
    const [one, two] = await Promise.all([tab(w, null), tab(w, null)])
    const browser = w.stranger()
    browser.cookie = withCookies(withCookies(null, one.set), two.set)
    for (const { fields } of [one, two, one]) {
      const answer = await browser.send('POST', '/signin', { headers: { ...FORM, ...headers }, payload: new URLSearchParams(fields).toString() })
      t.match(answer, { status: 303, headers: { location: './conversations/' } }, JSON.stringify(headers))
    }
    t.equal((await browser.get('/api/me')).status, 200)
  }
})

t.test('B06 signed in in one tab, then the form of another → signed in, and the session stays', async t => {
  const w = await world(t)
  const first = await tab(w, null)
  const browser = w.stranger()
  browser.cookie = withCookies(null, first.set)
  const second = await tab(w, browser.cookie)
  t.equal((await browser.form('/signin', second.fields)).status, 303)
  const { token } = browser
  t.match(await browser.form('/signin', first.fields), { status: 303, headers: { location: './conversations/' } })
  t.equal(browser.token, token)
})

t.test('S10 the form of another site signs nobody in or out, whatever token it has', async t => {
  const w = await world(t, { config: { baseUrl: new URL('https://chat.example/') } })
  const mine = await tab(w, null)
  const theirs = await tab(w, null)
  const payload = new URLSearchParams(theirs.fields).toString()
  for (const headers of [
    { origin: 'https://evil.example' }, { 'sec-fetch-site': 'cross-site' }, { 'sec-fetch-site': 'none' }, { origin: 'null' }, {},
    { referer: 'https://evil.example/' }, { referer: 'https://chat.example.evil.example/' }, { referer: 'x' }
  ]) {
    const browser = w.stranger()
    browser.cookie = withCookies(null, mine.set)
    const answer = await browser.send('POST', '/signin', { headers: { ...FORM, ...headers }, payload })
    t.equal(answer.status, 403, JSON.stringify(headers))
    const ana = w.as('ana')
    t.equal((await ana.send('POST', '/signout', { headers: { ...FORM, ...headers }, payload: 'form_token=x' })).status, 403)
    t.equal((await ana.get('/api/me')).status, 200)
  }
})

t.test('B07 a page opened signed out → there after signing in or up', async t => {
  const w = await world(t)
  const { conversation: { id } } = await w.messenger.conversations.direct(w.as('ana').userId, 'ben')
  for (const address of ['/contacts/ben', '/settings/sessions', `/conversations/${id}`, '/contacts/?q=ben']) {
    const reader = new Reader(w.stranger())
    await reader.open(address)
    t.match(reader.url, /^\/signin\?back=/)
    t.notMatch(reader.words, 'signed out', 'a visitor was never signed in')
    await reader.send('signin', { username: 'ana', password: 'wrong horse' })
    t.equal(reader.status, 401)
    await reader.send('signin', { username: 'ana', password: PASSWORD })
    t.equal(reader.url, address)
  }
  const newcomer = new Reader(w.stranger())
  await newcomer.open('/contacts/ben')
  await newcomer.open(/href="([^"]*signup[^"]*)"/.exec(newcomer.text)?.[1] ?? '')
  await newcomer.send('signup', { username: 'dora', password: PASSWORD })
  t.equal(newcomer.url, '/contacts/ben')
})

t.test('B07 a form sent signed out → after signing in, the page of the form', async t => {
  const w = await world(t)
  const ana = new Reader(w.as('ana'))
  for (const [page, action, back] of [['/contacts/eve', 'ask', '/contacts/eve'], ['/settings/privacy', 'privacy', '/settings/privacy']] as const) {
    await ana.open(page)
    await w.people.sessions.endAll(w.as('ana').userId)
    await ana.send(action, action === 'ask' ? { note: '' } : {})
    t.match(ana.url, /^\/signin\?back=/)
    await ana.send('signin', { username: 'ana', password: PASSWORD })
    t.equal(ana.url, back)
  }
})

t.test('B07 a wanted address that is not a page of ours → the conversations', async t => {
  const w = await world(t)
  for (const back of [...HOSTILE, ...NOT_PAGES]) {
    t.equal(afterSignIn(back), 'conversations/', back)
    t.equal(signInAt(back), 'signin', back)
    const reader = new Reader(w.stranger())
    await reader.open(`/signin?back=${encodeURIComponent(back)}`)
    await reader.send('signin', { username: 'ana', password: PASSWORD })
    t.equal(reader.url, '/conversations/', back)
  }
  const own = await w.as('ana').get(`/signin?back=${encodeURIComponent('contacts/ben')}`)
  t.equal(own.headers['location'], './contacts/ben', 'signed in already')
})

t.test('U24 a session ended elsewhere → the sign-in page says so; an idle one → it does not', async t => {
  const w = await world(t)
  const ana = w.as('ana')
  await w.people.sessions.endAll(ana.userId)
  const reader = new Reader(ana)
  await reader.open('/contacts/ben')
  t.match(reader.words, 'You were signed out in another browser.')
  t.match(reader.words, 'Forgot your password? An administrator of this site can set a new one.')
  const chinese = await ana.get('/signin?back=contacts%2F', { 'accept-language': 'zh' })
  t.match(chinese.text, '你已在其他浏览器上被退出登录。')
  const idle = new Reader(w.as('ben'))
  w.clock.advance(40 * 24 * 3_600_000)
  await idle.open('/contacts/ana')
  t.match(idle.url, /^\/signin\?back=/)
  t.notMatch(idle.words, 'another browser', 'idle too long')
})
