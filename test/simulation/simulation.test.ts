import t from 'tap'
import { EVENT_SCHEMAS } from '#domain/delivery/events.ts'
import { findsPlanted } from './finds-planted.ts'
import { PLANTED } from './plants.ts'
import { Template } from './server/template.ts'
import { live } from './world.ts'

/** `npm run simulate` runs as many as there is time for. */
const SEEDS = 200
const STEPS = 100
/** Steps for one commit, at most, over all worlds. It takes three now; a world in which nobody does anything commits nothing. */
const STEPS_A_COMMIT = 10

/** Requests to join groups seldom meet all that they need; within so many worlds of these acts they do. */
const ASKING = { worlds: 10, acts: { change: 4, link: 2, join: 4 } }

t.setTimeout(480_000)
const template = await Template.make()
t.teardown(() => template.remove())

t.test('the same seed → the same world, step by step', async t => {
  for (const seed of [1, 2, 3]) {
    const first = await live({ template, seed, steps: STEPS })
    const again = await live({ template, seed, steps: STEPS })
    t.ok(first.commits > 0, 'something happened')
    t.equal(first.trace.hash, again.trace.hash)
  }
  const [one, other] = [await live({ template, seed: 1, steps: STEPS }), await live({ template, seed: 2, steps: STEPS })]
  t.not(one.trace.hash, other.trace.hash, 'another seed gives another world')
})

t.test(`${SEEDS} worlds → nothing lost, doubled, out of order or shown to the wrong user`, async t => {
  let committed = 0
  const happened = new Set<string>()
  for (let seed = 1; seed <= SEEDS; seed++) {
    const { violation, trace, commits, types } = await live({ template, seed, steps: STEPS })
    committed += commits
    for (const type of types) happened.add(type)
    if (violation === null) continue
    t.fail(`seed ${seed}: npm run simulate -- --seed ${seed} --steps ${STEPS}`, { violation: String(violation), trace: trace.lines.slice(-40) })
    return
  }
  for (let seed = 1; seed <= ASKING.worlds; seed++) {
    const { violation, types } = await live({ template, seed, steps: STEPS, directed: ASKING.acts })
    if (violation !== null) t.fail(`seed ${seed} of those who ask to join`, { violation: String(violation) })
    for (const type of types) happened.add(type)
  }
  t.same([...EVENT_SCHEMAS.keys()].filter(type => !happened.has(type)), [], 'events of every type')
  t.ok(committed * STEPS_A_COMMIT >= SEEDS * STEPS, `${SEEDS} worlds held, and much happened in them: ${committed} commits`)
})

for (const planted of PLANTED) t.test(`mistake “${planted.does}” → found`, t => findsPlanted(t, template, planted))
