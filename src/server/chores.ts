import type { Clock } from '#mailbox/clock.ts'

export interface Chore {
  readonly everyMs: number
  readonly run: () => Promise<unknown>
}

/** Does chores on the side, each again some time after it was done; the answer stops them. A failed one is told and tried again. */
export function startUpkeep (clock: Clock, chores: readonly Chore[], onFault: (error: unknown) => void): () => void {
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
