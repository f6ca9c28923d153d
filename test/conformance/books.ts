import type { PollEvent } from './api.ts'

interface Promised {
  readonly sender: string
  readonly conversationId: string
  readonly clientId: string
  /** Its position in the sender's own order. */
  readonly place: number
  /** Null until the send is answered. */
  no: number | null
}

/** The events one reader applied, and the conversations and time from which every event is due to them. */
export interface Reader { readonly name: string, readonly conversations: readonly string[], readonly applied: readonly PollEvent[] }

export interface Figures {
  readonly sends: number
  readonly sights: number
  /** Sentences, one each. */
  readonly lost: readonly string[]
  readonly doubled: readonly string[]
  readonly reordered: readonly string[]
  /** Messages shown to a user who is not a member. */
  readonly leaked: readonly string[]
}

/** Records every send and everything each reader applied, and reports where the two disagree. */
export class Books {
  readonly #sends: Promised[] = []
  readonly #places = new Map<string, number>()

  /** Recorded before it is sent: the place is its position in the sender's own order in that conversation. */
  sending (sender: string, conversationId: string, clientId: string): void {
    const key = `${sender} ${conversationId}`
    const place = (this.#places.get(key) ?? 0) + 1
    this.#places.set(key, place)
    this.#sends.push({ sender, conversationId, clientId, place, no: null })
  }

  /** Answered 2xx: from now on it must neither be lost nor change its number. */
  stored (clientId: string, no: number): void {
    const send = this.#sends.find(known => known.clientId === clientId)
    if (send !== undefined) send.no = no
  }

  figures (readers: readonly Reader[]): Figures {
    const verdicts = readers.map(reader => this.#judge(reader))
    const all = (pick: (one: typeof verdicts[number]) => readonly string[]): string[] => verdicts.flatMap(pick)
    return {
      sends: this.#sends.length,
      sights: verdicts.reduce((sum, { sights }) => sum + sights, 0),
      lost: all(({ lost }) => lost),
      doubled: all(({ doubled }) => doubled),
      reordered: all(({ reordered }) => reordered),
      leaked: all(({ leaked }) => leaked)
    }
  }

  #judge ({ name, conversations, applied }: Reader) {
    const seen = applied.flatMap(({ seq, type, message }) => type === 'message' && message !== undefined ? [{ seq, ...message }] : [])
    const due = this.#sends.filter(({ conversationId }) => conversations.includes(conversationId))
    const times = new Map<string, number>()
    for (const { clientId } of seen) times.set(clientId ?? '', (times.get(clientId ?? '') ?? 0) + 1)
    const promised = new Map(this.#sends.map(send => [send.clientId, send]))
    const lost = due.filter(({ clientId, no }) => no !== null && !times.has(clientId)).map(({ clientId, no }) => `${name} was never told ${clientId} (no ${no})`)
    const doubled = due.filter(({ clientId }) => (times.get(clientId) ?? 0) > 1).map(({ clientId }) => `${name} was told ${clientId} ${times.get(clientId)} times`)
    const leaked = seen.filter(({ conversationId }) => !conversations.includes(conversationId)).map(({ no, conversationId }) => `${name} was told no ${no} of ${conversationId}`)

    const reordered: string[] = []
    const lastNo = new Map<string, number>()
    const lastPlace = new Map<string, number>()
    let lastSeq = 0
    for (const { seq, no, conversationId, clientId } of seen) {
      const send = promised.get(clientId ?? '')
      if (seq <= lastSeq) reordered.push(`${name} was told event ${seq} after ${lastSeq}`)
      if (no <= (lastNo.get(conversationId) ?? 0)) reordered.push(`${name} was told no ${no} after ${lastNo.get(conversationId)}`)
      if (send !== undefined) {
        const key = `${send.sender} ${conversationId}`
        if (send.place <= (lastPlace.get(key) ?? 0)) reordered.push(`${name} was told ${clientId} after a later one of ${send.sender}`)
        if (send.no !== null && send.no !== no) lost.push(`${name} was told ${clientId} as no ${no}, ${send.sender} was promised ${send.no}`)
        lastPlace.set(key, send.place)
      }
      lastSeq = seq
      lastNo.set(conversationId, no)
    }
    return { sights: seen.length, lost, doubled, reordered, leaked }
  }
}
