import t from 'tap'
import { culpritIn } from '#domain/wire/played/judge.ts'
import type { ExchangeRecord } from '#domain/wire/records.ts'
import { scoreboardOf } from '#domain/wire/scoreboard.ts'
import { stepsOf } from '#domain/wire/steps.ts'

let count = 0

type News = NonNullable<ExchangeRecord['news']>

/** One answered poll over (from, to] that carried messages with these seqs. */
function poll (from: number, to: number, seqs: readonly number[], more: Partial<ExchangeRecord> = {}): ExchangeRecord {
  const events: News['events'] = seqs.map(seq => ({ seq, type: 'message', conversationId: 'c', no: seq - 100, clientId: null, again: false }))
  const n = ++count
  return {
    n,
    version: n,
    username: 'ana',
    session: 's',
    tab: 'page',
    way: 'poll',
    method: 'GET',
    path: '/poll',
    cursor: `run.${from}.1`,
    startedAt: n * 1_000,
    endedAt: n * 1_000 + 900,
    held: true,
    end: 'answered',
    status: 200,
    bytesIn: 0,
    bytesOut: 300,
    sent: null,
    news: { status: 'events', from: `run.${from}.1`, cursor: `run.${to}.1`, fromSeq: from, toSeq: to, holdMs: 90_000, events, receipts: [], signals: 0 },
    ...more
  }
}

function send (clientId: string, no: number | null): ExchangeRecord {
  return { ...poll(0, 0, []), way: 'send', news: null, cursor: null, tab: null, sent: { conversationId: 'c', clientId, no, seq: null, duplicate: false } }
}

function broken (exchanges: readonly ExchangeRecord[]) {
  const { passed, assertions } = scoreboardOf(exchanges)
  return { passed, broken: assertions.filter(({ count }) => count > 0) }
}

t.test('answers that follow one another -> passed', async t => {
  t.same(broken([poll(100, 101, [101]), poll(101, 105, [103, 105]), poll(105, 105, [])]), { passed: true, broken: [] })
})

t.test('an answer lost on its way, and the same again -> passed, counted as carried again', async t => {
  const [first, second] = [poll(101, 103, [103]), poll(101, 103, [103])]
  const news = second.news as News
  const again = { ...second, news: { ...news, events: news.events.map(event => ({ ...event, again: true })) } }
  t.match(scoreboardOf([first, again]), { passed: true, redelivered: 1, delivered: 1 })
})

t.test('an event that another answer of the same stretch lacks -> lost, by that answer', async t => {
  const bad = poll(100, 105, [101, 105])
  t.same(broken([poll(100, 105, [101, 103, 105], { session: 'other' }), bad]), { passed: false, broken: [{ name: 'lost', count: 1, brokenBy: bad.n }] })
})

t.test('a poll that continues after more than it was answered with -> skipped', async t => {
  const [first, bad] = [poll(100, 101, []), poll(104, 105, [])]
  t.same(broken([first, bad]), { passed: false, broken: [{ name: 'skipped', count: 1, brokenBy: bad.n }] })
  t.same(broken([poll(100, 101, []), poll(104, 105, [], { tab: 'new page' })]), { passed: true, broken: [] }, 'a new page was read later')
})

t.test('events or numbers that do not rise -> disordered', async t => {
  const bad = poll(100, 105, [103, 102])
  t.same(broken([bad]), { passed: false, broken: [{ name: 'disordered', count: 1, brokenBy: bad.n }] })
})

t.test('one clientId with two numbers -> stored twice; with one -> passed', async t => {
  const [first, same, other] = [send('x', 7), send('x', 7), send('x', 8)]
  t.same(broken([first, same]), { passed: true, broken: [] })
  t.same(broken([first, same, other]), { passed: false, broken: [{ name: 'stored-twice', count: 1, brokenBy: other.n }] })
})

t.test('a message between two polls -> waited; one while a poll was held -> rode', async t => {
  t.match(scoreboardOf([poll(100, 101, [101]), poll(101, 102, [102], { held: false })]), { rode: 1, waited: 1, held: 1, reissued: 1 })
})

t.test('6,400 exchanges of 100 events each -> each is looked at some times, not all for each', async t => {
  let looked = 0
  const rows = Array.from({ length: 6_400 }, (_, at) => poll(at, at + 100, Array.from({ length: 100 }, (_, seq) => at + seq + 1)))
  for (const row of rows) Object.defineProperty(row, 'news', { get: (news => () => { looked++; return news })(row.news) })
  scoreboardOf(rows)
  t.ok(looked <= 20 * rows.length, `${looked} looks`)
})

t.test('a message that is answered but not acked -> is notified, and no more', async t => {
  t.same(stepsOf([poll(100, 101, [101])]).map(({ step }) => step), ['notified'])
  t.same(stepsOf([poll(100, 101, [101]), poll(101, 101, [])]).map(({ step }) => step), ['notified', 'ack', 'ack-accepted'])
  t.same(stepsOf([poll(100, 101, [101]), poll(100, 101, [101])]).map(({ step }) => step), ['notified', 'notified'], 'the same cursor acks nothing')
  const twice = stepsOf([poll(100, 101, [101]), poll(100, 101, [101]), poll(101, 101, [])]).map(({ step }) => step)
  t.same(twice, ['notified', 'notified', 'ack', 'ack-accepted'], 'told twice, acked once')
})

t.test('receipts that several people are told -> delivered at the answer to each sender', async t => {
  const receipts = (username: string, deliveredNo: number, of: string): ExchangeRecord => {
    const told = poll(101, 102, [], { username: of, session: of })
    return { ...told, news: { ...told.news as News, receipts: [{ conversationId: 'c', username, deliveredNo, readNo: 0 }] } }
  }
  const by = (username: string, no: number): ExchangeRecord => ({ ...send(`${username}-${no}`, no), username, session: username })
  const exchanges = [by('ana', 1), by('ben', 2), receipts('cho', 2, 'cho’s friend'), receipts('cho', 2, 'ben'), receipts('cho', 2, 'ana'), receipts('dan', 2, 'ana')]
  const delivered = stepsOf(exchanges).filter(({ step }) => step === 'delivered').map(({ n, no }) => [n, no])
  t.same(delivered, [[exchanges[3]?.n, 2], [exchanges[4]?.n, 1]])
})

t.test('a broken play -> the first exchange that breaks a promise, else the last answered one', async t => {
  const [said, first, lacking, after] = [send('one', 1), poll(100, 101, [101]), poll(100, 101, []), poll(101, 101, [])]
  t.equal(culpritIn([said, first, lacking, after]), lacking.n, 'an answer that lacks what another one carried')
  const early = { ...poll(101, 101, []), endedAt: 500 }
  t.equal(culpritIn([said, first, after, early]), after.n, 'the last by time')
  t.equal(culpritIn([first, { ...poll(150, 150, []), endedAt: 500 }]), first.n, 'players may skip')
  t.equal(culpritIn([{ ...first, end: 'left', news: null }]), null)
})
