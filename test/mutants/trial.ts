import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '#test/source/project.ts'
import { plantedIn, type Mutant } from './mutant.ts'

/** `killed`: a test of the rule went red. `survived`: all stayed green. `broken`: nothing was proven; `said` tells why. */
export interface Outcome {
  readonly verdict: 'killed' | 'survived' | 'broken'
  readonly seconds: number
  readonly said: string
}

/** Longer than any rule takes. A test that hangs is red after half of it; a process that hangs is stopped, and counts as broken. */
const PATIENCE_MS = 120_000
const PLANT = new URL('./plant.ts', import.meta.url).href

/** Plants one mutant and runs the tests of its rule against it, in a separate process. */
export async function tryMutant (mutant: Mutant): Promise<Outcome> {
  const started = performance.now()
  try {
    plantedIn(readFileSync(join(root, mutant.file), 'utf8'), mutant)
  } catch (error) {
    return { verdict: 'broken', seconds: 0, said: error instanceof Error ? error.message : String(error) }
  }
  const said = await runRule(mutant.rule, mutant.test, mutant)
  const { green, red } = testsIn(said, mutant.rule)
  const verdict = red > 0 ? 'killed' : green > 0 ? 'survived' : 'broken'
  return { verdict, seconds: (performance.now() - started) / 1000, said }
}

/** The rules that are not green in a file without a mutant: for them, red would prove nothing. */
export async function notGreen (rules: readonly string[], test: string): Promise<string[]> {
  const said = await run([join(root, test)], {})
  return rules.filter(rule => {
    const { green, red } = testsIn(said, rule)
    return green === 0 || red > 0
  })
}

function runRule (rule: string, test: string, mutant: Mutant): Promise<string> {
  return run(['--import', PLANT, join(root, test)], {
    TAP_GREP: `/^${rule} /`,
    TAP_FILTER_QUIETLY: '1',
    PLANTED_MUTANT: JSON.stringify(mutant)
  })
}

function run (args: readonly string[], env: Readonly<Record<string, string>>): Promise<string> {
  const child = spawn(process.execPath, args, {
    cwd: root,
    env: { ...process.env, TAP_TIMEOUT: String(PATIENCE_MS / 2_000), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: PATIENCE_MS,
    killSignal: 'SIGKILL'
  })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', text => { said += text })
  return new Promise((resolve, reject) => { child.once('error', reject).once('close', () => { resolve(said) }) })
}

// Top-level lines of TAP only: a file that does not load has none named after the rule.
function testsIn (tap: string, rule: string): { green: number, red: number } {
  const lines = tap.split('\n').filter(line => line.includes(` - ${rule} `) && !line.includes('# SKIP'))
  return { green: lines.filter(line => line.startsWith('ok ')).length, red: lines.filter(line => line.startsWith('not ok ')).length }
}
