/** Count of wrong guesses under one key, and when the last of them began. */
export interface Tally { wrong: number, at: number }

/** Counts stop here: beyond it nothing gets slower. */
const WRONG_MAX = 100_000

export type Tallies = ReturnType<typeof createTallies>

/**
 * Counts wrong guesses by key, in memory alone. A tally is forgotten `forgottenMs` after its last guess. When there are `max`, the
 * tenth with the lowest counts is dropped: made-up names, counted once each, cannot push out a name that is being guessed at.
 */
export function createTallies ({ now, forgottenMs, max }: { now: () => number, forgottenMs: number, max: number }) {
  const tallies = new Map<string, Tally>()

  function find (key: string): Tally | null {
    const tally = tallies.get(key)
    if (tally === undefined) return null
    // A clock that was set back must not turn seconds of waiting into hours.
    tally.at = Math.min(tally.at, now())
    if (now() - tally.at < forgottenMs) return tally
    tallies.delete(key)
    return null
  }

  function makeRoom (): void {
    const all = [...tallies].sort(([, a], [, b]) => a.wrong - b.wrong || a.at - b.at)
    for (const [key] of all.slice(0, Math.ceil(max / 10))) tallies.delete(key)
  }

  return {
    wrong: (key: string) => find(key)?.wrong ?? 0,
    /** Returns when the last one began; null when nothing is counted under this key. */
    at: (key: string) => find(key)?.at ?? null,

    add (key: string): void {
      const tally = find(key)
      if (tally === null && tallies.size >= max) makeRoom()
      tallies.set(key, { wrong: Math.min((tally?.wrong ?? 0) + 1, WRONG_MAX), at: now() })
    },

    /** Takes back one guess, which turned out to be right. */
    takeBack (key: string): void {
      const tally = find(key)
      if (tally === null) return
      tally.wrong--
      if (tally.wrong <= 0) tallies.delete(key)
    },

    clear (key: string): void {
      tallies.delete(key)
    }
  }
}
