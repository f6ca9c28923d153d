/** Time is handed in: tests move it, the simulation owns it. */
export interface Clock {
  /** Unix milliseconds. */
  now (): number
  /** Calls `run` once, after at least `ms`; the answer cancels it. */
  after (ms: number, run: () => void): () => void
}
