import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** How long a program may take to start, and a page to show what is waited for, on a machine that does much else. */
export const PATIENCE_MS = 40_000
const ASK_AGAIN_MS = 50
/** What a program is given to end by itself. */
const ENDING_MS = 3_000

/**
 * A program of this machine with a home of its own, in a process group of its own: what it starts ends with it, and
 * nothing that it writes stays.
 */
export class Program {
  readonly home: string
  readonly child: ChildProcessWithoutNullStreams
  #said = ''
  readonly #ended: Promise<void>

  /** `args` is handed the home, which is there by then; `prepare` may put files into it. */
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

  /** What it has said on its error output. */
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
      // Nobody of the group is left.
    }
  }
}

export interface Setting {
  readonly env?: Readonly<Record<string, string>>
  readonly prepare?: (home: string) => void
}

/** The same for every engine: none inherits proxies, a display or the settings of whoever runs the tests. */
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

/** Asks until the answer is neither null nor false; throws what it was about when that takes too long. */
export async function eventually<T> (what: string, ask: () => T | Promise<T>, patienceMs = PATIENCE_MS): Promise<NonNullable<T>> {
  const deadline = Date.now() + patienceMs
  for (;;) {
    const answer = await ask()
    if (answer !== null && answer !== undefined && answer !== false) return answer
    if (Date.now() > deadline) throw new Error(`It never came to be: ${what}`)
    await new Promise(resolve => setTimeout(resolve, ASK_AGAIN_MS))
  }
}
