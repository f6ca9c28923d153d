// npm run mutants: plants every violation in turn and expects a test of its rule to go red.
// npm run mutants -- D7 D9 runs those rules only.
import { mutantId, type Mutant } from './mutant.ts'
import { MUTANTS } from './planted.ts'
import { notGreen, tryMutant } from './trial.ts'

const WORKERS = 2
/** Enough of a report to see why a mutant is broken. */
const TAIL_CHARS = 2_000

const named = process.argv.slice(2)
const chosen = MUTANTS.filter(({ rule }) => named.length === 0 || named.includes(rule))
let passed = 0
let failed = 0

function count (ok: boolean, line: string): void {
  console.log(`${ok ? '✓' : '✗'} ${line}`)
  if (ok) passed++
  else failed++
}

async function inTurn<T> (work: readonly T[], each: (item: T) => Promise<void>): Promise<void> {
  const left = [...work]
  async function worker (): Promise<void> {
    for (let item = left.shift(); item !== undefined; item = left.shift()) await each(item)
  }
  await Promise.all(Array.from({ length: WORKERS }, worker))
}

async function tryOne (mutant: Mutant): Promise<void> {
  const { verdict, seconds, said } = await tryMutant(mutant)
  count(verdict === 'killed', `${verdict} in ${seconds.toFixed(1)} s: ${mutantId(mutant)}`)
  if (verdict === 'broken') console.log(said.slice(-TAIL_CHARS))
}

console.log('Running the rules as they are…')
const byFile = Map.groupBy(chosen, ({ test }) => test)
await inTurn([...byFile], async ([test, mutants]) => {
  const rules = [...new Set(mutants.map(({ rule }) => rule))]
  for (const rule of await notGreen(rules, test)) count(false, `${rule} is not green in ${test} by itself: its mutants prove nothing`)
})
console.log(`Planting ${chosen.length} violations…`)
await inTurn(chosen, tryOne)
if (chosen.length === 0) count(false, 'there is no such rule')
if (failed > 0) process.exitCode = 1
console.log(`${passed} passed, ${failed} failed`)
