import { ReasonError } from '#domain/reasons.ts'

/** Bodies of one user that may be arriving at the same moment: more than a browser sends, and an open file each. */
const ARRIVING_MAX = 10
const RETRY_S = 5

export type Arrivals = ReturnType<typeof createArrivals>

/** Counts the files and chunks that each user is sending now. */
export function createArrivals () {
  const arriving = new Map<string, number>()

  function add (userId: string, by: 1 | -1): void {
    const sum = (arriving.get(userId) ?? 0) + by
    if (sum === 0) arriving.delete(userId)
    else arriving.set(userId, sum)
  }

  return {
    /** Returns what ends the arrival; it is called once. Throws `uploads-max`. */
    enter (userId: string): () => void {
      if ((arriving.get(userId) ?? 0) >= ARRIVING_MAX) throw new ReasonError('uploads-max', null, { max: ARRIVING_MAX }, { retryAfterS: RETRY_S })
      add(userId, 1)
      return () => add(userId, -1)
    }
  }
}
