import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

/** Command line of the program from its source. */
const FROM_SOURCE = [process.execPath, fileURLToPath(new URL('../../src/main.ts', import.meta.url))]
const START_WITHIN_MS = 20_000
const LOOK_EVERY_MS = 10

/** Limits that a load of a few programs would otherwise exceed; passwords are hashed at the lowest cost. */
const SETTINGS = {
  HOLDLINE_PASSWORD_MEMORY_KIB: '8',
  HOLDLINE_PASSWORD_PASSES: '1',
  HOLDLINE_SENDS_PER_SECOND: '1000000',
  HOLDLINE_SENDS_BURST: '1000000',
  HOLDLINE_DAILY_MIB: '1000000',
  HOLDLINE_LOG_LEVEL: 'error'
}

/** `holdline serve` as its own process over one data folder, started again and again. */
export class Server {
  /** The running process's address; null while none runs. */
  address: string | null = null
  readonly #data: string
  readonly #program: readonly string[]
  #child: ChildProcess | null = null
  #ended: Promise<unknown> = Promise.resolve()
  #said = ''

  /** `program`: the command line of another build. */
  constructor (data: string, program: readonly string[] = FROM_SOURCE) {
    this.#data = data
    this.#program = program
  }

  async start (): Promise<void> {
    const inherited = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(HOLDLINE_|TAP|NODE_OPTIONS)/.test(name)))
    const [command = '', ...before] = this.#program
    const child = spawn(command, [...before, 'serve', '--listen', '127.0.0.1:0', '--data', this.#data], {
      env: { ...inherited, ...SETTINGS },
      stdio: ['ignore', 'pipe', 'pipe']
    })
    this.#child = child
    this.#ended = once(child, 'close')
    this.#said = ''
    child.stdout.on('data', data => { this.#said += String(data) })
    child.stderr.on('data', data => { this.#said += String(data) })
    const deadline = Date.now() + START_WITHIN_MS
    while (this.address === null) {
      this.address = /serves at (\S+)\//.exec(this.#said)?.[1] ?? null
      if (child.exitCode !== null || Date.now() > deadline) throw new Error(`The server does not start: ${this.#said}`)
      await new Promise(resolve => { setTimeout(resolve, LOOK_EVERY_MS) })
    }
  }

  /** kill -9: nothing is finished, no browser is told. */
  kill (): Promise<void> {
    return this.#end('SIGKILL')
  }

  /** Stops it in order. Throws its output when it does not end with 0. */
  async stop (): Promise<void> {
    const child = this.#child
    await this.#end('SIGTERM')
    if (child !== null && child.exitCode !== 0) throw new Error(`The server ended with ${child.exitCode ?? child.signalCode}: ${this.#said}`)
  }

  async #end (signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    this.address = null
    if (this.#child === null) return
    this.#child.kill(signal)
    this.#child = null
    await this.#ended
  }
}
