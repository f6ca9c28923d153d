import { DomainError } from '#domain/errors.ts'
import type { Recorder } from '#domain/wire/recorder.ts'
import { scoreboardOf } from '#domain/wire/scoreboard.ts'
import { stepsOf } from '#domain/wire/steps.ts'
import type { WireShown } from '#views/wire/board.ts'

/** Returns what the wire view shows this user, and keeps the recording going. Throws TOO_MANY. */
export function shownOf (recorder: Recorder, userId: string): WireShown {
  if (!recorder.watch(userId)) throw new DomainError('TOO_MANY', 'Too many people watch the wire view now. Try again later.', 60)
  const exchanges = recorder.all(userId).sort((one, other) => one.n - other.n)
  const version = exchanges.reduce((highest, each) => Math.max(highest, each.version), 0)
  return { exchanges, steps: stepsOf(exchanges), board: scoreboardOf(exchanges), version }
}
