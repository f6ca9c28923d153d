/** A source of time and timers, handed in: tests move it, the simulation owns it. */
export interface Clock {
  /** Unix milliseconds. */
  now (): number
  /** Calls `run` once, after at least `ms`. Returns a function that cancels it. */
  after (ms: number, run: () => void): () => void
}
