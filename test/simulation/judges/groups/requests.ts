import type { LedgerRow } from '../books.ts'
import { leads, type Talk } from '../talk.ts'
import { Violation } from '../trace.ts'

interface Told {
  readonly conversationId: string
  readonly open: number
  readonly request?: { readonly id: string, readonly user: { readonly id: string }, readonly state: string }
}

/** Requests to join groups, by what owners and admins are told, held against who asked and who answered. */
export class JoinRequests {
  /** By group: the id of each open request, by its asker. */
  readonly #open = new Map<string, Map<string, string>>()
  readonly #settled = new Map<string, string>()
  readonly #asked = new Set<string>()
  readonly #answered: Array<{ readonly by: string, readonly conversationId: string, readonly state: string }> = []
  readonly #admitted = new Set<string>()

  willAsk (conversationId: string, userId: string): void { this.#asked.add(`${conversationId} ${userId}`) }
  willAnswer (by: string, conversationId: string, state: 'accepted' | 'rejected'): void { this.#answered.push({ by, conversationId, state }) }

  told (talkOf: (id: string) => Talk, { userId, detail, seq }: LedgerRow): void {
    const { conversationId, open, request } = JSON.parse(detail ?? '{}') as Told
    const talk = talkOf(conversationId)
    if (!leads(talk, userId ?? '')) throw new Violation('D32', `${userId} is told at ${seq} of requests to join ${conversationId}`)
    if (request !== undefined) this.#change(talk, conversationId, request, seq)
    if (open !== this.open(conversationId)) throw new Violation('D15', `event ${seq} counts ${open} requests, recounted ${this.open(conversationId)}`)
  }

  /** People who came into a group, by whichever way, have no open request any more. */
  came (conversationId: string, userIds: readonly string[]): void {
    for (const userId of userIds) {
      this.#open.get(conversationId)?.delete(userId)
      this.#admitted.delete(`${conversationId} ${userId}`)
    }
  }

  isAdmitted (conversationId: string, userId: string): boolean { return this.#admitted.has(`${conversationId} ${userId}`) }
  open (conversationId: string): number { return this.#open.get(conversationId)?.size ?? 0 }
  waits (conversationId: string, userId: string): boolean { return this.#open.get(conversationId)?.has(userId) === true }

  // Each owner and admin is told by an event of their own.
  #change (talk: Talk, conversationId: string, { id, user, state }: NonNullable<Told['request']>, seq: number): void {
    const open = this.#open.get(conversationId) ?? new Map<string, string>()
    this.#open.set(conversationId, open)
    const place = `${conversationId} ${user.id}`
    if (state === 'open') {
      if (this.#settled.has(id)) throw new Violation('D15', `event ${seq} opens request ${id} again`)
      if (!this.#asked.has(place)) throw new Violation('D32', `${user.id} never asked to join ${conversationId}`)
      open.set(user.id, id)
      return
    }
    if (this.#settled.get(id) === state) return
    if (open.get(user.id) !== id) throw new Violation('D15', `event ${seq} settles request ${id}, which is not open`)
    const answers = this.#answered.filter(answer => answer.conversationId === conversationId && answer.state === state)
    const isAnswered = answers.some(({ by }) => leads(talk, by))
    if (state !== 'withdrawn' && !isAnswered) throw new Violation('D32', `request ${id} of ${user.id} was ${state} by nobody who may`)
    open.delete(user.id)
    this.#settled.set(id, state)
    if (state === 'accepted') this.#admitted.add(place)
  }
}
