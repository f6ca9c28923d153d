import { request } from 'node:http'
import { connect } from 'node:net'
import { once } from 'node:events'
import t, { type Test } from 'tap'
import type { Person } from '#test/person.ts'
import { world, type World, type WorldOptions } from '#test/world.ts'

interface Answer { readonly status: number, readonly headers: Record<string, unknown>, readonly body: Record<string, unknown> }

/** The first content type takes the fast way, the second the router: their answers must not differ. */
const TYPES = ['application/json', 'application/json; charset=utf-8'] as const

async function acquainted (t: Test, options: WorldOptions = {}): Promise<{ w: World, base: string, url: string, send: typeof post }> {
  const w = await world(t, options)
  const made = await w.as('ana').post('/api/conversations', { kind: 'direct', username: 'ben' })
  const { id } = (made.body as { conversation: { id: string } }).conversation
  const base = await w.listen()
  return { w, base, url: `/api/conversations/${id}/messages`, send: (url, ...rest) => post(base + url, ...rest) }
}

type Headers = Record<string, string>

async function post (url: string, type: string, person: Person | null, body: unknown, headers: Headers = {}): Promise<Answer> {
  const payload = typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body)
  const cookie: Headers = person?.cookie == null ? {} : { cookie: person.cookie }
  const length = Buffer.byteLength(payload)
  const call = request(url, { method: 'POST', headers: { ...cookie, 'content-type': type, 'content-length': length, ...headers } })
  call.end(payload)
  const [response] = await once(call, 'response')
  let text = ''
  for await (const piece of response) text += String(piece)
  return { status: response.statusCode, headers: response.headers, body: JSON.parse(text) as Record<string, unknown> }
}

/** The requests that went through the router, which alone gives them an id. */
function routed (w: World): number {
  return w.logged.filter(line => line.includes('"msg":"answered"') && line.includes('"reqId"') && line.includes('"method":"POST"')).length
}

t.test('a send on the fast way gets the same answer as through the router', async t => {
  const { w, url, send } = await acquainted(t)
  const before = routed(w)
  const [quick, slow] = [
    await send(url, TYPES[0], w.as('ana'), { clientId: 'client-1', body: 'hi', readNo: 0 }),
    await send(url, TYPES[1], w.as('ana'), { clientId: 'client-2', body: 'hi', readNo: 0 })
  ]
  t.equal(routed(w) - before, 1, 'the first took the fast way, the second did not')
  t.match(quick, { status: 201, body: { message: { no: 2, clientId: 'client-1', body: 'hi', sender: { username: 'ana' } } } })
  const message = slow.body['message'] as { changedSeq: number }
  t.same(quick.body, { message: { ...message, no: 2, clientId: 'client-1', changedSeq: message.changedSeq - 1 } })
  t.same(Object.keys(quick.body['message'] as object), Object.keys(message))
  t.same({ ...quick.headers, date: null }, { ...slow.headers, date: null })
})

t.test('a refusal has the same words on both ways', async t => {
  const { w, url, send } = await acquainted(t, { contacts: [['ana', 'ben'], ['eve', 'ben']] })
  const [ana, eve] = [w.as('ana'), w.as('eve')]
  const stranger = ((await eve.post('/api/conversations', { kind: 'direct', username: 'ana' })).body as { conversation: { id: string } }).conversation
  await send(url, TYPES[0], ana, { clientId: 'client-1', body: 'hi' })
  const tries: [string, number, string, Person | null, unknown, Record<string, string>?][] = [
    ['nobody', 401, url, null, { clientId: 'client-2', body: 'hi' }],
    ['eve, where she is no member', 404, url, eve, { clientId: 'client-2', body: 'hi' }],
    ['eve, to whom ana is no contact', 403, `/api/conversations/${stranger.id}/messages`, eve, { clientId: 'client-2', body: 'hi' }],
    ['another site', 403, url, ana, { clientId: 'client-2', body: 'hi' }, { 'sec-fetch-site': 'cross-site' }],
    ['a conversation that cannot be', 400, '/api/conversations/a b/messages', ana, { clientId: 'client-2', body: 'hi' }],
    ['no JSON', 400, url, ana, '{"clientId":'],
    ['no UTF-8', 400, url, ana, Buffer.from('{"clientId":"client-2","body":"\xff"}', 'latin1')],
    ['nothing', 400, url, ana, ''],
    ['an unknown field', 400, url, ana, { clientId: 'client-2', body: 'hi', loud: true }],
    ['a prototype', 400, url, ana, '{"clientId":"client-2","body":"hi","__proto__":{"readNo":1}}'],
    ['no text', 400, url, ana, { clientId: 'client-2', body: ' ' }],
    ['too much text', 413, url, ana, { clientId: 'client-2', body: '語'.repeat(8_000) }],
    ['a key that was used', 409, url, ana, { clientId: 'client-1', body: 'something else' }],
    ['behind what never came', 409, url, ana, { clientId: 'client-2', body: 'hi', afterClientId: 'client-9' }],
    ['once more', 200, url, ana, { clientId: 'client-1', body: 'hi' }]
  ]
  for (const [what, status, address, person, body, headers] of tries) {
    const answers = []
    for (const type of TYPES) answers.push(await send(address.replace(' ', '%20'), type, person, body, headers))
    const [one, other] = answers.map(answer => ({ ...answer, headers: { ...answer.headers, date: null } }))
    t.equal(one?.status, status, what)
    t.same(one, other, what)
  }
  const { messages } = (await ana.get(url)).body as { messages: unknown[] }
  t.equal(messages.length, 2, 'and none of them changed anything, the earlier message apart')
})

t.test('both ways take from one budget', async t => {
  const { w, url, send } = await acquainted(t, { config: { sendsPerSecond: 1, sendsBurst: 3 } })
  const say = (type: string, n: number) => send(url, type, w.as('ana'), { clientId: `client-${n}`, body: 'hi' })
  t.same([(await say(TYPES[0], 1)).status, (await say(TYPES[1], 2)).status], [201, 201])
  for (const type of TYPES) t.match(await say(type, 3), { status: 429, headers: { 'retry-after': '1' }, body: { code: 'TOO_MANY' } })
  w.clock.advance(1_000)
  t.equal((await say(TYPES[0], 3)).status, 201)
})

t.test('a repeated or refused send costs no more than an accepted one', async t => {
  const { w, url, send } = await acquainted(t, { config: { sendsPerSecond: 1, sendsBurst: 5 } })
  // The first of the five opened the conversation.
  const say = (n: number, body: string) => send(url, TYPES[0], w.as('ana'), { clientId: `client-${n}`, body })
  const tries = [await say(1, 'hi'), await say(1, 'hi'), await say(1, 'something else'), await say(2, 'hi'), await say(3, 'hi')]
  t.same(tries.map(({ status }) => status), [201, 200, 409, 201, 429])
})

t.test('a body in pieces, with the next send behind it on the connection → both are answered', async t => {
  const { w, base, url } = await acquainted(t)
  const socket = connect(Number(new URL(base).port), '127.0.0.1')
  let answers = ''
  socket.on('data', piece => { answers += String(piece) })
  const cookie = w.as('ana').cookie ?? ''
  const head = (length: number) =>
    `POST ${url} HTTP/1.1\r\nHost: x\r\nCookie: ${cookie}\r\nContent-Type: application/json\r\nContent-Length: ${length}\r\n\r\n`
  const [first, second, third] = [1, 2, 3].map(n => JSON.stringify({ clientId: `client-${n}`, body: `text ${n}` })) as [string, string, string]
  socket.write(head(first.length) + first.slice(0, 10))
  await new Promise(resolve => setTimeout(resolve, 50))
  socket.write(first.slice(10) + head(second.length) + second + head(third.length) + third)
  while (answers.split('HTTP/1.1 201').length < 4) await once(socket, 'data')
  socket.destroy()
  t.same([...answers.matchAll(/"body":"(text \d)"/g)].map(match => match[1]), ['text 1', 'text 2', 'text 3'])
})
