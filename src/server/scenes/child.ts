import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

/** Longest time from its start to its address, on a machine with much else to do, and from an order to its answer. */
const STARTED_WITHIN_MS = 45_000
const PATIENCE_MS = 15_000

/** A server of its own on a throw-away folder, in a process of the same program. */
export interface ChildServer {
  /** Where it listens now, like `http://127.0.0.1:4711/`; another after a restart. */
  readonly address: string
  /** Ends the process as an operator does, or as a crash does, and starts a new one on the same folder. */
  restart (how: 'stop' | 'kill'): Promise<void>
  /** Lets so many ms pass on its clock. */
  pass (ms: number): Promise<void>
  /** Returns the ms of processor time that its process has taken. */
  cpuMs (): Promise<number>
  /** Returns the polls and held pages that wait now. */
  parkedCount (): Promise<number>
  /** Ends the process at once, and removes its folder. */
  close (): Promise<void>
}

interface Running {
  readonly process: ChildProcess
  readonly address: string
  ask (order: string): Promise<string>
}

/** Starts one. `program`: the command line of this program. Throws when it does not serve in time. */
export async function startChild (program: readonly string[]): Promise<ChildServer> {
  const data = mkdtempSync(join(tmpdir(), 'holdline-scene-'))
  let running = await run(program, data).catch((error: unknown) => {
    rmSync(data, { recursive: true, force: true })
    throw error
  })
  let aheadMs = 0
  let isClosed = false

  async function end (how: 'stop' | 'kill'): Promise<void> {
    const { process: child } = running
    if (child.exitCode !== null || child.signalCode !== null) return
    const ended = once(child, 'exit')
    if (how === 'stop') child.stdin?.end('stop\n')
    else child.kill('SIGKILL')
    const late = setTimeout(() => child.kill('SIGKILL'), PATIENCE_MS)
    await ended
    clearTimeout(late)
  }

  return {
    get address () { return running.address },

    async restart (how) {
      await end(how)
      if (isClosed) return
      running = await run(program, data)
      if (aheadMs > 0) await running.ask(`ahead ${aheadMs}`)
      // Closed meanwhile: the new process must not stay.
      if (isClosed) await end('kill')
    },

    async pass (ms) {
      aheadMs += ms
      await running.ask(`ahead ${aheadMs}`)
    },

    async cpuMs () { return Number((await running.ask('cpu')).split(' ')[1]) },

    async parkedCount () {
      const text = await (await fetch(`${running.address}metrics`)).text()
      return Number(/^holdline_polls_parked (\d+)/m.exec(text)?.[1] ?? 0)
    },

    async close () {
      isClosed = true
      await end('kill')
      rmSync(data, { recursive: true, force: true })
    }
  }
}

async function run ([command = '', ...before]: readonly string[], data: string): Promise<Running> {
  const child = spawn(command, [...before, 'staged', '--data', data], { stdio: ['pipe', 'pipe', 'ignore'] })
  // A broken pipe means that it has ended, which `exit` tells.
  child.stdin.on('error', () => {})
  const asked: Array<(line: string) => void> = []
  createInterface({ input: child.stdout }).on('line', line => asked.shift()?.(line))

  function answer (withinMs: number): Promise<string> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => fail('The server of the scene does not answer.'), withinMs)
      const gone = (): void => fail('The server of the scene has ended.')
      function fail (why: string): void {
        clearTimeout(timer)
        child.off('exit', gone).off('error', gone)
        reject(new Error(why))
      }
      child.once('exit', gone).once('error', gone)
      asked.push(line => {
        clearTimeout(timer)
        child.off('exit', gone).off('error', gone)
        resolve(line)
      })
    })
  }

  const said = await answer(STARTED_WITHIN_MS).catch((error: unknown) => {
    child.kill('SIGKILL')
    throw error
  })
  return {
    process: child,
    address: said.split(' ')[1] ?? '',
    ask (order) {
      const answered = answer(PATIENCE_MS)
      child.stdin.write(`${order}\n`)
      return answered
    }
  }
}
