import type { PollEvent } from './api.ts'

/** One answer of a poll, as protocol.md §1 describes it. */
export interface PollAnswer {
  readonly status: typeof STATUSES[number]
  readonly reason: string | null
  readonly from: string | null
  readonly cursor: string | null
  readonly fromSeq: number | null
  readonly toSeq: number | null
  readonly events: readonly PollEvent[]
  readonly html: string | null
  readonly signals: {
    readonly presence: ReadonlyArray<{ readonly username: string, readonly state: string }>
    readonly typing: ReadonlyArray<{ readonly conversationId: string, readonly username: string, readonly until: number }>
    readonly receipts: ReadonlyArray<{
      readonly conversationId: string
      readonly username: string
      readonly deliveredNo: number
      readonly readNo: number
    }>
  }
  readonly more: boolean
  readonly hold: number
  readonly retryMs: number
}

const STATUSES = ['events', 'idle', 'superseded', 'yield', 'resync', 'busy', 'drain', 'signed-out'] as const

type Test = (value: unknown) => boolean

const isText: Test = value => typeof value === 'string'
const isNumber: Test = value => typeof value === 'number' && value >= 0
const isList: Test = value => Array.isArray(value)
const orNull = (test: Test): Test => value => value === null || test(value)

const FIELDS: Readonly<Record<string, Test>> = {
  holdline: value => value === 1,
  status: value => (STATUSES as readonly unknown[]).includes(value),
  reason: orNull(isText),
  from: orNull(isText),
  cursor: orNull(isText),
  fromSeq: orNull(isNumber),
  toSeq: orNull(isNumber),
  events: value => Array.isArray(value) && value.every(event => isNumber(event?.seq) && isText(event.type)),
  html: orNull(isText),
  signals: value => ['presence', 'typing', 'receipts'].every(name => isList((value as Record<string, unknown> | null)?.[name])),
  more: value => typeof value === 'boolean',
  hold: isNumber,
  retryMs: isNumber
}

/** Parses a poll's answer. Null when the body is not Holdline's (a proxy's page, half a body): for a client a network failure. */
export function readPollAnswer (body: unknown): PollAnswer | null {
  const isOurs = typeof body === 'object' && body !== null && (body as Record<string, unknown>)['holdline'] === 1
  return isOurs ? body as PollAnswer : null
}

/** The fields that an answer lacks or has with a wrong type; D19 wants every one in every answer. */
export function wrongFields (answer: PollAnswer): string[] {
  return Object.entries(FIELDS).filter(([name, test]) => !test((answer as unknown as Record<string, unknown>)[name])).map(([name]) => name)
}
