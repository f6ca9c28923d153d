import type { Entry } from '#mailbox/mailbox.ts'
import type { ResyncReason } from '#mailbox/cursor.ts'
import type { LedgerEvent } from '#domain/delivery/events.ts'
import type { Signal } from '#domain/delivery/signals.ts'

/** An event on its way: serialised once, however many mailboxes and answers it goes into. */
export interface Envelope extends Entry {
  readonly event: LedgerEvent
  readonly json: string
  /** When its commit was posted, Unix ms; 0 when it was read from the ledger. */
  readonly postedAt: number
}

/** What keeping a reference costs besides the event itself. */
const REFERENCE_BYTES = 16

export function envelope (event: LedgerEvent, recipients: number, postedAt: number): Envelope {
  const json = JSON.stringify(event)
  // Two bytes a character is what the engine keeps at most; close enough for a bound.
  const bytes = json.length * 2
  return { seq: event.seq, bytes, share: REFERENCE_BYTES + Math.ceil(bytes / Math.max(1, recipients)), event, json, postedAt }
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
  readonly html: string | null
  readonly signals: readonly Signal[]
  readonly more: boolean
  /** Seconds this poll was, or would have been, held at most. */
  readonly hold: number
  readonly retryMs: number
}

/** D19: an answer that every proxy carries whole. */
export const ANSWER_MAX_EVENTS = 100
const ANSWER_MAX_BYTES = 256 * 1024

/** D20, and what old caches need besides: for whatever is held. */
export const UNCACHEABLE = {
  'Cache-Control': 'no-store, private, max-age=0, no-transform',
  Pragma: 'no-cache',
  Expires: '0',
  'X-Accel-Buffering': 'no',
  'X-Content-Type-Options': 'nosniff'
} as const
// Never depends on the answer, so it is written once.
const HEADERS = ['Content-Type', 'application/json; charset=utf-8', ...Object.entries(UNCACHEABLE).flat()]

/** The headers of a poll's answer whose body has this many bytes, as `writeHead` takes them. */
export function pollHeaders (bytes: number): string[] {
  return [...HEADERS, 'Content-Length', String(bytes)]
}

/** As many of these as one answer holds; always at least one. */
export function fitting (envelopes: readonly Envelope[], maxEvents: number): readonly Envelope[] {
  let bytes = 0
  for (const [index, { json }] of envelopes.entries()) {
    bytes += Buffer.byteLength(json)
    if (index > 0 && (index >= maxEvents || bytes > ANSWER_MAX_BYTES)) return envelopes.slice(0, index)
  }
  return envelopes
}

/** The body. Events are joined as they were serialised at their commit; only the rest is made for this answer. */
export function pollBody (answer: PollAnswer): string {
  const { events, signals } = answer
  return '{"holdline":1,"status":"' + answer.status +
    '","reason":' + text(answer.reason) +
    ',"from":' + text(answer.from) +
    ',"cursor":' + text(answer.cursor) +
    ',"fromSeq":' + answer.fromSeq +
    ',"toSeq":' + answer.toSeq +
    ',"events":[' + (answer.html !== null || events.length === 0 ? '' : joined(events)) +
    '],"html":' + (answer.html === null ? 'null' : JSON.stringify(answer.html)) +
    ',"signals":' + (signals.length === 0 ? NO_SIGNALS : JSON.stringify(grouped(signals))) +
    ',"more":' + answer.more +
    ',"hold":' + answer.hold +
    ',"retryMs":' + answer.retryMs + '}'
}

const NO_SIGNALS = '{"presence":[],"typing":[],"receipts":[]}'

// Run ids, reasons and cursors are of our own making or matched against a pattern: nothing in them needs escaping.
function text (value: string | null): string {
  return value === null ? 'null' : '"' + value + '"'
}

function joined (events: readonly Envelope[]): string {
  const [only] = events
  return only !== undefined && events.length === 1 ? only.json : events.map(({ json }) => json).join(',')
}

function grouped (signals: readonly Signal[]) {
  const presence: unknown[] = []
  const typing: unknown[] = []
  const receipts: unknown[] = []
  for (const { kind, ...fields } of signals) {
    if (kind === 'presence') presence.push(fields)
    else if (kind === 'typing') typing.push(fields)
    else receipts.push(fields)
  }
  return { presence, typing, receipts }
}
