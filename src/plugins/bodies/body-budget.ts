/** One body under way, and the memory that is set aside for it. */
export interface Share {
  /** Sets more bytes aside; false: this body itself has to give way, and holds nothing any more. */
  grow (bytes: number): boolean
  /** Gives everything back. May be called again. */
  release (): void
}

export interface BodyBudget {
  /** Bytes set aside now. */
  readonly used: number
  /** `giveWay` is called at most once, when another body gets this one's memory. */
  open (owner: string, giveWay: () => void): Share
}

interface Body { held: number, readonly giveWay: () => void }
interface Owner { held: number, readonly bodies: Set<Body> }

/**
 * The memory for all bodies under way together. When it is used up, the oldest body of the owner (a user or a network) who holds most
 * gives way, so that nobody can keep the others from sending; among equals the one who came first, since theirs is the slowest.
 */
export function createBodyBudget (total: number): BodyBudget {
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

  function release (name: string, body: Body): void {
    const owner = owners.get(name)
    if (owner?.bodies.delete(body) !== true) return
    owner.held -= body.held
    used -= body.held
    if (owner.bodies.size === 0) owners.delete(name)
  }

  return {
    get used () { return used },

    open (name, giveWay) {
      const body: Body = { held: 0, giveWay }
      const owner = owners.get(name) ?? { held: 0, bodies: new Set() }
      owners.set(name, owner)
      owner.bodies.add(body)
      return {
        grow (bytes) {
          while (used + bytes > total) {
            const [greedy, { bodies }] = greediest(name, bytes) ?? [name, owner]
            const [oldest = body] = bodies
            release(greedy, oldest)
            if (oldest === body) return false
            oldest.giveWay()
          }
          owner.held += bytes
          body.held += bytes
          used += bytes
          return true
        },
        release: () => release(name, body)
      }
    }
  }
}
