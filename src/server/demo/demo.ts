import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { loadConfig } from '#server/config/config.ts'
import type { Clock } from '#mailbox/clock.ts'
import type { Installation } from '#server/installation.ts'
import { systemClock } from '#server/system-clock.ts'
import { startWorldChild, type WorldChild } from './child.ts'
import { gatherCompany, type Company } from './company/company.ts'
import { passwordOf, type Beginning } from './orders.ts'
import { flagsOf } from './world-server.ts'

/** A public demo begins anew after this long. */
const WORLD_MS = 3_600_000
/** Between two looks at the clock: one timer of an hour would be late after a laptop has slept. */
const LOOK_MS = 5_000

export interface DemoOptions {
  readonly installation: Installation
  /** Host and port, as the operator wrote them. */
  readonly listen: string
  readonly isTerminal: boolean
  /** True: for strangers, who get accounts of their own, in a world that begins anew every hour. */
  readonly isPublic: boolean
  /** The system's when missing. */
  readonly clock?: Pick<Clock, 'now' | 'after'>
}

export interface Demo {
  readonly addresses: readonly string[]
  /** Signs a visitor in, as often as it is opened. Stays the same when the world begins anew. */
  readonly link: string
  /** Lets `/readyz` answer 200, and the people of the world begin to talk. */
  open (): void
  /** Resolves when the server ended without an order. */
  readonly broken: Promise<void>
  /** Stops the server as D28 says, and removes its folder. */
  stop (): Promise<void>
}

/**
 * Serves a little world from a new temporary folder, in a process of its own, so that a visitor can have it restarted. A public one begins
 * anew every hour: a new folder, a new process, at the same address. No variable of the environment counts: no data folder or public
 * address that was meant for a real server is used. Throws ConfigError, OperatorError.
 */
export async function startDemo (options: DemoOptions): Promise<Demo> {
  const { installation: { program }, listen, isTerminal, isPublic, clock = systemClock } = options
  const { listen: { host } } = loadConfig({ flags: flagsOf(listen, isPublic), env: {}, readFile: () => '' })
  const key = newText()
  let world = newWorld()
  let isOpen = false
  let isStopping = false
  let stopLooking = (): void => {}
  let restarting: Promise<void> = Promise.resolve()
  let onBroken = (): void => {}
  const broken = new Promise<void>(resolve => { onBroken = resolve })

  function newWorld (): Pick<Beginning, 'data' | 'secret' | 'endsAt'> {
    return { data: mkdtempSync(join(tmpdir(), 'holdline-demo-')), secret: newText(), endsAt: isPublic ? clock.now() + WORLD_MS : null }
  }

  function clear (): void {
    rmSync(world.data, { recursive: true, force: true })
  }

  async function start (at: string): Promise<WorldChild> {
    const started = await startWorldChild(program, { listen: at, key, isTerminal, ...world }, restart)
    started.ended.then(isOrdered => { if (!isOrdered) onBroken() }, onBroken)
    return started
  }

  let child = await start(listen).catch((error: unknown) => {
    clear()
    throw error
  })
  const { addresses, addresses: [address = ''] } = child
  const { port } = new URL(address)
  let company = gather()

  function gather (): Company {
    const { secret } = world
    return gatherCompany({ address, passwordOf: username => passwordOf(secret, username), onFault: onBroken })
  }

  /** Puts a new process in place of the one that serves, on the folder of its world. */
  function restart (): void {
    restarting = restarting.then(async () => {
      if (isStopping) return
      await child.stop()
      await serve()
    }).catch(onBroken)
  }

  /** The same with a new world, whose people have other passwords. */
  function beginAnew (): void {
    restarting = restarting.then(async () => {
      if (isStopping) return
      company.end()
      await child.stop()
      clear()
      world = newWorld()
      company = gather()
      await serve()
      company.begin()
    }).catch(onBroken)
  }

  async function serve (): Promise<void> {
    child = await start(`${host.includes(':') ? `[${host}]` : host}:${port}`)
    if (isOpen) child.open()
  }

  function look (): void {
    if (world.endsAt === null || isStopping) return
    stopLooking = clock.after(LOOK_MS, () => {
      if (world.endsAt !== null && clock.now() >= world.endsAt) beginAnew()
      restarting.then(look, onBroken)
    })
  }

  return {
    addresses,
    link: `${address}demo/in/${key}`,
    broken,

    open () {
      isOpen = true
      child.open()
      company.begin()
      look()
    },

    async stop () {
      isStopping = true
      stopLooking()
      await restarting
      company.end()
      await child.stop().finally(clear)
    }
  }
}

function newText (): string {
  return randomBytes(18).toString('base64url')
}
