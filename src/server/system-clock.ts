import type { Clock } from '#mailbox/clock.ts'

/** Work in one turn of the event loop, as far as it can be cut into slices. A turn may take 10 ms in all: the rest is for parsing. */
const TURN_MS = 4

/** When the sliced work of this turn began, by the monotonic clock; 0: not yet. */
let workingSince = 0

/**
 * The machine's time. Its timers do not keep the process alive; the server does. Timers run a millisecond late, because Node may call a
 * fraction early by `now`, and a check for what is due would then find nothing.
 */
export const systemClock: Clock = {
  now: () => Date.now(),
  after (ms, run) {
    if (ms === 0) return nextTurn(run)
    const timer = setTimeout(run, ms + 1)
    timer.unref()
    return () => clearTimeout(timer)
  },
  // Costs 0.1 µs: the first to ask starts the count, and so never has to wait.
  isTurnOver () {
    if (workingSince !== 0) return performance.now() - workingSince >= TURN_MS
    workingSince = performance.now()
    setImmediate(() => { workingSince = 0 })
    return false
  }
}

// No timer: slices of work would pause for a millisecond each with nobody waiting.
function nextTurn (run: () => void): () => void {
  const immediate = setImmediate(run)
  return () => clearImmediate(immediate)
}
