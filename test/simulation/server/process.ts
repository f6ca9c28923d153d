import { createRequire } from 'node:module'
import type { Clock } from '#mailbox/clock.ts'

/** The timers of one server process. They die with it. */
export class ProcessClock implements Clock {
  isAlive = true
  readonly #clock: Clock
  readonly #onWork: () => void

  readonly #isTurnOver: () => boolean

  /** `onWork` is called just before a callback of this process runs; `isTurnOver` decides where work is cut into slices. */
  constructor (clock: Clock, onWork: () => void, isTurnOver: () => boolean) {
    this.#clock = clock
    this.#onWork = onWork
    this.#isTurnOver = isTurnOver
  }

  isTurnOver (): boolean {
    return this.#isTurnOver()
  }

  now (): number {
    return this.#clock.now()
  }

  after (ms: number, run: () => void): () => void {
    return this.#clock.after(ms, () => {
      if (!this.isAlive) return
      this.#onWork()
      run()
    })
  }
}

interface NativeDatabase { readonly open: boolean, exec (sql: string): void, close (): void }
interface Addon { Database: new (...args: unknown[]) => NativeDatabase }

const addon = createRequire(import.meta.resolve('better-sqlite3'))('./binding.js').getBinding() as Addon

/**
 * better-sqlite3's addon, wrapped so that it records its connections: killing a process then closes them without any clean-up, and a
 * disk can become full under an open file.
 */
export class Connections {
  readonly binding: object
  readonly #made: NativeDatabase[] = []

  constructor () {
    const made = this.#made
    // A plain function, because the addon's own class cannot be extended.
    function Database (...args: unknown[]): NativeDatabase {
      const connection = new addon.Database(...args)
      made.push(connection)
      return connection
    }
    this.binding = { ...addon, Database }
  }

  exec (sql: string): void {
    for (const connection of this.#made) if (connection.open) connection.exec(sql)
  }

  closeAll (): void {
    for (const connection of this.#made) if (connection.open) connection.close()
    this.#made.length = 0
  }
}
