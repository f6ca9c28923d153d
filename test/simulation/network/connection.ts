import type { Result } from '../../client/scripts.ts'

/** The server's end of one request: the part of a ServerResponse that polls use, without a socket. */
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

  /** The process or the connection died: no whole answer will follow. */
  destroy (): void {
    if (!this.isOpen) return
    this.isOpen = false
    this.#deliver({ status: 0, body: '', retryAfter: null })
  }

  /** The other end closed, and this end was notified. */
  hangUp (): void {
    if (!this.isOpen) return
    this.isOpen = false
    this.#whenGone?.()
  }
}
