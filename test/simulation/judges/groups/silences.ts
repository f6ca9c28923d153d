import type { LedgerRow } from '../books.ts'
import { isMember, outranks, type Talk } from '../talk.ts'
import { Violation } from '../trace.ts'

/** A wish of `by` to mute a member until then (Unix ms); null lifts it. */
interface Wanted { readonly by: string, readonly conversationId: string, readonly userId: string, readonly until: number | null }

/** Mutes of single members, as last told to them, held against who asked for them. */
export class Silences {
  readonly #until = new Map<string, number>()
  readonly #wanted: Wanted[] = []

  willSilence (wanted: Wanted): void { this.#wanted.push(wanted) }

  told (talkOf: (id: string) => Talk, { userId, detail, seq, at }: LedgerRow): void {
    const { conversationId, silencedUntil } = JSON.parse(detail ?? '{}') as { conversationId: string, silencedUntil: number | null }
    const [who, talk, key] = [userId ?? '', talkOf(conversationId), `${conversationId} ${userId}`]
    if (!isMember(talk, who)) throw new Violation('D32', `${who} is told of a mute in ${conversationId} at ${seq} and is no member`)
    // The owner is muted by nobody.
    const isOver = silencedUntil === null && ((this.#until.get(key) ?? 0) <= at || talk.roles.get(who) === 'owner')
    const own = this.#wanted.filter(wish => wish.conversationId === conversationId && wish.userId === who)
    const wanted = own.filter(({ by }) => outranks(talk, by, who))
    const isWanted = wanted.some(({ until }) => until === silencedUntil || (silencedUntil === null && until !== null && until <= at))
    if (!isOver && !isWanted) throw new Violation('D32', `${who} is muted until ${silencedUntil} in ${conversationId} by nobody who may`)
    if (silencedUntil === null) this.#until.delete(key)
    else this.#until.set(key, silencedUntil)
  }

  /** A mute outlasts the membership, and ends at its time meanwhile. */
  joined (conversationId: string, userId: string, at: number): void {
    if (this.until(conversationId, userId) <= at) this.#until.delete(`${conversationId} ${userId}`)
  }

  /** Unix ms; 0 for one who is not muted. */
  until (conversationId: string, userId: string): number { return this.#until.get(`${conversationId} ${userId}`) ?? 0 }

  /** D32: the server ends each mute at its time. */
  judgeEnds (conversationId: string, talk: Talk, at: number): void {
    for (const userId of talk.members.keys()) {
      const until = this.until(conversationId, userId)
      if (!isMember(talk, userId) || until === 0 || until > at) continue
      throw new Violation('D32', `${userId} is still muted in ${conversationId}, ${at - until} ms too long`)
    }
  }
}
