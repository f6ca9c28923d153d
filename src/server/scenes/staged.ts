import { rmSync } from 'node:fs'
import { flushCompileCache } from 'node:module'
import { createInterface } from 'node:readline'
import { loadConfig } from '#server/config/config.ts'
import { startHoldline } from '#server/holdline.ts'
import type { Installation } from '#server/installation.ts'
import { createLog } from '#server/log.ts'
import { systemClock } from '#server/system-clock.ts'

export interface StagedOptions {
  readonly installation: Installation
  readonly data: string
  readonly say: (line: string) => void
}

/** Raised: every play signs up people of its own, all from this machine. */
const LIMITS = {
  'sign-ups-per-hour': '100000',
  'contact-requests-per-hour': '10000',
  'announcements-per-hour': '10000',
  // Nobody's passwords: the cheapest hash.
  'password-memory-kib': '8',
  'password-passes': '1'
}

/**
 * Serves a folder for the process that started this one, which is told the address in a line and sends orders by lines: `ahead <ms>` sets
 * the clock so far ahead, `cpu` asks for the milliseconds of processor time so far, `stop` ends it. Each is answered by a line. When that
 * process is gone, the folder goes as well. No variable of the environment counts. Throws ConfigError, OperatorError.
 */
export async function serveStaged ({ installation, data, say }: StagedOptions): Promise<void> {
  const flags = { listen: '127.0.0.1:0', data, 'log-level': 'error', ...LIMITS }
  const config = loadConfig({ flags, env: {}, readFile: () => '' })
  let aheadMs = 0
  const serving = await startHoldline({
    installation, config, log: await createLog(config, false), clock: { ...systemClock, now: () => Date.now() + aheadMs }
  })
  say(`serves ${serving.addresses[0] ?? ''}`)
  // The next child starts from it. At their end it would be too late: children are killed.
  flushCompileCache()
  for await (const line of createInterface({ input: process.stdin })) {
    const [order = '', value = ''] = line.split(' ')
    if (order === 'stop') return await serving.stop()
    if (order === 'ahead') aheadMs = Number(value)
    const { user, system } = process.cpuUsage()
    say(order === 'cpu' ? `cpu ${(user + system) / 1_000}` : `${order} done`)
  }
  await serving.stop().finally(() => rmSync(data, { recursive: true, force: true }))
}
