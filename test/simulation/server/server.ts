import { parse } from 'fast-querystring'
import type { StandingClock } from '#test/clock.ts'
import type { FormerMessages } from '#domain/account/deletions.ts'
import { DomainError, unauthenticated } from '#domain/errors.ts'
import { told } from '#plugins/errors.ts'
import { createMessenger, type Messenger, type MessengerOptions } from '#server/messenger.ts'
import type { LedgerEvent } from '#domain/delivery/events.ts'
import { answerNobody } from '#routes/delivery/poll.ts'
import { openStore } from '#store/sqlite/open.ts'
import { perform, type Act } from '../acts.ts'
import type { Connection } from '../network/connection.ts'
import type { Call, Caller, Destination } from '../network/network.ts'
import { deleteAccounts } from './chores.ts'
import { Connections, ProcessClock } from './process.ts'
import type { Random } from '../random.ts'

/** A poll that is not answered yet. */
export interface Held extends Caller { readonly seq: number, readonly connection: Connection }

export type Limits = MessengerOptions['limits']

export interface ServerOptions {
  readonly path: string
  readonly clock: StandingClock
  readonly random: Random
  readonly note: (line: string) => void
  /** Whether a user's sessions have all ended; those of a browser are not kept by the server. */
  readonly isSignedOut: (userId: string) => boolean
  /** Drawn at random for each process when null. */
  readonly limits: Limits | null
  /** Called when a process is up: what the one before had committed, but told nobody of, is there now. */
  readonly onStart: () => void
  readonly onCommit: () => void
  /** Called with every answer as it leaves, before the network can change it. */
  readonly onAnswer: (userId: string, body: string) => void
  readonly onFault: (error: unknown) => void
  /** Breaks a rule on purpose; called with each new process. */
  readonly plant: (messenger: Messenger) => void
}

/** Longest flush of a commit, during which everybody sees the state before it. */
const FLUSH_MAX_MS = 30

const SEND = /^api\/conversations\/([^/]+)\/messages$/

/** The server: one process after another on the same database file. */
export class Server implements Destination {
  isUp = false
  isStopping = false
  messenger: Messenger | null = null
  /** Whether a process has run since the last check: its promises may be ready to continue. */
  hasWorked = false
  /** Whether a commit is in the file that nobody may be told of yet. */
  isFlushing = false
  /** By user: the highest seq that any of their polls acknowledged. */
  readonly acked = new Map<string, number>()
  /** By seq: the session that sent a message, and when. */
  readonly sent = new Map<number, { readonly sessionId: string, readonly at: number }>()
  readonly #options: ServerOptions
  readonly #native = new Connections()
  readonly #open = new Set<Connection>()
  #held: Held[] = []
  #clock: ProcessClock
  /** The calls this process is working on, polls excluded. */
  #pending = new Set<Connection>()
  #runs = 0
  #ids = 0

  readonly #newId = () => `i${this.#runs}-${++this.#ids}`

  constructor (options: ServerOptions) {
    this.#options = options
    this.#clock = new ProcessClock(options.clock, () => {}, () => false)
  }

  async start (): Promise<void> {
    const { path, random, note, limits, onStart, onCommit, plant } = this.#options
    const clock = this.#clock = new ProcessClock(this.#options.clock, () => { this.hasWorked = true }, () => random.chance(0.3))
    this.#runs++
    let isOpening = true
    this.hasWorked = true
    const onFault = (error: unknown): void => { if (clock.isAlive) this.#options.onFault(error) }
    const store = await openStore({
      path,
      nativeBinding: this.#native.binding,
      // No power cut is tried here, and a real flush costs more than the rest of a world.
      pragmas: ['synchronous = OFF'],
      // A start takes no time of the world's.
      atTurnEnd: run => { if (isOpening) queueMicrotask(run); else clock.after(random.whole(0, 4), run) },
      log: {
        flush: flushed => {
          this.isFlushing = true
          const done = (): void => {
            this.isFlushing = false
            flushed(null)
          }
          if (isOpening) queueMicrotask(done)
          else clock.after(random.whole(0, FLUSH_MAX_MS), done)
        },
        flushNow: () => { this.isFlushing = false },
        close: () => { this.isFlushing = false }
      },
      onFault
    })
    this.messenger = createMessenger({
      store,
      runs: await store.ledger.beginRun({ id: this.#newId(), at: clock.now() }),
      clock,
      random: random.next,
      newId: this.#newId,
      limits: limits ?? drawLimits(random),
      maxHoldS: 90,
      // Odd stretches are in memory, even ones must be read.
      render: {
        now: (_userId, events) => events.length % 2 === 0 ? null : drawing(events),
        later: async (_userId, events) => drawing(events)
      },
      observer: {
        ended: () => {},
        resync: reason => note(`resync ${reason}`),
        fault: onFault,
        answered: () => {},
        committed: events => {
          note(`commit ${events}`)
          onCommit()
          this.#endPolls()
        },
        resetTo: head => {
          note(`reset to ${head}`)
          onCommit()
          this.#endPolls()
        }
      }
    })
    isOpening = false
    plant(this.messenger)
    this.isUp = true
    onStart()
    note('start')
  }

  /** kill -9: uncommitted writes are gone, and no connection is notified. */
  kill (): void {
    this.#options.note('kill')
    this.#clock.isAlive = false
    this.#native.closeAll()
    this.#close()
  }

  /** SIGTERM: polls are answered, sends in flight finish; `done` is called once the process has ended. */
  stop (done: () => void): void {
    this.#options.note('stop')
    this.isStopping = true
    const { messenger } = this
    const finish = (): void => {
      this.isUp = false
      if (this.#pending.size > 0) {
        this.#clock.after(5, finish)
        return
      }
      this.#write(messenger).then(() => {
        this.#clock.isAlive = false
        this.#native.closeAll()
        this.#close()
        done()
      }, this.#options.onFault)
    }
    messenger?.drain()
    this.hasWorked = true
    this.#clock.after(20, finish)
  }

  /** The chore that deletes accounts: so many slices. */
  deleteAccounts (messages: FormerMessages, slices: number): void {
    this.hasWorked = true
    if (this.messenger !== null) deleteAccounts(this.messenger.store.deletions, messages, slices, () => this.#clock.now())
  }

  /** Sets whether the file may grow. */
  setRoom (hasRoom: boolean): void {
    this.#options.note(hasRoom ? 'room again' : 'disk full')
    this.#native.exec(`PRAGMA max_page_count = ${hasRoom ? 1_000_000 : 1}`)
  }

  handle (call: Call, caller: Caller, connection: Connection): void {
    const { messenger } = this
    if (messenger === null) return connection.destroy()
    this.hasWorked = true
    this.#open.add(connection)
    if (this.#options.isSignedOut(caller.userId) && !isSignIn(call)) return this.#turnAway(call, connection)
    if (call.method === 'GET') return this.#poll(messenger, call, caller, connection)
    const send = SEND.exec(call.url)
    const done = send === null
      ? perform(messenger, caller.userId, JSON.parse(call.body ?? '') as Act, { at: this.#clock.now(), newId: this.#newId })
      : this.#send(messenger, caller, decodeURIComponent(send[1] ?? ''), call.body ?? '')
    const pending = this.#pending.add(connection)
    done
      .then(result => this.#answer(connection, 200, result), error => this.#refuse(connection, error))
      .finally(() => pending.delete(connection))
  }

  /** The parked polls. */
  held (): readonly Held[] {
    this.#held = this.#held.filter(({ connection }) => connection.isOpen)
    return this.#held
  }

  #poll (messenger: Messenger, call: Call, { userId, sessionId }: Caller, connection: Connection): void {
    const query = parse(call.url.slice(call.url.indexOf('?') + 1))
    const seq = Number(String(query['cursor'] ?? '').split('.')[1] ?? NaN)
    if (Number.isFinite(seq)) {
      this.#held.push({ userId, sessionId, seq, connection })
      this.acked.set(userId, Math.max(seq, this.acked.get(userId) ?? 0))
    }
    const answer = connection.answer.bind(connection)
    connection.answer = body => {
      this.#options.onAnswer(userId, body)
      answer(body)
    }
    messenger.polls({ userId, sessionId, kind: 'cookie', heldMax: null }, query, connection)
  }

  // The sessions of browsers are not kept, so the server does not end them by itself.
  #endPolls (): void {
    for (const { userId, sessionId } of this.held()) if (this.#options.isSignedOut(userId)) this.messenger?.endSession(sessionId)
  }

  #turnAway (call: Call, connection: Connection): void {
    if (call.method === 'GET') answerNobody(connection, 'signed-out')
    else this.#refuse(connection, unauthenticated())
  }

  async #send (messenger: Messenger, { userId, sessionId }: Caller, conversationId: string, body: string): Promise<unknown> {
    const text = JSON.parse(body) as { clientId: string, body: string }
    const sent = await messenger.messages.send({ senderId: userId, sessionId, conversationId, ...text })
    if (!sent.duplicate) this.sent.set(sent.message.changedSeq, { sessionId, at: this.#clock.now() })
    return sent
  }

  #answer (connection: Connection, status: number, result: unknown): void {
    connection.respond(status, JSON.stringify(result ?? null))
  }

  #refuse (connection: Connection, error: unknown): void {
    if (!(error instanceof DomainError)) {
      this.#options.onFault(error)
      return this.#answer(connection, 500, { statusCode: 500, code: 'FAULT', error: 'Internal Server Error', message: 'Something went wrong.' })
    }
    const refusal = told(error)
    if (error.retryAfterS !== null) connection.retryAfter = String(error.retryAfterS)
    this.#answer(connection, refusal.statusCode, refusal)
  }

  async #write (messenger: Messenger | null): Promise<void> {
    await messenger?.flush()
    await messenger?.store.close()
  }

  #close (): void {
    this.isFlushing = false
    this.isUp = this.isStopping = this.isFlushing = false
    this.messenger = null
    this.#pending = new Set()
    for (const connection of this.#open) connection.destroy()
    this.#open.clear()
    this.#held = []
  }
}

function drawLimits (random: Random): Limits {
  return {
    parkedMax: random.chance(0.9) ? 1_000 : random.whole(1, 6),
    heldPerUser: 20,
    heldPerBrowser: random.whole(1, 2),
    heldPerToken: 20,
    maxEvents: random.chance(0.5) ? 256 : random.whole(1, 12),
    maxBytes: random.chance(0.8) ? 512 * 1024 : 2_000,
    budgetBytes: random.chance(0.7) ? 1_000_000 : 3_000
  }
}

function isSignIn ({ url, body }: Call): boolean {
  return url === 'act' && (JSON.parse(body ?? '') as Act).do === 'sign-in'
}

/** The events that `render` put into the HTML: the page draws them from there. */
export function drawn (html: string): LedgerEvent[] {
  return html === '' ? [] : JSON.parse(html) as LedgerEvent[]
}

// The events as the text of a page, as the inside of a JSON string.
function drawing (events: readonly LedgerEvent[]): string {
  return JSON.stringify(JSON.stringify(events, (name, value: unknown) => name === 'previous' ? undefined : value)).slice(1, -1)
}
