import type { Books, LedgerRow } from './books.ts'
import { Violation } from './trace.ts'

/** One message as the test knows it. */
export interface Said {
  readonly conversationId: string
  readonly no: number
  readonly seq: number
  readonly senderId: string
  readonly clientId: string | null
  readonly isText: boolean
  /** The message's text, by the event from which it applies. */
  readonly words: Map<number, string>
  recalledSeq: number | null
}

interface Period { readonly joinedSeq: number, readonly joinedNo: number, leftSeq: number | null, leftNo: number | null }

interface Talk {
  readonly kind: string
  readonly members: Map<string, Period>
  readonly said: Said[]
  readonly readNo: Map<string, number>
}

/** A text that a user is about to send or change a message into: every text is used once in a world. */
export interface Spoken { readonly userId: string, readonly conversationId: string }

/**
 * The expected state, computed by the test from the committed rows and from the actions of the users, never with the product's
 * membership predicate or its lists of recipients. Every commit is judged when it is read.
 */
export class Oracle {
  head = 0
  /** Every event a user may see, in order of `seq`. */
  readonly streams = new Map<string, LedgerRow[]>()
  readonly talks = new Map<string, Talk>()
  readonly #sends = new Map<string, Said>()
  readonly #spoken = new Map<string, Spoken>()
  readonly #heard = new Map<string, Said>()
  readonly #groups = new Map<string, readonly string[]>()
  readonly #ties = new Set<string>()
  readonly #books: Books

  constructor (books: Books, userIds: readonly string[]) {
    this.#books = books
    for (const userId of userIds) this.streams.set(userId, [])
  }

  /** Announces that a user is about to send this text. */
  willSay (text: string, spoken: Spoken): void { this.#spoken.set(text, spoken) }
  /** Announces that a user is about to create a group with this title. */
  willGather (title: string, userIds: readonly string[]): void { this.#groups.set(title, userIds) }

  /** Reads the rows committed since the last call. */
  sync (): void {
    for (const row of this.#books.ledgerAfter(this.head)) {
      if (row.seq !== this.head + 1) throw new Violation('D2', `event ${row.seq} follows ${this.head}`)
      this.head = row.seq
      this.#take(row)
      for (const [userId, stream] of this.streams) if (this.#maySee(userId, row)) stream.push(row)
    }
  }

  /** The events a user may see in (from, to]. */
  visible (userId: string, from: number, to: number): readonly LedgerRow[] {
    const stream = this.streams.get(userId) ?? []
    return stream.slice(firstAfter(stream, from), firstAfter(stream, to))
  }

  find (conversationId: string, no: number): Said | undefined {
    return this.talks.get(conversationId)?.said[no - 1]
  }

  sent (senderId: string, clientId: string): Said | undefined {
    return this.#sends.get(`${senderId} ${clientId}`)
  }

  /** The conversations that the user is a member of now. */
  homes (userId: string): string[] {
    return [...this.talks].filter(([, talk]) => talk.members.get(userId)?.leftSeq === null).map(([id]) => id)
  }

  areContacts (userId: string, otherId: string): boolean {
    return this.#ties.has(`${userId} ${otherId}`) && this.#ties.has(`${otherId} ${userId}`)
  }

  /** The newest message the user may see, as of `seq`. */
  newestNo (userId: string, conversationId: string, seq: number): number {
    const talk = this.talks.get(conversationId)
    const period = talk?.members.get(userId)
    if (talk === undefined || period === undefined) return 0
    const seen = talk.said.filter(said => said.seq <= seq && isInside(period, said.no))
    return seen.at(-1)?.no ?? 0
  }

  /** The unread count, recounted message by message; at least 1 where another began what the user has not looked at. */
  unread (userId: string, conversationId: string): number {
    const talk = this.talks.get(conversationId)
    const period = talk?.members.get(userId)
    if (talk === undefined || period === undefined || period.leftNo !== null) return 0
    const readNo = talk.readNo.get(userId) ?? 0
    const seen = talk.said.filter(said => said.no > readNo && isInside(period, said.no))
    const others = seen.filter(said => said.senderId !== userId && said.recalledSeq === null)
    const isNew = others.some(said => said.no === period.joinedNo)
    return Math.max(Number(isNew), others.filter(said => said.isText).length)
  }

  /** Number and text of every message the user may read, null for system lines. Texts written after they left are not theirs. */
  history (userId: string, conversationId: string): Array<[no: number, words: string | null]> {
    const talk = this.talks.get(conversationId)
    const period = talk?.members.get(userId)
    if (talk === undefined || period === undefined) return []
    return talk.said.filter(said => isInside(period, said.no)).map(said => [said.no, wordsAt(said, period.leftSeq ?? Infinity)])
  }

  #take (row: LedgerRow): void {
    const { type, conversationId, no } = row
    if (type === 'contact') this.#tie(row)
    if (conversationId === null && type === 'conversation') this.#open(row)
    if (type === 'read') this.#read(row)
    if (conversationId === null) return
    const talk = this.#talk(conversationId)
    if (type === 'conversation') this.#gather(talk, conversationId, row.seq)
    else if (type === 'member') this.#part(talk, row)
    else if (type === 'message' && no !== null) this.#say(talk, conversationId, no, row.seq)
    else if (type === 'reaction') this.#react(conversationId, row)
    else if (no !== null) this.#change(talk, conversationId, no, row)
  }

  #talk (conversationId: string): Talk {
    const known = this.talks.get(conversationId)
    if (known !== undefined) return known
    const kind = this.#books.conversation(conversationId)?.kind
    if (kind === undefined) throw new Violation('D2', `an event of ${conversationId}, which does not exist`)
    const talk = { kind, members: new Map(), said: [], readNo: new Map() }
    this.talks.set(conversationId, talk)
    return talk
  }

  #join (talk: Talk, userId: string, seq: number): void {
    if (talk.members.has(userId)) return
    talk.members.set(userId, { joinedSeq: seq, joinedNo: talk.said.length + 1, leftSeq: null, leftNo: null })
    talk.readNo.set(userId, talk.said.length)
  }

  /** A user's own event of a conversation: it was opened to them alone. */
  #open ({ userId, detail, seq }: LedgerRow): void {
    const { conversationId } = JSON.parse(detail ?? '{}') as { conversationId: string }
    if (userId !== null) this.#join(this.#talk(conversationId), userId, seq)
  }

  #gather (talk: Talk, conversationId: string, seq: number): void {
    const row = this.#books.conversation(conversationId)
    const members = talk.kind === 'group' ? this.#groups.get(row?.title ?? '') : [row?.lowUser ?? '', row?.highUser ?? '']
    if (members === undefined) throw new Violation('D32', `nobody asked for group ${conversationId}`)
    for (const userId of members) this.#join(talk, userId, seq)
  }

  #part (talk: Talk, { detail, seq }: LedgerRow): void {
    const { change, member } = JSON.parse(detail ?? '{}') as { change: string, member: { user: { id: string } } }
    const period = talk.members.get(member.user.id)
    if (change !== 'left' || period === undefined) return
    if (period.leftSeq !== null) throw new Violation('D32', `${member.user.id} left twice`)
    period.leftSeq = seq
    period.leftNo = talk.said.length
  }

  #tie ({ userId, detail }: LedgerRow): void {
    const { contact } = JSON.parse(detail ?? '{}') as { contact: { user: { id: string }, isContact: boolean } }
    const tie = `${userId} ${contact.user.id}`
    if (contact.isContact) this.#ties.add(tie)
    else this.#ties.delete(tie)
  }

  #read ({ userId, detail }: LedgerRow): void {
    const { conversationId, readNo } = JSON.parse(detail ?? '{}') as { conversationId: string, readNo: number }
    const talk = this.#talk(conversationId)
    const before = talk.readNo.get(userId ?? '') ?? 0
    // A send in the same transaction may already have moved the watermark; repeating its value is no step back.
    if (readNo < before && this.find(conversationId, before)?.senderId !== userId) throw new Violation('D14', `readNo went back from ${before} to ${readNo}`)
    if (userId !== null) talk.readNo.set(userId, Math.max(before, readNo))
  }

  #say (talk: Talk, conversationId: string, no: number, seq: number): void {
    if (no !== talk.said.length + 1) throw new Violation('D2', `no ${no} follows ${talk.said.length} in ${conversationId}`)
    const message = this.#books.message(conversationId, no)
    if (message === undefined) throw new Violation('D2', `message ${conversationId} ${no} has an event and no row`)
    const { senderId, clientId } = message
    const isText = message.kind === 'text'
    const said: Said = { conversationId, no, seq, senderId, clientId, isText, words: new Map(), recalledSeq: null }
    talk.said.push(said)
    const readNo = talk.readNo.get(senderId) ?? 0
    const unread = talk.said.filter(other => other.no > readNo && other.senderId !== senderId && other.recalledSeq === null)
    const isAnswer = isText && unread.every(other => !other.isText)
    if (isAnswer || readNo === no - 1) talk.readNo.set(senderId, no)
    if (!isText) return
    if (talk.members.get(senderId)?.leftSeq !== null) throw new Violation('D32', `${senderId} wrote to ${conversationId} and is no member`)
    if (talk.kind === 'direct') this.#judgeDirect(talk, said)
    if (clientId === null || this.sent(senderId, clientId) !== undefined) throw new Violation('D12', `${senderId} ${clientId} is stored twice`)
    this.#sends.set(`${senderId} ${clientId}`, said)
    this.#hear(said, seq)
  }

  #judgeDirect (talk: Talk, { senderId, conversationId, no }: Said): void {
    for (const userId of talk.members.keys()) {
      if (userId === senderId || this.areContacts(senderId, userId)) continue
      throw new Violation('D32', `${senderId} wrote ${conversationId} ${no} to ${userId}, who is no contact`)
    }
  }

  #change (talk: Talk, conversationId: string, no: number, { type, seq }: LedgerRow): void {
    const said = talk.said[no - 1]
    if (said === undefined) throw new Violation('D15', `${type} of ${conversationId} ${no}, which was never said`)
    if (said.recalledSeq !== null) throw new Violation('D15', `${type} of ${conversationId} ${no} after its recall`)
    if (type === 'message-edited') return this.#hear(said, seq)
    said.recalledSeq = seq
    const message = this.#books.message(conversationId, no)
    if (message?.body !== '' || message.revisions !== 0) throw new Violation('D15', `${conversationId} ${no} was recalled and its words are kept`)
  }

  #react (conversationId: string, { no, detail, seq }: LedgerRow): void {
    const { by } = JSON.parse(detail ?? '{}') as { by: { id: string } }
    const period = this.talks.get(conversationId)?.members.get(by.id)
    if (period === undefined || period.leftSeq !== null || !isInside(period, no ?? 0)) throw new Violation('D32', `${by.id} reacted at ${seq} to what they cannot see`)
  }

  /** The text in an event must be one that its sender wrote here; after a recall in the same commit there is none. */
  #hear (said: Said, seq: number): void {
    const { conversationId, no, senderId } = said
    const words = this.#books.words(conversationId, no, seq)
    if (words === null || words === '') return
    const spoken = this.#spoken.get(words)
    if (spoken?.userId !== senderId || spoken.conversationId !== conversationId) {
      throw new Violation('D12', `${conversationId} ${no} says ${JSON.stringify(words)}, which ${senderId} did not say there`)
    }
    const first = this.#heard.get(words)
    if (first !== undefined && first !== said) throw new Violation('D12', `${words} is no ${first.no} and no ${no} of ${conversationId}`)
    this.#heard.set(words, said)
    said.words.set(seq, words)
  }

  #maySee (userId: string, row: LedgerRow): boolean {
    if (row.conversationId === null) return row.userId === userId
    const period = this.talks.get(row.conversationId)?.members.get(userId)
    if (period === undefined || row.seq < period.joinedSeq || row.seq > (period.leftSeq ?? Infinity)) return false
    return row.no === null || isInside(period, row.no)
  }
}

function wordsAt (said: Said, seq: number): string | null {
  if (!said.isText) return null
  return said.recalledSeq === null ? [...said.words].findLast(([from]) => from <= seq)?.[1] ?? '' : ''
}

function isInside (period: Period, no: number): boolean {
  return no >= period.joinedNo && no <= (period.leftNo ?? Infinity)
}

function firstAfter (stream: readonly LedgerRow[], seq: number): number {
  let low = 0
  let high = stream.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((stream[middle]?.seq ?? Infinity) > seq) high = middle
    else low = middle + 1
  }
  return low
}
