import t from 'tap'
import { loadOf, sideOf, type Recording } from '#domain/wire/played/comparison.ts'
import type { ExchangeRecord } from '#domain/wire/records.ts'

let count = 0

function exchange (more: Partial<ExchangeRecord>): ExchangeRecord {
  const n = ++count
  const made = { n, version: n, username: 'ben', session: 'ben', tab: null, method: 'GET', path: '/poll', cursor: null, startedAt: 0, endedAt: 0 }
  return { ...made, way: 'poll', held: false, end: 'answered', status: 200, bytesIn: 0, bytesOut: 100, news: null, sent: null, ...more }
}

function send (no: number, startedAt: number, duplicate = false): ExchangeRecord {
  return exchange({ way: 'send', session: 'ana', startedAt, endedAt: startedAt + 2, bytesIn: 50, sent: { conversationId: 'c', clientId: null, no, seq: null, duplicate } })
}

function poll (session: string, endedAt: number, nos: readonly number[], more: Partial<ExchangeRecord> = {}): ExchangeRecord {
  const events = nos.map(no => ({ seq: 100 + no, type: 'message', conversationId: 'c', no, clientId: null, again: false }))
  const news = { status: 'events', from: null, cursor: null, fromSeq: null, toSeq: null, holdMs: 0, events, receipts: [], signals: 0 }
  return exchange({ session, endedAt, news, ...more })
}

function recording (exchanges: readonly ExchangeRecord[], more: Partial<Recording> = {}): Recording {
  return { waiting: 'long-poll', exchanges, headBytes: 0, listeners: ['ben'], forMs: 60_000, cpuMs: 0, ...more }
}

t.test('messages that came after 10 to 200 ms → the median and the 95th of 100', async t => {
  const nos = Array.from({ length: 20 }, (_, at) => at + 1)
  const exchanges = nos.flatMap(no => [send(no, no * 1_000), poll('ben', no * 1_000 + no * 10, [no])])
  t.match(sideOf(recording(exchanges)), { heard: 20, latencyMs: { p50: 100, p95: 190 } })
})

t.test('a lost answer, one told twice, a repeated send → from the first send to the first arrival', async t => {
  const lost = poll('ben', 1_010, [1], { end: 'left', status: null })
  const exchanges = [send(1, 1_000), lost, send(1, 1_200, true), poll('ben', 1_300, [1]), poll('ben', 1_900, [1])]
  t.match(sideOf(recording(exchanges)), { heard: 1, latencyMs: { p50: 300, p95: 300 } })
})

t.test('two listeners in half a minute → requests and bytes of one in a minute', async t => {
  const exchanges = [send(1, 0), poll('ben', 5, [1]), poll('cho', 9, [1]), poll('cho', 20, [])]
  const side = sideOf(recording(exchanges, { listeners: ['ben', 'cho'], forMs: 30_000, headBytes: 600, cpuMs: 40 }))
  t.same(side, {
    waiting: 'long-poll', heard: 2, latencyMs: { p50: 5, p95: 9 }, requestsPerMinute: 3, bytesPerMinute: 900, headBytesPerMinute: 600, cpuMsPerMinute: 80
  })
})

t.test('nobody heard anything, no time passed → no latency, and no number that is none', async t => {
  t.match(sideOf(recording([send(1, 0), poll('ben', 10, [])])), { heard: 0, latencyMs: null })
  t.match(sideOf(recording([], { forMs: 0, listeners: [] })), { requestsPerMinute: 0, bytesPerMinute: 0, cpuMsPerMinute: 0 })
})

t.test('people and a hold → requests a second, and their share of a processor', async t => {
  t.same(loadOf(1_000, 5, 300), { requests: 200, share: 0.06 })
  t.same(loadOf(6_000, 60, 300), { requests: 100, share: 0.03 })
})
