/** D10: the same cursor answered with events this often within the window is a client that crashes on what it gets. */
const LOOP_ANSWERS = 5
const LOOP_WINDOW_MS = 10_000
export const LOOP_RETRY_MS = 2_000

/** Watches one tab's answers for a cursor that does not move on. */
export class LoopGuard {
  #cursor = ''
  #since = 0
  #count = 0

  /** True once this cursor was answered with events LOOP_ANSWERS times in the window: then one event at a time, with a pause. */
  isLooping (cursor: string, now: number): boolean {
    return cursor === this.#cursor && this.#count >= LOOP_ANSWERS && now - this.#since < LOOP_WINDOW_MS
  }

  answered (cursor: string, now: number): void {
    if (cursor !== this.#cursor || now - this.#since >= LOOP_WINDOW_MS) {
      this.#cursor = cursor
      this.#since = now
      this.#count = 0
    }
    this.#count++
  }
}
