import type { Viewer } from '#domain/account/sessions.ts'
import { notFound } from '#domain/errors.ts'
import { cut, jsonIn, sentBy, storedBy, textIn } from './bodies.ts'
import type { Recorded } from './har.ts'
import { recordOf, type ExchangeRecord, type News, type RawExchange, type Way } from './records.ts'
import { blotAddress, blotFields, blotHeaders } from './secrets.ts'

/** Recording goes on this long after the wire view was last looked at; then all of it is dropped. Somebody reads the table meanwhile. */
const WATCHED_MS = 5 * 60_000
/** Exchanges kept of one session: an hour of quiet polls and some talk. The one that changed longest ago goes first. */
const PER_SESSION_MAX = 400
/** Sessions of one user that are recorded: the newest. */
const SESSIONS_MAX = 16
/** Watching users; another one is told TOO_MANY by an empty table. */
const WATCHERS_MAX = 32
/** Bytes of headers and bodies that are kept of one session. */
const RAW_BYTES_MAX = 512 * 1024
/** Rows of one answer to the page. */
export const RECORDS_PAGE = 100

/** The request of an exchange that begins. */
export interface Opening {
  readonly way: Way
  readonly method: string
  /** Below the root. */
  readonly address: string
  /** The pattern of its route. */
  readonly pattern: string
  /** Names and values in turn. */
  readonly headers: readonly string[]
  readonly query: Readonly<Record<string, unknown>>
  /** Milliseconds since it came. */
  readonly agoMs: number
}

/** An answer as it left. */
export interface Answered {
  readonly status: number
  readonly headers: readonly string[]
  /** Before it was compressed; null for what is no text. */
  readonly body: string | null
  readonly bytes: number
}

/** Records one exchange of a session that is watched. */
export interface Tape {
  /** The body of the request, once it is read. */
  asked (body: unknown, bytes: number): void
  /** There is nothing to tell yet: the request is parked. */
  held (): void
  told (news: News): void
  answered (answer: Answered): void
  /** The browser went. Does nothing once it is answered. */
  left (): void
  /** Forgets the exchange: another tape has it. */
  drop (): void
}

/** Rows that changed after a version, in the order of their changes. */
export interface RecordsPage {
  readonly exchanges: readonly ExchangeRecord[]
  readonly next: number
  readonly more: boolean
}

export interface RecorderNeeds {
  now (): number
  after (ms: number, run: () => void): () => void
  /** Called when the first user begins to watch, and when the last one has ended. */
  onUse (isUsed: boolean): void
}

/** The row of an exchange while it changes. */
type Row = { -readonly [Field in keyof ExchangeRecord]: ExchangeRecord[Field] }
interface Kept { readonly row: Row, readonly raw: { request: RawExchange['request'], answer: RawExchange['answer'] }, rawBytes: number }

/** The records of one session, by number, in the order of their last change. */
interface Book { readonly kept: Map<number, Kept>, readonly knownOf: Map<string, number>, rawBytes: number }

interface Watcher {
  readonly books: Map<string, Book>
  readonly waiting: Set<() => void>
  stopTimer: () => void
}

export type Recorder = ReturnType<typeof createRecorder>

/**
 * Records the exchanges of users who watch the wire view: of their own browsers, and of nobody else. Kept in memory alone, bounded, and
 * dropped when they look no more.
 */
export function createRecorder ({ now, after, onUse }: RecorderNeeds) {
  /** Watching users. Lost with the process: a page that is still open begins to watch again. */
  const watchers = new Map<string, Watcher>()
  let count = 0
  let version = 0

  function end (userId: string): void {
    const watcher = watchers.get(userId)
    if (watcher === undefined) return
    watcher.stopTimer()
    watchers.delete(userId)
    for (const wake of [...watcher.waiting]) wake()
    if (watchers.size === 0) onUse(false)
  }

  function bookOf ({ books }: Watcher, sessionId: string): Book {
    let book = books.get(sessionId)
    if (book !== undefined) return book
    book = { kept: new Map(), knownOf: new Map(), rawBytes: 0 }
    books.set(sessionId, book)
    const [oldest = ''] = books.keys()
    if (books.size > SESSIONS_MAX) books.delete(oldest)
    return book
  }

  function remove (book: Book, n: number): void {
    book.rawBytes -= book.kept.get(n)?.rawBytes ?? 0
    book.kept.delete(n)
  }

  /** Puts a changed record behind all others, and drops what is too much. */
  function changed (watcher: Watcher, book: Book, kept: Kept): void {
    const { row } = kept
    row.version = ++version
    book.kept.delete(row.n)
    book.kept.set(row.n, kept)
    for (const n of book.kept.keys()) {
      if (book.kept.size <= PER_SESSION_MAX && book.rawBytes <= RAW_BYTES_MAX) break
      remove(book, n)
    }
    for (const wake of [...watcher.waiting]) wake()
  }

  function grow (book: Book, kept: Kept, bytes: number): void {
    kept.rawBytes += bytes
    book.rawBytes += bytes
  }

  function tapeOf (watcher: Watcher, book: Book, kept: Kept): Tape {
    const { row, raw } = kept
    // Nothing is added to a record that was dropped, or whose user looks no more.
    const isKept = (): boolean => book.kept.get(row.n) === kept
    return {
      asked (body, bytes) {
        if (!isKept()) return
        row.bytesIn = bytes
        raw.request = { ...raw.request, body: body === undefined ? null : cut(JSON.stringify(blotFields(body))) }
        row.sent = row.way === 'send' ? sentBy(row.path, body) : null
        grow(book, kept, raw.request.body?.length ?? 0)
      },

      held () { row.held = true },

      told (news) {
        if (!isKept()) return
        const tab = row.tab ?? ''
        const known = book.knownOf.get(tab) ?? 0
        row.news = recordOf(news, known)
        if (news.toSeq !== null) book.knownOf.set(tab, Math.max(known, news.toSeq))
      },

      answered ({ status, headers, body, bytes }) {
        if (!isKept()) return
        row.status = status
        row.end = 'answered'
        row.endedAt = now()
        row.bytesOut = bytes
        const json = jsonIn(body)
        raw.answer = { headers: blotHeaders(headers), body: json === null ? null : cut(JSON.stringify(blotFields(json))) }
        if (row.sent !== null) row.sent = { ...row.sent, ...storedBy(json) }
        grow(book, kept, raw.answer.body?.length ?? 0)
        changed(watcher, book, kept)
      },

      left () {
        if (!isKept() || row.end !== 'open') return
        row.end = 'left'
        row.endedAt = now()
        changed(watcher, book, kept)
      },

      drop () { remove(book, row.n) }
    }
  }

  function all (userId: string): ExchangeRecord[] {
    return [...watchers.get(userId)?.books.values() ?? []].flatMap(({ kept }) => [...kept.values()].map(({ row }) => row))
  }

  return {
    /** Returns all records of this user, in no order. */
    all,

    /** Returns the same with headers and bodies, in the order in which the requests came. */
    whole (userId: string): Recorded[] {
      return [...watchers.get(userId)?.books.values() ?? []]
        .flatMap(({ kept }) => [...kept.values()].map(({ row, raw }) => ({ exchange: { ...row }, raw: { ...raw } })))
        .sort((one, other) => one.exchange.n - other.exchange.n)
    },

    /** Begins to record this user's exchanges, or goes on. Returns false when too many users watch already. */
    watch (userId: string): boolean {
      const known = watchers.get(userId)
      known?.stopTimer()
      if (known === undefined && watchers.size >= WATCHERS_MAX) return false
      const stopTimer = after(WATCHED_MS, () => end(userId))
      if (known !== undefined) known.stopTimer = stopTimer
      else watchers.set(userId, { books: new Map(), waiting: new Set(), stopTimer })
      if (watchers.size === 1 && known === undefined) onUse(true)
      return true
    },

    /** Returns the tape of an exchange that begins; null for a session that nobody watches. */
    tape ({ userId, username, session }: Viewer, opening: Opening): Tape | null {
      const watcher = watchers.get(userId)
      if (watcher === undefined || session.kind !== 'cookie') return null
      const { way, method, address, pattern, headers, query, agoMs } = opening
      const book = bookOf(watcher, session.id)
      const row: Row = {
        n: ++count,
        version: 0,
        username,
        session: session.id,
        tab: textIn(query['tab']),
        way,
        method,
        path: blotAddress(address, pattern),
        cursor: textIn(query['cursor']),
        startedAt: Math.round(now() - agoMs),
        endedAt: null,
        held: false,
        end: 'open',
        status: null,
        bytesIn: 0,
        bytesOut: 0,
        news: null,
        sent: null
      }
      const request = { headers: blotHeaders(headers), body: null }
      const kept: Kept = { row, raw: { request, answer: null }, rawBytes: 0 }
      grow(book, kept, headers.reduce((sum, { length }) => sum + length, 0))
      changed(watcher, book, kept)
      return tapeOf(watcher, book, kept)
    },

    /** Returns this user's records that changed after a version, at most `limit`, the oldest change first. */
    page (userId: string, after: number, limit = RECORDS_PAGE): RecordsPage {
      const rows = all(userId).filter(row => row.version > after).sort((one, other) => one.version - other.version)
      const exchanges = rows.slice(0, limit).map(row => ({ ...row }))
      return { exchanges, next: exchanges.at(-1)?.version ?? after, more: rows.length > exchanges.length }
    },

    /** Returns the headers and bodies of one exchange of this user. Throws NOT_FOUND. */
    one (userId: string, n: number): { readonly exchange: ExchangeRecord, readonly raw: RawExchange } {
      for (const { kept } of watchers.get(userId)?.books.values() ?? []) {
        const found = kept.get(n)
        if (found !== undefined) return { exchange: { ...found.row }, raw: { ...found.raw } }
      }
      throw notFound('exchange')
    },

    /** Calls `wake` at each change of this user's records. Returns a function that ends it. */
    onChange (userId: string, wake: () => void): () => void {
      const waiting = watchers.get(userId)?.waiting
      waiting?.add(wake)
      return () => { waiting?.delete(wake) }
    },

    /** Drops everything of a user who is signed out everywhere, or at the stop of the server. */
    end,

    stop (): void { for (const userId of [...watchers.keys()]) end(userId) }
  }
}
