import type { IncomingMessage, ServerResponse } from 'node:http'
import type { FastifyBaseLogger, FastifyReply, FastifyRequest } from 'fastify'
import type { Viewer } from '#domain/account/sessions.ts'
import type { Disturbance, Interceptor, Line, SendAsked, Stored } from '#domain/wire/faults/line.ts'
import type { News } from '#domain/wire/records.ts'
import type { Opening, Tape } from '#domain/wire/tape.ts'
import { packLive, takesGzip } from '#plugins/compression.ts'
import { STATUS_CODES } from '#plugins/node-http.ts'

/** A door: a fast path ahead of the router, with the parts of its answers that are always the same. */
export interface Door {
  readonly name: 'poll' | 'send'
  readonly method: string
  /** The route's pattern, for the log. */
  readonly route: string
  readonly status: number
  /** Names and values in turn, all but the length. */
  readonly headers: readonly string[]
}

/** An answer still to be written: the one object that a wait keeps of its request. */
export interface Answering {
  /** Writes the whole answer, once. `news`: what it tells, for the wire view. */
  answer (body: string, news?: News): void
  /** Tells `waiter` when the browser goes before it is answered. */
  watch (waiter: { leave (): void }): void
}

/** An exchange at a door. */
export interface DoorExchange extends Answering {
  /** Records it when its user watches the wire view. `address`: below the base path. */
  record (viewer: Viewer, request: IncomingMessage, address: string, query: Opening['query']): Tape | null
  /** Begins a poll by `go`: at once and with its own cursor, unless a fault switch of its session acts on it. */
  asks (viewer: Viewer, query: Opening['query'], go: (cursor?: string) => void): void
  /** Stores a send by `run`, in the same way. A fault may reject it: the router then takes the request as if it had just come. */
  stores<S extends Stored> (viewer: Viewer, asked: SendAsked, run: () => Promise<S>): Promise<S>
}

/** Gives the exchanges of watched sessions their tapes. */
export interface Tap {
  /** Asked of every exchange while anybody watches, so it costs one look into a map. */
  watches (userId: string): boolean
  tape (viewer: Viewer, opening: Opening): Tape | null
}

/**
 * The place of an answer whose response was let go. `head`: status line and headers, without those about the connection. `then`: with
 * `close` the connection ends behind the answer, with `cut` in its place.
 */
export interface Place { answer (head: string, body: string | Buffer, then?: 'keep' | 'close' | 'cut'): void }

/** Lets go of a response that waits, and tells `waiter` when the browser goes. Returns null when the response must be kept. */
export type Park = (response: ServerResponse, waiter: { leave (): void }) => Place | null

/** Adds an exchange to the metrics; `status` null: the browser went before it was answered. */
export type CountExchange = (way: Door['name'] | 'route', status: number | null, ms: number) => void

export type Exchanges = ReturnType<typeof createExchanges>

// Checked before a line is put together: most servers do not log requests.
const LOGGED_AT = new Set(['debug', 'trace'])

/** The head of a door's answers but for the length: as `writeHead` takes it, and as it is written. */
interface Head { readonly headers: readonly string[], readonly text: string }

function headOf (status: number, headers: readonly string[], version = '1.1'): Head {
  const line = `HTTP/${version} ${status} ${STATUS_CODES[status]}\r\n`
  return { headers, text: headers.reduce((head, part, index) => head + part + (index % 2 === 0 ? ': ' : '\r\n'), line) }
}

/** The page of a gateway that gives up waiting, as the fault switches show it. */
const GATEWAY_STATUS = 504
const GATEWAY = headOf(GATEWAY_STATUS, ['Content-Type', 'text/plain; charset=utf-8', 'Cache-Control', 'no-store'])
const GATEWAY_PAGE = '504 Gateway Time-out\n'

/**
 * The end of every exchange of a request and an answer, by a door of its own or by the router. Each is counted, and is one line of the
 * log at `debug`: with the route's pattern and not the address, which may hold a one-time link or a search; never a body or a cookie.
 */
export function createExchanges (log: Pick<FastifyBaseLogger, 'level' | 'debug'>, count: CountExchange, park: Park) {
  /** Answers that the router has handed to a door. Each is removed at its end. */
  const handedOver = new WeakSet<ServerResponse>()
  /** Null while nobody watches the wire view. */
  let tap: Tap | null = null
  /** Null while no fault is switched on. */
  let interceptor: Interceptor | null = null

  function ended (way: Door['name'] | 'route', status: number | null, ms: number, fields: () => object): void {
    count(way, status, ms)
    if (LOGGED_AT.has(log.level)) log.debug({ ...fields(), status, ms: Math.round(ms) }, 'answered')
  }

  return {
    /** Records exchanges from now on; null ends it. */
    observe (observer: Tap | null): void { tap = observer },

    /** Returns whether this user watches: nothing else is made for an exchange of anybody who does not. */
    isWatched: (userId: string): boolean => tap !== null && tap.watches(userId),

    /** Lets fault switches meet the exchanges of the doors from now on; null ends it. */
    intercept (faults: Interceptor | null): void { interceptor = faults },

    /** Returns the tape of an exchange by the router; null for a session that nobody watches. */
    record: (viewer: Viewer, opening: Opening): Tape | null => tap === null ? null : tap.tape(viewer, opening),

    /** Returns a function that begins an exchange at this door, given its response. */
    door ({ name, method, route, status, headers }: Door): (response: ServerResponse) => DoorExchange {
      const fields = () => ({ method, route })
      const plain = headOf(status, headers)
      const gzipped = headOf(status, [...headers, 'Content-Encoding', 'gzip'])
      const old = headOf(status, headers, '1.0')

      class Exchange implements DoorExchange {
        /** Null once it was let go. */
        #response: ServerResponse | null
        #place: Place | null = null
        #waiter: { leave (): void } | null = null
        #tape: Tape | null = null
        #fault: Disturbance | null = null
        readonly #startedAt = performance.now()
        readonly #takesGzip: boolean

        constructor (response: ServerResponse) {
          this.#response = response
          this.#takesGzip = takesGzip(response.req)
        }

        record (viewer: Viewer, request: IncomingMessage, address: string, query: Opening['query']): Tape | null {
          if (tap === null || !tap.watches(viewer.userId)) return null
          const agoMs = performance.now() - this.#startedAt
          const { rawHeaders: headers } = request
          this.#tape = tap.tape(viewer, { way: name, method, address, pattern: route, headers, query, agoMs })
          return this.#tape
        }

        asks ({ session }: Viewer, query: Opening['query'], go: (cursor?: string) => void): void {
          this.#fault = interceptor === null ? null : interceptor.meetPoll(session.id, query)
          if (this.#fault === null) go()
          else this.#fault.asks(this.#line('', null), go)
        }

        stores<S extends Stored> ({ session }: Viewer, asked: SendAsked, run: () => Promise<S>): Promise<S> {
          this.#fault = interceptor === null ? null : interceptor.meetSend(session.id, asked)
          return this.#fault === null ? run() : this.#fault.stores(run)
        }

        answer (body: string, news?: News): void {
          const packed = this.#takesGzip ? packLive(body, Buffer.byteLength(body)) : null
          if (this.#tape !== null) {
            if (news !== undefined) this.#tape.told(news)
            this.#tape.said(body)
          }
          if (this.#fault !== null) {
            this.#fault.over()
            return this.#fault.answers(this.#line(body, packed), news ?? null)
          }
          this.#finish(body, packed)
        }

        #finish (body: string, packed: Buffer | null): void {
          if (packed === null) this.#write(plain, body)
          else this.#write(gzipped, packed)
          this.#wrote(status, packed === null ? plain : gzipped, packed ?? body)
        }

        #write ({ headers, text }: Head, body: string | Buffer): void {
          const response = this.#response
          const place = this.#placed()
          if (place !== null) place.answer(text, body)
          else response?.writeHead(status, [...headers, 'Content-Length', String(Buffer.byteLength(body))]).end(body)
        }

        // One write, though nothing waits: a response's own way takes 4 µs more.
        #placed (): Place | null {
          return this.#place ?? (this.#response === null ? null : park(this.#response, this))
        }

        #wrote (status: number, { headers }: Head, body: string | Buffer): void {
          ended(name, status, performance.now() - this.#startedAt, fields)
          this.#tape?.answered({ status, headers, bytes: Buffer.byteLength(body) })
        }

        /** The acts of a fault on this exchange. An old connection, which keeps its response, is cut where a proxy would write. */
        #line (body: string, packed: Buffer | null): Line {
          const put = (head: Head, text: string, then: 'keep' | 'close'): void => {
            const place = this.#placed()
            if (place === null) return this.#cut()
            place.answer(head.text, text, then)
            this.#wrote(head === GATEWAY ? GATEWAY_STATUS : status, head, text)
          }
          return {
            mark: fault => this.#tape?.disturbed(fault) ?? null,
            write: () => this.#finish(body, packed),
            writeOld: () => put(old, body, 'close'),
            lose: () => {
              this.#tape?.answered({ status, headers: plain.headers, bytes: Buffer.byteLength(body) })
              this.#cut()
            },
            giveUp: () => {
              put(GATEWAY, GATEWAY_PAGE, 'keep')
              this.#waiter?.leave()
            },
            cut: () => this.#cut(),
            drop: () => this.#waiter?.leave()
          }
        }

        // Closing tells `leave`, but for a response that nothing watches.
        #cut (): void {
          if (this.#place !== null) return this.#place.answer('', '', 'cut')
          this.#response?.destroy()
          if (this.#waiter === null) this.leave()
        }

        watch (waiter: { leave (): void }): void {
          const response = this.#response
          if (response === null) return
          this.#waiter = waiter
          this.#tape?.held()
          // The browser went while its session was looked up, or while others were let in.
          if (response.destroyed) return this.leave()
          this.#place = park(response, this)
          if (this.#place !== null) this.#response = null
          else response.on('close', () => { if (!response.writableEnded) this.leave() })
          this.#fault?.held(this.#line('', null))
        }

        leave (): void {
          ended(name, null, performance.now() - this.#startedAt, fields)
          this.#fault?.over()
          this.#tape?.left()
          this.#waiter?.leave()
        }
      }

      return response => new Exchange(response)
    },

    /** Takes an answer from the router for a door, which then ends the exchange. */
    takeOver (reply: FastifyReply): ServerResponse {
      // The door records the exchange itself.
      reply.request.tape?.drop()
      reply.hijack()
      handedOver.add(reply.raw)
      return reply.raw
    },

    /** The router's `onResponse` hook: ends its exchanges. */
    onResponse (request: FastifyRequest, reply: FastifyReply, done: () => void): void {
      if (!handedOver.delete(reply.raw)) {
        ended('route', reply.statusCode, reply.elapsedTime, () => {
          const { method = request.method, url: route = null } = request.routeOptions
          return { reqId: request.id, method, route }
        })
      }
      done()
    }
  }
}
