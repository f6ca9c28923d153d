import { styleText } from 'node:util'
import type { Judgement, Mark } from '#domain/connection/path-advice.ts'
import type { Findings } from '#domain/connection/path-findings.ts'
import { adviceText, findingText, SIGNS } from '#views/connection/connection-findings.ts'
import { sayIn } from '#views/parts/language.ts'

const COLOURS = { good: 'green', note: 'yellow', bad: 'red' } as const satisfies Record<Mark, string>

/** Formats the findings as a table for a terminal, and the advice. The signs say the same without colour. */
export function printed ({ lines, advice, verdict }: Judgement, found: Findings, hasColour: boolean): string[] {
  const say = sayIn('en')
  const sign = (mark: Mark) => hasColour ? styleText(COLOURS[mark], SIGNS[mark], { validateStream: false }) : SIGNS[mark]
  const names = lines.map(({ about }) => say(`about.${about}`))
  const width = Math.max(0, ...names.map(name => name.length))
  const table = lines.map((line, i) => `  ${sign(line.mark)} ${(names[i] ?? '').padEnd(width)}  ${findingText(say, line, found)}`)
  const last = advice === null ? [] : [`${sign(verdict)} ${adviceText(say, advice)}`]
  return table.length === 0 ? last : [...table, '', ...last]
}
