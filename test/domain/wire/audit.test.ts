import t, { type Test } from 'tap'
import type { Message } from '#domain/messages/messages.ts'
import { createLedgerBooks } from '#domain/wire/ledger-book.ts'
import type { ExchangeRecord } from '#domain/wire/records.ts'
import { scoreboardOf, type Scoreboard } from '#domain/wire/scoreboard.ts'
import type { Browser } from '../../rules/stage/browser.ts'
import { cast } from '../../rules/stage/site.ts'

const brokenIn = ({ assertions }: Scoreboard) => assertions.filter(({ count }) => count > 0)

/** A talk of ana and ben over real HTTP, as ben's records have it, with a part of the ledger. */
async function talked (t: Test) {
  const { site, ana, ben, talk } = await cast(t)
  const look = async (who: Browser) => (await who.do<{ exchanges: ExchangeRecord[] }>('GET', '/api/wire')).exchanges
  await look(ben)
  let { cursor } = await ben.ask({ hold: 0 })
  async function poll (): Promise<void> {
    ;({ cursor } = await ben.ask({ cursor, hold: 0, tab: 'page' }))
  }
  await poll()
  for (const text of ['one', 'two', 'three']) await ana.send(talk, text)
  await poll()
  await ben.send(talk, 'four')
  await ana.send(talk, 'five')
  await poll()
  await poll()
  const exchanges = await look(ben)
  const { signals, store: { ledger } } = site.world.messenger
  const part = () => createLedgerBooks(ledger, signals)(ben.userId, Math.min(...exchanges.map(({ news }) => news?.fromSeq ?? Infinity)))
  /** The records with a violation planted into the exchange that carried so many messages. */
  function planted (count: number, plant: (news: NonNullable<ExchangeRecord['news']>) => Partial<NonNullable<ExchangeRecord['news']>>) {
    const bad = exchanges.find(({ news }) => news?.events.filter(({ type }) => type === 'message').length === count) as ExchangeRecord
    const { news } = bad
    if (news === null) throw new Error('no news')
    return { n: bad.n, exchanges: exchanges.map(each => each === bad ? { ...each, news: { ...news, ...plant(news) } } : each) }
  }
  return { site, ana, ben, talk, exchanges, planted, part, look }
}

t.test('U222 a talk as it was -> records and ledger agree on every count', async t => {
  const { exchanges, part } = await talked(t)
  t.match(scoreboardOf(exchanges, await part()), {
    sent: 1, stored: 1, delivered: 5, acked: 5, ledger: { stored: 1, delivered: 5, acked: 5, agrees: true }, passed: true
  })
})

t.test('U222 a server that did not keep an ack -> its delivered watermark and the records disagree', async t => {
  const { site, ben, exchanges, part } = await talked(t)
  const read = await part()
  const behind = { ...read, ackedSeq: (read.lines.at(-1)?.seq ?? 0) - 1 }
  t.match(scoreboardOf(exchanges, behind), { acked: 5, ledger: { delivered: 5, acked: 4, agrees: false }, passed: false })
  site.clock.advance(1_000)
  const { signals } = site.world.messenger.store
  while (await signals.deliveredTo(ben.userId) < read.ackedSeq) await new Promise(resolve => { setImmediate(resolve) })
  t.equal((await part()).ackedSeq, read.ackedSeq, 'the same once it is written')
})

t.test('U222 a poll that is sent away before its cursor is read -> acknowledges nothing', async t => {
  const { exchanges, part } = await talked(t)
  const last = exchanges.filter(({ way }) => way === 'poll').at(-1) as ExchangeRecord
  const away = { ...last, held: false, news: { ...last.news as NonNullable<ExchangeRecord['news']>, status: 'superseded', events: [] } }
  t.match(scoreboardOf(exchanges.map(each => each === last ? away : each), await part()), { acked: 3, ledger: { acked: 3 } }, 'of its cursor')
})

t.test('U222 a ledger that was read in part -> no counts of it, and what was read is compared', async t => {
  const { exchanges, planted, part } = await talked(t)
  const { fromSeq, toSeq, ackedSeq, lines } = await part()
  for (const cut of [{ fromSeq: fromSeq + 1, toSeq, ackedSeq }, { fromSeq, toSeq: toSeq - 1, ackedSeq }]) {
    const read = { ...cut, lines: lines.filter(({ seq }) => seq > cut.fromSeq && seq <= cut.toSeq) }
    t.match(scoreboardOf(exchanges, read), { delivered: 5, ledger: null, passed: true })
    const { n, exchanges: bad } = planted(3, ({ events }) => ({ events: events.filter((_, at) => at !== 1) }))
    t.same(brokenIn(scoreboardOf(bad, read)), [{ name: 'differing', count: 1, brokenBy: n }])
  }
})

t.test('U222 an event dropped from one record -> differs from the ledger, by that exchange', async t => {
  const { planted, part } = await talked(t)
  const { n, exchanges } = planted(3, ({ events }) => ({ events: events.filter((_, at) => at !== 1) }))
  const board = scoreboardOf(exchanges, await part())
  t.match(board, { passed: false, delivered: 4, ledger: { delivered: 5, agrees: false } })
  t.same(brokenIn(board), [{ name: 'differing', count: 1, brokenBy: n }])
  t.ok(scoreboardOf(exchanges).passed, 'of which the records alone know nothing')
})

t.test('U222 events in another order, or one twice -> disordered, by that exchange', async t => {
  const { planted, part } = await talked(t)
  for (const plant of [
    planted(3, ({ events }) => ({ events: [...events].reverse() })),
    planted(3, ({ events }) => ({ events: [...events, ...events.slice(0, 1)] }))
  ]) {
    const board = scoreboardOf(plant.exchanges, await part())
    t.notOk(board.passed)
    t.same(brokenIn(board), [{ name: 'disordered', count: 1, brokenBy: plant.n }])
  }
})

t.test('U222 an event that the ledger lacks, or under another number -> differs', async t => {
  const { planted, part } = await talked(t)
  const made = { type: 'message', conversationId: 'c', no: 99, clientId: null, again: false }
  for (const plant of [
    planted(2, ({ events }) => ({ events: events.map((each, at) => at === 1 ? { ...each, ...made } : each) })),
    planted(3, ({ events, toSeq }) => ({ events: [...events, { ...made, seq: (toSeq ?? 0) + 1 }] }))
  ]) {
    const { passed, assertions } = scoreboardOf(plant.exchanges, await part())
    t.notOk(passed)
    t.equal(assertions.find(({ name, count }) => count > 0 && name === 'differing')?.brokenBy, plant.n)
  }
})

t.test('U222 a tab that skips a part -> skipped, by that exchange', async t => {
  const { exchanges, part } = await talked(t)
  const bad = exchanges.filter(({ way }) => way === 'poll').at(-1) as ExchangeRecord
  const news = bad.news as NonNullable<ExchangeRecord['news']>
  const moved = { ...news, fromSeq: (news.fromSeq ?? 0) + 1, toSeq: (news.toSeq ?? 0) + 1 }
  const board = scoreboardOf(exchanges.map(each => each === bad ? { ...each, news: moved } : each), await part())
  t.notOk(board.passed)
  t.same(brokenIn(board), [{ name: 'skipped', count: 1, brokenBy: bad.n }])
})

t.test('U222 a send under another number than in the ledger -> differs', async t => {
  const { exchanges, part } = await talked(t)
  const bad = exchanges.find(({ way }) => way === 'send') as ExchangeRecord
  const sent = bad.sent as NonNullable<ExchangeRecord['sent']>
  const board = scoreboardOf(exchanges.map(each => each === bad ? { ...each, sent: { ...sent, no: 77 } } : each), await part())
  t.notOk(board.passed)
  t.match(brokenIn(board), [{ name: 'differing', brokenBy: bad.n }])
})

t.test('messages edited and recalled since -> records and ledger still agree', async t => {
  const { ana, ben, talk, look, part } = await talked(t)
  const { messages } = await ben.do<{ messages: Message[] }>('GET', `/api/conversations/${talk}/messages`)
  const [theirs, own] = ['two', 'four'].map(text => messages.find(({ body }) => body === text)?.no)
  await ana.do('DELETE', `/api/conversations/${talk}/messages/${theirs}`)
  await ben.do('PATCH', `/api/conversations/${talk}/messages/${own}`, { body: 'four!' })
  await ben.ask({ cursor: await ben.cursor(), hold: 0, tab: 'new page' })
  t.match(scoreboardOf(await look(ben), await part()), { passed: true, ledger: { agrees: true } })
})
