import { isDeepStrictEqual } from 'node:util'
import type { World } from '../world.ts'
import type { LedgerRow } from './books.ts'
import { Violation } from './trace.ts'

/** Where each user is signed in besides the browsers of the world, by what they are told. */
export class SignedIn {
  readonly #sessions = new Map<string, Set<string>>()

  told ({ userId, detail, seq }: LedgerRow): void {
    const { sessionId, change } = JSON.parse(detail ?? '{}') as { sessionId: string, change: 'started' | 'ended' }
    const own = this.#sessions.get(userId ?? '') ?? new Set<string>()
    this.#sessions.set(userId ?? '', own)
    if (own.has(sessionId) === (change === 'started')) throw new Violation('D15', `event ${seq} tells that ${sessionId} has ${change}, as it had before`)
    if (change === 'started') own.add(sessionId)
    else own.delete(sessionId)
  }

  /** D32: the list is what the user was told. */
  async judge ({ server: { messenger } }: World, userId: string): Promise<void> {
    const list = await messenger?.store.sessions.list(userId, 'cookie', { limit: 200 })
    const [shown, due] = [list?.rows.map(({ id }) => id).sort(), [...this.#sessions.get(userId) ?? []].sort()]
    if (!isDeepStrictEqual(shown, due)) throw new Violation('D32', `${userId} is signed in as [${shown?.join()}], told was [${due.join()}]`)
  }
}
