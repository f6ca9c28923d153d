import { NOTHING_LOST } from './planted/nothing-lost.ts'
import type { Mutant } from './mutant.ts'

/** Every violation that is planted, rule by rule. */
export const MUTANTS: readonly Mutant[] = [
  ...NOTHING_LOST
]
