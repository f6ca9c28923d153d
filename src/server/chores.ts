import type { Store } from '#domain/store.ts'
import { REPEATS_KEPT_MS } from '#domain/site/repeats.ts'
import type { Writing } from '#domain/site/writing.ts'
import type { Clock } from '#mailbox/clock.ts'
import type { Files } from './files/files.ts'
import type { People } from './people.ts'

/** The most of "last seen" that a crash loses. */
const SETTLE_EVERY_MS = 60_000
/** A crash loses the spending since the last save: four MiB at the full rate of one user. */
const SAVE_EVERY_MS = 10_000
/** Time until a recalled text is out of every file. Recalls share a wipe, which costs up to a checkpoint. */
const WIPE_EVERY_MS = 60_000
/** Often enough that no trim takes long. */
const TRIM_EVERY_MS = 3_600_000
/** The grace of an account ends within a minute of its time. */
const DELETE_EVERY_MS = 60_000
/** A recall leaves at most a few seconds of this to do. */
const CLEAR_EVERY_MS = 1_000
/** A rest between stretches of indexing messages of before, so that an upgrade of a large site is felt by nobody. */
const FILL_EVERY_MS = 1_000
/** Time until the bytes of a recalled file are off the disk. */
const COLLECT_EVERY_MS = 60_000
const DAY_MS = 24 * 3_600_000

export interface Chore {
  readonly everyMs: number
  readonly run: () => Promise<unknown>
}

export interface ChoreNeeds {
  readonly store: Store
  readonly people: People
  readonly writing: Writing
  readonly files: Pick<Files, 'collecting'>
  readonly clock: Clock
  readonly ledgerDays: number
}

/** Returns the server's background work. */
export function choresOf ({ store, people: { sessions, deletions }, writing, files, clock, ledgerDays }: ChoreNeeds): Chore[] {
  return [
    { everyMs: SETTLE_EVERY_MS, run: () => sessions.settle('stale') },
    { everyMs: WIPE_EVERY_MS, run: () => store.wipe() },
    { everyMs: FILL_EVERY_MS, run: () => store.search.fill() },
    { everyMs: CLEAR_EVERY_MS, run: () => store.messages.clearLeftovers() },
    { everyMs: DELETE_EVERY_MS, run: () => deletions.run() },
    { everyMs: COLLECT_EVERY_MS, run: () => files.collecting.run() },
    { everyMs: SAVE_EVERY_MS, run: () => writing.save('large') },
    { everyMs: TRIM_EVERY_MS, run: () => store.ledger.trim(clock.now() - ledgerDays * DAY_MS) },
    { everyMs: TRIM_EVERY_MS, run: () => store.repeats.trim(clock.now() - REPEATS_KEPT_MS) }
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
