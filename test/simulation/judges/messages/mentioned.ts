import { isDeepStrictEqual } from 'node:util'
import type { ConversationSummary } from '#domain/conversations/conversations.ts'
import { CAST } from '../../server/template.ts'
import type { World } from '../../world.ts'
import { isMember, latest, leads, sees, type Mentions, type Said, type Talk } from '../talk.ts'
import { Violation } from '../trace.ts'

const NOBODY: Mentions = { names: [], all: false }

/** Whom messages mention, by their texts alone. */
export class Mentioned {
  /** By message: those who have it in their list by name. */
  readonly #listed = new Map<Said, Set<string>>()
  readonly #apart = new Set<string>()

  /** From now on, blocks decide whether these two mention each other. */
  mayBlock (userId: string, otherId: string): void {
    this.#apart.add(`${userId} ${otherId}`)
    this.#apart.add(`${otherId} ${userId}`)
  }

  /** A message was sent or has another text: it mentions current members, and everybody where its sender leads the group. */
  say (talk: Talk, said: Said, words: string, seq: number): void {
    const named = [...words.matchAll(/ @(\w+)/g)].map(([, name]) => name ?? '')
    const people = CAST.filter(({ username, userId }) => named.includes(username) && userId !== said.senderId && isMember(talk, userId))
    const names = named.filter(name => people.some(({ username }) => username === name))
    said.mentions.set(seq, { names, all: named.includes('all') && leads(talk, said.senderId) })
    // Those who left keep what they knew.
    const kept = [...this.#listed.get(said) ?? []].filter(userId => !isMember(talk, userId))
    this.#listed.set(said, new Set([...kept, ...people.map(({ userId }) => userId)]))
  }

  /** D32: a user's list holds the messages they see that mention them. Those of people who may have blocked each other are not judged. */
  async judge ({ server: { messenger }, oracle }: World, userId: string): Promise<void> {
    const list = await messenger?.mentions.list(userId, { limit: 200 })
    const all = [...oracle.talks].filter(([id]) => oracle.isListed(userId, id)).flatMap(([, talk]) => this.#of(talk, userId))
    const isSure = (senderId: string): boolean => !this.#apart.has(`${userId} ${senderId}`)
    const placeOf = ({ conversationId, no }: Pick<Said, 'conversationId' | 'no'>): string => `${conversationId} ${no}`
    const due = all.filter(said => isSure(said.senderId)).sort((a, b) => b.seq - a.seq).map(placeOf)
    const shown = list?.rows.filter(({ sender }) => isSure(sender.id)).map(placeOf)
    if (!isDeepStrictEqual(shown, due)) throw new Violation('D32', `${userId} is mentioned in [${shown?.join()}], due are [${due.join()}]`)
  }

  /** D14: the row of a conversation leads to the first unread message that mentions the user. */
  judgeRow (userId: string, talk: Talk, { id, left, mentionNo, mentionSeq }: ConversationSummary): void {
    const from = Math.max(talk.readNo.get(userId) ?? 0, (latest(talk, userId)?.joinedNo ?? 1) - 1)
    const unread = left ? [] : this.#of(talk, userId).filter(({ no }) => no > from)
    if (talk.said.some(({ senderId }) => this.#apart.has(`${userId} ${senderId}`))) return
    const due = [unread[0]?.no ?? null, unread.at(-1)?.seq ?? null]
    if (isDeepStrictEqual([mentionNo, mentionSeq], due)) return
    throw new Violation('D14', `${userId} is led to the mentions ${mentionNo} and ${mentionSeq} of ${id}, due are ${due.join(' and ')}`)
  }

  // In the order of their numbers.
  #of (talk: Talk, userId: string): Said[] {
    const asOf = latest(talk, userId)?.leftSeq ?? Infinity
    // One who has left does not find what was to everybody then and is not now: no index leads there.
    const isToAll = (said: Said): boolean => said.senderId !== userId && mentionsAt(said, asOf).all && mentionsAt(said, Infinity).all
    return talk.said.filter(said => said.recalledSeq === null && sees(talk, userId, said.no) &&
      (this.#listed.get(said)?.has(userId) === true || isToAll(said)))
  }
}

/** Whom the message mentioned at `seq`; nobody once it was recalled. */
export function mentionsAt (said: Said, seq: number): Mentions {
  if (said.recalledSeq !== null) return NOBODY
  return [...said.mentions].findLast(([from]) => from <= seq)?.[1] ?? NOBODY
}
