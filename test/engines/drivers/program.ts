import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Time limit for a program to start, and for a page to show what is waited for, on a busy machine. */
export const PATIENCE_MS = 40_000
const ASK_AGAIN_MS = 50
/** Time a program gets to end by itself. */
const ENDING_MS = 3_000

/**
 * A program of this machine with its own home folder, in its own process group: the processes it starts end with it, and the files it
 * writes are deleted.
 */
export class Program {
  readonly home: string
  readonly child: ChildProcessWithoutNullStreams
  #said = ''
  readonly #ended: Promise<void>

  /** `args` is called with the home folder, which exists by then; `prepare` may put files into it. */
  constructor (command: string, args: (home: string) => readonly string[], { env = {}, prepare }: Setting = {}) {
    this.home = mkdtempSync(join(tmpdir(), 'holdline-engine-'))
    prepare?.(this.home)
    this.child = spawn(command, args(this.home), { env: environment(this.home, env), detached: true, stdio: 'pipe', cwd: this.home })
    const hear = (data: unknown) => { this.#said += String(data) }
    this.child.stderr.on('data', hear)
    this.child.stdin.on('error', () => {})
    this.#ended = new Promise(resolve => {
      this.child.once('error', error => {
        hear(error.message)
        resolve()
      }).once('close', () => resolve())
    })
  }

  /** Its error output so far. */
  get said (): string {
    return this.#said
  }

  get hasEnded (): boolean {
    return this.child.pid === undefined || this.child.exitCode !== null || this.child.signalCode !== null
  }

  async end (): Promise<void> {
    this.#signal('SIGTERM')
    const late = setTimeout(() => this.#signal('SIGKILL'), ENDING_MS)
    await this.#ended
    clearTimeout(late)
    this.#signal('SIGKILL')
    rmSync(this.home, { recursive: true, force: true, maxRetries: 10 })
  }

  #signal (signal: NodeJS.Signals): void {
    try {
      if (this.child.pid !== undefined) process.kill(-this.child.pid, signal)
    } catch {
      // The group is already empty.
    }
  }
}

export interface Setting {
  readonly env?: Readonly<Record<string, string>>
  readonly prepare?: (home: string) => void
}

/** The same for every engine: none inherits proxies, a display or settings from the environment of the tests. */
export function environment (home: string, env: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  return {
    PATH: process.env['PATH'],
    HOME: home,
    TMPDIR: home,
    XDG_CONFIG_HOME: join(home, 'config'),
    XDG_CACHE_HOME: join(home, 'cache'),
    XDG_DATA_HOME: join(home, 'share'),
    XDG_RUNTIME_DIR: home,
    LANG: 'C.UTF-8',
    LC_ALL: 'C.UTF-8',
    NO_AT_BRIDGE: '1',
    ...env
  }
}

/** Repeats `ask` until its result is neither null nor false. Throws with `what` after `patienceMs`. */
export async function eventually<T> (what: string, ask: () => T | Promise<T>, patienceMs = PATIENCE_MS): Promise<NonNullable<T>> {
  const deadline = Date.now() + patienceMs
  for (;;) {
    const answer = await ask()
    if (answer !== null && answer !== undefined && answer !== false) return answer
    if (Date.now() > deadline) throw new Error(`It never came to be: ${what}`)
    await new Promise(resolve => setTimeout(resolve, ASK_AGAIN_MS))
  }
}
