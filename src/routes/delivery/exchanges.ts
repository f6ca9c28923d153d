import type { IncomingMessage, ServerResponse } from 'node:http'
import type { FastifyBaseLogger, FastifyReply, FastifyRequest } from 'fastify'
import type { Viewer } from '#domain/account/sessions.ts'
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
}

/** Gives the exchanges of watched sessions their tapes. */
export interface Tap {
  /** Asked of every exchange while anybody watches, so it costs one look into a map. */
  watches (userId: string): boolean
  tape (viewer: Viewer, opening: Opening): Tape | null
}

/** The place of an answer whose response was let go. `head`: status line and headers, without those about the connection. */
export interface Place { answer (head: string, body: string | Buffer): void }

/** Lets go of a response that waits, and tells `waiter` when the browser goes. Returns null when the response must be kept. */
export type Park = (response: ServerResponse, waiter: { leave (): void }) => Place | null

/** Adds an exchange to the metrics; `status` null: the browser went before it was answered. */
export type CountExchange = (way: Door['name'] | 'route', status: number | null, ms: number) => void

export type Exchanges = ReturnType<typeof createExchanges>

// Checked before a line is put together: most servers do not log requests.
const LOGGED_AT = new Set(['debug', 'trace'])

/** The head of a door's answers but for the length: as `writeHead` takes it, and as it is written. */
interface Head { readonly headers: readonly string[], readonly text: string }

function headOf (status: number, headers: readonly string[]): Head {
  const line = `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n`
  return { headers, text: headers.reduce((head, part, index) => head + part + (index % 2 === 0 ? ': ' : '\r\n'), line) }
}

/**
 * The end of every exchange of a request and an answer, by a door of its own or by the router. Each is counted, and is one line of the
 * log at `debug`: with the route's pattern and not the address, which may hold a one-time link or a search; never a body or a cookie.
 */
export function createExchanges (log: Pick<FastifyBaseLogger, 'level' | 'debug'>, count: CountExchange, park: Park) {
  /** Answers that the router has handed to a door. Each is removed at its end. */
  const handedOver = new WeakSet<ServerResponse>()
  /** Null while nobody watches the wire view. */
  let tap: Tap | null = null

  function ended (way: Door['name'] | 'route', status: number | null, ms: number, fields: () => object): void {
    count(way, status, ms)
    if (LOGGED_AT.has(log.level)) log.debug({ ...fields(), status, ms: Math.round(ms) }, 'answered')
  }

  return {
    /** Records exchanges from now on; null ends it. */
    observe (observer: Tap | null): void { tap = observer },

    /** Returns whether this user watches: nothing else is made for an exchange of anybody who does not. */
    isWatched: (userId: string): boolean => tap !== null && tap.watches(userId),

    /** Returns the tape of an exchange by the router; null for a session that nobody watches. */
    record: (viewer: Viewer, opening: Opening): Tape | null => tap === null ? null : tap.tape(viewer, opening),

    /** Returns a function that begins an exchange at this door, given its response. */
    door ({ name, method, route, status, headers }: Door): (response: ServerResponse) => DoorExchange {
      const fields = () => ({ method, route })
      const plain = headOf(status, headers)
      const gzipped = headOf(status, [...headers, 'Content-Encoding', 'gzip'])

      class Exchange implements DoorExchange {
        /** Null once it was let go. */
        #response: ServerResponse | null
        #place: Place | null = null
        #waiter: { leave (): void } | null = null
        #tape: Tape | null = null
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

        answer (body: string, news?: News): void {
          const packed = this.#takesGzip ? packLive(body, Buffer.byteLength(body)) : null
          if (packed === null) this.#write(plain, body)
          else this.#write(gzipped, packed)
          ended(name, status, performance.now() - this.#startedAt, fields)
          if (this.#tape === null) return
          if (news !== undefined) this.#tape.told(news)
          this.#tape.said(body)
          const { length } = packed ?? Buffer.from(body)
          this.#tape.answered({ status, headers: packed === null ? plain.headers : gzipped.headers, bytes: length })
        }

        #write ({ headers, text }: Head, body: string | Buffer): void {
          const response = this.#response
          // One write, though nothing waits: a response's own way takes 4 µs more.
          const place = this.#place ?? (response === null ? null : park(response, this))
          if (place !== null) place.answer(text, body)
          else response?.writeHead(status, [...headers, 'Content-Length', String(Buffer.byteLength(body))]).end(body)
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
        }

        leave (): void {
          ended(name, null, performance.now() - this.#startedAt, fields)
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
