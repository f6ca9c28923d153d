import { createRecorder, type Recorder } from '#domain/wire/recorder.ts'
import type { Opening, Tape } from '#domain/wire/tape.ts'
import type { Named } from './names.ts'

/** The name under which a recorder has all that is recorded here: it keeps each user's records apart. */
const ALL = 'all'

/** The exchanges of one browser, or of one scene: bounded, and kept until it is dropped. */
export type Recorded = ReturnType<typeof createRecorded>

export function createRecorded () {
  const recorder: Recorder = createRecorder({ now: Date.now, after: () => () => {} })
  recorder.watch(ALL)
  return {
    /** Returns the tape of an exchange that begins. */
    tape: ({ browser, username }: Named, opening: Opening): Tape | null =>
      recorder.tape({ userId: ALL, username, session: { id: browser, kind: 'cookie' } }, opening),
    /** In the order in which the requests came. */
    all: () => recorder.whole(ALL),
    count: () => recorder.all(ALL).length,
    /** Throws NOT_FOUND. */
    one: (n: number) => recorder.one(ALL, n)
  }
}
