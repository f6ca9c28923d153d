import { close, closeSync, fdatasync, fdatasyncSync, openSync } from 'node:fs'

/** Called when a flush has ended: with null when everything written before it is on the disk. */
export type Flushed = (fault: Error | null) => void

export interface Log {
  /** Flushes in the background. `done` is called in a later turn. */
  flush (done: Flushed): void
  /** Flushes before it returns. */
  flushNow (): void
  /** Call it when the file is closed or opened again. */
  close (): void
}

/**
 * Flushes SQLite's write-ahead log. SQLite would do it inside COMMIT, on the event loop, which a disk of 20 ms would then hold up for
 * everybody. On macOS, libuv asks for F_FULLFSYNC, as SQLite does there with `fullfsync`.
 */
export class LogFile implements Log {
  readonly #path: string
  #fd: number | null = null
  #underWay = 0

  /** `path`: the database's. */
  constructor (path: string) {
    this.#path = path + '-wal'
  }

  flush (done: Flushed): void {
    const fd = this.#open()
    this.#underWay++
    fdatasync(fd, fault => {
      this.#underWay--
      if (fd !== this.#fd && this.#underWay === 0) close(fd, () => {})
      done(fault)
    })
  }

  flushNow (): void {
    fdatasyncSync(this.#open())
  }

  // After a flush that is under way: the number must not become that of another file meanwhile.
  close (): void {
    if (this.#fd !== null && this.#underWay === 0) closeSync(this.#fd)
    this.#fd = null
  }

  // Windows flushes only what may be written.
  #open (): number {
    this.#fd ??= openSync(this.#path, 'r+')
    return this.#fd
  }
}
