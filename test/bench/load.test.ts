import { once } from 'node:events'
import { createServer, type AddressInfo, type Socket } from 'node:net'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import t, { type Test } from 'tap'
import { Connection, get } from '../../bench/load/connection.ts'
import { Crowd } from '../../bench/load/crowd.ts'
import { floorDriver } from '../../bench/load/drivers/floor.ts'
import { heldFrames } from '../../bench/load/drivers/held-frames.ts'
import { eachAppendedMark, eachMark, newestMark, nowUs, text } from '../../bench/load/marks.ts'
import { Tally } from '../../bench/load/tally.ts'
import { Times } from '../../bench/load/times.ts'
import { messageText } from '#views/messages/text/message-text.ts'

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
  eachMark(`{"events":[{"body":"${text(7, 0, 1)}"},{"body":"${text(12, 345, 2)}"}]}`, (sender, count) => heard.push([sender, count]))
  t.same(heard, [[7, 0], [12, 345]])
  t.throws(() => eachMark('{"body":"^7.0@12', () => {}), /torn mark/)
})

t.test('an answer as HTML → a mark for each message appended, none for its label or row', async t => {
  const appended = (message: string) => `<div class="patch" data-how="append"><li><a aria-label="${message}"></a><p>${message}</p></li></div>`
  const [first, second] = [text(7, 0, 1), text(7, 1, 3)]
  const row = `<div class="patch" data-how="top"><li>${second}</li></div>`
  const heard: number[][] = []
  eachAppendedMark(JSON.stringify({ html: appended(first) + appended(second) + row }), (sender, count) => heard.push([sender, count]))
  t.same(heard, [[7, 0], [7, 1]])
  t.throws(() => eachAppendedMark(JSON.stringify({ html: appended('^7.0@12') }), () => {}), /torn mark/)
})

t.test('a line of the server appended before a row with a mark → no mark', async t => {
  const line = '<div class="patch" data-how="append"><li>Ana changed the title</li></div>'
  eachAppendedMark(JSON.stringify({ html: `${line}<div class="patch" data-how="top"><li>${text(7, 0, 1)}</li></div>` }), () => t.fail('there is one'))
})

t.test('a message with a mark → drawn as it was sent', async t => {
  t.equal(messageText(text(12, 345, 678_901)).toString(), text(12, 345, 678_901))
})

t.test('a held frame → its newest message, and no mark before the log', async t => {
  const heard: number[][] = []
  const frame = `<title>^ana</title><div role="log"><ul><li>${text(7, 3, 30)}</li><li>${text(7, 2, 20)}</li></ul></div>`
  newestMark(frame, (sender, count) => heard.push([sender, count]))
  newestMark('<div role="log"></div>', () => t.fail('there is no message'))
  t.same(heard, [[7, 3]])
})

t.test('held frames → the address that each names, redirects too, and a message only once', async t => {
  const { poll, polled, eachMark: each } = heldFrames(['Cookie: a=b\r\n'], 'c1')
  const frame = (said: string) => `<meta http-equiv="refresh" content="1;url=../held/c1?cursor=2&amp;n=1"><div role="log">${said}</div>`
  t.match(poll(0), /^GET \/held\/c1 HTTP\/1\.1\r\n.*Cookie: a=b/s)
  polled(0, frame(''), 'HTTP/1.1 200 OK')
  t.match(poll(0), /^GET \/held\/c1\?cursor=2&n=1 HTTP/)
  polled(0, '', 'HTTP/1.1 302 Found\r\nlocation: ../held/c1?cursor=2&n=2&hop=1\r\n')
  t.match(poll(0), /^GET \/held\/c1\?cursor=2&n=2&hop=1 HTTP/)
  const heard: number[] = []
  for (const said of [text(7, 0, 10), text(7, 0, 10), text(7, 1, 20)]) each?.(frame(said), (_sender, count) => heard.push(count), 0)
  t.same(heard, [0, 1])
})

t.test('a message due while its sender waits → sent in its turn, with the time it was due', async t => {
  const sent: string[] = []
  const answers: (() => void)[] = []
  const port = await answering(t, async (socket, request) => {
    sent.push(request)
    answers.push(() => { socket.write('HTTP/1.1 201 Created\r\nContent-Length: 2\r\n\r\n{}') })
  })
  const crowd = new Crowd(port, 2, floorDriver(2), 0)
  const due = nowUs() - 5_000_000
  const accepted = new Promise<void>(resolve => {
    crowd.direct(ANA, () => {}, due)
    crowd.direct(ANA, taken => { if (taken) resolve() }, due + 1)
  })
  crowd.direct(ANA, () => t.fail('it was dropped'), due + 2)
  t.equal(crowd.tally.outstanding, 1, 'those that wait are not sent yet')
  while (answers.length < 1) await new Promise(setImmediate)
  answers[0]?.()
  while (answers.length < 2) await new Promise(setImmediate)
  t.same(crowd.dropWaiting(), [due + 2])
  answers[1]?.()
  await accepted
  t.same(sent.map(request => /\^0\.(\d)@(-?\d+)\^/.exec(request)?.slice(1)), [['0', String(due)], ['1', String(due + 1)]])
  t.equal(crowd.tally.outstanding, 2)
  crowd.cutPolls([ANA, BEN])
})

t.test('a user with two browsers → a message is owed to each', async t => {
  const crowd = new Crowd(await answering(t, async () => {}), 2, { ...floorDriver(3), seconds: [BEN] }, 0)
  t.same(crowd.browsers(), [0, 1, 2])
  crowd.direct(ANA, () => {})
  t.equal(crowd.tally.outstanding, 2)
  crowd.direct(BEN, () => {})
  t.equal(crowd.tally.outstanding, 3, 'ana has one')
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

t.test('a compressed answer → decoded, with the time at which it came', async t => {
  for (const [encoding, pack] of [['gzip', gzipSync], ['br', brotliCompressSync]] as const) {
    const packed = pack('{"sent":true}')
    const port = await answering(t, async socket => {
      socket.write(`HTTP/1.1 200 OK\r\nContent-Encoding: ${encoding}\r\nContent-Length: ${packed.length}\r\n\r\n`)
      socket.write(packed)
    })
    const connection = new Connection(port)
    const { body, atUs } = await new Promise<{ body: string, atUs: number }>(resolve => {
      connection.ask(get('/'), (_status, body, atUs) => resolve({ body, atUs }))
    })
    t.equal(body, '{"sent":true}')
    t.ok(atUs <= nowUs() && atUs > nowUs() - 60_000_000)
    t.equal(connection.busy, false)
    connection.cut()
  }
})

t.test('a connection that ends during a request → reported and counted', async t => {
  const before = Connection.broken
  const connection = new Connection(await answering(t, async socket => { socket.destroy() }))
  await t.rejects(connection.fetch(get('/')), /was answered 0/)
  t.equal(Connection.broken, before + 1)
})

async function answering (t: Test, answer: (socket: Socket, request: string) => Promise<void>): Promise<number> {
  const server = createServer({ noDelay: true }, socket => {
    t.teardown(() => { socket.destroy() })
    socket.on('data', request => { answer(socket, String(request)).catch(t.threw) })
    socket.on('error', () => {})
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(() => { server.close() })
  return (server.address() as AddressInfo).port
}
