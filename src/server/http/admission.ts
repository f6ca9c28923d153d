import { createBudget } from '#domain/site/budget.ts'

export interface AdmissionNeeds {
  /** Whether this turn of the event loop has worked long enough. */
  readonly isTurnOver: () => boolean
  /** Whether parked polls wait to be woken: they go before those who come back from the same event. */
  readonly isWaking: () => boolean
}

/** Polls wait so long for connections: enough for some 5,000. After that so much of each second, or a flood would stop them. */
const ACCEPTING_MS = 250
const ACCEPTING_MS_PER_SECOND = 25
/** Turns of the event loop after a connection within which another one shows that more are coming: Node accepts one in each. */
const ACCEPTING_TURNS = 2

export type Admission = ReturnType<typeof createAdmission>

/**
 * Lets polls in as fast as the event loop allows. After a restart, or a message to thousands, all of them come back at once: connections
 * are accepted first, so that the system's queue of them does not overflow (its clients would try again a second later), then polls are
 * let in by slices of a turn. People of a talk do not wait behind those of a large group: the next message to them may come at once.
 */
export function createAdmission ({ isTurnOver, isWaking }: AdmissionNeeds) {
  /** Polls that wait, in order of arrival; `many`: those who come back because an event was told to many. */
  const first = new Set<() => void>()
  const many = new Set<() => void>()
  /** One key: the time that all polls together may wait for connections. */
  const patience = createBudget(ACCEPTING_MS_PER_SECOND, ACCEPTING_MS)
  /** Up to when it was charged, by the monotonic clock. */
  let chargedAt = 0
  let acceptingTurns = 0

  function waitsForConnections (): boolean {
    const now = performance.now()
    const waits = acceptingTurns > 0 && patience.wait('', now, 0) === 0
    if (waits) patience.take('', now, now - chargedAt)
    chargedAt = now
    return waits
  }

  function acceptNext (): void {
    if (--acceptingTurns > 0) setImmediate(acceptNext)
  }

  // At least one in each turn, even when other work has filled it.
  function letIn (waiting: Set<() => void>): void {
    for (const enter of waiting) {
      waiting.delete(enter)
      enter()
      if (isTurnOver()) return
    }
  }

  function letSomeIn (): void {
    if (!waitsForConnections()) {
      letIn(first)
      if (!isWaking()) letIn(many)
    }
    if (first.size + many.size > 0) setImmediate(letSomeIn)
  }

  return {
    /** Polls that wait. */
    get count () { return first.size + many.size },

    /** Notes that a connection has come. */
    accepted (): void {
      if (acceptingTurns === 0) setImmediate(acceptNext)
      acceptingTurns = ACCEPTING_TURNS
    },

    /** Calls `enter` now, or in one of the next turns. `isOneOfMany`: an event that was told to many has brought this poll. */
    admit (enter: () => void, isOneOfMany: boolean): void {
      const waiting = isOneOfMany ? many : first
      if (waiting.size === 0 && acceptingTurns === 0 && !(isOneOfMany && isWaking()) && !isTurnOver()) return enter()
      if (first.size + many.size === 0) {
        chargedAt = performance.now()
        setImmediate(letSomeIn)
      }
      waiting.add(enter)
    }
  }
}
