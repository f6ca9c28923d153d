import { Type, type Static } from 'typebox'
import { closed, No } from '#domain/schemas.ts'

/** The outcomes of a scene. `not visible`: what stands between its players and the server hides the rule. */
const OUTCOMES = ['held', 'broken', 'not visible'] as const
export type Outcome = typeof OUTCOMES[number]

/** More than the rules of the contract through every switch there is. */
const SCENES_MAX = 10_000

const PLANNED = {
  rule: Type.String({ minLength: 1, maxLength: 16 }),
  title: Type.String({ maxLength: 300 }),
  via: Type.String({ maxLength: 40, description: 'The switch of a hostile proxy, or `none`' })
}
const Sentence = Type.String({ maxLength: 8_000, description: 'The expected and the actual result, or why nothing can be seen' })

/** The scenes of a run that begins. A scene's number is its place in the list. */
export const PlanSchema = closed({ scenes: Type.Immutable(Type.Array(closed(PLANNED), { maxItems: SCENES_MAX })) })
export type Plan = Static<typeof PlanSchema>

/** The end of a scene. */
export const EndSchema = closed({ outcome: Type.Unsafe<Outcome>(Type.Enum([...OUTCOMES])), sentence: Sentence, ms: No })
export type End = Static<typeof EndSchema>

/** A scene of a conformance run, as it stands now. */
export interface ConformanceScene {
  readonly id: number
  readonly rule: string
  readonly title: string
  readonly via: string
  /** Null until it is over. */
  readonly outcome: Outcome | null
  readonly sentence: string
  readonly ms: number
  /** Exchanges that are recorded; none once they were dropped to make room. */
  readonly exchanges: number
  readonly dropped: boolean
  /** The `n` of the exchange that broke it, as far as records can tell. */
  readonly brokenBy: number | null
}
