import { once } from 'node:events'
import type { Socket } from 'node:net'
import t from 'tap'
import { open } from '#test/raw.ts'
import { world } from '#test/world.ts'

const JSON_HEAD = 'Host: holdline.test\r\nContent-Type: application/json\r\n'

interface Half { readonly socket: Socket, answer (): string }

/** Sends the head of a POST that announces `length` bytes, and `bytes` of them. */
async function half (address: string, path: string, headers: string, length: number, bytes: number): Promise<Half> {
  const socket = open(address)
  let said = ''
  socket.on('data', part => { said += String(part) }).on('error', () => {})
  await once(socket, 'connect')
  socket.write(`POST ${path} HTTP/1.1\r\n${JSON_HEAD}${headers}Content-Length: ${length}\r\n\r\n${'x'.repeat(bytes)}`)
  return { socket, answer: () => said }
}

/** Waits in real time, since the connections are real; fails when it never becomes true. */
async function until (isSo: () => boolean): Promise<void> {
  for (const deadline = Date.now() + 20_000; !isSo(); await new Promise(resolve => setTimeout(resolve, 20))) {
    if (Date.now() > deadline) throw new Error('it did not come about')
  }
}

t.test('S2 too many unfinished bodies of one network → the oldest are refused, others get in', async t => {
  const w = await world(t, { config: { bodiesMib: 2, trustedProxies: ['127.0.0.1'] } })
  const address = await w.listen()
  const halves: Half[] = []
  // Each takes 34 KB, and a stranger's half of the budget is 1 MiB: room for 30.
  for (let n = 0; n < 40; n++) halves.push(await half(address, '/api/login', 'X-Forwarded-For: 192.0.2.66\r\n', 30_000, 29_999))

  const login = await fetch(`${address}/api/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-forwarded-for': '198.51.100.1' },
    body: JSON.stringify({ username: 'ben', password: 'correct horse' })
  })
  t.equal(login.status, 200, 'a visitor of another network signs in')
  const cookie = w.as('ana').cookie ?? ''
  const named = await fetch(`${address}/api/me`, {
    method: 'PATCH', headers: { 'content-type': 'application/json', cookie }, body: JSON.stringify({ displayName: 'A'.repeat(60) })
  })
  t.equal(named.status, 200, 'ana, who is signed in, sends')

  // The refused ones are answered once they have sent the rest, and so are those whose body is no JSON.
  for (const { socket } of halves) socket.write('x')
  await until(() => halves.every(({ answer }) => answer() !== ''))
  const statuses = halves.map(({ answer }) => answer().slice(9, 12))
  t.ok(statuses.indexOf('400') >= 10, 'ten at least gave way')
  t.same(statuses, [...statuses].sort().reverse(), 'the oldest ones')
  t.match(halves[0]?.answer(), /^HTTP\/1\.1 503 [\s\S]*retry-after: 5\r\n[\s\S]*"code":"UNAVAILABLE"/i)
  for (const { socket } of halves) socket.destroy()
})

t.test('S2 a visitor sends 33 KiB → 413; signed in, or to test the connection -> read', async t => {
  const w = await world(t)
  const body = JSON.stringify({ displayName: 'Ana' }).padEnd(33 * 1024)
  const json = { 'content-type': 'application/json' }
  t.match(await w.stranger().send('POST', '/api/login', { headers: json, payload: body }), { status: 413, body: { code: 'TOO_LARGE' } })
  t.equal((await w.as('ana').send('PATCH', '/api/me', { headers: json, payload: body })).status, 200)
  const { test } = (await w.stranger().post('/connection/test/start', {})).body as { test: string }
  const upload = JSON.stringify({ text: 'x', fill: 'x'.repeat(1024 * 1024) })
  t.equal((await w.stranger().send('POST', `/connection/test/body?test=${test}&n=1`, { headers: json, payload: upload })).status, 200)
})

t.test('S2 a session that ended meanwhile, a form of 8 kB → asked to sign in, not "too large"', async t => {
  const text = '密'.repeat(2730)
  const payload = new URLSearchParams({ body: text, form_token: 'x'.repeat(60) }).toString()
  const answer = await (await world(t)).stranger().send('POST', '/conversations/some/messages', {
    headers: { 'content-type': 'application/x-www-form-urlencoded' }, payload
  })
  t.not(answer.status, 413)
})

t.test('S2 a body in thousands of small pieces → refused and cut off, though its sender goes on', async t => {
  const address = await (await world(t)).listen()
  const socket = open(address)
  let said = ''
  socket.on('data', part => { said += String(part) }).on('error', () => {})
  socket.write(`POST /api/login HTTP/1.1\r\n${JSON_HEAD}Transfer-Encoding: chunked\r\n\r\n`)
  const crumbs = '1\r\nx\r\n'.repeat(1000)
  const more = setInterval(() => socket.write(crumbs), 5)
  t.teardown(() => clearInterval(more))
  // `once` would fail by the error of a piece that is written after the cut.
  await until(() => socket.closed)
  clearInterval(more)
  t.match(said, /^HTTP\/1\.1 400 [\s\S]*connection: close[\s\S]*too many pieces/i)
})

t.test('S2 a GET with a body that never ends → its body is read and discarded', async t => {
  const address = await (await world(t)).listen()
  const socket = open(address)
  t.teardown(() => socket.destroy())
  socket.on('data', () => {}).on('error', () => {})
  socket.write('GET /healthz HTTP/1.1\r\nHost: holdline.test\r\nTransfer-Encoding: chunked\r\n\r\n')
  for (let n = 0; n < 5; n++) socket.write('1\r\nx\r\n'.repeat(1000))
  await until(() => socket.closed)
  t.pass('after 4,096 pieces the connection is closed')
})
