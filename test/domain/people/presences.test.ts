import t from 'tap'
import { createPresences, type Presence, type PresenceOf, type PresenceStore } from '#domain/people/presences.ts'
import { StandingClock } from '#test/clock.ts'

const WATCHERS = 1_234

/** Presences over a store in which every user has WATCHERS watchers; signals are recorded in `told`, in order. */
function watched (people: readonly PresenceOf[] = []) {
  const clock = new StandingClock()
  const told: Array<Presence & { to: string }> = []
  const userIds = Array.from({ length: WATCHERS }, (_, index) => `w${index}`)
  let asked = 0
  const store: PresenceStore = {
    presenceAudience: async userId => { asked++; return { username: userId, userIds } },
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
    presenceOf: () => 'online',
    present: () => ['p0', 'p5', ...Array.from({ length: 300 }, (_, index) => `back-${index}`)],
    isPresenceSettled: () => true,
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

  return { presences, told, turns, asked: () => asked }
}

t.test('S5 a user with 1,000 watchers changes → announced in slices, the latest state last', async t => {
  const { presences, told, turns } = watched()
  presences.changed('ana', 'online')
  presences.changed('ana', 'away')
  presences.changed('ben', 'online')
  const counts = await turns()
  t.equal(told.length, 3 * WATCHERS)
  t.ok(Math.max(...counts) <= 100, `${Math.max(...counts)} at once`)
  for (const to of ['w0', `w${WATCHERS - 1}`]) {
    t.same(told.filter(each => each.to === to).map(({ username, state }) => `${username} ${state}`), ['ana online', 'ana away', 'ben online'])
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
  t.equal(asked(), 300, 'users seen before the start are not looked up again')
  t.ok(Math.max(...counts) <= 210, `${Math.max(...counts)} at once`)
})
