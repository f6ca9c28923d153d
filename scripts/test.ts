// npm test: types, lint, every test file; the last line gives the number of passed checks. npm test -- <files> runs
// those files only.
import { globSync } from 'node:fs'
import { describeCheck, runChecks } from './checks.ts'
import { runTests } from './testing/run-tests.ts'
import { buildTapPlugins } from './testing/tap-plugins.ts'
import { describeTotals, type Totals } from './testing/tap-report.ts'

/** Started first, since they take longest: the two jobs then end together instead of one waiting for a browser. */
const LONGEST_FIRST = ['test/simulation/', 'test/browser/', 'test/crash/', 'test/routes/pages/site/axe', 'test/tables/', 'test/conformance/', 'test/executable/']

const named = process.argv.slice(2)
const totals: Totals = { passed: 0, failed: 0, skipped: 0 }

await buildTapPlugins()
if (named.length === 0) {
  console.log('Checking types and lint…')
  for (const result of await runChecks()) {
    console.log(describeCheck(result))
    count({ passed: Number(result.passed), failed: Number(!result.passed), skipped: 0 })
  }
}
const checked = totals.passed + totals.failed
console.log('Running the tests…')
count(await runTests(named.length > 0 ? named : allTests()))
if (totals.passed + totals.failed === checked) console.log('✗ not one test ran')
if (totals.failed > 0 || totals.passed === checked) process.exitCode = 1
console.log(describeTotals(totals))

function count ({ passed, failed, skipped }: Totals): void {
  totals.passed += passed
  totals.failed += failed
  totals.skipped += skipped
}

function allTests (): string[] {
  const files = globSync('test/**/*.test.ts').sort()
  const long = LONGEST_FIRST.flatMap(folder => files.filter(file => file.startsWith(folder)))
  return [...long, ...files.filter(file => !long.includes(file))]
}
