import { Tokens } from '@fastify/csrf'
import t from 'tap'
import { PASSWORD, world, type World } from '#test/world.ts'
import type { Person } from '#test/person.ts'

const tokens = new Tokens({})

async function tokenOf (w: World, person: Person): Promise<string> {
  const viewer = await w.people.sessions.find(person.token)
  if (viewer === null) throw new Error('not signed in')
  return tokens.create(viewer.session.formSecret)
}

const asJson = { 'content-type': 'application/json' }

t.test('a form with its session’s token is accepted; without, or with another’s, it is refused', async t => {
  const w = await world(t)
  const ana = w.as('ana')
  const hers = await tokenOf(w, ana)
  const ofAnotherBrowser = await tokenOf(w, await w.another('ana'))
  const eves = await tokenOf(w, w.as('eve'))
  for (const token of [eves, ofAnotherBrowser, '', 'x', hers.slice(0, -1), hers + 'x']) {
    t.match(await ana.form('/api/logout', { form_token: token }), { status: 403, body: { code: 'FORM_EXPIRED' } }, token)
  }
  t.match(await ana.form('/api/logout', {}), { status: 403, body: { code: 'FORM_EXPIRED' } })
  t.match(await ana.send('POST', '/api/logout', {
    headers: { 'content-type': 'application/x-www-form-urlencoded' }, payload: `form_token=${hers}&form_token=${hers}`
  }), { status: 403 }, 'two tokens are no token')
  t.equal((await ana.get('/api/me')).status, 200, 'still signed in')
  t.equal((await ana.form('/api/logout', { form_token: hers })).status, 204)
})

t.test('a visitor’s form is bound to the cookie of their browser', async t => {
  const w = await world(t)
  const visitor = w.stranger()
  const secret = tokens.secretSync()
  visitor.cookie = `holdline_session=v.en.live.${secret}.`
  const fields = { username: 'ana', password: PASSWORD }
  t.match(await visitor.form('/api/login', { ...fields, form_token: tokens.create(tokens.secretSync()) }), { status: 403 })
  t.match(await w.stranger().form('/api/login', { ...fields, form_token: tokens.create(secret) }), { status: 403 }, 'stolen: no cookie')
  t.match(await visitor.form('/api/login', { ...fields, form_token: tokens.create(secret) }), { status: 200, body: { user: { username: 'ana' } } })
})

t.test('a call with a cookie needs JSON or a form’s token, whatever it does', async t => {
  const w = await world(t)
  const ana = w.as('ana')
  for (const headers of [{}, { 'content-type': 'text/plain' }, { 'content-type': 'application/jsonx' }, { 'content-type': 'text/html' }]) {
    const kind = JSON.stringify(headers)
    t.match(await ana.send('POST', '/api/logout', { headers, payload: '{}' }), { status: 415, body: { code: 'UNSUPPORTED_MEDIA_TYPE' } }, kind)
    t.match(await ana.send('DELETE', `/api/sessions/${ana.sessionId}`, { headers }), { status: 415 }, kind)
    t.match(await w.stranger().send('POST', '/api/login', { headers, payload: '{}' }), { status: 415 }, kind)
  }
  t.match(await ana.send('POST', '/api/logout', { headers: { 'content-type': 'multipart/form-data; boundary=x' }, payload: '--x--' }), { status: 415 })
  t.equal((await ana.get('/api/me')).status, 200, 'still signed in')
  t.equal((await ana.send('POST', '/api/logout', { headers: { 'content-type': 'Application/JSON; charset=utf-8' } })).status, 204, 'also empty')
})

t.test('a call from another site is refused', async t => {
  const w = await world(t, { config: { baseUrl: new URL('https://chat.example/') } })
  const ana = w.as('ana')
  for (const headers of [
    { origin: 'https://evil.example' }, { origin: 'http://chat.example' }, { origin: 'https://chat.example:8443' },
    { 'sec-fetch-site': 'cross-site' }, { 'sec-fetch-site': 'same-site' }, { origin: 'https://chat.example', 'sec-fetch-site': 'cross-site' }
  ]) {
    const answer = await ana.send('POST', '/api/logout', { headers: { ...asJson, ...headers } })
    t.match(answer, { status: 403, body: { code: 'FORBIDDEN' } }, JSON.stringify(headers))
  }
  t.match(await ana.get('/poll', { 'sec-fetch-site': 'cross-site' }), { status: 403, body: { code: 'FORBIDDEN' } })
  t.equal((await ana.get('/api/me', { origin: 'https://evil.example' })).status, 200, 'reading is left to the browser, which shows it to no other site')
  const headers = { ...asJson, origin: 'https://chat.example', 'sec-fetch-site': 'same-origin' }
  t.equal((await ana.send('POST', '/api/logout', { headers })).status, 204)
})

t.test('B09 Origin: null is ignored: Sec-Fetch-Site decides, or else the form’s token', async t => {
  for (const baseUrl of [null, new URL('https://chat.example/')]) {
    const w = await world(t, { config: { baseUrl } })
    const ana = w.as('ana')
    const form = { 'content-type': 'application/x-www-form-urlencoded', origin: 'null' }
    const say = (headers: Record<string, string>, token = '') => ana.send('POST', '/language', {
      headers: { ...form, ...headers }, payload: new URLSearchParams({ language: 'zh', back: 'settings/', ...token === '' ? {} : { form_token: token } }).toString()
    })
    const token = await tokenOf(w, ana)
    t.equal((await say({ 'sec-fetch-site': 'same-origin' }, token)).status, 303)
    t.equal((await say({}, token)).status, 303, 'from a browser that sends no Sec-Fetch-Site')
    t.match(await say({}), { status: 403, text: /Nothing was changed|什么都没有更改/ }, 'a foreign sandboxed frame has no token')
    for (const site of ['cross-site', 'same-site']) t.equal((await say({ 'sec-fetch-site': site }, token)).status, 403, site)
    t.match(await ana.send('POST', '/api/logout', { headers: { origin: 'null', 'content-type': 'text/plain' } }), { status: 415 })
    t.equal((await ana.send('POST', '/api/logout', { headers: { origin: 'null', ...asJson } })).status, 204, 'a foreign page cannot send JSON without a preflight')
  }
})

t.test('B40 a form of ours at another address than the base URL → the address to open', async t => {
  const w = await world(t, { config: { baseUrl: new URL('https://chat.example/x/') } })
  const visitor = w.stranger()
  const at = (host: string, headers: Record<string, string>, language = 'en') => visitor.send('POST', '/signin', {
    headers: { host, 'content-type': 'application/x-www-form-urlencoded', 'accept-language': language, ...headers }, payload: 'username=ana'
  })
  const old = { origin: 'http://127.0.0.1:8080' }
  for (const headers of [old, { ...old, 'sec-fetch-site': 'same-origin' }]) {
    t.match(await at('127.0.0.1:8080', headers), { status: 403, text: /This site’s address is https:\/\/chat\.example\/x\/\./ })
    t.match(await at('127.0.0.1:8080', headers, 'zh'), { status: 403, text: /本站的地址是 https:\/\/chat\.example\/x\/。/ })
  }
  t.match(await at('chat.example', { origin: 'http://chat.example' }), { status: 403, text: /address is https:/ }, 'http in place of https')
  t.match(await visitor.send('POST', '/api/login', { headers: { host: '127.0.0.1:8080', ...asJson, ...old }, payload: '{}' }), {
    status: 403, body: { code: 'WRONG_ADDRESS', message: 'This site is reached at https://chat.example/x/' }
  })
  for (const headers of [{ origin: 'https://eve.example' }, { ...old, 'sec-fetch-site': 'cross-site' }]) {
    t.match(await at('127.0.0.1:8080', headers), { status: 403, text: /not allowed/ }, 'a foreign page is told nothing')
  }
  const warnings = w.logged.filter(line => line.includes('is not the base URL')).map(line => JSON.parse(line) as Record<string, unknown>)
  t.match(warnings, [{ level: 40, host: '127.0.0.1:8080', baseUrl: 'https://chat.example/x/' }, { host: 'chat.example' }], 'once for each host')
  t.equal(warnings.length, 2)
  for (let port = 1; port < 60; port++) await at(`127.0.0.1:${port}`, { origin: `http://127.0.0.1:${port}` })
  t.equal(w.logged.filter(line => line.includes('is not the base URL')).length, 20, 'made-up hosts do not fill the log')
})

t.test('without a base URL no origin is compared: a proxy may have rewritten the host', async t => {
  const w = await world(t)
  t.equal((await w.as('ana').send('POST', '/api/logout', { headers: { ...asJson, origin: 'https://chat.example' } })).status, 204)
  t.equal((await w.as('ben').send('POST', '/api/logout', { headers: { ...asJson, 'sec-fetch-site': 'cross-site' } })).status, 403, 'Sec-Fetch-Site counts')
})
