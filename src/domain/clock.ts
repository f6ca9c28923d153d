/** Time comes from outside: tests move it, the simulation owns it. */
export interface Clock {
  /** Unix milliseconds, UTC. */
  now (): number
  /** Calls `run` once after `ms`; the answer cancels it. */
  after (ms: number, run: () => void): () => void
}
