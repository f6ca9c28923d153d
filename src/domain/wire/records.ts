import { Type, type Static } from 'typebox'
import type { LedgerEvent } from '#domain/delivery/events.ts'
import type { Signal } from '#domain/delivery/signals.ts'
import { closed, Id, listOf, No, orNull, Time } from '#domain/schemas.ts'
import { Username } from '#domain/people/users.ts'
import { FaultNameSchema } from './faults/fault-table.ts'

/** The kinds of exchanges: a poll, a sent message, a page that is held, any other call of the API, any other page or form. */
const WAYS = ['poll', 'send', 'held', 'call', 'page'] as const
export type Way = typeof WAYS[number]

/** One event that an answer carried. `again`: this tab had been answered with it before. */
const CarriedSchema = closed({
  seq: No,
  type: Type.String(),
  conversationId: orNull(Id),
  no: orNull(No),
  clientId: orNull(Type.String()),
  again: Type.Boolean(),
  /** When it was committed, and for a message its sender; both missing in records that were made from a page's bytes. */
  at: Type.Optional(Time),
  sender: Type.Optional(Username)
}, 'CarriedEvent')
export type Carried = Static<typeof CarriedSchema>

/** The answer to a poll or a held page. The fields have the meaning of a poll's answer. */
const NewsSchema = closed({
  status: Type.String(),
  from: orNull(Type.String()),
  cursor: orNull(Type.String()),
  fromSeq: orNull(No),
  toSeq: orNull(No),
  holdMs: No,
  events: listOf(CarriedSchema),
  receipts: listOf(closed({ conversationId: Id, username: Username, deliveredNo: No, readNo: No })),
  signals: No
}, 'CarriedNews')

/** The outcome of a send. `no` null: it was refused. `duplicate`: the server had stored it before. */
const SentSchema = closed({ conversationId: Id, clientId: orNull(Type.String()), no: orNull(No), seq: orNull(No), duplicate: Type.Boolean() }, 'SentOnWire')

/** One exchange of a request and an answer, without headers and bodies. */
export const ExchangeRecordSchema = closed({
  n: Type.Integer({ description: 'In the order in which the requests came' }),
  version: Type.Integer({ description: 'Grows whenever this record changes' }),
  username: Username,
  session: Id,
  tab: orNull(Type.String()),
  way: Type.Unsafe<Way>(Type.Enum([...WAYS])),
  method: Type.String(),
  path: Type.String({ description: 'Without secrets' }),
  cursor: orNull(Type.String()),
  startedAt: Time,
  endedAt: orNull(Time),
  held: Type.Boolean({ description: 'It was parked, because there was nothing to tell when it came' }),
  end: Type.Unsafe<'open' | 'answered' | 'left'>(Type.Enum(['open', 'answered', 'left'])),
  status: orNull(Type.Integer({ description: 'Of HTTP' })),
  bytesIn: No,
  bytesOut: No,
  news: orNull(NewsSchema),
  sent: orNull(SentSchema),
  /** Missing in all but the few on which a fault switch acted. */
  fault: Type.Optional(FaultNameSchema)
}, 'WireExchange')
export type ExchangeRecord = Static<typeof ExchangeRecordSchema>

const HeadersSchema = listOf(closed({ name: Type.String(), value: Type.String() }))

/** Headers and bodies of one exchange, secrets blotted. A body is null where none is kept, and ends in `…` where it was cut. */
export const RawExchangeSchema = closed({
  request: closed({ headers: HeadersSchema, body: orNull(Type.String()) }),
  answer: orNull(closed({ headers: HeadersSchema, body: orNull(Type.String()) }))
}, 'RawExchange')
export type RawExchange = Static<typeof RawExchangeSchema>

/** The news of an answer before it was text, because the text for a page is HTML and names no event. */
export interface News {
  readonly status: string
  readonly from: string | null
  readonly cursor: string | null
  readonly fromSeq: number | null
  readonly toSeq: number | null
  readonly events: ReadonlyArray<{ readonly event: LedgerEvent }>
  readonly signals: readonly Signal[]
  /** Seconds. */
  readonly hold: number
}

/** Returns the news as records keep them. `known`: the highest `seq` that this tab was answered before. */
export function recordOf ({ events, signals, hold, status, from, cursor, fromSeq, toSeq }: News, known: number): NonNullable<ExchangeRecord['news']> {
  return {
    status,
    from,
    cursor,
    fromSeq,
    toSeq,
    holdMs: Math.round(hold * 1000),
    events: events.map(({ event }) => carriedOf(event, known)),
    receipts: signals.flatMap(signal => signal.kind !== 'receipt'
      ? []
      : [{ conversationId: signal.conversationId, username: signal.username, deliveredNo: signal.deliveredNo, readNo: signal.readNo }]),
    signals: signals.length
  }
}

function carriedOf (event: LedgerEvent, known: number): Carried {
  const { seq, type } = event
  const conversationId = 'conversationId' in event ? event.conversationId : null
  const message = 'message' in event ? event.message : null
  const [no, clientId] = [message?.no ?? null, message?.clientId ?? null]
  const place = { seq, type, conversationId, no, clientId, again: seq <= known, at: event.at }
  return type === 'message' && message !== null ? { ...place, sender: message.sender.username } : place
}
