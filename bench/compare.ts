import { mkdirSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import type { System } from './load/job.ts'
import { requireLinux } from './machine.ts'
import { measure, type Measured } from './measure.ts'
import { PLANS, type Plan } from './plan.ts'
import { prepareData } from './prepare.ts'
import { results } from './results.ts'

/**
 * `npm run bench`: every figure for every system in turn, repeated, then the medians. Two processes at a time: a server on one core, the
 * load on the other. Writes `bench/RESULTS.md`; a partial run writes `build/bench/RESULTS.md` instead.
 */

const SYSTEMS = ['floor', 'holdline', 'socketio', 'faye'] as const
const WORK_DIR = resolve(import.meta.dirname, '../build/bench')
const USAGE = `npm run bench -- [--only figure,…] [--systems system,…] [--repeat 3] [--quick]
  figures: ${PLANS.map(({ name }) => name).join(' ')}
  systems: ${SYSTEMS.join(' ')}
  --quick: one short repetition, to see that everything runs`

interface Wish {
  readonly plans: readonly Plan[]
  readonly systems: readonly System[]
  readonly repetitions: number
  readonly quick: boolean
}

requireLinux()
const wish = readWish()
const startedAt = new Date()
mkdirSync(WORK_DIR, { recursive: true })
const measured = await measureAll(wish)
const isWhole = wish.plans.length === PLANS.length && wish.systems.length === SYSTEMS.length && !wish.quick
const file = isWhole ? `${import.meta.dirname}/RESULTS.md` : `${WORK_DIR}/RESULTS.md`
const command = ['npm run bench', ...process.argv.length > 2 ? ['--', ...process.argv.slice(2)] : []].join(' ')
writeFileSync(file, results(measured, { command, startedAt, workDir: WORK_DIR, repetitions: wish.repetitions }))
console.log(`\nwritten: ${file}`)

/** Repetitions are the outermost loop, so that other work on the machine affects all systems alike. */
async function measureAll ({ plans, systems, repetitions, quick }: Wish): Promise<Measured[]> {
  const data = systems.includes('holdline') ? await prepareData(WORK_DIR, plans) : null
  const all: Measured[] = []
  for (let repetition = 1; repetition <= repetitions; repetition++) {
    for (const plan of plans) {
      for (const system of systemsOf(plan, systems)) {
        const one = await measure(plan, system, quick, data)
        all.push(one)
        console.log(`${repetition}/${repetitions} ${line(one)}`)
      }
    }
  }
  return all
}

function systemsOf (plan: Plan, wished: readonly System[]): readonly System[] {
  return plan.figure === 'ceiling' ? ['trivial'] : wished.filter(system => plan.systems?.includes(system) ?? true)
}

function line ({ plan, system, report, failure }: Measured): string {
  const name = `${plan.name.padEnd(16)} ${system.padEnd(9)}`
  if (report === null) return `${name} failed: ${failure}`
  const figures = plan.metrics.map(({ key, unit, digits }) => `${(report.figures[key] ?? NaN).toFixed(digits)} ${unit}`)
  const { lost = 0, doubled = 0, reordered = 0, refused = 0 } = report.verdict ?? {}
  if (lost + doubled + reordered + refused + report.broken > 0) {
    figures.push(`lost ${lost} doubled ${doubled} reordered ${reordered} broken ${report.broken} refused ${refused}`)
  }
  if (report.firstRefusal !== null) figures.push(report.firstRefusal)
  if (report.cpu !== null) {
    const { server, load, others } = report.cpu
    figures.push(`cpu: server ${percent(server)} load ${percent(load)} others ${percent(others)}`)
  }
  return `${name} ${figures.join('  ')}`
}

function percent (share: number): string {
  return `${Math.round(share * 100)} %`
}

function readWish (): Wish {
  const { values } = parseArgs({
    options: {
      only: { type: 'string' },
      systems: { type: 'string' },
      repeat: { type: 'string' },
      quick: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false }
    }
  })
  const only = values.only?.split(',') ?? PLANS.map(({ name }) => name)
  const wished = values.systems?.split(',') ?? SYSTEMS
  const plans = PLANS.filter(({ name, figure }) => only.includes(name) || only.includes(figure))
  const systems = SYSTEMS.filter(system => wished.includes(system))
  const repetitions = Number(values.repeat ?? (values.quick ? 1 : 3))
  if (values.help || plans.length === 0 || systems.length !== wished.length || !(repetitions >= 1 && repetitions <= 100)) {
    console.error(USAGE)
    process.exit(values.help ? 0 : 2)
  }
  return { plans, systems, repetitions, quick: values.quick }
}
