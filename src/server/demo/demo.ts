import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { loadConfig } from '#server/config/config.ts'
import { startHoldline, type Serving } from '#server/holdline.ts'
import type { Installation } from '#server/installation.ts'
import { createLog } from '#server/log.ts'
import { systemClock } from '#server/system-clock.ts'
import { playWorld } from './play.ts'
import { WORLD } from './world/index.ts'

export interface DemoOptions {
  readonly installation: Installation
  /** Host and port, as the operator wrote them. */
  readonly listen: string
  readonly isTerminal: boolean
}

/**
 * Serves a little world from a new temporary folder, which stopping removes. No variable of the environment counts, so that neither a
 * data folder nor a public address that was meant for a real server is used. Throws ConfigError, OperatorError.
 */
export async function startDemo ({ installation, listen, isTerminal }: DemoOptions): Promise<Serving> {
  const data = mkdtempSync(join(tmpdir(), 'holdline-demo-'))
  const clear = (): void => rmSync(data, { recursive: true, force: true })
  try {
    // Nobody knows the passwords of the world, so their hashes are the cheapest.
    const flags = { listen, data, 'log-level': 'warn', 'password-memory-kib': '8', 'password-passes': '1' }
    const config = loadConfig({ flags, env: {}, readFile: () => '' })
    const { timeZone } = new Intl.DateTimeFormat().resolvedOptions()
    const now = Date.now()
    let setBackTo: number | null = null
    const setClock = (at: number): void => { setBackTo = at }
    const serving = await startHoldline({
      installation,
      config,
      log: await createLog(config, isTerminal),
      demo: {
        cast: WORLD.people,
        clock: { ...systemClock, now: () => setBackTo ?? Date.now() },
        async play (holdline) {
          await playWorld(holdline, WORLD, { now, timeZone, setClock })
          setBackTo = null
        }
      }
    })
    return {
      ...serving,
      async stop () {
        await serving.stop().finally(clear)
      }
    }
  } catch (error) {
    clear()
    throw error
  }
}
