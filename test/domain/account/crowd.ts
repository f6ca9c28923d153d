import { createAttempts, type Attempts, type Origin } from '#domain/account/attempts.ts'
import { StandingClock } from '#test/clock.ts'

/** About the time of a hash, plus the answer's way to the guesser and the next guess's way back. */
export const HASH_MS = 25
const ROUND_TRIP_MS = 8

export interface Guess { readonly username: string, readonly origin: Origin }

/** Attempts on a fake clock, with hashes that take time on it. The random numbers are the same each time. */
export function crowd (options: { free?: number, waitingMax?: number, random?: () => number } = {}) {
  const clock = new StandingClock()
  let seed = 7
  function random (): number {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648
    return seed / 2_147_483_648
  }
  const attempts: Attempts = createAttempts({
    secret: Buffer.from('a secret of the site'), now: () => clock.now(), after: (ms, run) => clock.after(ms, run), random, ...options
  })
  /** Wrong guesses whose hash was started, by name. */
  const hashed = new Map<string, number>()

  const hash = () => new Promise<void>(resolve => { clock.after(HASH_MS * (0.9 + 0.2 * random()), resolve) })

  function guess ({ username, origin }: Guess): Promise<null> {
    return attempts.guess(username, origin, async () => {
      hashed.set(username, (hashed.get(username) ?? 0) + 1)
      await hash()
      return null
    })
  }

  /** Keeps `n` guesses under way: as soon as one is answered or refused, the next is sent. */
  function keepUnderWay (n: number, next: (i: number, round: number) => Guess): void {
    for (let i = 0; i < n; i++) send(i, 0)
    function send (i: number, round: number): void {
      guess(next(i, round)).catch(() => {}).finally(() => clock.after(ROUND_TRIP_MS * (0.5 + random()), () => send(i, round + 1)))
    }
  }

  /** Signs in with the right password and returns the time it took. Rejects when refused, or after `maxMs`. */
  async function signIn (username: string, origin: Origin, maxMs = 60_000): Promise<number> {
    const from = clock.now()
    const ended: (number | Error)[] = []
    attempts.guess(username, origin, async () => { await hash(); return true })
      .then(() => ended.push(clock.now() - from), (error: Error) => ended.push(error))
    while (ended.length === 0 && clock.now() - from < maxMs) await pass(5)
    const [outcome = new Error(`still waiting after ${maxMs} ms`)] = ended
    if (typeof outcome !== 'number') throw outcome
    return outcome
  }

  /** Moves time on and runs everything that becomes due. */
  async function pass (ms: number): Promise<void> {
    const end = clock.now() + ms
    await settled()
    for (let at = clock.nextAt(); at !== null && at <= end; at = clock.nextAt()) {
      clock.advance(at - clock.now())
      await settled()
    }
    clock.advance(end - clock.now())
    await settled()
  }

  return { attempts, clock, hashed, guess, keepUnderWay, signIn, pass }
}

/** Lets all promises settle that can. */
export function settled (): Promise<void> {
  return new Promise(resolve => { setImmediate(resolve) })
}
