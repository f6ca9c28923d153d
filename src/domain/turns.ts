/** What waits for its turn: started, or refused when it has to give way. */
interface Waiting { readonly start: () => void, readonly refuse: (error: Error) => void }

export type Turns = ReturnType<typeof createTurns>

/**
 * Runs few things at once and lets the others wait in lanes that take turns: who fills a lane waits behind himself. Where there is no more
 * room, the latest of the longest lane gives way. `full` makes the error it is refused with.
 */
export function createTurns ({ atOnce, waitingMax, full }: { atOnce: number, waitingMax: number, full: () => Error }) {
  // In the order in which they have their turns; none is empty.
  const lanes = new Map<string, Waiting[]>()
  let waiting = 0
  let running = 0

  function makeRoom (lane: string): void {
    const [longest] = [...lanes.values()].sort((a, b) => b.length - a.length)
    if (longest === undefined || longest.length <= (lanes.get(lane)?.length ?? 0) + 1) throw full()
    longest.pop()?.refuse(full())
    waiting--
  }

  function next (): Waiting | null {
    const [first] = lanes
    if (first === undefined) return null
    const [lane, queue] = first
    const turn = queue.shift() ?? null
    lanes.delete(lane)
    if (queue.length > 0) lanes.set(lane, queue)
    waiting--
    return turn
  }

  return {
    /** True while something runs. */
    busy: () => running > 0,

    /** Does the work when its turn has come. Throws what the work throws, and what `full` makes. */
    async take<T> (lane: string, work: () => Promise<T>): Promise<T> {
      if (running >= atOnce) {
        if (waiting >= waitingMax) makeRoom(lane)
        waiting++
        await new Promise<void>((resolve, reject) => {
          const own = lanes.get(lane) ?? []
          own.push({ start: resolve, refuse: reject })
          lanes.set(lane, own)
        })
      } else {
        running++
      }
      try {
        return await work()
      } finally {
        // The place is handed over, not given back and taken again: nobody slips in between.
        const turn = next()
        if (turn === null) running--
        else turn.start()
      }
    }
  }
}
