import { isDeepStrictEqual } from 'node:util'
import type { World } from '../../world.ts'
import type { LedgerRow } from '../books.ts'
import { latest, sees, type Said, type Talk } from '../talk.ts'
import { Violation } from '../trace.ts'

const PINS_MAX = 50
const ALL = { limit: 200 }

interface Pin { readonly said: Said, readonly seq: number, offSeq: number | null }
interface Star { readonly conversationId: string, readonly no: number }

/** Pins, and each user's stars, by the events alone. */
export class Kept {
  readonly #pins = new Map<string, Pin[]>()
  readonly #stars = new Map<string, Star[]>()

  pin (said: Said, seq: number, on: boolean): void {
    const { conversationId } = said
    const pins = this.#pins.get(conversationId) ?? []
    this.#pins.set(conversationId, pins)
    const standing = pins.find(pin => pin.said === said && pin.offSeq === null)
    if (on === (standing !== undefined)) throw new Violation('D15', `event ${seq} changes no pin`)
    if (standing === undefined) pins.push({ said, seq, offSeq: null })
    else standing.offSeq = seq
    const count = pins.filter(pin => pin.offSeq === null && pin.said.recalledSeq === null).length
    if (count > PINS_MAX) throw new Violation('D15', `${conversationId} has ${count} pins at ${seq}`)
  }

  star ({ userId, detail, seq }: LedgerRow): void {
    const { conversationId, no, on } = JSON.parse(detail ?? '{}') as Star & { on: boolean }
    const before = this.#stars.get(userId ?? '') ?? []
    const others = before.filter(star => star.conversationId !== conversationId || star.no !== no)
    if (on !== (others.length === before.length)) throw new Violation('D15', `event ${seq} changes no star`)
    this.#stars.set(userId ?? '', on ? [...others, { conversationId, no }] : others)
  }

  /** A recall takes away what was kept of a message, without events of their own. */
  recalled ({ conversationId, no }: Said): void {
    this.#pins.set(conversationId, (this.#pins.get(conversationId) ?? []).filter(pin => pin.said.no !== no))
    for (const [userId, stars] of this.#stars) {
      this.#stars.set(userId, stars.filter(star => star.conversationId !== conversationId || star.no !== no))
    }
  }

  /** D32: each user's lists are what their periods allow, of now or of when they left. */
  async judge ({ server: { messenger }, oracle }: World, userId: string): Promise<void> {
    if (messenger === null) return
    for (const [id, talk] of oracle.talks) {
      if (!oracle.isListed(userId, id)) continue
      const { rows } = await messenger.pins.list(userId, id, ALL)
      const [shown, due] = [rows.map(({ message }) => message.no), this.#pinned(talk, id, userId)]
      if (!isDeepStrictEqual(shown, due)) throw new Violation('D32', `${userId} sees pinned [${shown.join()}] in ${id}, due are [${due.join()}]`)
    }
    const { rows } = await messenger.stars.list(userId, ALL)
    const shown = rows.map(({ conversationId, no, starred }) => `${conversationId} ${no} ${starred}`)
    const stars = (this.#stars.get(userId) ?? []).filter(({ conversationId }) => oracle.isListed(userId, conversationId))
    const due = stars.map(({ conversationId, no }) => `${conversationId} ${no} true`).reverse()
    if (!isDeepStrictEqual(shown, due)) throw new Violation('D32', `${userId} has starred [${shown.join()}], due are [${due.join()}]`)
  }

  #pinned (talk: Talk, conversationId: string, userId: string): number[] {
    const asOf = latest(talk, userId)?.leftSeq ?? Infinity
    const standing = (this.#pins.get(conversationId) ?? []).filter(({ seq, offSeq }) => seq <= asOf && (offSeq === null || offSeq > asOf))
    const seen = standing.filter(({ said }) => said.recalledSeq === null && sees(talk, userId, said.no))
    return seen.sort((a, b) => b.seq - a.seq).map(({ said }) => said.no)
  }
}
