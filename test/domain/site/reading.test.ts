import t from 'tap'
import { createReading, type Reader } from '#domain/site/reading.ts'

const ana: Reader = { key: 'ana', isNetwork: false }
const ben: Reader = { key: 'ben', isNetwork: false }
const school: Reader = { key: 'network 192.0.2.0', isNetwork: true }

/** Time advances only by work and by waiting for timers. */
function open ({ perSecondMs = 250, burstMs = 2_000 } = {}) {
  let time = 0
  const timers: { at: number, run: () => void }[] = []
  const clock = () => time
  const after = (ms: number, run: () => void) => { timers.push({ at: time + ms, run }) }
  const reading = createReading({ now: clock, worked: clock, after, perSecondMs, burstMs })

  function work (reader: Reader, ms: number): void {
    time += ms
    reading.leave(reader, ms)
  }

  const world = {
    reading,
    now: () => time,
    work,
    pass (ms: number): void { time += ms },
    /** Runs the next timer due. */
    next (): boolean {
      timers.sort((a, b) => a.at - b.at)
      const timer = timers.shift()
      if (timer === undefined) return false
      time = Math.max(time, timer.at)
      timer.run()
      return true
    },
    /** Ends this turn of the loop: runs what was to be called in the next. */
    turn (): void {
      const due = timers.filter(({ at }) => at <= time)
      for (const timer of due) timers.splice(timers.indexOf(timer), 1)
      for (const { run } of due) run()
    },
    /** Reads one after another, as soon as allowed; returns the time until each started. */
    read (reader: Reader, ms: number, times: number): number[] {
      const begun: number[] = []
      for (let n = 0; n < times; n++) {
        reading.enter(reader, () => { begun.push(time) })
        while (begun.length <= n && world.next());
        work(reader, ms)
      }
      return begun
    }
  }
  return world
}

t.test('S6 a few usual pages → read without a pause, other readers between', async t => {
  const { read } = open()
  t.same(read(ana, 5, 4), [0, 5, 10, 15])
})

t.test('S6 expensive pages → their reader pauses twice as long as each took, others do not', async t => {
  const { read, reading, now, turn } = open()
  const begun = read(ana, 100, 5)
  const gaps = begun.slice(1).map((at, index) => at - (begun[index] ?? 0))
  t.ok(gaps.every(gap => gap >= 300 && gap <= 360), `one of 100 ms every ${gaps.join(', ')} ms`)
  let isIn = false
  const before = now()
  reading.enter(ben, () => { isIn = true })
  turn()
  t.ok(isIn && now() === before)
})

t.test('S6 endless reads → a quarter of the time, then refused with a time to retry', async t => {
  const { read, reading, now, pass } = open({ burstMs: 300 })
  read(ana, 50, 40)
  t.ok(now() > 40 * 50 * 3.3, `2,000 ms of work in ${now()} ms`)
  reading.charge(ana, 2_000)
  t.match(reading.refusal(ana), { code: 'TOO_MANY', message: /too much to read/ })
  const { retryAfterS } = reading.refusal(ana) ?? {}
  t.ok(retryAfterS !== undefined && retryAfterS !== null && retryAfterS >= 6 && retryAfterS <= 9, `${retryAfterS} s`)
  t.equal(reading.refusal(ben), null)
  t.ok(reading.isSpent(ana))
  t.notOk(reading.isSpent(ben))
  pass(10_000)
  t.equal(reading.refusal(ana), null)
})

t.test('S6 67 reads of one reader → two run, 64 wait, the next is refused', async t => {
  const { reading, next, turn } = open()
  const begun: number[] = []
  for (let n = 0; n < 66; n++) {
    t.equal(reading.refusal(ana), null)
    reading.enter(ana, () => { begun.push(n) })
  }
  t.same(begun, [0])
  turn()
  t.same(begun, [0, 1], 'the second begins in the next turn, while the first waits for something')
  t.match(reading.refusal(ana), { code: 'TOO_MANY', retryAfterS: 1 })
  while (next());
  t.same(begun, [0, 1], 'no read starts while two run')
  reading.leave(ana, 1)
  t.same(begun, [0, 1], 'not in the same turn: other requests come first')
  while (next());
  t.same(begun, [0, 1, 2])
})

t.test('S6 the reader has left → the request is never run', async t => {
  const { reading, next } = open()
  const begun: string[] = []
  for (const name of ['one', 'two', 'gone', 'three']) reading.enter(ana, () => { begun.push(name) }, () => name === 'gone')
  reading.leave(ana, 1)
  reading.leave(ana, 1)
  while (next());
  t.same(begun, ['one', 'two', 'three'])
})

t.test('S6 readers who are not signed in → share a wider budget by network', async t => {
  const { reading } = open()
  for (const reader of [ana, school]) reading.charge(reader, 2_600)
  t.not(reading.refusal(ana), null)
  t.equal(reading.refusal(school), null)
})

t.test('S6 work for a poll in debt → done when its turn comes, however large the debt', async t => {
  const { reading, next } = open()
  reading.charge(ana, 10_000)
  t.not(reading.refusal(ana), null)
  const drawn = reading.run(ana, async () => 'drawn')
  while (next());
  t.equal(await drawn, 'drawn')
  t.equal(await reading.run(ben, async () => 'at once'), 'at once')
})

t.test('S6 more work for polls than may wait → refused, unless those before have gone', async t => {
  const { reading, next } = open()
  const done: string[] = []
  const gone = new Set<string>()
  const ask = (name: string) => reading.run(ana, async () => { done.push(name) }, () => gone.has(name))
  reading.charge(ana, 10_000)
  const waiting = Array.from({ length: 64 }, (_, n) => ask(`poll ${n}`))
  await t.rejects(ask('one more'), { code: 'TOO_MANY' })
  t.ok(reading.isSpent(ana))
  for (let n = 0; n < 63; n++) gone.add(`poll ${n}`)
  const late = ask('after they left')
  while (done.length < 2 && next()) await Promise.resolve()
  await Promise.all([waiting[63], late])
  t.same(done, ['poll 63', 'after they left'])
})

t.test('S6 one event wakes a hundred readers → their drawings are spread over turns of the loop', async t => {
  const { reading, turn, pass } = open()
  const drawn: number[] = []
  let turns = 0
  for (let n = 0; n < 100; n++) {
    reading.run({ key: `member ${n}`, isNetwork: false }, async () => {
      pass(4)
      drawn.push(turns)
    }).catch(t.threw)
  }
  const settle = () => new Promise(resolve => { setImmediate(resolve) })
  for (await settle(); drawn.length < 100 && turns < 200; await settle()) {
    turns++
    turn()
  }
  t.equal(drawn.length, 100)
  const most = Math.max(...[...Map.groupBy(drawn, each => each).values()].map(({ length }) => length))
  t.ok(most >= 2 && most <= 3, `${most} in one turn of 10 ms`)
})

t.test('S6 a reader waits for something in the middle of a read → others begin in the next turn', async t => {
  const { reading, turn } = open()
  let isIn = false
  reading.enter(ana, () => {})
  reading.enter(ben, () => { isIn = true })
  t.notOk(isIn)
  turn()
  t.ok(isIn)
})

t.test('S6 a read throws as it begins → the next one begins all the same', async t => {
  const { reading, turn } = open()
  let isIn = false
  t.throws(() => { reading.enter(ana, () => { throw new Error('broken') }) }, /broken/)
  reading.enter(ben, () => { isIn = true })
  turn()
  t.ok(isIn)
})
