// npm run bench -- waiting: the comparison of ways to wait that comes with the program, and is shown until somebody measures.
import { readFileSync, writeFileSync } from 'node:fs'
import { inspect } from 'node:util'
import type { BenchFigures } from '#domain/wire/played/comparison.ts'
import { installation } from '#server/installation.ts'
import { restFor } from '#server/scenes/comparing/comparisons.ts'
import { measure, PLAN } from '#server/scenes/comparing/measuring.ts'
import { root } from '#test/source/project.ts'

const KEPT = 'src/server/scenes/comparing/kept.ts'
const LIMIT_MS = 120_000
const results = readFileSync(`${root}/bench/RESULTS.md`, 'utf8')

/** Returns the figures of a row: of the floor, and of the newest tree. */
function row (name: string): { readonly floor: number, readonly newest: number } {
  const line = results.split('\n').find(line => line.startsWith(`| ${name} |`)) ?? ''
  const figures = line.split('|').slice(2, -1).map(Number)
  const [floor, newest] = [figures[0], figures.at(-1)]
  if (!Number.isFinite(floor) || !Number.isFinite(newest)) throw new Error(`bench/RESULTS.md has no row “${name}”.`)
  return { floor: Number(floor), newest: Number(newest) }
}

function benchFigures (): BenchFigures {
  const { newest: deliveryUs, floor: bareUs } = row('one message to 1,000 polls (json): server CPU for each, µs')
  const { newest: parkedKib } = row('RSS per parked poll, 10,000 parked, KiB')
  const found = (line: RegExp): string => line.exec(results)?.[1] ?? ''
  return { date: found(/^- (\d{4}-\d\d-\d\d) .*UTC$/m), machine: found(/^- (\d+ × .*)$/m), parkedKib, deliveryUs, bareUs }
}

const comparison = await measure({ program: installation().program, plan: PLAN, rest: restFor, signal: AbortSignal.timeout(LIMIT_MS) })
const written = inspect({ comparison, bench: benchFigures() }, { depth: null, compact: false, breakLength: 140 })
writeFileSync(`${root}/${KEPT}`, `import type { BenchFigures, Comparison } from '#domain/wire/played/comparison.ts'

// Written by \`npm run bench -- waiting\`.
export const kept: { readonly comparison: Comparison, readonly bench: BenchFigures } = ${written}
`)
console.log(written, `\nwritten: ${KEPT}`)
