import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { tapReport, type Totals } from './tap-report.ts'

/** Runs these test files, as many at once as the machine has cores, and prints a line for each. */
export async function runTests (files: readonly string[]): Promise<Totals> {
  const { parser, totals } = tapReport(line => console.log(line))
  const tap = spawn(process.execPath, [join('scripts', 'testing', 'tests.ts'), ...files], { stdio: ['ignore', 'pipe', 'inherit'] })
  tap.stdout.pipe(parser)
  const ended = new Promise<number | null>((resolve, reject) => tap.once('error', reject).once('close', resolve))
  const [code, tally] = await Promise.all([ended, totals])
  if (code !== 0 && tally.failed === 0) {
    console.log(`✗ tap ended with ${code}, though no test failed`)
    tally.failed++
  }
  return tally
}
