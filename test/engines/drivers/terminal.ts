import { execFile } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { environment, eventually, Program } from './program.ts'

/** Columns and rows: a large window. */
export const SIZE = [100, 52] as const
const SETTINGS = 'set -g exit-empty off\nset -g status off\nset -g escape-time 0\nset -g default-terminal screen-256color\n'

/** A program in a terminal whose screen can be read: tmux, with a separate server for each. */
export class Terminal {
  readonly #tmux: Program

  /** `command` is a shell line, with `~` for its home; `files` are written there first. */
  static async open (command: string, files: Readonly<Record<string, string>> = {}): Promise<Terminal> {
    const terminal = new Terminal(files)
    await eventually('tmux answers', async () => {
      const [columns, rows] = SIZE
      return await terminal.#ask('new-session', '-d', '-x', String(columns), '-y', String(rows), command).then(() => true, () => false)
    }).catch(async (error: Error) => {
      await terminal.end()
      throw error
    })
    return terminal
  }

  private constructor (files: Readonly<Record<string, string>>) {
    this.#tmux = new Program('tmux', home => ['-D', '-u', '-S', join(home, 'tmux'), '-f', join(home, 'tmux.conf')], {
      env: { TERM: 'xterm-256color' },
      prepare: home => {
        for (const [name, text] of Object.entries({ ...files, 'tmux.conf': SETTINGS })) {
          writeFileSync(join(home, name), text, { mode: text.startsWith('#!') ? 0o755 : 0o644 })
        }
      }
    })
  }

  get home (): string {
    return this.#tmux.home
  }

  /** Presses keys by tmux's names for them. */
  async press (...keys: readonly string[]): Promise<void> {
    await this.#ask('send-keys', ...keys)
  }

  async type (text: string): Promise<void> {
    await this.#ask('send-keys', '-l', text)
  }

  /** The lines of the screen. */
  async screen (): Promise<string> {
    return await this.#ask('capture-pane', '-p')
  }

  /** Waits until the screen shows a text. */
  async shows (what: string | RegExp, patienceMs?: number): Promise<void> {
    let screen = ''
    await eventually(String(what), async () => {
      screen = await this.screen()
      return typeof what === 'string' ? screen.includes(what) : what.test(screen)
    }, patienceMs).catch((error: Error) => {
      throw new Error(`${error.message}, but this:\n${screen.trimEnd()}`)
    })
  }

  /** Waits until the screen stops changing. */
  async settles (): Promise<string> {
    let before = ''
    return await eventually('the screen stands still', async () => {
      const screen = await this.screen()
      const stands = screen === before && screen.trim() !== ''
      before = screen
      await new Promise(resolve => setTimeout(resolve, 100))
      return stands ? screen : null
    })
  }

  async end (): Promise<void> {
    await this.#ask('kill-server').catch(() => {})
    await this.#tmux.end()
  }

  async #ask (...args: readonly string[]): Promise<string> {
    const socket = join(this.home, 'tmux')
    const { stdout } = await promisify(execFile)('tmux', ['-u', '-S', socket, ...args], { env: environment(this.home, {}), timeout: 10_000 })
    return stdout
  }
}
