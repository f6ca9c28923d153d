import { once } from 'node:events'
import type { ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import t, { type Test } from 'tap'
import { createConnections, type ConnectionLimits } from '#server/http/connections.ts'
import { createHttpServer } from '#server/http/http-server.ts'
import { open } from '#test/raw.ts'

const HEAD = 'HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n'
const LARGE = 'x'.repeat(24 * 1024 * 1024)

interface Parked { readonly path: string, readonly answer: (body: string) => void }

function keeping (path: string, response: ServerResponse): Parked {
  return { path, answer: body => { response.end(body) } }
}

/** A server that parks what asks for /park, leaves /busy to the test, and answers everything else with its path. */
async function serving (t: Test, limits: Partial<ConnectionLimits> = {}) {
  const connections = createConnections({ max: 100, strangersMax: 100, stalledMs: 60_000, untakenMax: Infinity, ...limits })
  const parked: Parked[] = []
  const busy: ServerResponse[] = []
  const kept: string[] = []
  const left: string[] = []
  const responses: Array<WeakRef<ServerResponse>> = []
  const server = createHttpServer((request, response) => {
    const path = request.url ?? ''
    if (path === '/busy') return busy.push(response)
    if (!path.startsWith('/park')) return response.writeHead(200, ['Content-Type', 'text/plain', 'Content-Length', String(path.length)]).end(path)
    connections.know(request.socket, 'ana')
    const place = connections.park(response, { leave: () => { left.push(path) } })
    responses.push(new WeakRef(response))
    if (place === null) kept.push(path)
    parked.push(place === null ? keeping(path, response) : { path, answer: body => { place.answer(HEAD, body) } })
  }, [], { maxHoldS: 90, connections }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const sockets: Socket[] = []
  t.teardown(() => {
    server.close()
    for (const socket of sockets) socket.destroy()
  })

  async function connection () {
    const socket = open(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
    sockets.push(socket)
    let said = ''
    socket.setEncoding('utf8').on('data', part => { said += part }).on('error', () => {})
    await once(socket, 'connect')
    return { socket, ask: (...paths: string[]) => socket.write(paths.map(path => `GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`).join('')), said: () => said }
  }

  return { server, connections, parked, busy, kept, left, responses, connection }
}

async function until (isSo: () => boolean): Promise<void> {
  for (const deadline = Date.now() + 20_000; !isSo(); await sleep(5)) {
    if (Date.now() > deadline) throw new Error('it did not come about')
  }
}

/** Names and values of an answer's head, without its time and its length. */
function headOf (said: string): string[] {
  return said.slice(0, said.indexOf('\r\n\r\n')).split('\r\n').filter(line => !/^(date|content-length):/i.test(line))
}

t.test('D19 a parked poll is answered -> the bytes that Node itself would write', async t => {
  const { parked, kept, connection } = await serving(t)
  const [one, other] = [await connection(), await connection()]
  one.ask('/plain')
  other.ask('/park')
  await until(() => parked.length === 1 && one.said().endsWith('/plain'))
  t.same(kept, [], 'it was parked')
  parked[0]?.answer('“hé”')
  await until(() => other.said().endsWith('“hé”'))
  t.same(headOf(other.said()), headOf(one.said()))
  t.match(other.said(), /\r\nDate: \w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT\r\n/)
  t.match(other.said(), '\r\nContent-Length: 9\r\n', 'in bytes')
  other.ask('/next')
  await until(() => other.said().endsWith('/next'))
})

t.test('D4 a poll waits -> the request and the response are not kept', async t => {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  const { responses, parked, connection } = await serving(t)
  const { ask, said } = await connection()
  ask('/park')
  await until(() => parked.length === 1)
  await until(() => {
    collect()
    return responses[0]?.deref() === undefined
  })
  parked[0]?.answer('hello')
  await until(() => said().endsWith('hello'))
})

t.test('D19 HTTP/1.0, Connection: close, pipelined polls -> the response is kept, answers in order', async t => {
  const { parked, kept, connection } = await serving(t)
  const [old, closing, both] = [await connection(), await connection(), await connection()]
  old.socket.write('GET /park/old HTTP/1.0\r\nConnection: keep-alive\r\n\r\n')
  closing.socket.write('GET /park/closing HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n')
  both.ask('/plain', '/park/behind')
  await until(() => parked.length === 3)
  t.same([...kept].sort(), ['/park/behind', '/park/closing', '/park/old'])
  for (const { answer, path } of parked) answer(path)
  await until(() => old.said().endsWith('/park/old') && closing.socket.closed && both.said().endsWith('/park/behind'))
  t.match(closing.said(), /Connection: close[^]*\/park\/closing$/)
  t.ok(both.said().indexOf('/plain') < both.said().indexOf('/park/behind'))
})

t.test('D28 a request under way while the server closes → its answer ends the connection', async t => {
  const { server, connections, busy, connection } = await serving(t)
  const { socket, ask, said } = await connection()
  ask('/busy')
  await until(() => busy.length === 1)
  server.close()
  const [response] = busy
  if (response === undefined) return
  t.equal(connections.park(response, { leave () {} }), null, 'the response is kept')
  response.end('bye')
  await until(() => socket.closed)
  t.match(said(), /\r\nConnection: close\r\n[^]*bye/)
})

t.test('D19 requests come behind a parked poll -> they wait for its answer, in order', async t => {
  const { parked, connection } = await serving(t)
  const { ask, said } = await connection()
  ask('/park/first')
  await until(() => parked.length === 1)
  ask('/second')
  ask('/park/third', '/fourth')
  await sleep(50)
  t.equal(said(), '')
  parked[0]?.answer('/park/first')
  await until(() => parked.length === 2)
  t.notMatch(said(), '/fourth')
  parked[1]?.answer('/park/third')
  await until(() => said().endsWith('/fourth'))
  t.same(said().match(/\r\n\r\n[/a-z]+/g)?.map(body => body.trim().replace(/http$/, '')), ['/park/first', '/second', '/park/third', '/fourth'])
})

t.test('D29 a browser goes during a parked poll -> its wait is told, later requests are dropped', async t => {
  const { parked, left, connections, connection } = await serving(t)
  const { socket, ask } = await connection()
  ask('/park/first')
  await until(() => parked.length === 1)
  ask('/park/second')
  await sleep(50)
  socket.destroy()
  await until(() => connections.count === 0)
  t.same(left, ['/park/first'])
  parked[0]?.answer('nobody reads it')
  t.equal(parked.length, 1)
})

t.test('S2 every place is taken -> a connection with a parked poll is not the one dropped', async t => {
  const { parked, connection } = await serving(t, { max: 2 })
  const waiting = await connection()
  waiting.ask('/park')
  await until(() => parked.length === 1)
  const idle = await connection()
  idle.ask('/park')
  await until(() => parked.length === 2)
  parked[1]?.answer('done')
  await until(() => idle.said().endsWith('done'))
  await connection()
  await until(() => idle.socket.closed)
  t.notOk(waiting.socket.closed)
})

t.test('S12 the answer to a parked poll is not taken -> its bytes count until its connection ends', async t => {
  const { parked, connections, connection } = await serving(t)
  const { socket, ask } = await connection()
  ask('/park')
  await until(() => parked.length === 1)
  socket.pause()
  parked[0]?.answer(LARGE)
  t.ok(connections.untakenBytes > LARGE.length / 2)
  socket.destroy()
  await until(() => connections.count === 0)
  t.equal(connections.untakenBytes, 0)
})

t.test('S12 the keep-alive time ends -> a parked poll stays, an answered one is closed', async t => {
  const { server, parked, connection } = await serving(t)
  let accepted: Socket | null = null
  server.on('connection', (socket: Socket) => { accepted = socket })
  const { socket, ask, said } = await connection()
  ask('/park')
  await until(() => parked.length === 1)
  server.emit('timeout', accepted)
  await sleep(50)
  t.notOk(socket.closed)
  parked[0]?.answer('hello')
  await until(() => said().endsWith('hello'))
  server.emit('timeout', accepted)
  await until(() => socket.closed)
})
