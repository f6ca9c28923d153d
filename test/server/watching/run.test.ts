import t from 'tap'
import type { End } from '#domain/wire/played/conformance.ts'
import type { Opening } from '#domain/wire/tape.ts'
import { createRun } from '#server/watching/run.ts'

const OPENING: Opening = { way: 'poll', method: 'GET', address: '/poll', pattern: '/poll', headers: [], query: {}, agoMs: 0 }
const ANA = { browser: 'ana', username: 'ana' }
const HELD: End = { outcome: 'held', sentence: '', ms: 1 }
const BROKEN: End = { outcome: 'broken', sentence: 'expected much; came little', ms: 1 }

/** A run of so many scenes of one rule. */
function stage (count: number) {
  const run = createRun()
  run.begin({ scenes: Array.from({ length: count }, () => ({ rule: 'D1', title: 'all is told', via: 'none' })) })
  /** Records answers of 6,000 characters. */
  function play (id: number, answers: number): void {
    for (let n = 0; n < answers; n++) {
      const tape = run.tape(id, ANA, OPENING)
      tape?.said(JSON.stringify({ text: 'x'.repeat(6_000) }))
      tape?.answered({ status: 200, headers: [], bytes: 6_000 })
    }
  }
  return { run, play }
}

t.test('more than 64 MiB of exchanges → those of rules that held go first, the oldest of them', async t => {
  const { run, play } = stage(50)
  for (let id = 0; id < 50; id++) {
    play(id, 300)
    run.end(id, id < 20 ? BROKEN : HELD)
  }
  const kept = run.scenes().filter(({ exchanges }) => exchanges > 0).map(({ id }) => id)
  t.ok(kept.length > 30 && kept.length < 45, `${kept.length} of 50`)
  t.same(kept.slice(0, 20), Array.from({ length: 20 }, (_, id) => id), 'every broken one')
  t.equal(kept.at(-1), 49, 'and the newest')
  t.match(run.one(20), { scene: { outcome: 'held', exchanges: 0, dropped: true }, recorded: null })
})

t.test('a scene that is over, or of another run → records no more, and keeps its outcome', async t => {
  const { run, play } = stage(2)
  play(0, 2)
  run.end(0, BROKEN)
  t.equal(run.tape(0, ANA, OPENING), null)
  t.equal(run.tape(7, ANA, OPENING), null)
  run.end(0, HELD)
  run.end(7, HELD)
  t.match(run.scenes(), [{ outcome: 'broken', brokenBy: 2, exchanges: 2 }, { outcome: null, brokenBy: null }])
  run.end(1, BROKEN)
  t.match(run.one(1)?.scene, { outcome: 'broken', brokenBy: null, dropped: false }, 'nothing was asked')
  run.begin({ scenes: [] })
  t.same([run.scenes(), run.one(0)], [[], null], 'a new run')
})
