import t from 'tap'
import { PASSWORD, world, type World } from '#test/world.ts'
import type { Answer, Person } from '#test/person.ts'
import { Reader } from '../reader.ts'

const WHO = { username: 'ana', password: PASSWORD }

/** A browser that keeps no cookie: it opens the page, fills in its form and sends that. */
async function sends (w: World, page: string, fields: Readonly<Record<string, string>>, language = 'en'): Promise<Answer> {
  const person: Person = w.stranger()
  const reader = await new Reader(person).open(`/${page}`)
  const { hidden } = reader.forms().find(({ action }) => action.endsWith(page)) ?? { hidden: {} }
  person.cookie = null
  return await person.send('POST', `/${page}`, {
    headers: { 'content-type': 'application/x-www-form-urlencoded', 'accept-language': language }, payload: new URLSearchParams({ ...hidden, ...fields }).toString()
  })
}

t.test('signing in or up without cookies → the form again, with the reason and the typed text', async t => {
  const w = await world(t)
  const signIn = await sends(w, 'signin', WHO)
  t.match(signIn, { status: 403, text: /role="alert">Your browser didn’t send our cookie back.*Allow cookies for this site/ })
  t.match(signIn.text, 'value="ana"')
  t.notMatch(signIn.text, 'http://', 'the address is not at fault')
  t.match(await sends(w, 'signup', { ...WHO, username: 'dora' }), { status: 403, text: /didn’t send our cookie back/ })
  t.match(await sends(w, 'signin', WHO, 'zh'), { status: 403, text: /没有传回我们的 Cookie/ })
  t.match(await sends(w, 'signin', WHO), { headers: { 'set-cookie': /holdline_visitor_\w+=v/ } }, 'given another, once more')
})

t.test('a cookie for https only → a page at http names the address to open', async t => {
  const w = await world(t, { config: { baseUrl: new URL('https://chat.example/x/') } })
  const reader = new Reader(w.stranger())
  await reader.open('/signin')
  t.match(await sends(w, 'signin', WHO), { status: 403, text: /you came by an http:\/\/ address.*Open https:\/\/chat\.example\/x\/ and try again/ })
  t.match(await sends(w, 'signin', WHO, 'zh'), { status: 403, text: /请打开 https:\/\/chat\.example\/x\/ 再试/ })
})

t.test('the cookie is for https only where the site is https, and for both where it is not', async t => {
  for (const [baseUrl, isSecure] of [[null, false], ['http://chat.example/', false], ['https://chat.example/', true]] as const) {
    const w = await world(t, { config: { baseUrl: baseUrl === null ? null : new URL(baseUrl) } })
    for (const answer of [await w.stranger().get('/signin'), await w.stranger().post('/api/login', WHO)]) {
      t.equal(/; Secure/i.test(String(answer.headers['set-cookie'])), isSecure, `${baseUrl}`)
    }
  }
})

t.test('an expired cookie → not mistaken for a missing one', async t => {
  const w = await world(t)
  const person = w.stranger()
  const reader = await new Reader(person).open('/signin')
  person.cookie = 'holdline_session=stale'
  await reader.send('signin', WHO)
  t.match(reader.words, 'This form has expired')
  await reader.send('signin', WHO)
  t.equal(reader.url, '/conversations/', 'and mended by the form that came back')
})

t.test('a post from another site comes without its cookie, and is not given a new one', async t => {
  const w = await world(t, { config: { baseUrl: new URL('https://chat.example/') } })
  const form = { 'content-type': 'application/x-www-form-urlencoded' }
  for (const site of [{ 'sec-fetch-site': 'cross-site' }, { origin: 'https://eve.example' }]) {
    for (const address of ['/mode', '/signin', '/connection/start', '/held/i1', '/nothing']) {
      const answer = await w.stranger().send('POST', address, { headers: { ...form, ...site }, payload: 'a=b' })
      t.match([answer.status, answer.headers['set-cookie']], [403, undefined], address)
    }
  }
  const link = await w.stranger().get('/signin', { 'sec-fetch-site': 'cross-site', 'sec-fetch-dest': 'document' })
  t.match(link.headers['set-cookie'], /holdline_visitor_\w+=v/, 'a link from elsewhere may lead here')
})

t.test('eve, without a cookie, can send nothing in ana’s name', async t => {
  const w = await world(t)
  const eve = w.stranger()
  const token = (await new Reader(w.as('ana')).open('/settings/')).forms()[0]?.hidden['form_token'] ?? ''
  t.match(await eve.form('/mode', { mode: 'plain', form_token: token }), { status: 403, text: /didn’t send our cookie back/ })
  t.match(await w.stranger().form('/api/logout', { form_token: token }), { status: 403, body: { code: 'NO_COOKIE' } })
})
