import { readdirSync } from 'node:fs'
import t from 'tap'
import type { Measuring } from '#domain/wire/played/comparison.ts'
import { createComparisons, restFor } from '#server/scenes/comparing/comparisons.ts'
import type { MeasureNeeds } from '#server/scenes/comparing/measuring.ts'
import { INSTALLED } from '#test/world.ts'

// A folder of its own: other tests play scenes at the same time.
const FOLDER = t.testdir()
process.env['TMPDIR'] = FOLDER
const foldersNow = (): string[] => readdirSync(FOLDER).filter(name => name.startsWith('holdline-scene-'))
/** A hundredth of the time. */
const rest: MeasureNeeds['rest'] = async (ms, signal) => await restFor(ms / 100, signal)
const plan = { listeners: 2, gapsMs: [1_000, 2_000, 500], quietPolls: 5 }

t.test('U228 a short conversation → each message is heard in each way, by recorded requests', async t => {
  const comparisons = createComparisons({ program: INSTALLED.program, plan, rest })
  const first = comparisons.now()
  t.match(first, { state: 'done', isKept: true, broke: null })
  t.same(first.comparison.sides.map(({ waiting }) => waiting), ['asking', 'long-poll', 'held-page'], 'figures from the first day')
  const measured = new Promise<Measuring>(resolve => {
    const stop = comparisons.onChange('ana', () => {
      if (comparisons.now().state === 'running') return
      stop()
      resolve(comparisons.now())
    })
  })
  comparisons.begin()
  t.throws(() => comparisons.begin(), { code: 'TOO_MANY' }, 'one at a time')
  const { broke, isKept, version, comparison: { sides, sends, listeners, cpuUsPerRequest } } = await measured
  t.equal(broke, null)
  t.notOk(isKept)
  t.ok(version > first.version)
  t.match({ sends, listeners }, { sends: 3, listeners: 2 })
  t.ok(cpuUsPerRequest >= 0)
  for (const { waiting, heard, latencyMs, requestsPerMinute, bytesPerMinute, headBytesPerMinute } of sides) {
    t.equal(heard, 6, waiting)
    t.ok(latencyMs !== null && latencyMs.p95 >= latencyMs.p50, waiting)
    t.ok(requestsPerMinute > 0 && headBytesPerMinute > 0 && bytesPerMinute > headBytesPerMinute, waiting)
  }
  t.same(foldersNow(), [], 'no server is left')
})

t.test('it is stopped, or no server starts → the kept figures stay, and why is told', async t => {
  const comparisons = createComparisons({ program: INSTALLED.program, plan, rest })
  comparisons.begin()
  await comparisons.stop()
  t.match(comparisons.now(), { state: 'done', isKept: true, broke: 'It took too long.' })
  t.throws(() => comparisons.begin(), { code: 'TOO_MANY' })
  const unable = createComparisons({ program: [process.execPath, '-e', 'process.exit(3)'], plan, rest })
  const ended = new Promise<void>(resolve => { unable.onChange('ana', () => { if (unable.now().state === 'done') resolve() }) })
  unable.begin()
  await ended
  t.match(unable.now(), { isKept: true, broke: /has ended/ })
  t.same(foldersNow(), [])
})
