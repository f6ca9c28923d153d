import t from 'tap'
import type { ExchangeRecord } from '#domain/wire/records.ts'
import { inKey, momentsOf, outKey } from '#views/wire/drawing/moments.ts'
import { isBetweenPolls, lostAnswers } from '#views/wire/outcomes.ts'
import { exchange, news } from '../wire-states.ts'

const poll = (n: number, more: Partial<ExchangeRecord> = {}): ExchangeRecord => exchange(n, more)
const at = (exchanges: readonly ExchangeRecord[]): string[] => momentsOf(exchanges).map(({ key }) => key)

t.test('a send and two polls within one millisecond -> committed, told, asked again, in this order', async t => {
  const now = { startedAt: 5, endedAt: 5 }
  const [held, sent, next] = [
    poll(1, { startedAt: 1, endedAt: 5, news: news(1043, 17) }),
    poll(2, { ...now, way: 'send', tab: null, sent: { conversationId: 'c-ben', clientId: 'x', no: 17, seq: 1043, duplicate: false } }),
    poll(3, { ...now, endedAt: null, end: 'open' })
  ]
  t.same(at([held, sent, next]), [inKey(held), inKey(sent), 'commit 1043', outKey(held), outKey(sent), inKey(next)])
})

t.test('a message from before its poll -> committed first; of unknown time -> no moment', async t => {
  const told = news(1043, 17)
  const known = poll(2, { news: { ...told, events: told.events.map(event => ({ ...event, at: 3 })) } })
  t.same(at([known]), ['commit 1043', inKey(known), outKey(known)])
  const unknown = poll(2, { news: told })
  t.same(at([unknown]), [inKey(unknown), outKey(unknown)])
})

t.test('the same cursor again after news, or the same send again -> the answer before was lost', async t => {
  const sent = { conversationId: 'c-ben', clientId: 'x', no: 17, seq: 1043, duplicate: false }
  t.same([...lostAnswers([poll(1, { news: news(1043, 17) }), poll(2, { news: news(1043, 17) })])], [1])
  t.same([...lostAnswers([poll(1, { news: news(1043, 17) }), poll(2, { cursor: 'r7.1043.5' })])], [])
  t.same([...lostAnswers([poll(1, { news: news(1042, null) }), poll(2)])], [], 'nothing was told, so nothing was lost')
  t.same([...lostAnswers([poll(1, { news: news(1043, 17) }), poll(2, { tab: 'another' })])], [])
  t.same([...lostAnswers([poll(1, { way: 'send', sent }), poll(2, { way: 'send', sent: { ...sent, duplicate: true } })])], [1])
})

t.test('a poll that was not parked and brings a message -> came between two polls', async t => {
  t.ok(isBetweenPolls(poll(1, { held: false, news: news(1043, 17) })))
  t.notOk(isBetweenPolls(poll(1, { held: true, news: news(1043, 17) })))
  t.notOk(isBetweenPolls(poll(1, { held: false, news: news(1042, null) })))
})
