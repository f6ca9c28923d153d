import { once } from 'node:events'
import { createServer, type AddressInfo, type Socket } from 'node:net'
import t, { type Test } from 'tap'
import { Connection, get } from '../../bench/load/connection.ts'
import { eachAppendedMark, eachMark, text } from '../../bench/load/marks.ts'
import { Tally } from '../../bench/load/tally.ts'
import { Times } from '../../bench/load/times.ts'

const ANA = 0
const BEN = 1

t.test('every message once and in order → nothing reported', async t => {
  const tally = new Tally(2)
  for (let i = 0; i < 3; i++) tally.hear(BEN, ANA, tally.send(ANA, 1))
  t.same(tally.verdict(), { sent: 3, delivered: 3, refused: 0, lost: 0, doubled: 0, reordered: 0 })
})

t.test('a message that never arrives → lost', async t => {
  const tally = new Tally(2)
  const counts = [tally.send(ANA, 1), tally.send(ANA, 1), tally.send(ANA, 1)]
  tally.hear(BEN, ANA, counts[0] ?? NaN)
  tally.hear(BEN, ANA, counts[2] ?? NaN)
  t.match(tally.verdict(), { lost: 1, doubled: 0, reordered: 0 })
})

t.test('a message that arrives twice → doubled, and no loss hidden', async t => {
  const tally = new Tally(2)
  const first = tally.send(ANA, 1)
  tally.send(ANA, 1)
  tally.hear(BEN, ANA, first)
  tally.hear(BEN, ANA, first)
  t.match(tally.verdict(), { delivered: 1, lost: 1, doubled: 1, reordered: 0 })
})

t.test('a message after a later one → reordered, not lost', async t => {
  const tally = new Tally(2)
  const counts = [tally.send(ANA, 1), tally.send(ANA, 1)]
  tally.hear(BEN, ANA, counts[1] ?? NaN)
  tally.hear(BEN, ANA, counts[0] ?? NaN)
  t.match(tally.verdict(), { delivered: 2, lost: 0, doubled: 0, reordered: 1 })
})

t.test('a group message → owed to each receiver; a refused one → to nobody', async t => {
  const tally = new Tally(4)
  const count = tally.send(ANA, 3)
  for (const receiver of [1, 2]) tally.hear(receiver, ANA, count)
  t.equal(tally.outstanding, 1)
  tally.send(ANA, 3)
  tally.refuse(3)
  t.match(tally.verdict(), { sent: 3, refused: 1, lost: 1 })
})

t.test('any answer → its marks, in their order', async t => {
  const heard: number[][] = []
  eachMark(`{"events":[{"body":"${text(7, 0)}"},{"body":"${text(12, 345)}"}]}`, (sender, count) => heard.push([sender, count]))
  t.same(heard, [[7, 0], [12, 345]])
  t.throws(() => eachMark('{"body":"~7.0@12', () => {}), /torn mark/)
})

t.test('an answer as HTML → a mark for each message appended, none for its label or row', async t => {
  const appended = (message: string) => `<div class="patch" data-how="append"><li><a aria-label="${message}"></a><p>${message}</p></li></div>`
  const [first, second] = [text(7, 0), text(7, 1)]
  const row = `<div class="patch" data-how="top"><li>${second}</li></div>`
  const heard: number[][] = []
  eachAppendedMark(JSON.stringify({ html: appended(first) + appended(second) + row }), (sender, count) => heard.push([sender, count]))
  t.same(heard, [[7, 0], [7, 1]])
  t.throws(() => eachAppendedMark(JSON.stringify({ html: appended('hi') }), () => {}), /torn mark/)
})

t.test('added values → percentiles of all of them', async t => {
  const times = new Times()
  for (let ms = 5_000; ms >= 1; ms--) times.add(ms * 1_000)
  t.same([0.5, 0.99, 1].map(share => times.percentileMs(share)), [2_500, 4_950, 5_000])
})

t.test('an answer split anywhere by the network → parsed the same', async t => {
  const answer = 'HTTP/1.1 201 Created\r\nContent-Type: application/json\r\nContent-Length: 13\r\n\r\n{"sent":true}'
  for (const pieces of [[answer], [answer.slice(0, 30), answer.slice(30, 70), answer.slice(70, 90), answer.slice(90)]]) {
    const port = await answering(t, async socket => {
      for (const piece of pieces) {
        socket.write(piece)
        await new Promise(setImmediate)
      }
    })
    const connection = new Connection(port)
    t.equal(await connection.fetch(get('/')), '{"sent":true}')
    t.equal(await connection.fetch(get('/')), '{"sent":true}', 'the connection stays usable')
    connection.cut()
  }
})

t.test('a connection that ends during a request → reported and counted', async t => {
  const before = Connection.broken
  const connection = new Connection(await answering(t, async socket => { socket.destroy() }))
  await t.rejects(connection.fetch(get('/')), /was answered 0/)
  t.equal(Connection.broken, before + 1)
})

async function answering (t: Test, answer: (socket: Socket) => Promise<void>): Promise<number> {
  const server = createServer({ noDelay: true }, socket => {
    socket.on('data', () => { answer(socket).catch(t.threw) })
    socket.on('error', () => {})
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(() => { server.close() })
  return (server.address() as AddressInfo).port
}
