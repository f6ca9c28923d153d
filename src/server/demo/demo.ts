import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { loadConfig } from '#server/config/config.ts'
import type { Installation } from '#server/installation.ts'
import { startWorldChild, type WorldChild } from './child.ts'
import { gatherCompany } from './company/company.ts'
import { passwordOf } from './orders.ts'
import { flagsOf } from './world-server.ts'

export interface DemoOptions {
  readonly installation: Installation
  /** Host and port, as the operator wrote them. */
  readonly listen: string
  readonly isTerminal: boolean
}

export interface Demo {
  readonly addresses: readonly string[]
  /** Signs a visitor in, as often as it is opened. */
  readonly link: string
  /** Lets `/readyz` answer 200, and the people of the world begin to talk. */
  open (): void
  /** Resolves when the server ended without an order. */
  readonly broken: Promise<void>
  /** Stops the server as D28 says, and removes its folder. */
  stop (): Promise<void>
}

/**
 * Serves a little world from a new temporary folder, in a process of its own, so that a visitor can have it restarted. No variable of the
 * environment counts: no data folder or public address that was meant for a real server is used. Throws ConfigError, OperatorError.
 */
export async function startDemo ({ installation: { program }, listen, isTerminal }: DemoOptions): Promise<Demo> {
  const { listen: { host } } = loadConfig({ flags: flagsOf(listen), env: {}, readFile: () => '' })
  const data = mkdtempSync(join(tmpdir(), 'holdline-demo-'))
  const clear = (): void => rmSync(data, { recursive: true, force: true })
  const key = randomBytes(18).toString('base64url')
  let isOpen = false
  let isStopping = false
  let restarting: Promise<void> = Promise.resolve()
  let onBroken = (): void => {}
  const broken = new Promise<void>(resolve => { onBroken = resolve })

  async function start (at: string): Promise<WorldChild> {
    const started = await startWorldChild(program, { listen: at, data, key, isTerminal }, restart)
    started.ended.then(isOrdered => { if (!isOrdered) onBroken() }, onBroken)
    return started
  }

  let child = await start(listen).catch((error: unknown) => {
    clear()
    throw error
  })
  const { addresses, addresses: [address = ''] } = child
  const { port } = new URL(address)
  const company = gatherCompany({ address, passwordOf: username => passwordOf(key, username), onFault: onBroken })

  function restart (): void {
    restarting = restarting.then(async () => {
      if (isStopping) return
      await child.stop()
      child = await start(`${host.includes(':') ? `[${host}]` : host}:${port}`)
      if (isOpen) child.open()
    }).catch(onBroken)
  }

  return {
    addresses,
    link: `${address}demo/in/${key}`,
    broken,

    open () {
      isOpen = true
      child.open()
      company.begin()
    },

    async stop () {
      isStopping = true
      company.end()
      await restarting
      await child.stop().finally(clear)
    }
  }
}
