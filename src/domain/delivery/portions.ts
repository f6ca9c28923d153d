/** Time for which what is in no hurry is collected; telling it takes the rest of the second that D33 allows. */
const COLLECTED_MS = 700
/** D33: while many answers wait to be written, it waits longer, but told it is within 3 s. */
const CROWDED_MOST_MS = 2_500
/** Interval at which a crowd is looked at again. */
const CROWDED_EVERY_MS = 100

export interface PortionNeeds {
  /** Unix ms. */
  readonly now: () => number
  readonly after: (ms: number, run: () => void) => () => void
  /** Whether many answers wait to be written. */
  readonly isCrowded: () => boolean
  /** Logs a fault of a telling, for which nobody waits. */
  readonly onFault: (error: unknown) => void
}

/** Has what is `collected` told in portions. `tell` takes all of it, slice by slice, and is called again when more came meanwhile. */
export function createPortions (
  { now, after, isCrowded, onFault }: PortionNeeds, collected: { readonly size: number }, tell: () => Promise<void>
) {
  let stopTimer: (() => void) | null = null
  let isTelling = false

  function tellAfter (ms: number, since: number): void {
    stopTimer = after(ms, () => {
      // A clock that was set back ends the waiting.
      const waitedMs = now() - since
      if (isCrowded() && waitedMs >= 0 && waitedMs < CROWDED_MOST_MS) return tellAfter(CROWDED_EVERY_MS, since)
      stopTimer = null
      isTelling = true
      tell().catch(onFault).finally(() => {
        isTelling = false
        if (collected.size > 0) soon()
      })
    })
  }

  function soon (): void {
    if (stopTimer === null && !isTelling) tellAfter(COLLECTED_MS, now())
  }

  return {
    /** Has something told that was just collected. */
    soon,

    /** Tells nothing more, when the process ends. */
    stop (): void {
      stopTimer?.()
      stopTimer = null
      isTelling = true
    }
  }
}

/** Takes so many entries out of a map, the oldest first. */
export function portionOf<K, V> (collected: Map<K, V>, most: number): Map<K, V> {
  const portion = new Map<K, V>()
  for (const [key, value] of collected) {
    if (portion.size === most) break
    portion.set(key, value)
    collected.delete(key)
  }
  return portion
}
