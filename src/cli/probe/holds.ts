import { nextHold, type HoldFinding } from '#domain/connection/path-findings.ts'
import type { Outcome, Wire } from './wire.ts'

export interface HoldsPlan {
  readonly test: string
  readonly rungsS: readonly number[]
  /** Time after the end of a hold before it counts as silent. */
  readonly graceS: number
  /** Requests held at once: no more than the path allows, because queued ones would look like cuts. */
  readonly lanes: number
}

/** First number of held requests. Each request of a test has a number of its own. */
const HOLDS_FROM = 8_000

/** Tries holds in parallel, the longest first, until the longest that this path allows is known. */
export async function measureHolds (wire: Wire, { test, rungsS, graceS, lanes }: HoldsPlan): Promise<HoldFinding[]> {
  const holds: HoldFinding[] = []
  const underWay = new Map<number, Promise<void>>()

  async function hold (s: number): Promise<void> {
    const outcome = await wire.ask('GET', `connection/test/hold?test=${test}&n=${HOLDS_FROM + s}&s=${s}`, { patienceMs: (s + graceS) * 1000 })
    holds.push({ askedS: s, ...endOf(outcome, s) })
    underWay.delete(s)
  }

  for (;;) {
    const next = underWay.size < lanes ? nextHold(rungsS, holds, [...underWay.keys()]) : null
    if (next !== null) underWay.set(next, hold(next))
    else if (underWay.size > 0) await Promise.race(underWay.values())
    else return holds
  }
}

function endOf (outcome: Outcome, s: number): Omit<HoldFinding, 'askedS'> {
  const afterS = Math.round(outcome.ms / 100) / 10
  if (outcome.kind === 'silent') return { end: 'silent', afterS }
  if (outcome.kind === 'closed') return { end: 'closed', afterS }
  return { end: outcome.json?.['s'] === s && outcome.json['ended'] === 'full' ? 'full' : 'refused', afterS }
}
