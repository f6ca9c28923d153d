import { ReasonError } from '#domain/reasons.ts'

/** The outcome of a write by a member who may not speak: in a quiet group, or muted by an admin until then (Unix ms). */
export type Hushed = { readonly outcome: 'quiet' } | { readonly outcome: 'silenced', readonly until: number }

/** Returns the refusal of a member who may not speak. */
export function hushedError (hushed: Hushed): ReasonError {
  return hushed.outcome === 'quiet' ? new ReasonError('group-quiet') : new ReasonError('silenced', null, { until: hushed.until })
}
