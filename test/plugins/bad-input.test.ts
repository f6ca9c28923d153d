import { connect } from 'node:net'
import t from 'tap'
import { readForm } from '#plugins/bodies/bodies.ts'
import { world } from '#test/world.ts'

const asJson = { 'content-type': 'application/json' }

t.test('every kind of bad body gets a clear refusal, and none of them a fault', async t => {
  const w = await world(t)
  const ana = w.as('ana')
  async function refused (payload: string | Buffer, status: number, code: string, why: string) {
    const answer = await ana.send('PATCH', '/api/me', { headers: asJson, payload })
    t.match(answer, { status, body: { statusCode: status, code, message: /\S+ \S+.*\.$/ } }, `${why}: ${answer.text}`)
    t.type(answer.body['error'], 'string')
  }
  await refused('{"displayName": ', 400, 'INVALID', 'half a document')
  await refused('', 400, 'INVALID', 'nothing where something is needed')
  await refused('nonsense', 400, 'INVALID', 'no JSON')
  await refused('[]', 400, 'INVALID', 'a list')
  await refused('{"displayName": 7}', 400, 'INVALID', 'a number for a name')
  await refused('{"displayName": {"a": 1}}', 400, 'INVALID', 'an object for a name')
  await refused('{"__proto__": {"isAdmin": true}}', 400, 'INVALID', 'a prototype')
  await refused('{"constructor": {"prototype": {}}}', 400, 'INVALID', 'another prototype')
  await refused(`{"displayName": "${'x'.repeat(4_000)}"}`, 400, 'INVALID', 'a 4,000-character name')
  await refused(Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x7d]), 400, 'INVALID', 'bad UTF-8')
  await refused(`{"displayName": "${'x'.repeat(10 * 1024 * 1024)}"}`, 413, 'TOO_LARGE', '10 MB')
  await refused('['.repeat(100_000), 400, 'INVALID', 'deep nesting')
  await refused('['.repeat(100_000) + ']'.repeat(100_000), 400, 'INVALID', 'deep nesting that ends')
  t.match((await ana.get('/api/me')).body, { user: { displayName: 'Ana' } }, 'and nothing changed')
  t.notMatch(w.logged.join('\n'), '"level":50', 'no fault of ours')
})

t.test('an unknown field is named, and a body of unknown fields alone is not read through', async t => {
  const w = await world(t)
  const eve = w.as('eve')
  t.match((await eve.patch('/api/me', { displayname: 'x' })).body, { code: 'INVALID', message: 'There is no field "displayname" here.' })
  const many = Object.fromEntries(Array.from({ length: 20_000 }, (_, i) => [`key${i}`, 1]))
  t.match(await eve.post('/api/login', many), { status: 400, body: { code: 'INVALID', message: 'The body has too many fields.' } })
  t.match(await eve.post('/api/login', Object.keys(many)), { status: 400, body: { message: 'The body has too many fields.' } })
  const lists = [{ usernames: Array(100_000).fill(1) }, { deep: Array.from({ length: 200 }, () => Array(100).fill({})) }]
  for (const body of lists) t.match(await w.as('ana').post('/api/conversations', body), { status: 400, body: { message: 'The body has too many fields.' } })
})

t.test('names and forms in odd characters are cleaned or refused, never stored as they came', async t => {
  const w = await world(t)
  const ana = w.as('ana')
  async function named (displayName: string): Promise<unknown> {
    return ((await ana.patch('/api/me', { displayName })).body as { user?: { displayName: string } }).user?.displayName
  }
  t.equal(await named('a\u0000b\u202ec\ud800d'), 'a bc\ufffdd')
  t.equal(await named('<script>alert(1)</script>'), '<script>alert(1)</script>', 'text is text: views escape it')
  t.equal(await named('   '), 'ana', 'an empty one falls back to the username')
  for (const username of ['<script>', 'a', '../etc', 'ana\u0000', 'ａｎａ', 'x'.repeat(33), '-dash', '']) {
    t.equal((await w.stranger().post('/api/signup', { username, password: 'a password' })).status, 400, username)
  }
})

t.test('addresses: unknown → 404, bad escapes → 400, an unsupported method → 404', async t => {
  const w = await world(t)
  const eve = w.as('eve')
  t.match(await eve.get('/api/nothing'), { status: 404, body: { code: 'NOT_FOUND', statusCode: 404 } })
  const before = eve.cookie
  for (const address of ['/api/users/%ff', '/conversations/%ff', '/%', `/conversations/${'x'.repeat(300)}`]) {
    const refused = await eve.get(address)
    t.match(refused, { status: 400, body: { statusCode: 400, code: 'INVALID', message: 'This address cannot be read.' } }, address)
    t.equal(refused.headers['x-content-type-options'], 'nosniff')
  }
  t.equal(eve.cookie, before, 'and she stays signed in')
  t.equal((await eve.post('/api/me')).status, 404)
  t.equal((await eve.delete('/api/sessions/' + 'x'.repeat(70))).status, 400)
  t.equal((await eve.get('/api/sessions/..%2f..%2fme')).status, 404)
})

t.test('a fault of ours is logged once with the request’s id, and its answer reveals no more', async t => {
  const w = await world(t)
  const before = w.logged.length
  w.people.accounts.byId = async () => { throw new Error('the secret reason') }
  const answer = await w.as('ana').get('/api/me')
  t.equal(answer.status, 500)
  t.match(answer.body, { statusCode: 500, code: 'FAULT', message: /^Something went wrong on our side \(req-\w+\)\.$/ })
  t.notMatch(answer.text, 'secret')
  const faults = w.logged.slice(before).filter(line => line.includes('the secret reason'))
  t.equal(faults.length, 1)
  const id = /req-\w+/.exec(String(answer.body['message']))?.[0] ?? 'none'
  t.match(faults[0], `"reqId":"${id}"`)
})

t.test('form fields come out as typed; a repeated one is a list; bad UTF-8 is refused', async t => {
  const read = (text: string, isChinese = false) => {
    const form = readForm(Buffer.from(text), isChinese)
    return form === null ? null : { ...form, fields: { ...form.fields } }
  }
  t.same(read('a=1&b=x+y%26&b=%E5%AF%86&c&&=d'), { fields: { a: '1', b: ['x y&', '密'], c: '', '': 'd' }, isUtf8: true })
  t.same(read('a=密'), { fields: { a: '密' }, isUtf8: true }, 'not even escaped')
  t.same(Object.keys(read('__proto__=x&toString=y')?.fields ?? {}), ['__proto__', 'toString'])
  t.equal(read(Array(201).fill('a=1').join('&')), null)
  t.same(read('a=caf%E9'), { fields: { a: 'café' }, isUtf8: false }, 'its probable text, to be shown and not stored')
  t.same(read('a=%C4%E3%BA%C3', true), { fields: { a: '你好' }, isUtf8: false })
  for (const bad of ['a=%', '%zz=1', 'a=%u4F60', 'a=%E5%AF']) t.equal(read(bad)?.isUtf8, false, bad)
})

t.test('bytes that are not HTTP are refused, and the server lives on', async t => {
  const w = await world(t)
  const { hostname, port } = new URL(await w.listen())
  function raw (bytes: string): Promise<string> {
    return new Promise(resolve => {
      const socket = connect(Number(port), hostname, () => socket.end(bytes))
      let text = ''
      socket.on('data', data => { text += String(data) })
      socket.on('close', () => resolve(text))
      // Refused while we were still sending: the answer so far counts.
      socket.on('error', () => {})
    })
  }
  t.match(await raw('GET nonsense\r\n\r\n'), /^HTTP\/1\.1 400/)
  t.match(await raw(`GET /${'x'.repeat(20_000)} HTTP/1.1\r\nHost: x\r\n\r\n`), /^HTTP\/1\.1 431/)
  t.match(await raw('POST /api/login HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n12345'), /^HTTP\/1\.1 400/)
  t.equal((await fetch(`http://${hostname}:${port}/healthz`)).status, 200)
})

t.test('a false announced length is refused', async t => {
  const w = await world(t)
  const answer = await w.as('ana').send('PATCH', '/api/me', { headers: { ...asJson, 'content-length': '5' }, payload: '{"displayName": "x"}' })
  t.equal(answer.status, 400)
})
