import t from 'tap'
import { startChores } from '#server/chores.ts'
import { StandingClock } from '#test/clock.ts'
import { world } from '#test/world.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

t.test('a chore is repeated at its interval, also after a failure, until it is stopped', async t => {
  const clock = new StandingClock()
  const faults: unknown[] = []
  let done = 0
  const stop = startChores(clock, [{
    everyMs: 1_000,
    run: async () => { if (++done === 1) throw new Error('not today') }
  }], fault => faults.push(fault))
  for (let turn = 0; turn < 3; turn++) {
    clock.advance(1_000)
    await new Promise(resolve => setImmediate(resolve))
  }
  t.equal(done, 3)
  t.equal(faults.length, 1)
  stop()
  clock.advance(10_000)
  t.equal(done, 3)
})

t.test('events older than the ledger keeps are trimmed, and older cursors are refused', async t => {
  const { clock, messenger, as } = await world(t, { config: { ledgerDays: 1 } })
  const before = messenger.cursorAt(0)
  t.equal((await as('ana').get(`/poll?hold=0&cursor=${before}`)).body['status'], 'events', 'at first it can be continued')
  for (const ms of [2 * DAY_MS, HOUR_MS]) {
    clock.advance(ms)
    for (let turn = 0; turn < 10; turn++) await new Promise(resolve => setImmediate(resolve))
  }
  const { body } = await as('ana').get(`/poll?hold=0&cursor=${before}`)
  t.match(body, { status: 'resync', reason: 'trimmed' })
})

t.test('a recall left many reactions → within a second the server begins to delete them', async t => {
  const { clock, messenger: { store: { messages } } } = await world(t)
  const { clearLeftovers } = messages
  const cleared: boolean[] = []
  Object.assign(messages, { clearLeftovers: async () => { cleared.push(await clearLeftovers()) } })
  clock.advance(1_000)
  await new Promise(resolve => setImmediate(resolve))
  t.same(cleared, [true])
})
