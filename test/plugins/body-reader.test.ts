import { PassThrough } from 'node:stream'
import { setImmediate as turn } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import t from 'tap'
import { createMemoryBudget } from '#domain/site/memory-budget.ts'
import { readBody } from '#plugins/bodies/body-reader.ts'
import { StandingClock } from '#test/clock.ts'

/** A body under way: its outcome, once there is one, and the budget it takes from. */
function reading ({ announced = null, limit = 1000, total = 100_000 }: { announced?: number | null, limit?: number, total?: number } = {}) {
  const payload = new PassThrough()
  const budget = createMemoryBudget(total)
  const outcomes: string[] = []
  const clock = new StandingClock()
  readBody(payload, { announced, limit, budget, owner: 'ana', after: (ms, run) => clock.after(ms, run) }, (error, body) => outcomes.push(error === null ? body.toString() : error.message))
  return { payload, budget, outcomes, clock }
}

t.test('S2 a body in pieces → read as it was sent, and its memory given back', async t => {
  const { payload, budget, outcomes } = reading({ limit: 100_000 })
  const sent = Array.from({ length: 3000 }, (_, n) => `piece ${n},`)
  for (const piece of sent) payload.write(piece)
  payload.end()
  await turn()
  t.same(outcomes, [sent.join('')])
  t.equal(budget.used, 0)
})

t.test('S2 a body that is not whole after a minute → refused, and its memory given back', async t => {
  const { payload, budget, outcomes, clock } = reading()
  payload.write('half')
  await turn()
  clock.advance(59_999)
  t.same(outcomes, [])
  clock.advance(1)
  t.same(outcomes, ['The body did not come within a minute.'])
  t.equal(budget.used, 0)
})

t.test('S2 a body that has come → its time is over', async t => {
  const { payload, clock } = reading()
  payload.end('whole')
  await turn()
  t.equal(clock.pending, 0)
})

t.test('S2 an unfinished body of 3,000 one-byte pieces → no piece is kept, and 8 KiB is set aside', async t => {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  const { payload, budget } = reading({ limit: 100_000 })
  const kept: WeakRef<ArrayBufferLike>[] = []
  for (let n = 0; n < 3000; n++) {
    const piece = Buffer.alloc(1, 'x')
    kept.push(new WeakRef(piece.buffer))
    payload.write(piece)
  }
  await turn()
  collect()
  t.ok(kept.filter(piece => piece.deref() !== undefined).length <= 2, 'except the last piece that the stream itself holds')
  t.equal(budget.used, 8192)
})

t.test('S2 a large announced length without bytes → no memory for it is set aside', async t => {
  const { budget } = reading({ announced: 90_000, limit: 100_000 })
  t.equal(budget.used, 4096)
})

t.test('S2 more than was announced, less, or cut off → refused', async t => {
  const more = reading({ announced: 3 })
  more.payload.end('four')
  const less = reading({ announced: 5 })
  less.payload.end('four')
  const cut = reading({ announced: 5 })
  cut.payload.destroy()
  await turn()
  t.same([more.outcomes, less.outcomes, cut.outcomes], [
    ['The length of the body is not the one that was announced.'],
    ['The length of the body is not the one that was announced.'],
    ['The body did not come whole.']
  ])
  t.same([more.budget.used, less.budget.used, cut.budget.used], [0, 0, 0])
})

t.test('S2 above the limit, announced or not → refused as soon as that is known', async t => {
  t.same(reading({ announced: 1001 }).outcomes, ['That is too large to be sent at once.'])
  const { payload, outcomes, budget } = reading()
  payload.write('x'.repeat(1001))
  await turn()
  t.same(outcomes, ['That is too large to be sent at once.'])
  t.equal(budget.used, 0)
})

t.test('S2 more than 4,096 pieces → refused', async t => {
  const { payload, outcomes } = reading({ limit: 100_000 })
  for (let n = 0; n < 4096; n++) payload.write('x')
  await turn()
  t.same(outcomes, [])
  payload.write('x')
  await turn()
  t.same(outcomes, ['The body comes in too many pieces.'])
})

t.test('S2 no budget left → refused with a request to try again', async t => {
  const { payload, outcomes, budget } = reading({ limit: 100_000, total: 10_000 })
  payload.write('x'.repeat(8000))
  await turn()
  t.match(outcomes, [/Too much is being sent to the server now/])
  t.equal(budget.used, 0)
})
