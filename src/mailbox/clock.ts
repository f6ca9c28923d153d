/** A source of time and timers, handed in: tests move it, the simulation owns it. */
export interface Clock {
  /** Unix milliseconds. */
  now (): number
  /**
   * Calls `run` once, after at least `ms`; 0: in the next turn of the event loop, when what has arrived meanwhile was handled. Returns a
   * function that cancels it.
   */
  after (ms: number, run: () => void): () => void
  /**
   * Whether this turn of the event loop has worked long enough: what can wait goes on in the next, by `after(0, …)`. Cheap enough to ask
   * before each answer.
   */
  isTurnOver (): boolean
}
