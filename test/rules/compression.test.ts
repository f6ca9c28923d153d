import { request } from 'node:http'
import { once } from 'node:events'
import { gunzipSync } from 'node:zlib'
import t from 'tap'
import { raw } from '#test/raw.ts'
import { world, type World } from '#test/world.ts'

interface Got { readonly status: number, readonly headers: Record<string, string | undefined>, readonly bytes: Buffer }

const GZIP = { 'accept-encoding': 'gzip, deflate' }

async function get (origin: string, path: string, headers: Record<string, string>): Promise<Got> {
  const call = request(origin + path, { headers, agent: false })
  call.end()
  const [response] = await once(call, 'response')
  const parts: Buffer[] = []
  for await (const part of response) parts.push(part as Buffer)
  return { status: response.statusCode, headers: response.headers, bytes: Buffer.concat(parts) }
}

/** Ana's conversation with ben after some messages. */
async function talking (w: World): Promise<{ id: string, origin: string, cookie: string }> {
  const ana = w.as('ana')
  const { id } = ((await ana.post('/api/conversations', { kind: 'direct', username: 'ben' })).body as { conversation: { id: string } }).conversation
  await say(w, id, 20)
  return { id, origin: await w.listen(), cookie: ana.cookie ?? '' }
}

let sent = 0
async function say (w: World, id: string, times: number): Promise<void> {
  for (let i = 0; i < times; i++) await w.as('ben').post(`/api/conversations/${id}/messages`, { clientId: `client-${++sent}`, body: `message ${i} of ben` })
}

t.test('D34 a page, a fragment, a held page, the API -> compressed, whole, with their length', async t => {
  const w = await world(t)
  const { id, origin, cookie } = await talking(w)
  for (const path of [`/conversations/${id}`, `/conversations/${id}?fragment=1`, `/held/${id}`, `/api/conversations/${id}/messages`, '/api/openapi.json']) {
    const plain = await get(origin, path, { cookie })
    const packed = await get(origin, path, { cookie, ...GZIP })
    t.equal(plain.headers['content-encoding'], undefined, path)
    t.equal(packed.headers['content-encoding'], 'gzip', path)
    t.match([plain.headers['vary'], packed.headers['vary']], [/accept-encoding/i, /accept-encoding/i], path)
    t.equal(packed.headers['content-length'], String(packed.bytes.length), path)
    t.equal(packed.headers['transfer-encoding'], undefined, path)
    t.ok(packed.bytes.length < plain.bytes.length / 2, path)
    t.equal(gunzipSync(packed.bytes).length, plain.bytes.length, path)
  }
})

t.test('D34 many pages at once, of any size -> each is whole', async t => {
  const w = await world(t)
  const { id, origin, cookie } = await talking(w)
  await Promise.all(['é', '好', 'x'].map(async (letter, i) => await w.as('ana').post(`/api/conversations/${id}/messages`, {
    clientId: `long-${i}`, body: Array.from({ length: 2_000 }, (_, at) => letter + (at * 7919 % 1000).toString(36)).join('')
  })))
  const paths = [`/conversations/${id}`, '/conversations/', `/held/${id}`, '/api/openapi.json', `/api/conversations/${id}/messages`]
  const all = Array.from({ length: 4 }, () => paths).flat()
  const packed = await Promise.all(all.map(async path => [path, await get(origin, path, { cookie, ...GZIP })] as const))
  for (const [path, { headers, bytes }] of packed) {
    t.equal(headers['content-encoding'], 'gzip', path)
    t.match(String(gunzipSync(bytes)), /^(?:<!DOCTYPE html>[^]*<\/html>\n|\{[^]*\})$/, path)
  }
})

t.test('D15 a recall while a page, a held page or the API is compressed -> no text goes out', async t => {
  const w = await world(t, { config: { sendsPerSecond: 1_000, sendsBurst: 1_000 } })
  const { id } = await talking(w)
  const { messages } = w.messenger
  const [ben, ana] = [w.as('ben'), w.as('ana')]
  const long = () => Array.from({ length: 8_000 }, () => Math.floor(Math.random() * 36).toString(36)).join('')
  for (let i = 0; i < 20; i++) await messages.send({ senderId: ben.userId, conversationId: id, clientId: `long-${i}`, body: long() })
  for (const path of [`/conversations/${id}?at=end`, `/conversations/${id}?at=end&fragment=1`, `/held/${id}`, `/api/conversations/${id}/messages`]) {
    for (let turns = 0; turns < 12; turns++) {
      const { message: { no } } = await messages.send({ senderId: ben.userId, conversationId: id, clientId: `secret-${path}-${turns}`, body: 'SECRET' })
      let isRecalled = false
      const answer = w.app.inject({ url: path, headers: { cookie: ana.cookie ?? '', ...GZIP } })
      const told = answer.then(({ rawPayload, headers }) => ({
        overtaken: isRecalled, text: String(headers['content-encoding'] === 'gzip' ? gunzipSync(rawPayload) : rawPayload)
      }))
      for (let turn = 0; turn < turns; turn++) await new Promise(resolve => { setImmediate(resolve) })
      await messages.recall(ben.userId, id, no)
      isRecalled = true
      const { overtaken, text } = await told
      if (overtaken) t.notOk(text.includes('SECRET'), `${path}, recalled after ${turns} turns`)
    }
  }
})

t.test('D34 a live answer above 1 KiB -> compressed, in JSON and HTML; a small one is as it is', async t => {
  const w = await world(t)
  const { id, origin, cookie } = await talking(w)
  const { cursor } = JSON.parse(String((await get(origin, '/poll', { cookie })).bytes)) as { cursor: string }
  await say(w, id, 10)
  for (const view of ['json', 'html']) {
    const path = `/poll?view=${view}&lang=en&hold=0&cursor=${cursor}`
    const plain = await get(origin, path, { cookie })
    const packed = await get(origin, path, { cookie, ...GZIP })
    t.ok(plain.bytes.length > 1024, view)
    t.equal(packed.headers['content-encoding'], 'gzip', view)
    t.equal(packed.headers['content-length'], String(packed.bytes.length), view)
    t.ok(packed.bytes.length < plain.bytes.length / 2, view)
    t.same(JSON.parse(String(gunzipSync(packed.bytes))), JSON.parse(String(plain.bytes)), view)
  }
  const idle = await get(origin, '/poll', { cookie, ...GZIP })
  t.equal(idle.headers['content-encoding'], undefined)
  t.match(JSON.parse(String(idle.bytes)), { status: 'idle' })
})

t.test('D34 a browser that takes no gzip, an HTTP/1.0 client, a path that breaks it -> as it is', async t => {
  const w = await world(t)
  const { id, origin, cookie } = await talking(w)
  const { cursor } = JSON.parse(String((await get(origin, '/poll', { cookie })).bytes)) as { cursor: string }
  await say(w, id, 10)
  const paths = [`/conversations/${id}`, `/poll?hold=0&view=html&cursor=${cursor}`, `/${await scriptOf(w)}`]
  for (const path of paths) {
    for (const accepted of ['identity', 'gzip;q=0', 'gzip;q=0.0, deflate', '*;q=0', 'deflate', '']) {
      t.equal((await get(origin, path + alone(path), { cookie, 'accept-encoding': accepted })).headers['content-encoding'], undefined, `${path} ${accepted}`)
    }
    const old = await raw(origin, `GET ${path + alone(path)} HTTP/1.0\nHost: x\nCookie: ${cookie}\nAccept-Encoding: gzip\n\n`)
    t.match(old.statusLine, /200/, path)
    t.notMatch(old.headers.flat().join(' '), /gzip/, path)
    t.equal((await get(origin, path + alone(path), { cookie: `${cookie}; holdline_unpacked=1`, ...GZIP })).headers['content-encoding'], undefined, path)
    t.equal((await get(origin, path + alone(path), { cookie: `${cookie}; not_holdline_unpacked=1`, ...GZIP })).headers['content-encoding'], 'gzip', path)
  }
})

// Of a tab of its own, so that asking the same again is no loop (D10).
function alone (path: string): string {
  return path.startsWith('/poll') ? `&tab=${++tabs}` : ''
}
let tabs = 0

async function scriptOf (w: World): Promise<string> {
  return /static\/front\.\w+\.js/.exec((await w.stranger().get('/signin')).text)?.[0] ?? ''
}

t.test('D34 a stranger’s first page -> as it is; the next one, and a user’s first, compressed', async t => {
  const w = await world(t)
  const origin = await w.listen()
  const first = await get(origin, '/signin', GZIP)
  t.equal(first.headers['content-encoding'], undefined)
  const [cookie = ''] = String(first.headers['set-cookie']).split(';')
  // Led here by `/`, which set the cookie.
  t.equal((await get(origin, '/signin', { cookie, ...GZIP })).headers['content-encoding'], undefined)
  t.equal((await get(origin, '/signup', { cookie, referer: `${origin}/signin`, ...GZIP })).headers['content-encoding'], 'gzip')
  t.equal((await get(origin, '/conversations/', { cookie: w.as('ana').cookie ?? '', ...GZIP })).headers['content-encoding'], 'gzip')
})

t.test('D34 a page that is reloaded -> as it is, and so are the next ones, for an hour', async t => {
  const w = await world(t)
  const { id, origin, cookie } = await talking(w)
  // The session is renamed first: an answer never sets two cookies.
  const renamed = (await get(origin, `/conversations/${id}`, { cookie })).headers['set-cookie']
  const named = renamed === undefined ? cookie : String(renamed).split(';')[0] ?? ''
  for (const asked of [{ 'cache-control': 'max-age=0', 'sec-fetch-mode': 'navigate' }, { 'cache-control': 'no-cache', pragma: 'no-cache' }]) {
    const again = await get(origin, `/conversations/${id}`, { cookie: named, ...GZIP, ...asked })
    t.equal(again.headers['content-encoding'], undefined)
    t.match(String(again.headers['set-cookie']), /^holdline_unpacked=1; Path=\/; Max-Age=3600; SameSite=Lax$/)
  }
  // The developer tools of a browser, with the cache switched off.
  const tools = await get(origin, `/conversations/${id}`, { cookie: named, ...GZIP, 'cache-control': 'no-cache', 'sec-fetch-mode': 'navigate' })
  t.equal(tools.headers['content-encoding'], 'gzip')
})

t.test('S26 a page twice -> two form tokens, nowhere alike, and both are good', async t => {
  const w = await world(t)
  const ana = w.as('ana')
  const tokens = [1, 2].map(async () => /name="form_token" value="([^"]+)"/.exec((await ana.get('/settings/privacy')).text)?.[1] ?? '')
  const [one = '', two = ''] = await Promise.all(tokens)
  t.ok(one.length > 60 && two.length > 60)
  const pieces = (token: string) => Array.from({ length: token.length - 6 }, (_, at) => token.slice(at, at + 7)).filter(piece => !piece.includes('~'))
  t.same(pieces(one).filter(piece => two.includes(piece)), [], 'not seven characters of one are in the other')
  const sent = async (token: string) => (await ana.form('/language', { language: 'en', back: 'settings/privacy', form_token: token })).status
  t.same([await sent(one), await sent(two), await sent(one.replace(/^.{3}/, 'xyz'))], [303, 303, 403])
})

t.test('S26 an address that another site chose, a page with invites, the first run -> as they are', async t => {
  const w = await world(t)
  const { origin, cookie } = await talking(w)
  const other = { cookie, ...GZIP, 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' }
  t.equal((await get(origin, '/conversations/?q=guess', other)).headers['content-encoding'], undefined)
  t.equal((await get(origin, '/conversations/?q=guess', { ...other, 'sec-fetch-site': 'same-origin' })).headers['content-encoding'], 'gzip')

  const secret = await w.people.site.makeSetupSecret()
  const setup = await get(origin, `/setup/${secret}`, { referer: `${origin}/`, ...GZIP })
  t.match([setup.status, setup.headers['content-encoding']], [200, undefined])
  await w.people.accounts.setAdmin('ana', true)
  const page = await get(origin, '/admin/site', { cookie, ...GZIP })
  t.match([page.status, page.headers['content-encoding']], [200, undefined])
  const { conversation: { id } } = await w.messenger.conversations.group(w.as('ana').userId, 'Tea', ['ben'])
  const links = await get(origin, `/conversations/${id}/invites`, { cookie, ...GZIP })
  t.match([links.status, links.headers['content-encoding']], [200, undefined])
})
