import { Type, type Static, type TSchema } from 'typebox'
import type { Entry } from '#mailbox/mailbox.ts'
import type { ResyncReason } from '#mailbox/cursor.ts'
import { EVENT_SCHEMAS, type LedgerEvent } from '#domain/delivery/events.ts'
import { SignalsSchema, type Signal } from '#domain/delivery/signals.ts'
import { closed, No, Time } from '#domain/schemas.ts'
import { createWriter } from '#plugins/serialisation.ts'

/** An event as it is delivered: serialised once for all mailboxes and answers. */
export interface Envelope extends Entry {
  readonly event: LedgerEvent
  readonly json: string
  /** Length of `json` in UTF-8. */
  readonly length: number
  /** When its commit was posted, Unix ms; 0: it was read from the ledger. */
  readonly postedAt: number
}

/** Cost of a mailbox's reference, besides the event itself. */
const REFERENCE_BYTES = 16

const WRITERS = new Map([...EVENT_SCHEMAS].map(([type, schema]) => [type, createWriter<TSchema>(schema)]))
/** For a type that only a newer version knows: clients skip it. */
const writeUnknown = createWriter(closed({ seq: No, type: Type.String(), at: Time }))

export function envelope (event: LedgerEvent, recipients: number, postedAt: number): Envelope {
  const json = (WRITERS.get(event.type) ?? writeUnknown)(event)
  // The engine keeps two bytes a character at most: close enough for a bound.
  const bytes = json.length * 2
  const share = REFERENCE_BYTES + Math.ceil(bytes / Math.max(1, recipients))
  // Measuring also flattens the string: kept as the pieces that the writer concatenated, it would take several times the memory.
  return { seq: event.seq, bytes, share, event, json, length: Buffer.byteLength(json), postedAt }
}

export type PollStatus = 'events' | 'idle' | 'superseded' | 'yield' | 'resync' | 'busy' | 'drain' | 'signed-out'

/** One answer of `GET /poll`, before it is text. Cursors are text already; every field is always sent. */
export interface PollAnswer {
  readonly status: PollStatus
  readonly reason: ResyncReason | null
  readonly from: string | null
  readonly cursor: string | null
  readonly fromSeq: number | null
  readonly toSeq: number | null
  readonly events: readonly Envelope[]
  /** The inside of a JSON string: it is put together from pieces that are encoded already. */
  readonly html: string | null
  readonly signals: readonly Signal[]
  /** The user has a page in use in another browser: this one need not notify them. */
  readonly elsewhere: boolean
  readonly more: boolean
  /** Seconds that this poll was, or would have been, held at most. */
  readonly hold: number
  readonly retryMs: number
}

/** D19: small enough for every proxy to pass on whole. */
export const ANSWER_MAX_EVENTS = 100
const ANSWER_MAX_BYTES = 256 * 1024

/** D20, with what old caches need: headers of every answer that may be held. */
export const UNCACHEABLE = {
  'Cache-Control': 'no-store, private, max-age=0, no-transform',
  Pragma: 'no-cache',
  Expires: '0',
  'X-Accel-Buffering': 'no',
  'X-Content-Type-Options': 'nosniff'
} as const
/** Of every answer to a poll, as `writeHead` takes them. */
export const POLL_HEADERS = ['Content-Type', 'application/json; charset=utf-8', ...Object.entries(UNCACHEABLE).flat()]

/** The first of these that fit into one answer; always at least one. */
export function fitting (envelopes: readonly Envelope[], maxEvents: number): readonly Envelope[] {
  let bytes = 0
  for (const [index, { length }] of envelopes.entries()) {
    bytes += length
    if (index > 0 && (index >= maxEvents || bytes > ANSWER_MAX_BYTES)) return envelopes.slice(0, index)
  }
  return envelopes
}

/** The body of an answer. Events are joined as they were serialised at their commit; only the rest is serialised here. */
export function pollBody (answer: PollAnswer): string {
  const { events, signals } = answer
  return '{"holdline":1,"status":"' + answer.status +
    '","reason":' + text(answer.reason) +
    ',"from":' + text(answer.from) +
    ',"cursor":' + text(answer.cursor) +
    ',"fromSeq":' + answer.fromSeq +
    ',"toSeq":' + answer.toSeq +
    ',"events":[' + (answer.html !== null || events.length === 0 ? '' : joined(events)) +
    '],"html":' + (answer.html === null ? 'null' : '"' + answer.html + '"') +
    ',"signals":' + (signals.length === 0 ? NO_SIGNALS : writeSignals(grouped(signals))) +
    ',"elsewhere":' + answer.elsewhere +
    ',"more":' + answer.more +
    ',"hold":' + answer.hold +
    ',"retryMs":' + answer.retryMs + '}'
}

const writeSignals = createWriter(SignalsSchema)
const NO_SIGNALS = '{"presence":[],"typing":[],"receipts":[]}'

// Run ids, reasons and cursors are our own or matched against a pattern: nothing in them needs escaping.
function text (value: string | null): string {
  return value === null ? 'null' : '"' + value + '"'
}

function joined (events: readonly Envelope[]): string {
  const [only] = events
  return only !== undefined && events.length === 1 ? only.json : events.map(({ json }) => json).join(',')
}

function grouped (signals: readonly Signal[]): Static<typeof SignalsSchema> {
  return {
    presence: signals.filter(signal => signal.kind === 'presence'),
    typing: signals.filter(signal => signal.kind === 'typing'),
    receipts: signals.filter(signal => signal.kind === 'receipt')
  }
}
