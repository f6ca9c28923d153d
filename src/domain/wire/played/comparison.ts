import { Type, type Static } from 'typebox'
import { closed, listOf, No, orNull, Time } from '#domain/schemas.ts'
import type { ExchangeRecord } from '#domain/wire/records.ts'

/** Ways to wait for messages: asking again and again, one poll that is held, and one page that is held because no script runs. */
export const WAITINGS = ['asking', 'long-poll', 'held-page'] as const
export type Waiting = typeof WAITINGS[number]

/** Seconds between two requests of somebody to whom nothing is said; null: as long as a poll is held. */
export const EVERY_S: Readonly<Record<Waiting, number | null>> = { asking: 5, 'long-poll': null, 'held-page': 15 }

const SideSchema = closed({
  waiting: Type.Unsafe<Waiting>(Type.Enum([...WAITINGS])),
  heard: Type.Integer({ description: 'Messages that came, of all listeners together' }),
  latencyMs: orNull(closed({ p50: No, p95: No }, 'Latency')),
  requestsPerMinute: Type.Number({ description: 'Of one listener' }),
  bytesPerMinute: Type.Number({ description: 'Of one listener, both ways, heads included' }),
  headBytesPerMinute: Type.Number({ description: 'The heads in it' }),
  cpuMsPerMinute: Type.Number({ description: 'Of the whole server, with all listeners and the sends' })
}, 'ComparedSide')
export type Side = Static<typeof SideSchema>

/** One conversation, heard in each way by as many people, at the same time, each way from a server of its own. */
const ComparisonSchema = closed({
  measuredAt: Time,
  machine: Type.String(),
  forMs: No,
  listeners: Type.Integer(),
  sends: Type.Integer(),
  sides: listOf(SideSchema),
  cpuUsPerRequest: Type.Number({ description: 'Processor time of a poll that finds nothing, in µs' })
}, 'Comparison')
export type Comparison = Static<typeof ComparisonSchema>

/** The comparison that is shown now. `broke` tells why the last measurement ended early. */
export const MeasuringSchema = closed({
  state: Type.Unsafe<'running' | 'done'>(Type.Enum(['running', 'done'])),
  version: Type.Integer({ description: 'Grows with each change' }),
  broke: orNull(Type.String()),
  isKept: Type.Boolean({ description: 'It was measured elsewhere, and came with the program' }),
  comparison: ComparisonSchema
}, 'Measuring')
export type Measuring = Static<typeof MeasuringSchema>

/** Figures of the bench in this repository that say what another transport could save. */
export interface BenchFigures {
  readonly date: string
  readonly machine: string
  /** Memory of one waiting poll among 10,000, in KiB. */
  readonly parkedKib: number
  /** Processor time of a delivery to one of 1,000 waiting polls, here and by a bare server that keeps nothing, in µs. */
  readonly deliveryUs: number
  readonly bareUs: number
}

/** Measures the ways to wait, one measurement at a time. */
export interface Comparisons {
  readonly bench: BenchFigures
  /** Returns the last measurement on this machine; before the first, the one that came with the program. */
  now (): Measuring
  /** Begins one. Throws TOO_MANY while one runs. */
  begin (): void
  /** Calls `wake` at each change. Returns a function that ends it. */
  onChange (userId: string, wake: () => void): () => void
  /** Ends the one that runs, and its servers. */
  stop (): Promise<void>
}

export interface Recording {
  readonly waiting: Waiting
  /** The exchanges of everybody, as a proxy recorded them. */
  readonly exchanges: readonly ExchangeRecord[]
  /** Bytes of all heads of the listeners’ exchanges. */
  readonly headBytes: number
  /** Their sessions. */
  readonly listeners: readonly string[]
  readonly forMs: number
  /** Processor time of the server meanwhile, in ms. */
  readonly cpuMs: number
}

/**
 * Returns the numbers of one way to wait. Latency goes from the begin of a send to the end of the first answer with it, for each listener.
 */
export function sideOf ({ waiting, exchanges, headBytes, listeners, forMs, cpuMs }: Recording): Side {
  const own = exchanges.filter(({ session }) => listeners.includes(session))
  const latencies = latenciesOf(exchanges, own)
  const bodyBytes = own.reduce((sum, { bytesIn, bytesOut }) => sum + bytesIn + bytesOut, 0)
  const perMinute = (amount: number): number => forMs === 0 ? 0 : Math.round(amount * 600_000 / forMs) / 10
  const each = (amount: number): number => listeners.length === 0 ? 0 : perMinute(amount / listeners.length)
  return {
    waiting,
    heard: latencies.length,
    latencyMs: latencies.length === 0 ? null : { p50: rank(latencies, 0.5), p95: rank(latencies, 0.95) },
    requestsPerMinute: each(own.length),
    bytesPerMinute: each(headBytes + bodyBytes),
    headBytesPerMinute: each(headBytes),
    cpuMsPerMinute: perMinute(cpuMs)
  }
}

/** Returns the load of so many quiet people who ask every so many seconds: requests a second, and the share of a processor they take. */
export function loadOf (people: number, everyS: number, cpuUsPerRequest: number): { readonly requests: number, readonly share: number } {
  const requests = people / everyS
  return { requests, share: requests * cpuUsPerRequest / 1_000_000 }
}

function latenciesOf (exchanges: readonly ExchangeRecord[], own: readonly ExchangeRecord[]): number[] {
  const sentAt = new Map<string, number>(exchanges.flatMap(({ sent, startedAt }) =>
    sent === null || sent.no === null || sent.duplicate ? [] : [[`${sent.conversationId} ${sent.no}`, startedAt] as const]))
  const cameAt = new Map<string, number>()
  for (const { session, news, endedAt, end } of own) {
    if (news === null || endedAt === null || end !== 'answered') continue
    for (const { conversationId, no } of news.events) {
      const place = `${conversationId ?? ''} ${no ?? ''}`
      if (!sentAt.has(place)) continue
      const key = `${session} ${place}`
      cameAt.set(key, Math.min(cameAt.get(key) ?? Infinity, endedAt))
    }
  }
  return [...cameAt].map(([key, at]) => at - (sentAt.get(key.slice(key.indexOf(' ') + 1)) ?? at)).sort((one, other) => one - other)
}

function rank (sorted: readonly number[], share: number): number {
  return Math.max(0, sorted[Math.ceil(sorted.length * share) - 1] ?? 0)
}
