import type { Contender } from '../systems/contenders.ts'
import type { Measured } from '../measure.ts'
import type { Findings } from './targets.ts'

/** Medians over the repetitions of a run. A metric that was not measured is NaN. */
export function mediansOf (measured: readonly Measured[]) {
  // A failed figure is NaN, which JSON cannot hold.
  const values = (plan: string, metric: string, name: string): number[] => measured
    .filter(one => one.plan.name === plan && one.contender.name === name)
    .map(({ report }) => report?.figures[metric] ?? NaN)
  /** The median of one contender's value divided by another's in the same repetition. */
  const ratio = (plan: string, metric: string, name: string, to: string, toPlan = plan): number => {
    const divisors = values(toPlan, metric, to)
    return middle(values(plan, metric, name).map((value, repetition) => value / (divisors[repetition] ?? NaN)))
  }
  const median = (plan: string, metric: string, name: string) => middle(values(plan, metric, name))
  return { values, median, ratio }
}

/** Looks up what the targets ask for: of the last tree of Holdline, beside the first and the floor. */
export function findingsOf (measured: readonly Measured[]): Findings {
  const { median, ratio } = mediansOf(measured)
  const trees = contendersIn(measured).filter(({ system }) => system === 'holdline')
  const newest = trees.at(-1)?.name ?? ''
  const now = trees.length > 1 ? trees[0]?.name ?? '' : ''
  return {
    value: (plan, metric) => median(plan, metric, newest),
    ofNow: (plan, metric) => ratio(plan, metric, newest, now),
    ofFloor: (plan, metric) => ratio(plan, metric, newest, 'floor'),
    aboveFloor: (plan, metric) => median(plan, metric, newest) - median(plan, metric, 'floor'),
    of: (plan, metric, otherPlan) => ratio(plan, metric, newest, newest, otherPlan)
  }
}

/** The contenders of a run, in the order of its columns. */
export function contendersIn (measured: readonly Measured[]): Contender[] {
  return [...new Map(measured.map(({ contender }) => [contender.name, contender])).values()].filter(({ system }) => system !== 'trivial')
}

export function middle (values: readonly number[]): number {
  const sorted = values.filter(value => !Number.isNaN(value)).sort((a, b) => a - b)
  const half = sorted.length / 2
  return ((sorted[Math.ceil(half) - 1] ?? NaN) + (sorted[Math.floor(half)] ?? NaN)) / 2
}
