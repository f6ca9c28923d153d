import t from 'tap'
import { createPresences, type Presence, type PresenceOf, type PresenceState, type PresenceStore } from '#domain/people/presences.ts'
import { StandingClock } from '#test/clock.ts'

const WATCHERS = 1_234

/** Presences over a store in which every user has WATCHERS watchers; signals are recorded in `told`, in order. */
function watched (people: readonly PresenceOf[] = []) {
  const clock = new StandingClock()
  const crowd = { isThere: false }
  const told: Array<Presence & { to: string }> = []
  const userIds = Array.from({ length: WATCHERS }, (_, index) => `w${index}`)
  const asked: number[] = []
  let state: PresenceState = 'online'
  const store: PresenceStore = {
    presenceAudiences: async seen => {
      asked.push(seen.size)
      return [...seen.keys()].map(userId => ({ userId, username: userId, userIds }))
    },
    presencesOf: async () => [],
    presences: async () => [],
    circle: async () => ({ username: '', contacts: [] }),
    seenSince: async (_since, after) => {
      const from = Number(after)
      return { people: people.slice(from, from + 10).map(person => ({ ...person, userIds: ['w0'] })), next: from + 10 < people.length ? `${from + 10}` : null }
    }
  }
  const presences = createPresences({
    store,
    now: () => clock.now(),
    after: (ms, run) => clock.after(ms, run),
    tell: (ids, presence) => { for (const to of ids) told.push({ ...presence, to }) },
    presenceOf: () => state,
    present: () => ['p0', 'p5', ...Array.from({ length: 300 }, (_, index) => `back-${index}`)],
    isPresenceSettled: () => true,
    isCrowded: () => crowd.isThere,
    onFault: fault => { t.error(fault) }
  })

  /** Runs turn by turn until no signal is left; returns the number sent in each. */
  async function turns (): Promise<number[]> {
    const counts: number[] = []
    for (let before = 0; ;) {
      await new Promise(setImmediate)
      counts.push(told.length - before)
      before = told.length
      if (!clock.runNext(Infinity)) return counts
    }
  }

  return { presences, told, turns, asked, clock, crowd, turnTo (next: PresenceState) { state = next } }
}

t.test('S5 a user with 1,000 watchers changes → announced in slices, the latest state last', async t => {
  const { presences, told, turns, turnTo, clock, asked } = watched()
  presences.changed('ana')
  clock.advance(1_000)
  await new Promise(setImmediate)
  turnTo('away')
  presences.changed('ana')
  presences.changed('ben')
  presences.changed('ana')
  const counts = await turns()
  t.equal(told.length, 3 * WATCHERS)
  t.ok(Math.max(...counts) <= 100, `${Math.max(...counts)} at once`)
  t.same(asked, [1, 2], 'those who changed together are looked up together')
  for (const to of ['w0', `w${WATCHERS - 1}`]) {
    t.same(told.filter(each => each.to === to).map(({ username, state }) => `${username} ${state}`), ['ana online', 'ana away', 'ben away'])
  }
})

t.test('S5 start of the server → everybody announced once, in slices', async t => {
  const people = Array.from({ length: 25 }, (_, index) => ({ userId: `p${index}`, username: `p${index}`, lastSeenAt: 5 }))
  const { presences, told, turns, asked } = watched(people)
  const settling = presences.settled(1_000_000)
  const counts = await turns()
  await settling
  t.same(told.filter(({ to }) => to === 'w0').map(({ username }) => username).sort(),
    [...people.map(({ username }) => username), ...Array.from({ length: 300 }, (_, index) => `back-${index}`)].sort())
  t.same(asked, [100, 100, 100], 'users seen before the start are not looked up again')
  t.ok(Math.max(...counts) <= 210, `${Math.max(...counts)} at once`)
})

t.test('D33 many answers wait to be written → presence waits, for 3 s at most', async t => {
  const { presences, told, clock, crowd } = watched()
  crowd.isThere = true
  presences.changed('ana')
  clock.advance(2_000)
  await new Promise(setImmediate)
  t.equal(told.length, 0)
  clock.advance(1_000)
  await new Promise(setImmediate)
  t.ok(told.length > 0, 'regardless')
  presences.changed('ben')
  clock.advance(1_200)
  crowd.isThere = false
  clock.advance(100)
  await new Promise(setImmediate)
  t.ok(told.some(({ username }) => username === 'ben'), 'as soon as the crowd is gone')
})
