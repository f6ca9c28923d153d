import { Agent, type IncomingHttpHeaders } from 'node:http'
import type { LedgerEvent } from '#domain/delivery/events.ts'
import type { Message } from '#domain/messages/messages.ts'
import type { Receipt } from '#domain/conversations/members.ts'
import { PollAnswerSchema } from '#routes/api/delivery/poll-schemas.ts'
import { exchange, type Sent } from '#test/wire.ts'
import { Value } from 'typebox/value'

/** Real time within which a server in the same process answers; a broken one is given no longer. */
export const PATIENCE_MS = process.env['PLANTED_MUTANT'] === undefined ? 10_000 : 3_000

/** One answer of `GET /poll`, as it came. */
export interface Answer {
  readonly status: 'events' | 'idle' | 'superseded' | 'yield' | 'resync' | 'busy' | 'drain' | 'signed-out'
  readonly reason: 'run' | 'trimmed' | 'ahead' | 'malformed' | null
  readonly from: string | null
  readonly cursor: string | null
  readonly fromSeq: number | null
  readonly toSeq: number | null
  readonly events: readonly LedgerEvent[]
  readonly html: string | null
  readonly signals: {
    readonly presence: readonly { readonly username: string, readonly state: string, readonly lastSeenAt: number | null }[]
    readonly typing: readonly { readonly conversationId: string, readonly username: string, readonly until: number }[]
    readonly receipts: readonly (Receipt & { readonly conversationId: string })[]
  }
  readonly more: boolean
  readonly hold: number
  readonly retryMs: number
}

export interface Reply<T> { readonly status: number, readonly headers: IncomingHttpHeaders, readonly body: T }

export interface PollQuery {
  readonly cursor?: string | null
  readonly hold?: number | string
  readonly tab?: string
  readonly n?: number | string
  readonly view?: string
  readonly active?: 0 | 1
}

/** A poll on its way. */
export interface Asked {
  /** Rejects when no answer has come within PATIENCE_MS. */
  readonly answer: () => Promise<Answer>
  readonly isAnswered: () => boolean
  /** Closes the connection, as a browser does that goes away. */
  readonly leave: () => void
}

/** One signed-in browser, or a program with a token, over real connections of its own. */
export class Browser {
  readonly username: string
  readonly userId: string
  readonly #origin: () => string
  readonly #agent = new Agent({ keepAlive: true })
  #credential: Record<string, string>

  constructor (origin: () => string, user: { username: string, id: string }, credential: Record<string, string>) {
    this.#origin = origin
    this.username = user.username
    this.userId = user.id
    this.#credential = credential
  }

  /** The headers that identify this browser, for raw requests. */
  get credential (): Readonly<Record<string, string>> { return this.#credential }

  close (): void { this.#agent.destroy() }

  /** Any call; `body` is sent as JSON. */
  async call<T = unknown> (method: string, path: string, body?: unknown): Promise<Reply<T>> {
    const { status, headers, text } = await this.#send(method, path, body).reply
    return { status, headers, body: (text === '' ? null : JSON.parse(text)) as T }
  }

  /** A call that must succeed. */
  async do<T = unknown> (method: string, path: string, body?: unknown): Promise<T> {
    const reply = await this.call<T>(method, path, body)
    if (reply.status >= 300) throw new Error(`${this.username}: ${method} ${path} was answered ${reply.status} ${JSON.stringify(reply.body)}`)
    return reply.body
  }

  /** Polls, without awaiting the answer. */
  poll (query: PollQuery = {}): Asked {
    const { reply, leave } = this.#send('GET', pollPath(query))
    let isAnswered = false
    const answered = reply.then(({ status, text }) => {
      isAnswered = true
      if (status !== 200) throw new Error(`a poll was answered ${status}: ${text}`)
      return readAnswer(text)
    })
    answered.catch(() => {})
    return {
      answer: () => within(PATIENCE_MS, answered, `a poll of ${this.username}`),
      isAnswered: () => isAnswered,
      leave
    }
  }

  /** Polls and awaits the answer. */
  ask (query: PollQuery = {}): Promise<Answer> {
    return this.poll(query).answer()
  }

  /** The cursor of this moment. */
  async cursor (): Promise<string> {
    return cursorIn(await this.ask())
  }

  /** Everything after a cursor, as a consumer collects it: polls until there is no more. */
  async catchUp (from: string): Promise<{ events: LedgerEvent[], answers: Answer[], cursor: string }> {
    const answers: Answer[] = []
    let cursor = from
    for (;;) {
      const answer = await this.ask({ cursor, hold: 0 })
      if (answer.status === 'idle') return { events: answers.flatMap(({ events }) => events), answers, cursor: cursorIn(answer) }
      if (answer.status !== 'events') throw new Error(`catching up was answered ${answer.status} ${answer.reason ?? ''}`)
      answers.push(answer)
      cursor = cursorIn(answer)
    }
  }

  async send (conversationId: string, body: string, more: Record<string, unknown> = {}): Promise<Message> {
    const clientId = `${this.username}-${Math.random().toString(36).slice(2, 12)}`
    return (await this.do<{ message: Message }>('POST', `/api/conversations/${conversationId}/messages`, { clientId, body, ...more })).message
  }

  async history (conversationId: string, query = ''): Promise<readonly Message[]> {
    return (await this.do<{ messages: Message[] }>('GET', `/api/conversations/${conversationId}/messages?limit=200${query}`)).messages
  }

  /** The direct conversation with somebody, found or created. */
  async conversationWith (other: { readonly username: string }): Promise<string> {
    const { conversation } = await this.do<{ conversation: { id: string } }>('POST', '/api/conversations', { kind: 'direct', username: other.username })
    return conversation.id
  }

  /** Time belongs to the test: the wall clock ends nothing. */
  #send (method: string, path: string, body?: unknown): Sent {
    const text = body === undefined ? '' : JSON.stringify(body)
    return exchange(this.#origin() + path, { method, headers: this.#credential, agent: this.#agent, body: text, timeoutMs: Infinity })
  }
}

export function cursorIn (answer: Answer): string {
  if (answer.cursor === null) throw new Error(`an answer without a cursor: ${answer.status}`)
  return answer.cursor
}

/** The text of the messages among these events, in their order. */
export function saidIn (events: readonly LedgerEvent[]): string[] {
  return events.flatMap(event => event.type === 'message' && event.message.kind === 'text' ? [event.message.body] : [])
}

/** Parses an answer. Throws when it has not exactly the fields of the protocol, each of its type. */
export function readAnswer (body: string): Answer {
  const answer: unknown = JSON.parse(body)
  const [error] = Value.Errors(PollAnswerSchema, answer)
  if (error !== undefined) throw new Error(`an answer that is not the protocol's: ${error.instancePath} ${error.message} in ${body}`)
  return answer as Answer
}

/** Retries until the condition holds; throws after PATIENCE_MS. */
export async function until (what: string, isSo: () => boolean | Promise<boolean>): Promise<void> {
  const started = performance.now()
  while (!await isSo()) {
    if (performance.now() - started > PATIENCE_MS) throw new Error(`waited in vain for ${what}`)
    await new Promise(resolve => setTimeout(resolve, 1))
  }
}

function pollPath (query: PollQuery): string {
  const pairs = Object.entries(query).filter(([, value]) => value !== null && value !== undefined)
  return '/poll?' + new URLSearchParams(pairs.map(([name, value]) => [name, String(value)])).toString()
}

function within<T> (ms: number, wanted: Promise<T>, what: string): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => { reject(new Error(`${what} was not answered`)) }, ms)
    wanted.then(resolve, reject).finally(() => { clearTimeout(timer) })
  })
}
