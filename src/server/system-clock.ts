import type { Clock } from '#mailbox/clock.ts'

/**
 * The machine's own time. Its timers do not keep the process alive: what does is the server, and it says when it ends.
 * Node counts whole milliseconds and may call a fraction early, as `now` tells it; whoever then looks for what is due would not find it.
 */
export const systemClock: Clock = {
  now: () => Date.now(),
  after (ms, run) {
    const timer = setTimeout(run, ms + 1)
    timer.unref()
    return () => clearTimeout(timer)
  }
}
