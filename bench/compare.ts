import { mkdirSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { contendersOf, TRIVIAL, type Contender } from './systems/contenders.ts'
import { requireLinux } from './machine.ts'
import { measure, sizeOf, type Measured } from './measure.ts'
import type { Plan } from './plan.ts'
import { prepareData } from './prepare.ts'
import { BUSY_LOAD, compared, percent, results } from './report/results.ts'
import { readWish, USAGE, type Wish } from './wish.ts'

/**
 * `npm run bench`: every figure for every system in turn, repeated, then the medians. Two processes at a time: a server on one core, the
 * load on the other. Writes `bench/RESULTS.md`; a partial run writes `build/bench/RESULTS.md` instead.
 */

const WORK_DIR = resolve(import.meta.dirname, '../build/bench')

requireLinux()
const wish = readWish(process.argv.slice(2))
if (wish === null) {
  console.error(USAGE)
  process.exit(process.argv.includes('--help') ? 0 : 2)
}
const startedAt = new Date()
mkdirSync(WORK_DIR, { recursive: true })
const file = wish.isWhole ? `${import.meta.dirname}/RESULTS.md` : `${WORK_DIR}/RESULTS.md`
const measured = await measureAll(wish)
console.log(`\n${compared(measured)}\n\nwritten: ${file}`)

/** Repetitions are the outermost loop, so that other work on the machine affects all systems alike. */
async function measureAll (wish: Wish): Promise<Measured[]> {
  const contenders = contendersOf(wish.systems, wish.trees)
  const data = await prepareData(WORK_DIR, contenders, wish.plans.flatMap(plan => plan.figure === 'ceiling' ? [] : [sizeOf(plan, wish.isQuick)]))
  const all: Measured[] = []
  for (let repetition = 1; repetition <= wish.repetitions; repetition++) {
    // There and back, so that what warms up or fills over time favours none.
    const inTurn = repetition % 2 === 1 ? contenders : contenders.toReversed()
    for (const plan of wish.plans.filter(({ isLong }) => isLong !== true || repetition === 1)) {
      for (const contender of contendersFor(plan, inTurn)) {
        const one = await measure(plan, contender, wish, data)
        all.push(one)
        console.log(`${repetition}/${wish.repetitions} ${line(one)}`)
      }
    }
    // After each repetition: a run takes hours, and one that ends early is to leave something.
    write(all, repetition)
  }
  return all
}

function write (measured: readonly Measured[], repetitions: number): void {
  writeFileSync(file, results(measured, { command: commandOf(process.argv.slice(2)), startedAt, workDir: WORK_DIR, repetitions }))
}

/** The command of this run, without the places of trees: the columns name their commits. */
function commandOf (args: readonly string[]): string {
  const said = args.map((arg, i) => args[i - 1] === '--tree' ? '…' : arg.replace(/^--tree=.*/, '--tree=…'))
  return ['npm run bench', ...said.length > 0 ? ['--', ...said] : []].join(' ')
}

function contendersFor (plan: Plan, contenders: readonly Contender[]): readonly Contender[] {
  return plan.figure === 'ceiling' ? [TRIVIAL] : contenders.filter(({ system }) => plan.systems?.includes(system) ?? true)
}

function line ({ plan, contender, report, failure }: Measured): string {
  const name = `${plan.name.padEnd(18)} ${contender.name.padEnd(18)}`
  if (report === null) return `${name} failed: ${failure}`
  const figures = plan.metrics.map(({ key, unit, digits }) => `${(report.figures[key] ?? NaN).toFixed(digits)} ${unit}`)
  const { lost = 0, doubled = 0, reordered = 0, refused = 0 } = report.verdict ?? {}
  if (lost + doubled + reordered + refused + report.broken > 0) {
    figures.push(`lost ${lost} doubled ${doubled} reordered ${reordered} broken ${report.broken} refused ${refused}`)
  }
  if (report.firstRefusal !== null) figures.push(report.firstRefusal)
  if (report.cpu !== null) {
    const { server, load, others, turnMs, longestTurnMs } = report.cpu
    figures.push(`turn: ${(turnMs ?? NaN).toFixed(1)}, ${(longestTurnMs ?? NaN).toFixed(1)} ms`)
    figures.push(`cpu: server ${percent(server)} load ${percent(load)} others ${percent(others)}`)
    if (load > BUSY_LOAD) figures.push('(the load was the narrower side)')
  }
  return `${name} ${figures.join('  ')}`
}
