import type { FormerMessages } from '#domain/account/deletions.ts'
import type { UserRef } from '#domain/people/users.ts'

/** The steps of a deletion, in their order. Each goes on where it was until it has nothing left. */
export const STEPS = ['people', 'rows', 'groups', 'messages', 'ledger', 'names'] as const
export type Step = typeof STEPS[number]

/** A deletion under way, and the place that it has reached. */
export interface Deletion extends UserRef {
  readonly beganSeq: number
  /** The username that stands in the place of theirs afterwards. */
  readonly former: string
  readonly messages: FormerMessages
  readonly step: Step
  readonly conversationId: string
  readonly no: number
}

/** The place that a step has reached; null: nothing is left. */
export type Place = Pick<Deletion, 'conversationId' | 'no'> | null

export const START = { conversationId: '', no: 0 } as const satisfies Place
