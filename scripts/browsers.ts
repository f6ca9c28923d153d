// npm run test:browsers: conversations in real browsers of every kind; missing ones are skipped, named and counted.
// npm run test:browsers -- <files> runs those conversations only.
import { globSync } from 'node:fs'
import { ALL_PACKAGES } from '../test/engines/installed.ts'
import { runTests } from './testing/run-tests.ts'
import { buildTapPlugins } from './testing/tap-plugins.ts'
import { describeTotals } from './testing/tap-report.ts'

const named = process.argv.slice(2)

await buildTapPlugins()
console.log(`Every browser is there after: apt-get install ${ALL_PACKAGES.join(' ')}`)
const totals = await runTests(named.length > 0 ? named : globSync('test/engines/conversations/*.ts').sort())
if (totals.passed + totals.failed + totals.skipped === 0) console.log('✗ not one test ran')
if (totals.failed > 0 || totals.passed + totals.skipped === 0) process.exitCode = 1
console.log(describeTotals(totals))
