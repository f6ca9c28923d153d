import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { OperatorError } from '#server/operator-error.ts'
import type { Beginning, Order, Report } from './orders.ts'

/** The server of a demo, in a process of its own. */
export interface WorldChild {
  readonly addresses: readonly string[]
  /** Lets `/readyz` answer 200. */
  open (): void
  /** Resolves with whether it ended by an order, whenever it ends. */
  readonly ended: Promise<boolean>
  /** Stops it as D28 says. */
  stop (): Promise<void>
}

/** Starts one, by the command line of this program. Throws OperatorError with what the server says when it cannot serve. */
export async function startWorldChild (
  [command = '', ...before]: readonly string[], beginning: Beginning, onRestart: () => void
): Promise<WorldChild> {
  const child = spawn(command, [...before, 'demo-server'], { stdio: ['pipe', 'pipe', 'inherit'] })
  // A broken pipe means that it has ended, which `close` tells.
  child.stdin.on('error', () => {})
  const order = (line: Order): void => { child.stdin.write(`${line}\n`) }
  let isOrdered = false
  const ended = once(child, 'close').then(() => isOrdered, () => false)
  const addresses = await new Promise<readonly string[]>((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', line => {
      const report = JSON.parse(line) as Report
      if ('serves' in report) resolve(report.serves)
      else if ('asks' in report) onRestart()
      else reject(new OperatorError(report.fails, report.kind))
    })
    ended.then(() => reject(new OperatorError('The server of the demo ended before it served.')), reject)
    child.stdin.write(`${JSON.stringify(beginning)}\n`)
  })
  return {
    addresses,
    open: () => order('open'),
    ended,
    async stop () {
      isOrdered = true
      order('stop')
      await ended
    }
  }
}
