import { Agent } from 'node:http'
import { api, type Call, type Message, type PollQuery, type Send } from './api.ts'
import { readPollAnswer, type PollAnswer } from './poll-answer.ts'
import { Broken } from './verdict.ts'
import { exchange, Unanswered, type Reply, type Sent } from '#test/wire.ts'

/** How long something is tried before it counts as never answered. */
const TRIED_FOR_MS = 30_000
/** Between two tries, growing: a real client waits a second and longer. */
const AGAIN_AFTER_MS = { least: 30, most: 400 }
const RETRY_AFTER_MOST_MS = 2_000
const PATIENCE_MOST_MS = 15_000

/** The way from a browser to the server. */
export interface Way {
  /** The base address, with a slash at its end. */
  readonly address: string
  /** A proxy is on it: what no server of ours can have said is the network's fault, and is tried again. */
  readonly isHostile: boolean
  /** Silence longer than this, beyond a hold, is a broken connection. D18 says 10 s; a kit has less time. */
  readonly patienceMs: number
}

export interface Answered extends PollAnswer { readonly elapsedMs: number }

/** A poll on its way, tried again until it is answered or left. */
export interface Asked {
  readonly answer: () => Promise<Answered>
  readonly isAnswered: () => boolean
  readonly leave: () => void
}

/** Calls of one kind or another that were not answered as they should, for the figures. */
export interface Failures { count: number }

/** One signed-in browser. It follows PROTOCOL §1: what is lost is asked for again, and every send may be repeated. */
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

  /** The same session by another way. */
  by (way: Way): Browser {
    return new Browser(way, this.username, this.cookie)
  }

  /** Breaks every connection; the next call opens new ones. */
  hangUp (): void {
    this.#agent.destroy()
    this.#agent = new Agent({ keepAlive: true })
  }

  /** For good: what is still tried ends. */
  close (): void {
    this.#isClosed = true
    this.#agent.destroy()
  }

  get isClosed (): boolean { return this.#isClosed }

  /** A name nobody has used: tabs, client ids. */
  fresh (kind: string): string {
    return `${kind}-${this.username}-${(++this.#names).toString(36)}${Math.random().toString(36).slice(2, 10)}`
  }

  /** One try, whatever comes of it. Throws Unanswered. */
  once (call: Call, headers: Readonly<Record<string, string>> = {}): Promise<Reply> {
    return this.send(call, this.way.patienceMs, headers).reply
  }

  /** Tried until a server answers it. Only for what may be repeated. */
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

  /** Says something, once, however often it must be sent. */
  async say (conversationId: string, body: string, more: Partial<Send> = {}): Promise<Message> {
    const send = { clientId: this.fresh('says'), body, ...more }
    return (await this.do<{ message: Message }>(api.send(conversationId, send))).message
  }

  /** Asks, and waits for the answer. Without a tab of its own the poll stands for a page just opened. */
  ask (query: PollQuery = {}): Promise<Answered> {
    return this.park(query).answer()
  }

  /** Asks, and does not wait. */
  park (query: PollQuery = {}): Asked {
    let isAnswered = false
    let isOver = false
    let leave = (): void => {}
    const run = async (): Promise<Answered> => {
      for (const tries = new Tries(`a poll of ${this.username}`); ; await tries.pause()) {
        if (isOver || this.#isClosed) throw new Unanswered('it was left', 0, false)
        // Its address is never the same twice, unless that is what is tried.
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

  /** The cursor of this moment. */
  async cursor (): Promise<string> {
    return cursorIn(await this.ask())
  }

  /** One request on its way, whatever becomes of it. */
  send (call: Call, timeoutMs: number, more: Readonly<Record<string, string>> = {}): Sent {
    const body = call.body === undefined ? '' : JSON.stringify(call.body)
    const who: Record<string, string> = this.cookie === '' ? {} : { Cookie: this.cookie }
    const headers = { ...who, ...more }
    return exchange(this.way.address + call.path, { method: call.method, headers, body, agent: this.#agent, timeoutMs })
  }
}

/** What no proxy can have done, where there is none. */
export function notOurs ({ status, text }: Reply): Broken {
  return new Broken(`expected a poll to be answered 200 with a body of the protocol; came ${status} ${text.slice(0, 100)}`)
}

export function cursorIn (answer: PollAnswer): string {
  if (answer.cursor === null) throw new Broken(`expected an answer with a cursor; came ${answer.status} ${answer.reason ?? ''}`)
  return answer.cursor
}

/** Tries of one thing, with growing pauses between them, and an end. */
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

  /** The longer, the oftener nothing came: a slow machine is not a lossy way. */
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

/** Goes on meanwhile; who waits for it later hears of its failure, and until then nobody does. */
export function meanwhile<T> (going: Promise<T>): Promise<T> {
  going.catch(() => {})
  return going
}

export function sleep (ms: number): Promise<void> {
  return new Promise(resolve => { setTimeout(resolve, ms) })
}
