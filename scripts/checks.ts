import { spawn } from 'node:child_process'
import { join } from 'node:path'

export interface CheckResult {
  readonly name: string
  readonly passed: boolean
  readonly seconds: number
  /** The output of the tool: empty when it found nothing. */
  readonly output: string
}

const CACHE = join('node_modules', '.cache')

/** The compiler is a program of its own since TypeScript 7. Version 6 is there for the linter, which needs it as a library. */
export const TSC = join('node_modules', '@typescript', `typescript-${process.platform}-${process.arch}`, 'lib', 'tsc')

const CHECKS = {
  types: [TSC, '--noEmit', '--pretty', 'false', '--incremental', '--tsBuildInfoFile', join(CACHE, 'types.tsbuildinfo')],
  lint: [process.execPath, join('node_modules', '.bin', 'eslint'), '.', '--max-warnings', '0', '--cache', '--cache-location', join(CACHE, 'eslint')]
}

/** Runs the type check and the linter side by side. */
export function runChecks (): Promise<CheckResult[]> {
  return Promise.all(Object.entries(CHECKS).map(([name, command]) => runCheck(name, command)))
}

/** One line for a check that passed, the whole output of its tool for one that failed. */
export function describeCheck ({ name, passed, seconds, output }: CheckResult): string {
  const line = `${passed ? '✓' : '✗'} ${name} (${seconds.toFixed(1)} s)`
  return passed ? line : `${line}\n${output.trimEnd()}\n`
}

function runCheck (name: string, [program = '', ...args]: readonly string[]): Promise<CheckResult> {
  const started = performance.now()
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', text => { output += text })
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', code => {
      resolve({ name, passed: code === 0, seconds: (performance.now() - started) / 1000, output })
    })
  })
}
