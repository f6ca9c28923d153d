import { setTimeout as wait } from 'node:timers/promises'
import { tooMany } from '#domain/errors.ts'
import type { Comparison, Comparisons, Measuring } from '#domain/wire/played/comparison.ts'
import { kept } from './kept.ts'
import { measure, PLAN, type MeasureNeeds, type Plan } from './measuring.ts'

/** Longest time of a measurement with its three servers' start; then they are ended. */
const LIMIT_MS = 90_000

export interface ComparisonsNeeds {
  /** The command line of this program. */
  readonly program: readonly string[]
  readonly plan?: Plan
  readonly rest?: MeasureNeeds['rest']
}

/** Resolves early when the signal aborts. */
export const restFor: MeasureNeeds['rest'] = async (ms, signal) => { await wait(ms, undefined, { signal }).catch(() => {}) }

/** Keeps the last measurement of this process in memory. */
export function createComparisons ({ program, plan = PLAN, rest = restFor }: ComparisonsNeeds): Comparisons {
  const waiting = new Set<() => void>()
  let measured: Comparison | null = null
  let broke: string | null = null
  let version = 1
  let running: { readonly abort: AbortController, ended: Promise<void> } | null = null
  let isStopping = false

  function changed (): void {
    version++
    for (const wake of [...waiting]) wake()
  }

  async function run (signal: AbortSignal): Promise<void> {
    try {
      measured = await measure({ program, plan, rest, signal })
      broke = null
    } catch (error) {
      broke = signal.aborted ? 'It took too long.' : error instanceof Error ? error.message : String(error)
    }
    running = null
    changed()
  }

  function now (): Measuring {
    return { state: running === null ? 'done' : 'running', version, broke, isKept: measured === null, comparison: measured ?? kept.comparison }
  }

  return {
    bench: kept.bench,
    now,

    begin () {
      if (running !== null || isStopping) throw tooMany('A measurement is under way.', 30_000)
      const abort = new AbortController()
      const late = setTimeout(() => abort.abort(), LIMIT_MS)
      running = { abort, ended: Promise.resolve() }
      running.ended = run(abort.signal).finally(() => clearTimeout(late))
      changed()
    },

    onChange (_userId, wake) {
      waiting.add(wake)
      return () => { waiting.delete(wake) }
    },

    async stop () {
      isStopping = true
      running?.abort.abort()
      await running?.ended
    }
  }
}
