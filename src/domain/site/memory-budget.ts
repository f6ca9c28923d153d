/** The memory reserved for one holder. */
export interface Share {
  /** Reserves more bytes. Returns false when this holder itself has to give way; it then holds none. */
  grow (bytes: number): boolean
  /** Releases everything. May be called again. */
  release (): void
}

export interface MemoryBudget {
  /** Bytes reserved now. */
  readonly used: number
  /** Calls `giveWay` at most once, when another holder gets this one's memory. */
  open (owner: string, giveWay: () => void): Share
}

interface Holder { held: number, readonly giveWay: () => void }
interface Owner { held: number, readonly holders: Set<Holder> }

/**
 * The memory of one kind of holder together: unfinished bodies, or answers that are not taken. When it is used up, the oldest holder of the
 * owner (a user or a network) with the largest share gives way, so that nobody can use up what others need; among equals the owner who
 * came first, whose holder is the slowest.
 */
export function createMemoryBudget (total: number): MemoryBudget {
  const owners = new Map<string, Owner>()
  let used = 0

  function greediest (growing: string, by: number): [string, Owner] | null {
    let found: [string, Owner] | null = null
    let most = 0
    for (const entry of owners) {
      const [name, { held }] = entry
      const weight = name === growing ? held + by : held
      if (weight <= most) continue
      most = weight
      found = entry
    }
    return found
  }

  function release (name: string, holder: Holder): void {
    const owner = owners.get(name)
    if (owner?.holders.delete(holder) !== true) return
    owner.held -= holder.held
    used -= holder.held
    if (owner.holders.size === 0) owners.delete(name)
  }

  return {
    get used () { return used },

    open (name, giveWay) {
      const holder: Holder = { held: 0, giveWay }
      const owner = owners.get(name) ?? { held: 0, holders: new Set() }
      owners.set(name, owner)
      owner.holders.add(holder)
      return {
        grow (bytes) {
          while (used + bytes > total) {
            const [greedy, { holders }] = greediest(name, bytes) ?? [name, owner]
            const [oldest = holder] = holders
            release(greedy, oldest)
            if (oldest === holder) return false
            oldest.giveWay()
          }
          owner.held += bytes
          holder.held += bytes
          used += bytes
          return true
        },
        release: () => release(name, holder)
      }
    }
  }
}
