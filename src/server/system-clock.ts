import type { Clock } from '#mailbox/clock.ts'

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
  }
}

// No timer: slices of work would pause for a millisecond each with nobody waiting.
function nextTurn (run: () => void): () => void {
  const immediate = setImmediate(run)
  return () => clearImmediate(immediate)
}
