import t from 'tap'
import { world } from '#test/world.ts'
import { playRound } from './round.ts'
import { openTalk } from './talk.ts'

const EXCHANGES = 250

t.test('U226 recordings with lost, cut and doubled exchanges → page, proxy and metrics count alike', async t => {
  const w = await world(t, { config: { sendsPerSecond: 1_000, sendsBurst: 100_000 } })
  const talk = await openTalk(w, 13)
  t.teardown(talk.proxy.close)
  const rounds = [await playRound(w, talk, EXCHANGES), await playRound(w, talk, EXCHANGES)]
  for (const { page, proxy, hasPassed } of rounds) {
    t.same(page, proxy)
    t.ok(hasPassed)
    for (const name of ['duplicates', 'redelivered', 'rode', 'waited']) t.ok((proxy[name] ?? 0) > 5, `${name} happened`)
  }
  // Nobody else has a browser here, and ben writes without HTTP.
  const text = await w.metrics.text()
  const metric = (pattern: RegExp): number => [...text.matchAll(pattern)].reduce((sum, [, count]) => sum + Number(count), 0)
  const sum = (name: string): number => rounds.reduce((total, { page }) => total + (page[name] ?? 0), 0)
  t.equal(metric(/^holdline_exchange_seconds_count\{way="poll",status="\w+"\} (\d+)/gm), sum('polls'))
  t.equal(metric(/^holdline_exchange_seconds_count\{way="send",status="\w+"\} (\d+)/gm), sum('sends') - sum('duplicates'))
  t.equal(metric(/^holdline_duplicate_sends_total (\d+)/gm), sum('duplicates'))
})
