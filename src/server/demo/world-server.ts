import { existsSync, rmSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { ConfigError, loadConfig } from '#server/config/config.ts'
import { folderAt } from '#server/data-folder/folder.ts'
import { startHoldline } from '#server/holdline.ts'
import type { Installation } from '#server/installation.ts'
import { createLog } from '#server/log.ts'
import { OperatorError } from '#server/operator-error.ts'
import { systemClock } from '#server/system-clock.ts'
import { createGuests } from './guests.ts'
import { passwordOf, type Beginning, type Order, type Report } from './orders.ts'
import { playWorld } from './play.ts'
import { WORLD } from './world/index.ts'
import { PARTNER, YOU } from './world/people.ts'

export interface WorldServerOptions {
  readonly installation: Installation
  readonly say: (line: string) => void
}

/**
 * Serves the world of a demo for the process that started this one, which sends orders by lines of standard input and reads reports. The
 * world is played where the folder has none yet. When that process is gone without a word, the folder goes as well.
 */
export async function serveWorld ({ installation, say }: WorldServerOptions): Promise<void> {
  const report = (line: Report): void => say(JSON.stringify(line))
  const lines = createInterface({ input: process.stdin })
  const orders = lines[Symbol.asyncIterator]()
  const { value: first = '{}' } = await orders.next()
  const beginning = JSON.parse(first) as Beginning
  let isOpen = false
  const serving = await start(installation, beginning, {
    isOpen: () => isOpen,
    restart: () => report({ asks: 'restart' })
  }).catch((error: unknown) => {
    report(failure(error))
    process.stdin.destroy()
    return null
  })
  if (serving === null) return
  report({ serves: serving.addresses })
  for await (const order of orders as AsyncIterable<Order>) {
    isOpen = true
    if (order !== 'stop') continue
    lines.close()
    // Else the open pipe keeps the process.
    process.stdin.destroy()
    return await serving.stop()
  }
  await serving.stop().finally(() => rmSync(beginning.data, { recursive: true, force: true }))
}

async function start (
  installation: Installation, { listen, data, key, secret, endsAt, isTerminal }: Beginning, own: { isOpen (): boolean, restart (): void }
): Promise<Awaited<ReturnType<typeof startHoldline>>> {
  const config = loadConfig({ flags: { ...flagsOf(listen, endsAt !== null), data }, env: {}, readFile: () => '' })
  const { timeZone } = new Intl.DateTimeFormat().resolvedOptions()
  const now = Date.now()
  const isNew = !existsSync(folderAt(data).database)
  let setBackTo: number | null = null
  const setClock = (at: number): void => { setBackTo = at }
  return await startHoldline({
    installation,
    config,
    log: await createLog(config, isTerminal),
    demo: {
      cast: WORLD.people,
      door: { key, username: YOU, partner: PARTNER },
      isOpen: own.isOpen,
      // No guest may have the server restarted for all the others.
      ...endsAt === null ? { restart: own.restart } : { guests: createGuests({ until: endsAt, now: Date.now }) },
      clock: { ...systemClock, now: () => setBackTo ?? Date.now() },
      async play (holdline) {
        if (isNew) await playWorld(holdline, WORLD, { now, timeZone, setClock, passwordOf: username => passwordOf(secret, username) })
        setBackTo = null
      }
    }
  })
}

/**
 * Returns the settings of a demo: all its passwords are long and random, so hashes are the cheapest. In a public one, nobody signs up, and
 * guests together write less than a disk holds.
 */
export function flagsOf (listen: string, isPublic: boolean): Readonly<Record<string, string>> {
  const settings = { listen, 'log-level': 'warn', 'password-memory-kib': '8', 'password-passes': '1' }
  return isPublic ? { ...settings, signup: 'closed', 'daily-mib': '2' } : settings
}

function failure (error: unknown): Report {
  if (error instanceof ConfigError) return { fails: error.message, kind: 'configuration' }
  if (error instanceof OperatorError) return { fails: error.message, kind: error.kind }
  return { fails: String((error as Error).stack ?? error), kind: 'failed' }
}
