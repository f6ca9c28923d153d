import type { Opening, Tape } from '#domain/wire/tape.ts'
import type { Named } from './names.ts'
import { createRecorded, type Recorded } from './recorded.ts'

/** Browsers whose exchanges are kept: the one that asked longest ago goes first. */
const BROWSERS_MAX = 32

export type Browsers = ReturnType<typeof createBrowsers>

/** Records what each browser asks. */
export function createBrowsers () {
  const kept = new Map<string, Recorded>()
  return {
    tape (named: Named, opening: Opening): Tape | null {
      const recorded = kept.get(named.browser) ?? createRecorded()
      kept.delete(named.browser)
      kept.set(named.browser, recorded)
      const [oldest = ''] = kept.keys()
      if (kept.size > BROWSERS_MAX) kept.delete(oldest)
      return recorded.tape(named, opening)
    },

    /** Their names; the one that asked last stands last. */
    names: (): string[] => [...kept.keys()],

    /** Returns what one of them asked; null for one that is not known, or no longer. */
    find: (browser: string): Recorded | null => kept.get(browser) ?? null
  }
}
