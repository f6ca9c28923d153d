import type { News } from '#domain/wire/records.ts'
import type { FaultName } from './fault-table.ts'

/** The connection of an exchange that a fault has met, and all that a fault can do to it. Each act is done once. */
export interface Line {
  /** Marks the record of the exchange, and returns its number; null when nothing is recorded. */
  mark (fault: FaultName): number | null
  /** Writes the answer that is ready. */
  write (): void
  /** Writes it as a proxy of HTTP/1.0 does, which closes the connection behind it. */
  writeOld (): void
  /** Records the answer that is ready as answered, and closes the connection in its place. */
  lose (): void
  /** Answers a request that waits with a gateway’s page of status 504. */
  giveUp (): void
  /** Closes the connection without a word. */
  cut (): void
  /** Forgets a request that waits, and leaves its connection open and silent. */
  drop (): void
}

/** The request of a poll. */
export interface PollAsked { readonly tab: string | null, readonly cursor: string | null }
/** The request of a send. */
export interface SendAsked { readonly conversationId: string, readonly clientId: string }
/** The outcome of a send. */
export interface Stored { readonly message: { readonly no: number }, readonly duplicate: boolean }

/** The effect of a fault on one exchange. */
export interface Disturbance {
  /** A poll has come; `go` begins it, with its own cursor when none is named. */
  asks (line: Line, go: (cursor?: string) => void): void
  /** A send has come; `run` stores it. A rejection hands the request to the router, as if it had just come. */
  stores<S extends Stored> (run: () => Promise<S>): Promise<S>
  /** A poll is parked. */
  held (line: Line): void
  /** The answer is ready. */
  answers (line: Line, news: News | null): void
  /** It is answered, or its browser has gone. */
  over (): void
}

/** Meets the exchanges of sessions that have armed a fault. */
export interface Interceptor {
  /** Returns what disturbs this poll; null for nearly all. */
  meetPoll (sessionId: string, query: Readonly<Record<string, unknown>>): Disturbance | null
  meetSend (sessionId: string, asked: SendAsked): Disturbance | null
}
