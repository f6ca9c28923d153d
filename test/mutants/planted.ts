import { ANSWERS } from './planted/answers.ts'
import { BUDGETS } from './planted/budgets.ts'
import { COMMIT } from './planted/commit.ts'
import { EDGE } from './planted/edge.ts'
import { EDITS_RECALLS } from './planted/edits-recalls.ts'
import { END_OF_LIFE } from './planted/end-of-life.ts'
import { HOLDING } from './planted/holding.ts'
import { MEMBERSHIP } from './planted/membership.ts'
import { NETWORKS } from './planted/networks.ts'
import { NOTHING_LOST } from './planted/nothing-lost.ts'
import { ORDER } from './planted/order.ts'
import { PEOPLE } from './planted/people.ts'
import { PRESENCE } from './planted/presence.ts'
import { READS } from './planted/reads.ts'
import { RECEIPTS_UNREAD } from './planted/receipts-unread.ts'
import { RUNS_AND_SENDS } from './planted/runs-and-sends.ts'
import { SESSIONS } from './planted/sessions.ts'
import { SIGN_IN } from './planted/sign-in.ts'
import { TEXTS } from './planted/texts.ts'
import { WITHOUT_SCRIPT } from './planted/without-script.ts'
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
  ...HOLDING,
  ...WITHOUT_SCRIPT,
  ...PRESENCE,
  ...END_OF_LIFE,
  ...BUDGETS,
  ...EDGE,
  ...NETWORKS,
  ...PEOPLE,
  ...READS,
  ...SESSIONS,
  ...SIGN_IN,
  ...TEXTS
]
