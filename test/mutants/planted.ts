import { ANSWERS } from './planted/rules/answers.ts'
import { COMPRESSION } from './planted/rules/compression.ts'
import { BUDGETS } from './planted/limits/budgets.ts'
import { COMMIT } from './planted/rules/commit.ts'
import { EDGE } from './planted/limits/edge.ts'
import { EDITS_RECALLS } from './planted/rules/edits-recalls.ts'
import { END_OF_LIFE } from './planted/rules/end-of-life.ts'
import { FAULTS } from './planted/rules/faults.ts'
import { HOLDING } from './planted/rules/holding.ts'
import { MEMBERSHIP } from './planted/rules/membership.ts'
import { NETWORKS } from './planted/rules/networks.ts'
import { NOTHING_LOST } from './planted/rules/nothing-lost.ts'
import { ORDER } from './planted/rules/order.ts'
import { PEOPLE } from './planted/limits/people.ts'
import { PRESENCE } from './planted/rules/presence.ts'
import { READS } from './planted/limits/reads.ts'
import { RECEIPTS_UNREAD } from './planted/rules/receipts-unread.ts'
import { RUNS_AND_SENDS } from './planted/rules/runs-and-sends.ts'
import { SESSIONS } from './planted/limits/sessions.ts'
import { SIGN_IN } from './planted/limits/sign-in.ts'
import { TEXTS } from './planted/limits/texts.ts'
import { WITHOUT_SCRIPT } from './planted/rules/without-script.ts'
import type { Mutant } from './mutant.ts'

/** Every planted violation, in the order of the rules. */
export const MUTANTS: readonly Mutant[] = [
  ...NOTHING_LOST,
  ...COMMIT,
  ...ORDER,
  ...RUNS_AND_SENDS,
  ...RECEIPTS_UNREAD,
  ...EDITS_RECALLS,
  ...MEMBERSHIP,
  ...ANSWERS,
  ...COMPRESSION,
  ...HOLDING,
  ...WITHOUT_SCRIPT,
  ...PRESENCE,
  ...END_OF_LIFE,
  ...FAULTS,
  ...BUDGETS,
  ...EDGE,
  ...NETWORKS,
  ...PEOPLE,
  ...READS,
  ...SESSIONS,
  ...SIGN_IN,
  ...TEXTS
]
