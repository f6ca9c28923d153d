import type { Store } from '#domain/store.ts'
import type { Writing } from '#domain/site/writing.ts'
import type { Clock } from '#mailbox/clock.ts'
import type { People } from './people.ts'

/** A crash loses no more of "last seen" than this. */
const SETTLE_EVERY_MS = 60_000
/** A crash forgets what was written since: four MiB at the full rate of one user. */
const SAVE_EVERY_MS = 10_000
/** A recalled text is out of every file by then. Each time costs up to a checkpoint, so many recalls share one. */
const WIPE_EVERY_MS = 60_000
/** Hours of events more or less do not matter; one long trim would. */
const TRIM_EVERY_MS = 3_600_000
const DAY_MS = 24 * 3_600_000

export interface Chore {
  readonly everyMs: number
  readonly run: () => Promise<unknown>
}

/** Returns what the server does on the side. */
export function choresOf (store: Store, { sessions }: People, writing: Writing, clock: Clock, ledgerDays: number): Chore[] {
  return [
    { everyMs: SETTLE_EVERY_MS, run: () => sessions.settle('stale') },
    { everyMs: WIPE_EVERY_MS, run: () => store.wipe() },
    { everyMs: SAVE_EVERY_MS, run: () => writing.save('large') },
    { everyMs: TRIM_EVERY_MS, run: () => store.ledger.trim(clock.now() - ledgerDays * DAY_MS) }
  ]
}

/** Runs each chore again `everyMs` after it ended, also after a failure. Returns a function that stops them. */
export function startChores (clock: Clock, chores: readonly Chore[], onFault: (error: unknown) => void): () => void {
  const stops = new Map<Chore, () => void>()
  let isStopped = false

  function later (chore: Chore): void {
    if (isStopped) return
    stops.set(chore, clock.after(chore.everyMs, () => {
      chore.run().catch(onFault).finally(() => later(chore))
    }))
  }

  for (const chore of chores) later(chore)
  return () => {
    isStopped = true
    for (const stop of stops.values()) stop()
  }
}
