/** Keys remembered. Above it those with a full budget are forgotten, which loses nothing, then the least recently used. */
const REMEMBERED = 20_000
/** Share of them forgotten at once, so that the scan is rare. */
const FORGOTTEN_SHARE = 0.1

interface Level { left: number, at: number }

/**
 * Token buckets, one for each key: `burst` at most, refilled by `perSecond`. Times are milliseconds. Kept in memory alone; a forgotten key
 * begins again with a full bucket. With `keepsAll`, only full ones are forgotten.
 */
export function createBudget (perSecond: number, burst: number, { remembered = REMEMBERED, keepsAll = false } = {}) {
  // Least recently used first. Droppable: a forgotten key begins with a full bucket.
  const levels = new Map<string, Level>()
  let sweepAbove = remembered

  function levelOf (key: string, at: number): Level {
    const level = levels.get(key) ?? { left: burst, at }
    // Refills nothing when the clock was set back.
    level.left = Math.min(burst, level.left + Math.max(0, at - level.at) * perSecond / 1000)
    level.at = at
    return level
  }

  function makeRoom (at: number): void {
    for (const key of levels.keys()) if (levelOf(key, at).left >= burst) levels.delete(key)
    if (keepsAll) {
      sweepAbove = Math.max(remembered, levels.size * 2)
      return
    }
    for (const key of levels.keys()) {
      if (levels.size < remembered * (1 - FORGOTTEN_SHARE)) return
      levels.delete(key)
    }
  }

  return {
    /** Returns the milliseconds until `cost` can be taken; 0: now. A cost above `burst` waits for a full bucket. */
    wait (key: string, at: number, cost = 1): number {
      const lacking = Math.min(cost, burst) - levelOf(key, at).left
      return lacking <= 0 ? 0 : Math.ceil(lacking * 1000 / perSecond)
    },

    /** Takes `cost`, even into debt. */
    take (key: string, at: number, cost = 1): void {
      const level = levelOf(key, at)
      level.left -= cost
      if (!levels.delete(key) && levels.size >= sweepAbove) makeRoom(at)
      levels.set(key, level)
    },

    /** Returns how much of a full bucket is used. */
    spent: (key: string, at: number): number => burst - levelOf(key, at).left
  }
}
