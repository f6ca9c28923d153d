import type { System } from './load/job.ts'

/** The median of a figure's metric for a system, NaN when it was not measured. */
export type Median = (plan: string, metric: string, system: System) => number
/** The median over the repetitions of one system's value divided by another's in the same repetition. */
export type Ratio = (plan: string, metric: string, system: System, to: System) => number

/** The project's own targets. `limit` is the highest allowed `value`; the lowest, when `isAtLeast`. */
export interface Target {
  readonly says: string
  readonly limit: number
  readonly isAtLeast: boolean
  readonly digits: number
  value (median: Median, ratio: Ratio): number
}

function ratioTarget (says: string, plan: string, metric: string, to: System, limit: number, isAtLeast = false): Target {
  return { says, limit, isAtLeast, digits: 2, value: (_median, ratio) => ratio(plan, metric, 'holdline', to) }
}

function distanceTarget (says: string, plan: string, metric: string, limit: number): Target {
  const value = (median: Median) => median(plan, metric, 'holdline') - median(plan, metric, 'floor')
  return { says, limit, isAtLeast: false, digits: 2, value }
}

export const TARGETS: readonly Target[] = [
  ratioTarget('durable sends at full load, × the floor', 'sends', 'perSecond', 'floor', 0.45, true),
  distanceTarget('delivery p50 at 1,000 sends/s, ms above the floor', 'delivery-1000', 'p50Ms', 0.5),
  distanceTarget('delivery p99 at 1,000 sends/s, ms above the floor', 'delivery-1000', 'p99Ms', 5),
  ratioTarget('one message to 1,000 parked, the last has it, × the floor', 'fanout-1000', 'lastMs', 'floor', 1.15),
  ...['1,000', '5,000', '10,000'].flatMap(size => {
    const plan = `parked-${size.replace(',', '')}`
    return [
      ratioTarget(`RSS per parked poll at ${size}, × the floor`, plan, 'kibPerPoll', 'floor', 1.1),
      ratioTarget(`RSS per parked poll at ${size}, × Socket.IO`, plan, 'kibPerPoll', 'socketio', 0.6)
    ]
  }),
  ratioTarget('5,000 reconnect, × the floor', 'reconnect', 'allMs', 'floor', 1.3)
]
