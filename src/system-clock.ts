import type { Clock } from '#mailbox/clock.ts'

/** The machine's own time. Its timers do not keep the process alive: what does is the server, and it says when it ends. */
export const systemClock: Clock = {
  now: () => Date.now(),
  after (ms, run) {
    const timer = setTimeout(run, ms)
    timer.unref()
    return () => clearTimeout(timer)
  }
}
