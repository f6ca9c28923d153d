import { weighed } from '#domain/wire/bodies.ts'
import type { ConformanceScene, End, Plan } from '#domain/wire/played/conformance.ts'
import { culpritIn } from '#domain/wire/played/judge.ts'
import type { Opening, Tape } from '#domain/wire/tape.ts'
import type { Named } from './names.ts'
import { createRecorded, type Recorded } from './recorded.ts'

/** Bytes of exchanges that are kept of scenes that are over: those of rules that held go first, the oldest of them. */
const BYTES_MAX = 64 * 1024 * 1024

interface Stand {
  readonly plan: Plan['scenes'][number]
  end: End | null
  /** Null before its first exchange, and once they were dropped. */
  recorded: Recorded | null
  bytes: number
  brokenBy: number | null
}

export type Run = ReturnType<typeof createRun>

/** The newest conformance run through this proxy: its scenes, each with its own exchanges. */
export function createRun () {
  let stands: readonly Stand[] = []
  /** Numbers of the scenes that are over and still have their exchanges, in the order in which they ended. */
  let over: number[] = []

  function drop (): void {
    for (;;) {
      const bytes = over.reduce((sum, id) => sum + (stands[id]?.bytes ?? 0), 0)
      const id = over.find(id => stands[id]?.end?.outcome !== 'broken') ?? over[0]
      if (bytes <= BYTES_MAX || id === undefined) return
      over = over.filter(each => each !== id)
      const stand = stands[id]
      if (stand !== undefined) stand.recorded = null
    }
  }

  function shown (stand: Stand, id: number): ConformanceScene {
    const { plan, end, recorded, bytes, brokenBy } = stand
    const { outcome = null, sentence = '', ms = 0 } = end ?? {}
    return { id, ...plan, outcome, sentence, ms, exchanges: recorded?.count() ?? 0, dropped: recorded === null && bytes > 0, brokenBy }
  }

  return {
    begin ({ scenes }: Plan): void {
      stands = scenes.map(plan => ({ plan, end: null, recorded: null, bytes: 0, brokenBy: null }))
      over = []
    },

    /** Does nothing for a scene of another run. */
    end (id: number, end: End): void {
      const stand = stands[id]
      if (stand === undefined || stand.end !== null) return
      stand.end = end
      const recorded = stand.recorded?.all() ?? []
      if (end.outcome === 'broken') stand.brokenBy = culpritIn(recorded.map(({ exchange }) => exchange))
      stand.bytes = recorded.reduce((sum, { exchange, raw }) => sum + weighed(exchange, raw), 0)
      over.push(id)
      drop()
    },

    /** Returns the tape of an exchange of a scene; null for a scene of another run, or one that is over. */
    tape (id: number, named: Named, opening: Opening): Tape | null {
      const stand = stands[id]
      if (stand === undefined || stand.end !== null) return null
      stand.recorded ??= createRecorded()
      return stand.recorded.tape(named, opening)
    },

    scenes: (): ConformanceScene[] => stands.map(shown),

    /** Returns one scene with its exchanges, null when they were dropped; null for a scene that is not known. */
    one (id: number): { readonly scene: ConformanceScene, readonly recorded: Recorded | null } | null {
      const stand = stands[id]
      return stand === undefined ? null : { scene: shown(stand, id), recorded: stand.recorded }
    }
  }
}
