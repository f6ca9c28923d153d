import { parseArgs } from 'node:util'
import type { System } from './load/job.ts'
import { PLANS, type Plan } from './plan.ts'

const SYSTEMS: readonly System[] = ['floor', 'holdline', 'socketio', 'faye']
/** In the quick run, and enough for a whole one. */
const OUR_SYSTEMS: readonly System[] = ['floor', 'holdline']

export const USAGE = `npm run bench -- [--only figure,…] [--tree folder]… [--systems system,…] [--repeat 3] [--minutes 10] [--quick]
  figures:   ${PLANS.map(({ name }) => name).join(' ')}
             also by kind: fanout, sends, delivery, reconnect, parked, disk
  --tree:    measures another tree of Holdline in turn with this one; the first is what the targets call now
  --systems: ${SYSTEMS.join(' ')}
  --minutes: length of the figure \`long\`
  --quick:   one short repetition with small crowds, to see that everything runs; the numbers mean nothing`

export interface Wish {
  readonly plans: readonly Plan[]
  readonly systems: readonly System[]
  readonly trees: readonly string[]
  readonly repetitions: number
  readonly minutes: number | null
  readonly isQuick: boolean
  /** Whether its results are those of the project. */
  readonly isWhole: boolean
}

/** Reads the arguments; null when they ask for the usage, or for nothing that exists. */
export function readWish (args: readonly string[]): Wish | null {
  const { values } = parseArgs({
    args: [...args],
    options: {
      only: { type: 'string' },
      systems: { type: 'string' },
      tree: { type: 'string', multiple: true, default: [] },
      repeat: { type: 'string' },
      minutes: { type: 'string' },
      quick: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false }
    }
  })
  const { quick: isQuick, tree: trees } = values
  const only = values.only?.split(',') ?? PLANS.map(({ name }) => name)
  const wished = values.systems?.split(',') ?? (isQuick ? OUR_SYSTEMS : SYSTEMS)
  const plans = PLANS.filter(({ name, figure }) => only.includes(name) || only.includes(figure))
  const systems = SYSTEMS.filter(system => wished.includes(system))
  const repetitions = Number(values.repeat ?? (isQuick ? 1 : 3))
  const minutes = values.minutes === undefined ? null : Number(values.minutes)
  const isKnown = only.every(wanted => PLANS.some(({ name, figure }) => wanted === name || wanted === figure))
  const isRight = isKnown && systems.length === wished.length && isBetween(repetitions, 1, 100) && isBetween(minutes ?? 10, 0.1, 60)
  if (values.help || !isRight) return null
  const isWhole = plans.length === PLANS.length && OUR_SYSTEMS.every(system => systems.includes(system)) && minutes === null && !isQuick
  return { plans, systems, trees, repetitions, minutes, isQuick, isWhole }
}

function isBetween (value: number, least: number, most: number): boolean {
  return value >= least && value <= most
}
