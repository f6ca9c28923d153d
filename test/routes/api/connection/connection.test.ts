import t, { type Test } from 'tap'
import { ODD_TEXT } from '#domain/connection/path-findings.ts'
import type { Answer, Person } from '#test/person.ts'
import { world, type World } from '#test/world.ts'

const TEXT = 'Grüße 你好 😀'

async function opened (t: Test): Promise<{ site: World, eve: Person, test: string }> {
  const site = await world(t)
  const eve = site.stranger()
  return { site, eve, test: await begun(eve) }
}

async function begun (person: Person): Promise<string> {
  const { status, body } = await person.post('/connection/test/start', {})
  if (status !== 200) throw new Error(`no test begins: ${status}`)
  return String(body['test'])
}

/** Lets requests arrive until `isSo`. */
async function until (isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise(resolve => { setImmediate(resolve) })
}

t.test('a test needs no sign-in, and every answer has the headers of a poll', async t => {
  const { site, eve, test } = await opened(t)
  const poll = await site.as('ana').poll()
  for (const url of [`echo?test=${test}&n=1`, `cookies?test=${test}&n=2`, `same?test=${test}`, `seen?test=${test}&n=3`]) {
    const { status, headers, body } = await eve.get(`/connection/test/${url}`)
    t.equal(status, 200)
    t.equal(body['holdline'], 1)
    for (const name of ['content-type', 'cache-control', 'pragma', 'expires', 'x-accel-buffering', 'x-content-type-options']) {
      t.ok(poll.headers[name])
      t.equal(headers[name], poll.headers[name], `${url}: ${name}`)
    }
    t.ok(headers['content-length'])
    t.notOk(headers['transfer-encoding'])
  }
})

t.test('an answer is held for the requested time', async t => {
  const { site: { clock }, eve, test } = await opened(t)
  const before = clock.pending
  let answer: Answer | null = null
  eve.get(`/connection/test/hold?test=${test}&n=1&s=18`).then(given => { answer = given }, t.fail)
  await until(() => clock.pending > before)
  clock.advance(17_999)
  t.equal(answer, null)
  clock.advance(1)
  await until(() => answer !== null)
  t.match(answer, { status: 200, body: { s: 18, ended: 'full' } })
})

t.test('two cookies are set for these addresses alone, and the echo names those that returned', async t => {
  const { eve, test } = await opened(t)
  const given = [(await eve.get(`/connection/test/cookies?test=${test}&n=1`)).headers['set-cookie'] ?? []].flat()
  t.match(given, [
    new RegExp(`^holdline_probe=${test}; Max-Age=120; Path=/connection/; HttpOnly; SameSite=Lax$`),
    new RegExp(`^holdline_probe_2=${test}; Max-Age=120; Path=/connection/; SameSite=Lax$`)
  ])
  const echo = async (cookie: string) => (await eve.get(`/connection/test/echo?test=${test}&n=2`, { cookie })).body
  t.match(await echo(`holdline_probe=${test}; holdline_probe_2=${test}`), { cookie: true, secondCookie: true })
  t.match(await echo(`holdline_probe=${test}`), { cookie: true, secondCookie: false })
  t.match(await echo('holdline_probe=of-another-test'), { cookie: false, secondCookie: false })
})

t.test('the answer reports what arrived, and nothing else', async t => {
  const { eve, test } = await opened(t)
  const { body } = await eve.get(`/connection/test/echo?test=${test}&n=1&host=chat.example`, { 'x-holdline-probe': test, via: '1.1 inner.example' })
  t.same(body, {
    holdline: 1, n: 1, times: 1, cookie: false, secondCookie: false, ownHeader: true, hostKept: false, httpVersion: '1.1'
  })
  t.match((await eve.get(`/connection/test/echo?test=${test}&n=1&host=localhost:80`)).body, { times: 2, hostKept: true, ownHeader: false })
  t.match((await eve.get(`/connection/test/seen?test=${test}&n=2`)).body, { repeatsGet: true, repeatsPost: null })
})

t.test('a body is counted and its characters compared; one too large is refused', async t => {
  const { eve, test } = await opened(t)
  const send = (n: number, text: string, bytes: number) => eve.post(`/connection/test/body?test=${test}&n=${n}`, { text, fill: 'x'.repeat(bytes) })
  t.match(await send(1, TEXT, 8_192), { status: 200, body: { bytes: 8_192, isText: true, text: TEXT, times: 1 } })
  t.match(await send(2, 'GrÃ¼Ãe', 1024 * 1024), { status: 200, body: { bytes: 1024 * 1024, isText: false } })
  t.match(await send(3, TEXT, 1024 * 1024 + 2_000), { status: 413, body: { code: 'TOO_LARGE' } })
})

t.test('N1 other methods arrive, a text is compared, and set cookies come with a page’s headers', async t => {
  const { site, eve, test } = await opened(t)
  const headers = { 'content-type': 'application/json' }
  for (const [n, method] of (['PATCH', 'PUT', 'DELETE'] as const).entries()) {
    t.match(await eve.send(method, `/connection/test/method?test=${test}&n=${n}`, { headers, payload: '{}' }), { status: 200, body: { holdline: 1, method } })
  }
  t.equal((await eve.send('PUT', `/connection/test/method?test=${test.slice(1)}&n=1`, { headers, payload: '{}' })).status, 404)
  const odd = (text: string) => eve.post(`/connection/test/odd?test=${test}&n=7`, { text })
  t.match(await odd(ODD_TEXT), { status: 200, body: { isText: true } })
  t.match(await odd(ODD_TEXT.replace('<', '&lt;')), { status: 200, body: { isText: false } })
  t.equal((await odd('x'.repeat(201))).status, 400)
  const [page, cookies] = [await site.as('ana').get('/conversations/'), await eve.get(`/connection/test/cookies?test=${test}&n=9`)]
  for (const name of ['content-security-policy', 'x-frame-options', 'referrer-policy']) {
    t.ok(page.headers[name], name)
    t.equal(cookies.headers[name], page.headers[name], name)
  }
})

t.test('the same address answers differently each time, and a redirect is relative', async t => {
  const { eve, test } = await opened(t)
  t.same([await eve.get(`/connection/test/same?test=${test}`), await eve.get(`/connection/test/same?test=${test}`)].map(({ body }) => body['answers']), [1, 2])
  const { status, headers } = await eve.get(`/connection/test/moved?test=${test}&n=8`)
  t.equal(status, 303)
  t.equal(headers['location'], `./echo?test=${test}&n=9`)
})

t.test('two test requests at once → one held poll for the browser; more at once → no limit', async t => {
  const { site } = await opened(t)
  const ana = site.as('ana')
  const heldMax = async () => (await site.people.sessions.find(ana.token))?.session.heldMax
  const before = site.clock.pending

  const test = await begun(ana)
  const first = [1, 2].map(n => ana.get(`/connection/test/together?test=${test}&n=${n}&of=4`))
  await until(() => site.clock.pending === before + 2)
  site.clock.advance(3_000)
  t.match(await Promise.all(first), [{ body: { atOnce: 2 } }, { body: { atOnce: 2 } }])
  t.equal(await heldMax(), 1)
  t.match(await ana.get('/connection/'), { text: /this browser now keeps only one request waiting/ })

  const later = await begun(ana)
  await Promise.all([1, 2, 3, 4].map(n => ana.get(`/connection/test/together?test=${later}&n=${n}&of=4`)))
  t.equal(await heldMax(), null)
})

t.test('eve cannot read another’s test, guess one, or make the server call anybody', async t => {
  const { eve, test } = await opened(t)
  t.match(test, /^\S{16,}$/)
  for (const url of ['result?', 'lines?', 'step?', 'together?', 'holds?', 'frames/hold?lane=short&s=18&', 'test/echo?n=1&', 'test/seen?n=1&']) {
    t.equal((await eve.get(`/connection/${url}test=${test.slice(0, -1)}`)).status, 404, url)
  }
  for (const more of ['&url=http://192.0.2.7/', '&via=http://192.0.2.7/', '&host=a&to=//evil.example/']) {
    t.equal((await eve.get(`/connection/test/echo?test=${test}&n=1${more}`)).status, 400, more)
  }
  t.match(await eve.get(`/connection/test/echo?test=${test}&n=1`, { 'sec-fetch-site': 'cross-site' }), { status: 403 }, 'nor through another user’s page')
  t.match(await eve.get('/connection/', { 'sec-fetch-site': 'cross-site' }), { status: 200 }, 'though anybody may link to the page')
  t.equal((await eve.post('/connection/budget', {})).status, 303, 'and has no browser whose requests could be counted')
})

t.test('a tester who holds too much is told to wait, and polls are held all the same', async t => {
  const { site, eve, test } = await opened(t)
  const { clock } = site
  const before = clock.pending
  const holding = Array.from({ length: 16 }, (_, n) => eve.get(`/connection/test/hold?test=${test}&n=${n}&s=90`))
  await until(() => clock.pending === before + 16)
  t.match(await eve.get(`/connection/test/hold?test=${test}&n=99&s=90`), { status: 429, headers: { 'retry-after': '60' }, body: { code: 'TOO_MANY' } })
  const ana = site.as('ana')
  const { cursor } = (await ana.poll()).body
  const polling = ana.poll({ cursor, hold: 25 })
  await until(() => site.messenger.mailboxes.parkedCount === 1)
  clock.advance(90_000)
  t.match(await polling, { body: { status: 'idle' } })
  await Promise.all(holding)
})

t.test('one network gets a limited number of answers a minute', async t => {
  const { eve, test } = await opened(t)
  let refused = 0
  for (let i = 0; i < 620; i++) if ((await eve.get(`/connection/test/same?test=${test}`)).status === 429) refused++
  t.ok(refused >= 20 && refused < 40, `${refused}`)
})

t.test('a stopping server answers held tests', async t => {
  const { site, eve, test } = await opened(t)
  const before = site.clock.pending
  const held = eve.get(`/connection/test/hold?test=${test}&n=1&s=90`)
  await until(() => site.clock.pending > before)
  await site.close()
  t.match(await held, { status: 200, body: { ended: 'stopped' } })
})
