import { pino } from 'pino'
import type { Test } from 'tap'
import type { Config } from '#server/config/config.ts'
import { openHoldline } from '#server/holdline.ts'
import { installation } from '#server/installation.ts'
import { systemClock } from '#server/system-clock.ts'
import { testConfig } from '#test/world.ts'

/** Raised limits: the kit signs up more users than a network could in an hour, and sends faster than anybody types. */
export const FOR_THE_KIT = {
  signUpsPerHour: 100_000,
  contactRequestsPerHour: 10_000,
  announcementsPerHour: 10_000,
  sendsPerSecond: 10_000,
  sendsBurst: 100_000,
  dailyMib: 100_000,
  conversationsPerDay: 100_000,
  signInsPerHour: 100_000
} as const satisfies Partial<Config>

/** Holdline in this process, on a free port and real time. Returns its base address. */
export async function serveHoldline (t: Test, config: Partial<Config> = {}): Promise<string> {
  const { app, drain, close } = await openHoldline({
    installation: installation(),
    database: { path: ':memory:' },
    config: testConfig({ ...FOR_THE_KIT, ...config }),
    clock: systemClock,
    log: pino({ level: 'silent' })
  })
  const origin = await app.listen({ host: '127.0.0.1', port: 0 })
  t.teardown(async () => {
    drain()
    await close()
  })
  return origin + (config.baseUrl?.pathname ?? '/')
}
