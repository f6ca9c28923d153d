import type { LedgerEvent } from '#domain/delivery/events.ts'
import type { Answer } from '../client/stage/scripts.ts'
import type { Server } from './server.ts'

const CALL_WITHIN_MS = 15_000
const AGAIN_AFTER_MS = 30
const HOLD_S = 5

interface Reply { readonly status: number, readonly body: Record<string, unknown> }

/** One send: `no` is set once it is answered 2xx. */
export interface Send { readonly conversationId: string, readonly clientId: string, readonly body: string, no: number | null }

/** A user's program: sends and polls over real HTTP, and records every 2xx and every event it receives. */
export class Person {
  readonly username: string
  /** Its sends, with the numbers it was given. */
  readonly sends: Send[] = []
  /** The events it received, in order. */
  readonly seen: LedgerEvent[] = []
  /** Calls that got no whole answer. */
  cuts = 0
  isSending = false
  isListening = false
  /** Set when the test has failed: stops all retries. */
  isOver = false
  readonly #server: Server
  #cookie = ''
  #cursor = ''

  constructor (server: Server, username: string) {
    this.#server = server
    this.username = username
  }

  get seq (): number { return Number(this.#cursor.split('.')[1]) }

  async signUp (): Promise<void> {
    await this.expect('POST', '/api/signup', { username: this.username, password: 'correct horse battery' })
  }

  /** Takes a cursor: from here on no event may be missed. */
  async begin (): Promise<void> {
    const { cursor } = await this.expect('GET', '/api/snapshot')
    this.#cursor = String(cursor)
  }

  /** Sends message after message to these conversations, each until it is answered, while `isSending`. Several calls may run at once. */
  async talk (conversationIds: readonly string[]): Promise<void> {
    while (this.isSending && !this.isOver) await this.say(conversationIds[this.sends.length % conversationIds.length] ?? '')
  }

  /** Sends one message, until it is answered. */
  async say (conversationId: string): Promise<Send> {
    const i = this.sends.length
    const send: Send = { conversationId, clientId: `${this.username}-${String(i).padStart(8, '0')}`, body: `${this.username} says ${i}`, no: null }
    this.sends.push(send)
    while (send.no === null && !this.isOver) await this.#try(send)
    return send
  }

  /** Whether it received this message. */
  hasSeen ({ clientId }: Send): boolean {
    return this.seen.some(event => event.type === 'message' && event.message.clientId === clientId)
  }

  /** Polls with its cursor, across crashes and restarts, while `isListening`. */
  async listen (): Promise<void> {
    for (let n = 1; this.isListening && !this.isOver; n++) {
      const reply = await this.#call('GET', `/poll?cursor=${this.#cursor}&hold=${HOLD_S}&tab=${this.username}&n=${n}`)
      if (reply === null) await pause(AGAIN_AFTER_MS)
      else await this.#take(reply.body as unknown as Answer)
    }
  }

  async expect (method: string, path: string, body?: unknown): Promise<Record<string, unknown>> {
    const reply = await this.#call(method, path, body)
    if (reply === null || reply.status >= 300) throw new Error(`${this.username} ${method} ${path}: ${JSON.stringify(reply)}`)
    return reply.body
  }

  async #try (send: Send): Promise<void> {
    const { conversationId, clientId, body } = send
    const reply = await this.#call('POST', `/api/conversations/${conversationId}/messages`, { clientId, body })
    if (reply === null || reply.status >= 500) return await pause(AGAIN_AFTER_MS)
    if (reply.status >= 300) throw new Error(`${this.username} was refused: ${JSON.stringify(reply)}`)
    const { message } = reply.body as { message: { no: number, clientId: string } }
    if (message.clientId !== clientId) throw new Error(`${clientId} was answered as ${message.clientId}`)
    send.no = message.no
  }

  async #take (answer: Answer): Promise<void> {
    const { status, events, cursor, fromSeq, retryMs } = answer
    if (status === 'resync' || status === 'signed-out') throw new Error(`${this.username} was answered ${status} ${answer.reason} for ${this.#cursor}`)
    if (status === 'events' || status === 'idle') {
      if (fromSeq !== this.seq) throw new Error(`${this.username} asked from ${this.seq} and was answered from ${fromSeq}`)
      for (const event of events as unknown as LedgerEvent[]) {
        const last = this.seen.at(-1)?.seq ?? 0
        if (event.seq <= last) throw new Error(`${this.username} was shown ${event.seq} after ${last}`)
        this.seen.push(event)
      }
      this.#cursor = cursor ?? this.#cursor
    }
    if (retryMs > 0) await pause(Math.min(retryMs, 200))
  }

  /** Null when no whole answer came. */
  async #call (method: string, path: string, body?: unknown): Promise<Reply | null> {
    if (this.#server.address === null) return null
    try {
      const response = await fetch(this.#server.address + path, {
        method,
        headers: { cookie: this.#cookie, ...(method === 'GET' ? {} : { 'content-type': 'application/json' }) },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        signal: AbortSignal.timeout(CALL_WITHIN_MS)
      })
      const text = await response.text()
      const [cookie] = response.headers.getSetCookie()
      if (cookie !== undefined) this.#cookie = cookie.split(';')[0] ?? ''
      return { status: response.status, body: text === '' ? {} : JSON.parse(text) as Record<string, unknown> }
    } catch {
      this.cuts++
      return null
    }
  }
}

function pause (ms: number): Promise<void> {
  return new Promise(resolve => { setTimeout(resolve, ms) })
}
