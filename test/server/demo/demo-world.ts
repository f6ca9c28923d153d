import { pino } from 'pino'
import type { Test } from 'tap'
import { openHoldline, type Holdline } from '#server/holdline.ts'
import { createGuests } from '#server/demo/guests.ts'
import { playWorld } from '#server/demo/play.ts'
import { WORLD } from '#server/demo/world/index.ts'
import { PARTNER, YOU } from '#server/demo/world/people.ts'
import { StandingClock } from '#test/clock.ts'
import { INSTALLED, PASSWORD, testConfig } from '#test/world.ts'

/** The secret of its link. */
export const DOOR_KEY = 'k'.repeat(24)

/** A public demo begins anew so long after it was met. */
const HOUR_MS = 3_600_000
const DAYS_MS = 20 * 86_400_000

/** The world of the demo as it is met at `now`, in memory. `guestsMax`: it is a public one, for so many. */
export async function demoWorld (
  t: Test, { now, timeZone, guestsMax }: { readonly now: number, readonly timeZone: string, readonly guestsMax?: number }
): Promise<Holdline & { readonly clock: StandingClock }> {
  const clock = new StandingClock(now - DAYS_MS)
  const guests = guestsMax === undefined ? {} : { guests: createGuests({ until: now + HOUR_MS, now: () => clock.now(), max: guestsMax }) }
  const holdline = await openHoldline({
    installation: INSTALLED,
    database: { path: ':memory:' },
    config: testConfig(),
    clock,
    log: pino({ level: 'silent' }),
    demo: { cast: WORLD.people, door: { key: DOOR_KEY, username: YOU, partner: PARTNER }, ...guests }
  })
  t.teardown(async () => {
    holdline.drain()
    await holdline.close()
  })
  const setClock = (at: number): void => {
    if (at < clock.now()) throw new Error('time goes back')
    clock.jump(at - clock.now())
  }
  await playWorld(holdline, WORLD, { now, timeZone, setClock, passwordOf: () => PASSWORD })
  setClock(now)
  return { ...holdline, clock }
}
