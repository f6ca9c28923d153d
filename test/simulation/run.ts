// npm run simulate -- [--seeds N] [--seed N] [--steps N]: runs one world after another and stops at the first that breaks a rule.
import { parseArgs } from 'node:util'
import { Template } from './server/template.ts'
import { live, type Outcome } from './world.ts'

const { values } = parseArgs({ options: { seeds: { type: 'string' }, seed: { type: 'string' }, steps: { type: 'string' } } })
const steps = Number(values.steps ?? 100)
const first = Number(values.seed ?? 1)
const count = Number(values.seeds ?? (values.seed === undefined ? 1_000 : 1))
const TELL_EVERY_MS = 5_000

const template = await Template.make()
process.on('exit', () => template.remove())
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130))
const startedAt = performance.now()
let toldAt = startedAt
let commits = 0
let polls = 0

for (let seed = first; seed < first + count; seed++) {
  const outcome = await live({ template, seed, steps })
  commits += outcome.commits
  polls += outcome.polls
  if (outcome.violation !== null) {
    report(outcome)
    process.exit(1)
  }
  if (performance.now() - toldAt > TELL_EVERY_MS) {
    toldAt = performance.now()
    tell(seed - first + 1)
  }
}
tell(count)

function tell (lived: number): void {
  const seconds = (performance.now() - startedAt) / 1_000
  console.log(`${lived} worlds of ${steps} steps held, ${(lived / seconds).toFixed(1)} a second (${commits} commits, ${polls} polls)`)
}

function report ({ seed, trace, violation }: Outcome): void {
  for (const line of trace.lines) console.log(line)
  console.log(violation instanceof Error ? violation.stack : violation)
  console.log(`Seed ${seed} broke a rule. To replay it: npm run simulate -- --seed ${seed} --steps ${steps}`)
}
