import type { Viewer } from '#domain/account/sessions.ts'
import { notFound } from '#domain/errors.ts'
import { begun } from './begun.ts'
import { cut, jsonIn, sentBy, storedBy, weighed } from './bodies.ts'
import type { Recorded } from './har.ts'
import { createPlaces, type PlacesNeeds } from './places.ts'
import { recordOf, type ExchangeRecord, type RawExchange } from './records.ts'
import { blotFields, blotHeaders } from './secrets.ts'
import type { Opening, Tape } from './tape.ts'

/** Exchanges kept of one session: an hour of quiet polls and some talk. The one that changed longest ago goes first. */
const PER_SESSION_MAX = 400
/** Sessions of one user that are recorded: the newest. */
const SESSIONS_MAX = 16
/** Bytes that are kept of one user, as `weighed`: an hour of talk in a few tabs, and nothing to a server when all watchers use it up. */
const USER_BYTES_MAX = 2 * 1024 * 1024
/** Rows of one answer to the page. */
export const RECORDS_PAGE = 100

/** Rows that changed after a version, in the order of their changes. */
export interface RecordsPage {
  readonly exchanges: readonly ExchangeRecord[]
  readonly next: number
  readonly more: boolean
}

/** The row of an exchange while it changes. */
type Row = { -readonly [Field in keyof ExchangeRecord]: ExchangeRecord[Field] }
interface Kept {
  readonly row: Row
  readonly raw: { request: RawExchange['request'], answer: RawExchange['answer'] }
  /** The body of an answer that may not have left yet. */
  said: string | null
  bytes: number
}

/** The records of one session, by number, in the order of their last change. */
interface Book { readonly kept: Map<number, Kept>, readonly knownOf: Map<string, number> }

interface Watcher {
  /** Exchanges recorded so far. */
  count: number
  readonly books: Map<string, Book>
  readonly waiting: Set<() => void>
  bytes: number
}

/** The user and the browser whose exchange is recorded. */
export interface Recordable {
  readonly userId: string
  readonly username: string
  readonly session: Pick<Viewer['session'], 'id' | 'kind'>
}

export type Recorder = ReturnType<typeof createRecorder>

/**
 * Records the exchanges of users who watch the wire view: of their own browsers, and of nobody else. Kept in memory alone, bounded, and
 * dropped when they look no more.
 */
export function createRecorder ({ now, after }: PlacesNeeds) {
  /** Recorded users. */
  const watchers = new Map<string, Watcher>()
  let version = 0
  let onUse: (isUsed: boolean) => void = () => {}

  const { watch, accompany } = createPlaces({ now, after }, {
    began (userId) {
      watchers.set(userId, { count: 0, books: new Map(), waiting: new Set(), bytes: 0 })
      if (watchers.size === 1) onUse(true)
    },

    ended (userId) {
      const { waiting } = watchers.get(userId) ?? {}
      watchers.delete(userId)
      for (const wake of [...waiting ?? []]) wake()
      if (watchers.size === 0) onUse(false)
    }
  })

  function bookOf (watcher: Watcher, sessionId: string): Book {
    const { books } = watcher
    let book = books.get(sessionId)
    if (book !== undefined) return book
    book = { kept: new Map(), knownOf: new Map() }
    books.set(sessionId, book)
    const [[oldest, old] = ['', book]] = books
    if (books.size <= SESSIONS_MAX) return book
    for (const n of old.kept.keys()) remove(watcher, old, n)
    books.delete(oldest)
    return book
  }

  function remove (watcher: Watcher, book: Book, n: number): void {
    watcher.bytes -= book.kept.get(n)?.bytes ?? 0
    book.kept.delete(n)
  }

  /** Drops the record of this user that changed longest ago. */
  function removeOldest (watcher: Watcher): void {
    let [place, version]: [Book | null, number] = [null, Infinity]
    for (const book of watcher.books.values()) {
      const [first] = book.kept.values()
      if (first !== undefined && first.row.version < version) [place, version] = [book, first.row.version]
    }
    const [n] = place?.kept.keys() ?? []
    if (place !== null && n !== undefined) remove(watcher, place, n)
  }

  /** Puts a changed record behind all others, and drops what is too much. */
  function changed (watcher: Watcher, book: Book, kept: Kept): void {
    const { row } = kept
    row.version = ++version
    book.kept.delete(row.n)
    book.kept.set(row.n, kept)
    weigh(watcher, kept)
    const [oldest = row.n] = book.kept.keys()
    if (book.kept.size > PER_SESSION_MAX) remove(watcher, book, oldest)
    while (watcher.bytes > USER_BYTES_MAX) removeOldest(watcher)
    for (const wake of [...watcher.waiting]) wake()
  }

  function weigh (watcher: Watcher, kept: Kept): void {
    const bytes = weighed(kept.row, kept.raw)
    watcher.bytes += bytes - kept.bytes
    kept.bytes = bytes
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
        weigh(watcher, kept)
      },

      held () { row.held = true },

      disturbed (fault) {
        row.fault = fault
        return row.n
      },

      told (news) {
        if (!isKept()) return
        const tab = row.tab ?? ''
        const known = book.knownOf.get(tab) ?? 0
        row.news = recordOf(news, known)
        if (news.toSeq === null) return
        book.knownOf.delete(tab)
        book.knownOf.set(tab, Math.max(known, news.toSeq))
        // A page that names itself anew with each request would fill memory.
        const [first = tab] = book.knownOf.keys()
        if (book.knownOf.size > PER_SESSION_MAX) book.knownOf.delete(first)
      },

      said (body) {
        if (!isKept()) return
        const json = jsonIn(body)
        kept.said = json === null ? null : cut(JSON.stringify(blotFields(json)))
        if (row.sent !== null) row.sent = { ...row.sent, ...storedBy(json) }
      },

      stored ({ no, changedSeq: seq }, duplicate) {
        if (row.sent !== null) row.sent = { ...row.sent, no, seq, duplicate }
      },

      answered ({ status, headers, bytes }) {
        if (!isKept()) return
        row.status = status
        row.end = 'answered'
        row.endedAt = now()
        row.bytesOut = bytes
        raw.answer = { headers: blotHeaders(headers), body: kept.said }
        kept.said = null
        changed(watcher, book, kept)
      },

      left () {
        if (!isKept() || row.end !== 'open') return
        row.end = 'left'
        row.endedAt = now()
        changed(watcher, book, kept)
      },

      drop () { if (isKept()) remove(watcher, book, row.n) }
    }
  }

  function all (userId: string, sessionId?: string): ExchangeRecord[] {
    return [...watchers.get(userId)?.books ?? []]
      .flatMap(([id, { kept }]) => sessionId === undefined || id === sessionId ? [...kept.values()].map(({ row }) => row) : [])
  }

  return {
    /** Sets the function that is called when the first user begins to watch, and when the last one has ended. */
    connect (use: typeof onUse): void { onUse = use },

    /** Returns all records of this user, or of one session of theirs, in no order. */
    all,

    /** Returns the same with headers and bodies, in the order in which the requests came. */
    whole (userId: string): Recorded[] {
      return [...watchers.get(userId)?.books.values() ?? []]
        .flatMap(({ kept }) => [...kept.values()].map(({ row, raw }) => ({ exchange: { ...row }, raw: { ...raw } })))
        .sort((one, other) => one.exchange.n - other.exchange.n)
    },

    watch,
    accompany,

    /** Returns whether this user is recorded. */
    watches: (userId: string): boolean => watchers.has(userId),

    /** Returns the tape of an exchange that begins; null for a session that nobody watches. */
    tape (caller: Recordable, opening: Opening): Tape | null {
      const watcher = watchers.get(caller.userId)
      if (watcher === undefined || caller.session.kind !== 'cookie') return null
      const book = bookOf(watcher, caller.session.id)
      const row: Row = { n: ++watcher.count, ...begun(caller, opening, now()) }
      const request = { headers: blotHeaders(opening.headers), body: null }
      const kept: Kept = { row, raw: { request, answer: null }, said: null, bytes: 0 }
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

    /** Drops every body, because a text was recalled that may be in any of them: it is told to nobody again (D15). */
    erase (): void {
      for (const watcher of watchers.values()) {
        for (const { kept } of watcher.books.values()) {
          for (const each of kept.values()) {
            const { raw } = each
            each.said = null
            const bytes = (raw.request.body?.length ?? 0) + (raw.answer?.body?.length ?? 0)
            // All watchers together may keep a hundred thousand records.
            if (bytes === 0) continue
            raw.request = { ...raw.request, body: null }
            raw.answer = raw.answer === null ? null : { ...raw.answer, body: null }
            each.bytes -= bytes
            watcher.bytes -= bytes
          }
        }
      }
    }
  }
}
