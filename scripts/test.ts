// npm test: types, lint, every test file; the last line says how many passed. npm test -- <files> runs those files only.
import { spawn } from 'node:child_process'
import { globSync } from 'node:fs'
import { join } from 'node:path'
import { describeCheck, runChecks } from './checks.ts'
import { buildTapPlugins } from './tap-plugins.ts'
import { describeTotals, tapReport, type Totals } from './tap-report.ts'

/** The longest begin first, so that the two jobs end together instead of one waiting for a browser. */
const LONGEST_FIRST = ['test/simulation/', 'test/browser/', 'test/crash/']

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

async function runTests (files: readonly string[]): Promise<Totals> {
  const { parser, totals } = tapReport(line => console.log(line))
  const tap = spawn(process.execPath, [join('scripts', 'tests.ts'), ...files], { stdio: ['ignore', 'pipe', 'inherit'] })
  tap.stdout.pipe(parser)
  const ended = new Promise<number | null>((resolve, reject) => tap.once('error', reject).once('close', resolve))
  const [code, tally] = await Promise.all([ended, totals])
  if (code !== 0 && tally.failed === 0) {
    console.log(`✗ tap ended with ${code}, though no test failed`)
    tally.failed++
  }
  return tally
}
