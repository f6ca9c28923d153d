/** Recording goes on this long after the wire view was last looked at; then all of it is dropped. Somebody reads the table meanwhile. */
const WATCHED_MS = 5 * 60_000
/** Users who look; another one is refused with TOO_MANY. */
const LOOKERS_MAX = 32
/** Users who are recorded for others alone, who see them beside themselves. */
const COMPANIONS_MAX = 40

interface Place {
  /** When this user last looked; -Infinity: others look alone. */
  lookedAt: number
  stopTimer: () => void
}

export interface PlacesNeeds {
  now (): number
  after (ms: number, run: () => void): () => void
}

/** Called when a user is recorded from now on, and when they are no more. */
export interface PlacesEvents {
  began (userId: string): void
  ended (userId: string): void
}

/** The users whose exchanges are recorded. Lost with the process: a page that is still open begins to watch again. */
export function createPlaces ({ now, after }: PlacesNeeds, { began, ended }: PlacesEvents) {
  const places = new Map<string, Place>()

  function looks (place: Place | undefined): boolean {
    return place !== undefined && place.lookedAt > now() - WATCHED_MS
  }

  function lookers (): number {
    return [...places.values()].filter(looks).length
  }

  function goOn (userId: string): Place {
    const known = places.get(userId)
    const place = known ?? { lookedAt: -Infinity, stopTimer: () => {} }
    place.stopTimer()
    place.stopTimer = after(WATCHED_MS, () => {
      places.delete(userId)
      ended(userId)
    })
    places.set(userId, place)
    if (known === undefined) began(userId)
    return place
  }

  return {
    /** Begins to record the exchanges of a user who looks, or goes on. Returns false when too many users look already. */
    watch (userId: string): boolean {
      if (!looks(places.get(userId)) && lookers() >= LOOKERS_MAX) return false
      goOn(userId).lookedAt = now()
      return true
    },

    /** Does the same for somebody whom others see beside themselves, which takes none of the places of those who look. */
    accompany (userId: string): boolean {
      if (!places.has(userId) && places.size - lookers() >= COMPANIONS_MAX) return false
      goOn(userId)
      return true
    }
  }
}
