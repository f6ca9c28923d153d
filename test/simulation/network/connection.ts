import type { Result } from '../../client/scripts.ts'

/** The server's end of one request: as much of a ServerResponse as polls use, and no socket behind it. */
export class Connection {
  isOpen = true
  retryAfter: string | null = null
  readonly #deliver: (result: Result) => void
  #status = 200
  #whenGone: (() => void) | null = null

  constructor (deliver: (result: Result) => void) {
    this.#deliver = deliver
  }

  on (_close: 'close', run: () => void): void {
    this.#whenGone = run
  }

  writeHead (status: number): void {
    this.#status = status
  }

  end (body: string): void {
    if (!this.isOpen) return
    this.isOpen = false
    this.#deliver({ status: this.#status, body, retryAfter: this.retryAfter })
  }

  /** The process or the connection died: no whole answer will come. */
  destroy (): void {
    if (!this.isOpen) return
    this.isOpen = false
    this.#deliver({ status: 0, body: '', retryAfter: null })
  }

  /** The other end went, and this end was told. */
  hangUp (): void {
    if (!this.isOpen) return
    this.isOpen = false
    this.#whenGone?.()
  }
}
