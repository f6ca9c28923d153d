import { inspect } from 'node:util'
import { Parser, type FinalResults, type Result } from 'tap-parser'

export interface Totals {
  passed: number
  failed: number
  skipped: number
}

/**
 * Turns a TAP stream into a few lines: one per test file, each failure in full, each skip with its reason; at the end
 * each failure again, because a build server often keeps only the last lines. Counts assertions, as tap does; a test or
 * file that failed without a failed assertion (it threw, timed out, ended early) counts as one failure.
 * @param write is given whole lines
 * @returns the stream to pipe TAP into, and the totals, complete once it has ended
 */
export function tapReport (write: (line: string) => void): { parser: Parser, totals: Promise<Totals> } {
  const parser = new Parser()
  const totals = { passed: 0, failed: 0, skipped: 0 }
  const failures: string[] = []
  let findings: string[] = []
  let atFileStart = 0

  listen(parser, [])
  parser.on('assert', result => {
    const count = totals.passed + totals.failed + totals.skipped - atFileStart
    atFileStart += count
    write(`${result.ok ? '✓' : '✗'} ${result.name}  ${count} (${((result.time ?? 0) / 1000).toFixed(1)} s)`)
    for (const finding of findings) write(finding)
    findings = []
  })

  /** Listens to one level of the stream; `path` names the tests around it. */
  function listen (level: Parser, path: readonly string[]): void {
    let failedBefore = totals.failed
    level.on('child', (child: Parser) => {
      failedBefore = totals.failed
      listen(child, [...path, child.name])
    })
    level.on('extra', (text: string) => write(text.trimEnd()))
    level.on('assert', (result: Result) => {
      if (isSkipped(result)) {
        totals.skipped++
        if (typeof result.skip === 'string') findings.push(`  – ${[...path, result.name].join(' › ')}: ${result.skip}`)
      } else if (result.ok && !result.closingTestPoint) totals.passed++
      else if (!result.ok && !(result.closingTestPoint && totals.failed > failedBefore)) {
        totals.failed++
        const failure = describeFailure([...path, result.name], result.diag ?? result.tapError)
        findings.push(failure)
        failures.push(failure)
      }
    })
    level.on('bailout', (reason: string) => {
      if (path.length > 0) return
      totals.failed++
      write(`✗ bailed out: ${reason}`)
    })
  }

  const complete = new Promise<Totals>(resolve => parser.once('complete', (results: FinalResults) => {
    if (!results.ok && totals.failed === 0) {
      totals.failed++
      write(describeFailure(['the TAP stream is not whole'], results.failures))
    }
    for (const failure of failures) write(failure)
    resolve(totals)
  }))
  return { parser, totals: complete }
}

/** The last line of every test run. */
export function describeTotals ({ passed, failed, skipped }: Totals): string {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`
}

function isSkipped ({ skip, todo }: Result): boolean {
  return skip !== false || todo !== false
}

function describeFailure (path: readonly string[], diagnosis: unknown): string {
  return `\n  ✗ ${path.join(' › ')}\n${indent(describeDiagnosis(diagnosis))}\n`
}

function describeDiagnosis (diagnosis: unknown): string {
  if (diagnosis === null || typeof diagnosis !== 'object') return String(diagnosis ?? '')
  // The lines around the failure are in the editor; `at` repeats the first line of `stack`.
  return Object.entries(diagnosis)
    .filter(([key]) => key !== 'source' && (key !== 'at' || !('stack' in diagnosis)))
    .map(([key, value]) => typeof value === 'string' ? `${key}:\n${indent(value)}` : `${key}: ${inspect(value, { depth: 9 })}`)
    .join('\n')
}

function indent (text: string): string {
  return text.trimEnd().replace(/^/gm, '    ')
}
