import { ELSEWHERE } from './elsewhere.ts'
import { BOOKS, type Result } from './matrix.ts'
import type { Via } from './check.ts'

const SIGNS = { held: '✓', broken: '✗', 'not visible': '–', 'held where visible': '≈' } as const
/** Columns are headed by numbers and as wide as one. */
const COLUMN = 3

/** The whole report as text: rules by switches, the books' figures, and a sentence for each rule that did not hold or cannot be seen. */
export function tableOf (results: readonly Result[]): string[] {
  const vias = [...new Set(results.map(({ via }) => via))]
  const rules = [...new Set(results.map(({ rule }) => rule))]
  const broken = results.filter(({ outcome }) => outcome === 'broken')
  return [
    ...vias.map((via, index) => `${String(index + 1).padStart(COLUMN + 1)}  ${via}`),
    '',
    `${''.padEnd(6)}${vias.map((_, index) => String(index + 1).padStart(COLUMN)).join('')}`,
    ...rules.map(rule => `${rule.padEnd(6)}${vias.map(via => signOf(results, rule, via).padStart(COLUMN)).join('')}`),
    '',
    ...booksOf(results),
    ...broken.map(({ rule, via, title, sentence }) => `✗ ${rule} through ${via} (${title}): ${sentence}`),
    ...(broken.length > 0 ? [''] : []),
    ...blindOf(results),
    ...ELSEWHERE.filter(({ rule, part }) => part === null || rules.includes(rule))
      .map(({ rule, part, why, where }) => `– ${rule}${part === null ? '' : `, ${part}`}: not visible from outside, ${why}. Tested in ${where}`),
    '',
    summaryOf(results)
  ]
}

function signOf (results: readonly Result[], rule: string, via: Via): string {
  const outcomes = results.filter(result => result.rule === rule && result.via === via).map(({ outcome }) => outcome)
  if (outcomes.length === 0) return ' '
  if (outcomes.includes('broken')) return SIGNS.broken
  if (!outcomes.includes('not visible')) return SIGNS.held
  return outcomes.includes('held') ? SIGNS['held where visible'] : SIGNS['not visible']
}

function booksOf (results: readonly Result[]): string[] {
  const kept = results.flatMap(({ rule, via, books }) => rule === BOOKS && books !== null ? [{ via, ...books }] : [])
  if (kept.length === 0) return []
  const columns = ['sends', 'sights', 'lost', 'doubled', 'reordered', 'leaked', 'polls', 'cuts', 'repeats', 'hold'] as const
  const line = (name: string, values: readonly string[]): string => name.padEnd(18) + values.map(value => value.padStart(10)).join('')
  const valueOf = (value: number | readonly string[]): number => typeof value === 'number' ? value : value.length
  return [
    line(BOOKS, columns),
    ...kept.map(one => line(one.via, columns.map(column => String(valueOf(one[column]))))),
    line('all', columns.map(column => column === 'hold' ? '' : String(kept.reduce((sum, one) => sum + valueOf(one[column]), 0)))),
    ''
  ]
}

/** One sentence for each reason, with the switches it holds for. */
function blindOf (results: readonly Result[]): string[] {
  const reasons = new Map<string, Via[]>()
  for (const { rule, title, via, outcome, sentence } of results) {
    if (outcome !== 'not visible') continue
    const key = `– ${rule} (${title}): ${sentence.replace(`through ${via}`, 'through …')}`
    reasons.set(key, [...reasons.get(key) ?? [], via])
  }
  return [...reasons].map(([sentence, vias]) => sentence.replace('through …', vias.length > 5 ? 'through any switch' : `through ${vias.join(', ')}`))
}

function summaryOf (results: readonly Result[]): string {
  const count = (outcome: Result['outcome']): number => results.filter(result => result.outcome === outcome).length
  return `${count('held')} held, ${count('broken')} broken, ${count('not visible')} not visible`
}
