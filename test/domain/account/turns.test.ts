import t from 'tap'
import type { LaneRules } from '#domain/account/turn-order.ts'
import { createTurns } from '#domain/account/turns.ts'
import { StandingClock } from '#test/clock.ts'
import { settled } from './crowd.ts'

/** A queue, one job at a time, whose jobs end on demand; `begun` lists them in the order they started. */
function line (waitingMax = 100) {
  const clock = new StandingClock()
  const turns = createTurns({
    atOnce: 1,
    waitingMax,
    now: () => clock.now(),
    after: (ms, run) => clock.after(ms, run),
    random: () => 0,
    failed: () => 0,
    refusal: readyAt => new Error(`refused, ready at ${readyAt}`)
  })
  const begun: string[] = []
  const ends: (() => void)[] = []
  const take = (network: string, name: string, rules: Partial<LaneRules> = {}) => {
    const lane = { key: `${network} ${name}`, isKnown: false, subject: name, network, readyAt: () => 0, started: () => {}, ...rules }
    return turns.take(lane, { isFresh: false }, () => {
      begun.push(name)
      return new Promise<void>(resolve => { ends.push(resolve) })
    })
  }
  async function endAll (): Promise<void> {
    for (await settled(); ends.length > 0; await settled()) ends.shift()?.()
  }
  return { turns, clock, begun, take, endAll }
}

t.test('eve asks 90 times before ana → ana waits for one of them', async t => {
  const { turns, begun, take, endAll } = line()
  const asked = Array.from({ length: 90 }, (_, i) => take('eve', `eve ${i}`))
  asked.push(take('ana', 'ana'), take('ben', 'ben'))
  t.ok(turns.busy())
  await endAll()
  await Promise.all(asked)
  t.same(new Set(begun.slice(0, 3)), new Set(['eve 0', 'ana', 'ben']))
  t.equal(begun.length, 92)
  t.notOk(turns.busy(), 'and all places are free again')
})

t.test('a network with an endless crowd → still gets turns', async t => {
  const { begun, take, endAll } = line()
  const crowd = Array.from({ length: 4 }, (_, i) => take('school', `school ${i}`))
  const others = Array.from({ length: 40 }, (_, i) => take(`other ${i}`, `other ${i}`))
  await endAll()
  await Promise.all([...crowd, ...others])
  t.ok(begun.indexOf('school 2') < 20, `${begun.join(', ')}: every eighth turn is drawn by lot`)
})

t.test('eve fills the queue → her oldest request gives way to ana’s', async t => {
  const { begun, take, endAll } = line(3)
  const eves = Array.from({ length: 4 }, (_, i) => take('eve', `eve ${i}`))
  const outcomes = Promise.allSettled(eves)
  const others = [take('ana', 'ana'), take('ben', 'ben')]
  await endAll()
  await Promise.all(others)
  t.match(await outcomes, [{ status: 'fulfilled' }, { status: 'rejected' }, { status: 'rejected' }, { status: 'fulfilled' }])
  t.same([...begun].sort(), ['ana', 'ben', 'eve 0', 'eve 3'])
})

t.test('known browsers and strangers wait → strangers get every fourth turn', async t => {
  const { begun, take, endAll } = line()
  const first = take('eve', 'first')
  const known = Array.from({ length: 6 }, (_, i) => take('', `known ${i}`, { isKnown: true }))
  const strangers = Array.from({ length: 2 }, (_, i) => take('eve', `stranger ${i}`))
  await endAll()
  await Promise.all([first, ...known, ...strangers])
  t.match(begun.slice(1, 4), [/known/, /known/, /known/])
  t.match(begun[4], /stranger/)
})

t.test('a paced lane → continues on time without another event', async t => {
  const { clock, begun, take, endAll } = line()
  const at = clock.now() + 5_000
  const paced = take('eve', 'paced', { readyAt: () => at })
  await endAll()
  clock.advance(4_999)
  await settled()
  t.same(begun, [])
  clock.advance(1)
  await endAll()
  await paced
  t.same(begun, ['paced'])
})

t.test('a job fails → its place is freed', async t => {
  const { turns, begun, take, endAll } = line()
  const rules = { key: 'eve', isKnown: false, subject: 'eve', network: 'eve', readyAt: () => 0, started: () => {} }
  const failed = turns.take(rules, { isFresh: false }, async () => { throw new Error('bad luck') })
  const next = take('ana', 'ana')
  await t.rejects(failed, { message: 'bad luck' })
  await endAll()
  await next
  t.same(begun, ['ana'])
})

t.test('S4 a request arrives while all lanes are paced → no lane is scanned', async t => {
  const { turns, clock, begun, take, endAll } = line()
  const at = clock.now() + 5_000
  let looks = 0
  const asked = Array.from({ length: 90 }, (_, i) => take(`eve ${i}`, 'paced', { readyAt: () => { looks++; return at } }))
  t.ok(looks <= 4 * asked.length, `${looks} looks: ${asked.length} lanes were not gone through at each of ${asked.length} arrivals`)
  const ana = take('ana', 'ana')
  await settled()
  t.same(begun, ['ana'], 'a job that may start does so at once')
  await endAll()
  await ana
  clock.advance(5_000)
  await endAll()
  await Promise.all(asked)
  t.equal(begun.length, 91)
  t.notOk(turns.busy())
})
