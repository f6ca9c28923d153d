import { Agent } from 'node:http'
import { api, type Call, type Message, type PollQuery, type Send } from '../api.ts'
import { readPollAnswer, type PollAnswer } from '../poll-answer.ts'
import { Broken } from '../verdict.ts'
import { exchange, Unanswered, type Reply, type Sent } from '#test/wire.ts'

/** Time limit for all tries of one call. */
const TRIED_FOR_MS = 30_000
/** Pause between two tries, growing. Real clients wait a second and longer. */
const AGAIN_AFTER_MS = { least: 30, most: 400 }
const RETRY_AFTER_MOST_MS = 2_000
const PATIENCE_MOST_MS = 15_000

/** A network path from a browser to the server. */
export interface Way {
  /** The base address, with a slash at its end. */
  readonly address: string
  /** Set when a proxy is on the path: an answer that is not Holdline's then counts as a network failure and is retried. */
  readonly isHostile: boolean
  /** Silence longer than this, beyond a hold, is a broken connection. D18 says 10 s; the kit has less time. */
  readonly patienceMs: number
}

export interface Answered extends PollAnswer { readonly elapsedMs: number }

/** A poll being asked, retried until it is answered or left. */
export interface Asked {
  readonly answer: () => Promise<Answered>
  readonly isAnswered: () => boolean
  readonly leave: () => void
}

/** A count of failed calls of one kind, for the figures. */
export interface Failures { count: number }

/** One signed-in browser. It follows protocol.md §1: lost requests are retried, and every send may be repeated. */
export class Browser {
  readonly username: string
  readonly cookie: string
  readonly way: Way
  readonly failures: Failures = { count: 0 }
  #agent = new Agent({ keepAlive: true })
  #names = 0
  #isClosed = false

  constructor (way: Way, username: string, cookie: string) {
    this.way = way
    this.username = username
    this.cookie = cookie
  }

  /** The same session over another path. */
  by (way: Way): Browser {
    return new Browser(way, this.username, this.cookie)
  }

  /** Breaks every connection; the next call opens new ones. */
  hangUp (): void {
    this.#agent.destroy()
    this.#agent = new Agent({ keepAlive: true })
  }

  /** Closes for good: retries end. */
  close (): void {
    this.#isClosed = true
    this.#agent.destroy()
  }

  get isClosed (): boolean { return this.#isClosed }

  /** A name used nowhere else: for tabs and client ids. */
  fresh (kind: string): string {
    return `${kind}-${this.username}-${(++this.#names).toString(36)}${Math.random().toString(36).slice(2, 10)}`
  }

  /** One try, whatever its result. Throws Unanswered. */
  once (call: Call, headers: Readonly<Record<string, string>> = {}): Promise<Reply> {
    return this.send(call, this.way.patienceMs, headers).reply
  }

  /** Retries until a server answers. Only for calls that may be repeated. */
  async call<T> (call: Call): Promise<Reply & { readonly body: T }> {
    for (const tries = new Tries(`${this.username}: ${call.method} ${call.path.split('?')[0]}`); ; await tries.pause()) {
      if (this.#isClosed) throw new Unanswered('the browser was closed', 0, false)
      const reply = await tries.catching(this.send(call, tries.patience(this.way.patienceMs)).reply, this.failures)
      if (reply === null) continue
      const isOurs = reply.body !== null || reply.text === ''
      if (reply.status !== 429 && reply.status !== 503 && (isOurs || !this.way.isHostile)) return reply as Reply & { readonly body: T }
      this.failures.count++
      tries.refused(`${reply.status} ${reply.text.slice(0, 80)}`, Number(reply.headers['retry-after'] ?? 0) * 1_000)
    }
  }

  /** A call that must succeed. */
  async do<T> (call: Call): Promise<T> {
    const { status, body, text } = await this.call<T>(call)
    if (status >= 300) throw new Broken(`expected ${call.method} ${call.path} to succeed for ${this.username}; came ${status} ${text.slice(0, 200)}`)
    return body
  }

  /** Sends one message, retried as often as needed. */
  async say (conversationId: string, body: string, more: Partial<Send> = {}): Promise<Message> {
    const send = { clientId: this.fresh('says'), body, ...more }
    return (await this.do<{ message: Message }>(api.send(conversationId, send))).message
  }

  /** Polls and waits for the answer. Without a tab of its own the poll stands for a page just opened. */
  ask (query: PollQuery = {}): Promise<Answered> {
    return this.park(query).answer()
  }

  /** Polls without waiting for the answer. */
  park (query: PollQuery = {}): Asked {
    let isAnswered = false
    let isOver = false
    let leave = (): void => {}
    const run = async (): Promise<Answered> => {
      for (const tries = new Tries(`a poll of ${this.username}`); ; await tries.pause()) {
        if (isOver || this.#isClosed) throw new Unanswered('it was left', 0, false)
        // A retry gets a new address, except where the check gives tab and number itself.
        const asked = query.tab === undefined ? { ...query, tab: this.fresh('tab'), n: 1 } : query
        const sent = this.send(api.poll(asked), (query.hold ?? 90) * 1_000 + tries.patience(this.way.patienceMs))
        leave = sent.leave
        const reply = await tries.catching(sent.reply, this.failures)
        if (reply === null) continue
        const answer = reply.status === 200 ? readPollAnswer(reply.body) : null
        if (answer !== null) return { ...answer, elapsedMs: reply.elapsedMs }
        if (!this.way.isHostile) throw notOurs(reply)
        this.failures.count++
        tries.refused(`${reply.status} ${reply.text.slice(0, 80)}`, 0)
      }
    }
    const answered = run().finally(() => { isAnswered = true })
    answered.catch(() => {})
    return {
      answer: () => answered,
      isAnswered: () => isAnswered,
      leave: () => {
        isOver = true
        leave()
      }
    }
  }

  /** The cursor of now. */
  async cursor (): Promise<string> {
    return cursorIn(await this.ask())
  }

  /** One request in flight, whatever its result. */
  send (call: Call, timeoutMs: number, more: Readonly<Record<string, string>> = {}): Sent {
    const body = call.bytes ?? (call.body === undefined ? '' : JSON.stringify(call.body))
    const type: Record<string, string> = call.bytes === undefined ? {} : { 'Content-Type': 'application/octet-stream' }
    const who: Record<string, string> = this.cookie === '' ? {} : { Cookie: this.cookie }
    const headers = { ...who, ...type, ...more }
    return exchange(this.way.address + call.path, { method: call.method, headers, body, agent: this.#agent, timeoutMs })
  }
}

/** An answer that is an error where no proxy is on the path. */
export function notOurs ({ status, text }: Reply): Broken {
  return new Broken(`expected a poll to be answered 200 with a body of the protocol; came ${status} ${text.slice(0, 100)}`)
}

export function cursorIn (answer: PollAnswer): string {
  if (answer.cursor === null) throw new Broken(`expected an answer with a cursor; came ${answer.status} ${answer.reason ?? ''}`)
  return answer.cursor
}

/** Retries of one call, with growing pauses and a time limit. */
class Tries {
  readonly #what: string
  readonly #until = performance.now() + TRIED_FOR_MS
  #pauseMs = AGAIN_AFTER_MS.least
  #last = 'nothing'
  #count = 0

  constructor (what: string) { this.#what = what }

  /** Null when it was not answered. */
  async catching (reply: Promise<Reply>, failures: Failures): Promise<Reply | null> {
    try {
      return await reply
    } catch (error) {
      if (!(error instanceof Unanswered)) throw error
      failures.count++
      this.#last = error.message
      return null
    }
  }

  /** Grows with the number of silent tries: a slow machine is not a lossy path. */
  patience (leastMs: number): number {
    return Math.min(leastMs * ++this.#count, PATIENCE_MOST_MS)
  }

  refused (how: string, afterMs: number): void {
    this.#last = how
    this.#pauseMs = Math.max(this.#pauseMs, Math.min(afterMs, RETRY_AFTER_MOST_MS))
  }

  async pause (): Promise<void> {
    if (performance.now() > this.#until) throw new Broken(`expected ${this.#what} to be answered within ${TRIED_FOR_MS / 1_000} s; came ${this.#last}`)
    await sleep(this.#pauseMs)
    this.#pauseMs = Math.min(this.#pauseMs * 2, AGAIN_AFTER_MS.most)
  }
}

/** Lets a promise run in the background; its failure is reported when it is awaited, and not before. */
export function meanwhile<T> (going: Promise<T>): Promise<T> {
  going.catch(() => {})
  return going
}

export function sleep (ms: number): Promise<void> {
  return new Promise(resolve => { setTimeout(resolve, ms) })
}
