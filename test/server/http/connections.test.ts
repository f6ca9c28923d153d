import { once } from 'node:events'
import type { RequestListener } from 'node:http'
import { Socket, type AddressInfo } from 'node:net'
import t, { type Test } from 'tap'
import { connectionLimits, createConnections, type ConnectionLimits } from '#server/http/connections.ts'
import { createHttpServer } from '#server/http/http-server.ts'
import { open, raw } from '#test/raw.ts'
import { world } from '#test/world.ts'

const LARGE = Buffer.alloc(24 * 1024 * 1024, 'x')

/** A server where /in is signed in, /park never answers, and /large answers more than the system buffers for a reader. */
async function serving (t: Test, limits: Partial<ConnectionLimits> = {}) {
  const connections = createConnections({ max: 100, strangersMax: 100, stalledMs: 60_000, untakenMax: Infinity, ...limits })
  const answered: string[] = []
  const answer: RequestListener = (request, response) => {
    answered.push(request.url ?? '')
    if (request.url?.startsWith('/in')) connections.know(request.socket, new URL(request.url, 'http://x').searchParams.get('as') ?? 'ana')
    if (request.url?.endsWith('/park')) return
    response.end(request.url?.includes('/large') === true ? LARGE : 'hello')
  }
  const server = createHttpServer(answer, [], { maxHoldS: 90, connections }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const sockets: Socket[] = []
  t.teardown(() => {
    server.close()
    for (const socket of sockets) socket.destroy()
  })

  /** A connection that requests this path and reads the answer at once; requests nothing when it is empty. */
  async function asking (path: string): Promise<Socket> {
    const socket = open(origin)
    sockets.push(socket)
    socket.on('error', () => {})
    const before = connections.count
    await once(socket, 'connect')
    if (path === '') await until(() => connections.count > before || connections.count === limits.max)
    else await ask(socket, path)
    return socket
  }

  return { connections, origin, answered, asking }
}

/** Sends a request, and waits for the answer if one is to come. */
async function ask (socket: Socket, path: string): Promise<void> {
  socket.write(`GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`)
  if (path.endsWith('/park')) await new Promise(resolve => setTimeout(resolve, 50))
  else if (!path.includes('/large')) await once(socket, 'data')
}

async function until (isSo: () => boolean): Promise<void> {
  for (const deadline = Date.now() + 20_000; !isSo(); await new Promise(resolve => setTimeout(resolve, 10))) {
    if (Date.now() > deadline) throw new Error('it did not come about')
  }
}

t.test('S2 one visitor more than fit → the connection quiet longest is dropped', async t => {
  const { asking } = await serving(t, { strangersMax: 3 })
  const first = await asking('/')
  const silent = await asking('')
  const third = await asking('/')
  await ask(first, '/')
  await asking('/')
  await until(() => silent.closed)
  t.same([first.closed, third.closed], [false, false])
})

t.test('S2 a visitor waits for an answer while others connect → it is not the one dropped', async t => {
  const { asking } = await serving(t, { strangersMax: 3 })
  const waiting = await asking('/park')
  const silent = await asking('')
  for (let i = 0; i < 5; i++) await asking('/')
  await until(() => silent.closed)
  t.notOk(waiting.closed)
})

t.test('S2 visitors open connection after connection → no signed-in user is dropped', async t => {
  const { asking, connections } = await serving(t, { max: 6, strangersMax: 6 })
  const parked = await asking('/in/park')
  const resting = await asking('/in')
  const many = await Promise.all(Array.from({ length: 12 }, () => asking('')))
  await until(() => many.filter(({ closed }) => closed).length === 8)
  t.same([parked.closed, resting.closed], [false, false])
  t.equal(connections.count, 6)
})

t.test('S2 every place taken by signed-in users → an idle one makes room, no parked poll', async t => {
  const { asking } = await serving(t, { max: 3 })
  const parked = await asking('/in/park')
  const [one, other] = [await asking('/in'), await asking('/in')]
  await ask(one, '/in')
  const newcomer = await asking('/')
  await until(() => other.closed)
  t.same([parked.closed, one.closed, newcomer.closed], [false, false, false])
})

t.test('S2 one user rests on most places, silent strangers come → that user makes room', async t => {
  const { asking } = await serving(t, { max: 60 })
  const eve = await Promise.all(Array.from({ length: 50 }, () => asking('/in?as=eve')))
  const ben = await asking('/in?as=ben')
  const newcomer = await asking('')
  await Promise.all(Array.from({ length: 20 }, () => asking('')))
  await until(() => eve.filter(({ closed }) => closed).length >= 12)
  await ask(newcomer, '/')
  t.same([newcomer.closed, ben.closed], [false, false])
})

t.test('S2 every place taken by parked polls → the newcomer is refused', async t => {
  const { asking } = await serving(t, { max: 2 })
  const parked = [await asking('/in/park'), await asking('/in/park')]
  const newcomer = await asking('')
  await until(() => newcomer.closed)
  t.same(parked.map(({ closed }) => closed), [false, false])
})

t.test('S2 few open files allowed → fewer connections; else room for all polls and for visitors', async t => {
  t.match(connectionLimits(50_000, 1, Infinity), { max: 70_000, strangersMax: 10_000 })
  t.match(connectionLimits(50_000, 1, 1024), { max: 824 })
  t.ok(connectionLimits(1_000_000_000, 1).max < 1_200_000_000, 'as many as this process may open')
})

t.test('S6 a connection with 16 requests at once → all answered; 900 -> closed after 16', async t => {
  const { asking, answered, connections } = await serving(t)
  const few = await asking('')
  let text = ''
  few.on('data', (data: Buffer) => { text += String(data) })
  few.write('GET /few HTTP/1.1\r\nHost: x\r\n\r\n'.repeat(16))
  await until(() => text.split('hello').length === 17)
  few.write('GET /few HTTP/1.1\r\nHost: x\r\n\r\n')
  await until(() => text.split('hello').length === 18)

  for (const [lines, most] of [['Host: x\r\n', 16], ['', 0], ['Host: x\r\nExpect: a miracle\r\n', 16], ['Host: x\r\nExpect: 100-continue\r\n', 16]] as const) {
    answered.length = 0
    const many = await asking('')
    many.resume()
    many.write(`GET /many HTTP/1.1\r\n${lines}\r\n`.repeat(900))
    await until(() => many.closed && connections.count === 1)
    t.equal(answered.length, most, lines)
  }
  t.notOk(few.closed)
})

t.test('S12 a reader that takes nothing → ended; a slow one, and a parked poll -> not', async t => {
  const { asking, connections } = await serving(t, { stalledMs: 1_500 })
  const parked = await asking('/in/park')
  const slow = await asking('/large')
  slow.on('data', () => {
    slow.pause()
    setTimeout(() => slow.resume(), 15)
  })
  const stalled = await asking('/large')
  t.equal(connections.count, 3)
  await until(() => connections.count < 3)
  t.same([parked.closed, slow.closed], [false, false])
  const taken = slow.bytesRead
  await until(() => slow.bytesRead > taken)

  // The bytes the system has buffered are read first; only then does the end of the connection show.
  stalled.resume()
  await until(() => stalled.closed)
  t.ok(stalled.bytesRead < LARGE.length, 'cut in the middle of its answer')
})

t.test('S12 a poll parked behind an answer that was slow → kept past the time limit', async t => {
  const { asking } = await serving(t, { stalledMs: 1_000 })
  const socket = await asking('/large')
  socket.pause()
  socket.write('GET /park HTTP/1.1\r\nHost: x\r\n\r\n')
  await new Promise(resolve => setTimeout(resolve, 500))
  socket.on('data', () => {}).resume()
  await until(() => socket.bytesRead > LARGE.length)
  await new Promise(resolve => setTimeout(resolve, 2_500))
  t.notOk(socket.closed)
})

t.test('S12 untaken answers fill their memory → the oldest of the user with most is cut', async t => {
  const { asking, connections } = await serving(t, { untakenMax: 3.5 * LARGE.length })
  const ben = await asking('/in/large?as=ben')
  const eve = [await asking('/in/large?as=eve'), await asking('/in/large?as=eve'), await asking('/in/large?as=eve')]
  await until(() => connections.count === 3)
  for (const socket of [ben, ...eve]) socket.on('data', () => {})
  await until(() => [ben, ...eve].every(({ closed, bytesRead }) => closed || bytesRead > LARGE.length))
  t.same([ben, ...eve].map(({ bytesRead }) => bytesRead > LARGE.length), [true, false, true, true])
})

t.test('S12 a connection asks twice and takes nothing → both answers are counted', async t => {
  const { asking, connections } = await serving(t, { untakenMax: 1.5 * LARGE.length })
  const socket = await asking('')
  socket.pause()
  socket.write('GET /large HTTP/1.1\r\nHost: x\r\n\r\n'.repeat(2))
  await until(() => connections.count === 0)
  socket.resume()
  await until(() => socket.closed)
  t.ok(socket.bytesRead < LARGE.length)
})

t.test('S12 a connection idle for the keep-alive time → closed', async t => {
  const connections = createConnections(connectionLimits(10, Infinity))
  const server = createHttpServer(() => {}, [], { maxHoldS: 90, connections })
  const socket = new Socket()
  server.emit('connection', socket)
  server.emit('timeout', socket)
  t.ok(socket.destroyed)
  await until(() => connections.count === 0)
})

t.test('S2 many connections in one turn → the surplus is dropped', async t => {
  const connections = createConnections({ max: 100, strangersMax: 3, stalledMs: 60_000, untakenMax: Infinity })
  const server = createHttpServer(() => {}, [], { maxHoldS: 90, connections })
  const sockets = Array.from({ length: 10 }, () => new Socket())
  for (const socket of sockets) server.emit('connection', socket)
  t.same(sockets.map(({ destroyed }) => destroyed), [...Array<boolean>(7).fill(true), ...Array<boolean>(3).fill(false)])
  for (const socket of sockets) socket.destroy()
})

t.test('S24 two Host lines → 400 in JSON, and the connection is closed', async t => {
  const w = await world(t)
  const origin = await w.listen()
  for (const request of ['GET /api/me', 'GET /poll?hold=1', 'GET /signin', 'POST /api/login']) {
    const answer = await raw(origin, `${request} HTTP/1.1\nHost: holdline.test\nhOsT: holdline.test\nContent-Length: 2\n\n{}`)
    t.match(answer, { statusLine: 'HTTP/1.1 400 Bad Request', body: /"statusCode":400,"code":"INVALID".*names its host twice/ }, request)
  }
  t.match(await raw(origin, 'GET /healthz HTTP/1.1\nConnection: close\n\n'), { statusLine: 'HTTP/1.1 400 Bad Request' }, 'none')
  t.match(await raw(origin, 'GET /healthz HTTP/1.1\nHost: x\nConnection: close\n\n'), { statusLine: 'HTTP/1.1 200 OK' }, 'one')
})

t.test('S12 a connection with two untaken answers ends → the memory of both is free again', async t => {
  const { asking, connections } = await serving(t)
  const socket = await asking('')
  socket.pause()
  socket.write('GET /large HTTP/1.1\r\nHost: x\r\n\r\n'.repeat(2))
  await until(() => connections.untakenBytes > LARGE.length)
  socket.destroy()
  await until(() => connections.count === 0)
  t.equal(connections.untakenBytes, 0)
})
