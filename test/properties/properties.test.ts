import t, { type Test } from 'tap'
import { act } from './acts.ts'
import { judgeSight, judgeUnread } from './judge.ts'
import { PLANTED, type Planted } from './plants.ts'
import { Play } from './play.ts'

/** Plays, each from a seed; HOLDLINE_PROPERTY_SEEDS for more, HOLDLINE_PROPERTY_SEED for one that failed. */
const SEEDS = Number(process.env['HOLDLINE_PROPERTY_SEEDS'] ?? 12)
const FIRST = Number(process.env['HOLDLINE_PROPERTY_SEED'] ?? 1)
const ACTS = 80
/** The limit for finding a planted mistake, in plays. */
const FOUND_WITHIN = 30

t.setTimeout(0)

t.test('any order of what people do → unread as recounted, and seen what their periods hold', async t => {
  for (let seed = FIRST; seed < FIRST + SEEDS; seed++) {
    const { violation, trace } = await played(t, seed)
    if (violation === null) continue
    t.fail(`HOLDLINE_PROPERTY_SEED=${seed}`, { violation, trace: trace.slice(-40) })
    return
  }
  t.pass(`${SEEDS} plays held`)
})

for (const planted of PLANTED) {
  t.test(`mistake “${planted.does}” → found`, async t => {
    for (let seed = 1; seed <= FOUND_WITHIN; seed++) {
      const { violation } = await played(t, seed, planted)
      if (violation === null) continue
      t.match(violation, planted.foundAs, `seed ${seed}`)
      return
    }
    t.fail(`not in ${FOUND_WITHIN} plays`)
  })
}

/** The violation is null when every rule held. */
async function played (t: Test, seed: number, planted?: Planted): Promise<{ violation: string | null, trace: readonly string[] }> {
  const play = await Play.begin(t, seed)
  planted?.plant(play.world)
  try {
    for (let i = 0; i < ACTS; i++) {
      await act(play)
      const browser = play.random.pick([...play.devices.values()].flat())
      if (browser === null) continue
      if (play.random.chance(0.3)) await judgeUnread(play, browser)
      if (play.random.chance(0.1)) await judgeSight(play, browser)
    }
    for (const browsers of play.devices.values()) for (const browser of browsers) await judgeUnread(play, browser)
    for (const person of play.people) await judgeSight(play, person)
    return { violation: null, trace: play.trace }
  } catch (error) {
    return { violation: error instanceof Error ? error.message : String(error), trace: play.trace }
  } finally {
    await play.world.close()
  }
}
