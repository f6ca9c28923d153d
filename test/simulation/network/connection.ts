import type { Answering } from '#routes/delivery/exchanges.ts'
import type { Result } from '../../client/stage/scripts.ts'

/** The server's end of one request, without a socket behind it. */
export class Connection implements Answering {
  isOpen = true
  retryAfter: string | null = null
  readonly #deliver: (result: Result) => void
  #waiter: { leave (): void } | null = null

  constructor (deliver: (result: Result) => void) {
    this.#deliver = deliver
  }

  watch (waiter: { leave (): void }): void {
    this.#waiter = waiter
  }

  answer (body: string): void {
    this.respond(200, body)
  }

  respond (status: number, body: string): void {
    if (!this.isOpen) return
    this.isOpen = false
    this.#deliver({ status, body, retryAfter: this.retryAfter })
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
    this.#waiter?.leave()
  }
}
