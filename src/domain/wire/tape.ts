import type { Message } from '#domain/messages/messages.ts'
import type { FaultName } from './faults/fault-table.ts'
import type { News, Way } from './records.ts'

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
  readonly bytes: number
}

/** Records one exchange of a session that is watched. */
export interface Tape {
  /** The body of the request, once it is read. */
  asked (body: unknown, bytes: number): void
  /** There is nothing to tell yet: the request is parked. */
  held (): void
  /** A fault switch acts on it. Returns the number of its record. */
  disturbed (fault: FaultName): number
  told (news: News): void
  /** The text of the answer before it was compressed. From here on a recall erases it, however slowly its reader takes it. */
  said (body: string): void
  /** A send that is answered by a page, whose text does not tell where the message stands. */
  stored (message: Pick<Message, 'no' | 'changedSeq'>, duplicate: boolean): void
  answered (answer: Answered): void
  /** The browser went. Does nothing once it is answered. */
  left (): void
  /** Forgets the exchange: another tape has it. */
  drop (): void
}
