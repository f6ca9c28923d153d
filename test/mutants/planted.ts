import { EDITS_RECALLS } from './planted/edits-recalls.ts'
import { NOTHING_LOST } from './planted/nothing-lost.ts'
import { ORDER } from './planted/order.ts'
import { RECEIPTS_UNREAD } from './planted/receipts-unread.ts'
import { RUNS_AND_SENDS } from './planted/runs-and-sends.ts'
import type { Mutant } from './mutant.ts'

/** Every violation that is planted, rule by rule. */
export const MUTANTS: readonly Mutant[] = [
  ...NOTHING_LOST,
  ...ORDER,
  ...RUNS_AND_SENDS,
  ...RECEIPTS_UNREAD,
  ...EDITS_RECALLS
]
