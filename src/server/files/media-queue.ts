/** Things of many people that wait for their turn: each person in turn, and of each the oldest first. */
export interface MediaQueue<T> {
  readonly size: number
  /** False when too many wait, of all or of this person. */
  add (userId: string, item: T): boolean
  /** Takes the next one out; null when none waits. */
  take (): T | null
}

export function createMediaQueue<T> ({ max, ofOneMax }: { readonly max: number, readonly ofOneMax: number }): MediaQueue<T> {
  const lanes = new Map<string, T[]>()
  let size = 0
  return {
    get size () { return size },

    add (userId, item) {
      const lane = lanes.get(userId) ?? []
      if (size >= max || lane.length >= ofOneMax) return false
      lane.push(item)
      lanes.set(userId, lane)
      size++
      return true
    },

    take () {
      for (const [userId, lane] of lanes) {
        const item = lane.shift()
        // Behind all others; a map keeps the order in which keys were set.
        lanes.delete(userId)
        if (lane.length > 0) lanes.set(userId, lane)
        if (item === undefined) continue
        size--
        return item
      }
      return null
    }
  }
}
