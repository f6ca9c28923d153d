import { tooMany } from '#domain/errors.ts'

/** Networks remembered at once; the one whose hour began first is dropped. */
const NETWORKS_KEPT = 20_000
const HOUR_MS = 3_600_000

export type SignUpBudget = ReturnType<typeof createSignUpBudget>

/** Counts the accounts made from each network in an hour, without refused ones. In memory alone: a restart resets it. */
export function createSignUpBudget ({ perHour, now }: { perHour: number, now: () => number }) {
  const hours = new Map<string, { made: number, readonly since: number }>()

  function hourOf (network: string): { made: number, readonly since: number } {
    const known = hours.get(network)
    if (known !== undefined && now() - known.since < HOUR_MS && known.since <= now()) return known
    hours.delete(network)
    return { made: 0, since: now() }
  }

  /** Throws TOO_MANY when nothing is left. */
  function check (network: string): void {
    const { made, since } = hourOf(network)
    if (made >= perHour) throw tooMany('That was too much at once.', since + HOUR_MS - now())
  }

  return {
    check,

    /** Takes one account out of the budget; returns a function that gives it back if it was not made. Throws TOO_MANY. */
    take (network: string): () => void {
      check(network)
      const hour = hourOf(network)
      hour.made++
      if (!hours.has(network)) {
        if (hours.size >= NETWORKS_KEPT) hours.delete(hours.keys().next().value ?? '')
        hours.set(network, hour)
      }
      return () => { hour.made-- }
    }
  }
}
