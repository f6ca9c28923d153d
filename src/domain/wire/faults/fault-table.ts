import { Type, type Static } from 'typebox'
import { closed, No, orNull, Time } from '#domain/schemas.ts'

/**
 * Every fault switch of the wire view. `rule`: the one of the contract that saves the message. `keeps`: the file of this repository that
 * keeps the rule.
 */
export const FAULTS = {
  'lose-poll-answer': { rule: 'D1', keeps: 'src/mailbox/mailbox.ts' },
  'lose-send-answer': { rule: 'D12', keeps: 'src/domain/messages/messages.ts' },
  'deliver-twice': { rule: 'D4', keeps: 'public/delivery/consumer.js' },
  'send-twice': { rule: 'D12', keeps: 'src/domain/messages/messages.ts' },
  'cut-hold': { rule: 'D18', keeps: 'public/delivery/poll-loop.js' },
  'swap-sends': { rule: 'D31', keeps: 'public/delivery/outbox.js' },
  delay: { rule: 'D3', keeps: 'src/routes/delivery/wait.ts' },
  'old-proxy': { rule: 'D19', keeps: 'src/routes/delivery/poll-answer.ts' },
  'seven-tabs': { rule: 'D22', keeps: 'src/mailbox/polls.ts' },
  'freeze-tab': { rule: 'D3', keeps: 'src/routes/delivery/wait.ts' },
  restart: { rule: 'D11', keeps: 'src/mailbox/cursor.ts' }
} as const satisfies Readonly<Record<string, { readonly rule: string, readonly keeps: string }>>

export type FaultName = keyof typeof FAULTS
export const FAULT_NAMES = Object.keys(FAULTS) as FaultName[]
export type RuleName = typeof FAULTS[FaultName]['rule']
export const RULE_NAMES: readonly RuleName[] = [...new Set(FAULT_NAMES.map(name => FAULTS[name].rule))]
/** The end of a hold that is cut: a gateway’s page with status 504, the connection closed without a word, or silence. */
const ENDINGS = ['page', 'close', 'silent'] as const

export const FaultNameSchema = Type.Unsafe<FaultName>(Type.Enum([...FAULT_NAMES]))
export const EndingSchema = Type.Unsafe<typeof ENDINGS[number]>(Type.Enum([...ENDINGS]))

/** A switch that was pressed. `seconds` and `ending` have defaults, and count where the fault takes them. */
export const FaultOrderSchema = {
  fault: FaultNameSchema,
  seconds: Type.Optional(Type.Integer({ minimum: 1, maximum: 60 })),
  ending: Type.Optional(EndingSchema)
}

/** `armed`: nothing that it acts on has come yet. `happened`: it has acted, and waits for the proof. */
const STATES = ['armed', 'happened', 'ended'] as const
/** `kept`: the rule held. `unseen`: nothing came in time that it could act on, or that could prove the rule. */
const OUTCOMES = ['kept', 'broken', 'unseen'] as const
export type Outcome = typeof OUTCOMES[number]

/** A fault of one session, from the press of its switch to its end. */
export const FaultSchema = closed({
  fault: FaultNameSchema,
  state: Type.Unsafe<typeof STATES[number]>(Type.Enum([...STATES])),
  outcome: Type.Unsafe<Outcome | null>({ enum: [...OUTCOMES, null] }),
  seconds: No,
  ending: EndingSchema,
  at: Time,
  n: Type.Unsafe<number | null>({ ...orNull(No), description: 'The exchange that it acted on' }),
  provenBy: Type.Unsafe<number | null>({ ...orNull(No), description: 'The exchange that shows the outcome' }),
  no: Type.Unsafe<number | null>({ ...orNull(No), description: 'The message that it acted on' }),
  rule: Type.Unsafe<RuleName>({ type: 'string', description: 'The rule of docs/protocol.md that saves the message' }),
  keeps: Type.String({ description: 'The file that keeps the rule' })
}, 'WireFault')
export type Fault = Static<typeof FaultSchema>
