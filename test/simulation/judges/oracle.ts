import type { Books, LedgerRow } from './books.ts'
import { Deletions } from './deletions.ts'
import { Drafts } from './messages/drafts.ts'
import { Files } from './messages/files.ts'
import { Kept } from './messages/kept.ts'
import { Mentioned, mentionsAt } from './messages/mentioned.ts'
import { Words } from './messages/words.ts'
import { Memberships } from './groups/memberships.ts'
import { OwnSettings, type Own } from './own.ts'
import { moveReadMarks } from './reading.ts'
import { JoinRequests } from './groups/requests.ts'
import { SignedIn } from './sessions.ts'
import { Silences } from './groups/silences.ts'
import { isInside, isMember, latest, leads, reactionsAt, sees, wordsAt, type Period, type Said, type Talk } from './talk.ts'
import { Ties } from './ties.ts'
import { Violation } from './trace.ts'
import type { Person } from '../client/browser.ts'

/** An act of a user at a time (Unix ms). */
interface Doing { readonly userId: string, readonly conversationId: string, readonly at: number }

/**
 * The expected state, computed by the test from the committed rows and from the actions of the users, never with the product's
 * membership predicate or its lists of recipients. Every commit is judged when it is read.
 */
export class Oracle {
  head = 0
  /** Every event a user may see, in order of `seq`. */
  readonly streams = new Map<string, LedgerRow[]>()
  readonly talks = new Map<string, Talk>()
  /** The types of all events so far. */
  readonly types = new Set<string>()
  readonly #sends = new Map<string, Said>()
  readonly requests = new JoinRequests()
  readonly silences = new Silences()
  readonly signedIn = new SignedIn()
  readonly drafts = new Drafts()
  readonly deletions: Deletions
  readonly mentioned = new Mentioned()
  readonly words: Words
  readonly ties = new Ties()
  readonly memberships: Memberships
  readonly own = new OwnSettings()
  readonly kept = new Kept()
  readonly files = new Files()
  readonly #books: Books

  constructor (books: Books, cast: readonly Person[]) {
    this.#books = books
    this.deletions = new Deletions(books, cast)
    this.words = new Words(books, this.deletions)
    this.memberships = new Memberships(books, this.requests, this.silences)
    for (const { userId } of cast) this.streams.set(userId, [])
  }

  /** Reads the rows committed since the last call. */
  sync (): void {
    const rows = this.#books.ledgerAfter(this.head)
    if (rows.length > 0) this.deletions.sync(rows)
    for (const row of rows) {
      if (row.seq !== this.head + 1) throw new Violation('D2', `event ${row.seq} follows ${this.head}`)
      this.head = row.seq
      this.types.add(row.type)
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
    return [...this.talks].filter(([, talk]) => isMember(talk, userId)).map(([id]) => id)
  }

  /** Whether the user has a conversation in a list: they are in it, or have left it and not taken it away. */
  isListed (userId: string, conversationId: string): boolean {
    return this.period(userId, conversationId)?.isForgotten === false
  }

  /** The newest message the user may see, as of `seq`. */
  newestNo (userId: string, conversationId: string, seq: number): number {
    const talk = this.talks.get(conversationId)
    return talk?.said.findLast(said => said.seq <= seq && sees(talk, userId, said.no, seq))?.no ?? 0
  }

  /** The latest membership; undefined for somebody who never had one. */
  period (userId: string, conversationId: string): Period | undefined {
    return latest(this.talks.get(conversationId), userId)
  }

  ownOf (userId: string, conversationId: string): Own {
    return this.own.of(userId, conversationId, this.talks.get(conversationId)?.kind ?? '')
  }

  /** The unread count, recounted message by message; at least 1 where another began what the user has not looked at. */
  unread (userId: string, conversationId: string): number {
    const talk = this.talks.get(conversationId)
    const period = latest(talk, userId)
    if (talk === undefined || period === undefined || period.leftNo !== null) return 0
    const readNo = talk.readNo.get(userId) ?? 0
    const seen = talk.said.filter(said => said.no > readNo && isInside(period, said.no))
    const others = seen.filter(said => said.senderId !== userId && said.recalledSeq === null)
    const isNew = others.some(said => said.no === period.joinedNo)
    return Math.max(Number(isNew), others.filter(said => said.isText).length)
  }

  /**
   * Every message that the user may read, as it is or was when they left: number, text, quoted text, reactions, mentions, whether it names
   * an author, and who else recalled it. Null for the text of lines, and where nothing is quoted or may be.
   */
  history (userId: string, conversationId: string): unknown[] {
    const talk = this.talks.get(conversationId)
    const period = latest(talk, userId)
    if (talk === undefined || period === undefined) return []
    const asOf = period.leftSeq ?? Infinity
    return talk.said.filter(said => sees(talk, userId, said.no)).map(said =>
      [said.no, wordsAt(said, asOf), this.excerpt(userId, said, asOf), ...this.#marksOf(said, asOf, userId)])
  }

  #marksOf (said: Said, asOf: number, userId: string): unknown[] {
    const { recalledSeq, recalledBy, forwardedFrom } = said
    return [reactionsAt(said, asOf, userId), mentionsAt(said, asOf), recalledSeq === null && forwardedFrom !== null, recalledBy]
  }

  /** The text that this user is shown of what a message answers; null without one. */
  excerpt (userId: string, { conversationId, replyToNo, recalledSeq }: Said, seq: number): string | null {
    const quoted = replyToNo === null ? undefined : this.find(conversationId, replyToNo)
    if (quoted === undefined || recalledSeq !== null || quoted.recalledSeq !== null) return null
    return sees(this.talks.get(conversationId), userId, quoted.no) ? wordsAt(quoted, seq) : null
  }

  #take (row: LedgerRow): void {
    const { type, conversationId, no } = row
    if (conversationId === null) return this.#takeOwn(row)
    const talk = this.#talk(conversationId)
    if (type === 'conversation') this.memberships.conversation(talk, row)
    else if (type === 'member') this.memberships.member(talk, row)
    else if (type === 'message' && no !== null) this.#say(talk, conversationId, no, row.seq)
    else if (type === 'reaction') this.#react(conversationId, row)
    else if (type === 'pin') this.#pin(talk, conversationId, row)
    else if (no !== null) this.#change(talk, conversationId, no, row)
  }

  /** A user's own event. */
  #takeOwn (row: LedgerRow): void {
    const userId = row.userId ?? ''
    switch (row.type) {
      case 'contact': return this.ties.told(row)
      case 'settings': return this.memberships.settings(userId, row.detail)
      case 'read':
      case 'read-all': return moveReadMarks(this.#talkOf, row)
      case 'conversation': return this.memberships.open(this.#talk(conversationIn(row)), userId, row)
      case 'conversation-removed': return this.memberships.forgotten(this.#talk(conversationIn(row)), userId, row.seq)
      case 'conversation-settings': return this.own.told(userId, row.detail)
      case 'silenced': return this.silences.told(this.#talkOf, row)
      case 'join-requests': return this.requests.told(this.#talkOf, row)
      case 'star': return this.kept.star(row)
      case 'session': return this.signedIn.told(row)
    }
  }

  readonly #talkOf = (conversationId: string): Talk => this.#talk(conversationId)

  #talk (conversationId: string): Talk {
    const known = this.talks.get(conversationId)
    if (known !== undefined) return known
    const kind = this.#books.conversation(conversationId)?.kind
    if (kind === undefined) throw new Violation('D2', `an event of ${conversationId}, which does not exist`)
    const now = { title: null, memberCount: 0, history: 'none', quiet: false, joining: 'closed', isPublic: false } as const
    const talk: Talk = { kind, members: new Map(), roles: new Map(), nicknames: new Map(), said: [], readNo: new Map(), now }
    this.talks.set(conversationId, talk)
    return talk
  }

  #say (talk: Talk, conversationId: string, no: number, seq: number): void {
    if (no !== talk.said.length + 1) throw new Violation('D2', `no ${no} follows ${talk.said.length} in ${conversationId}`)
    const message = this.#books.message(conversationId, no)
    if (message === undefined) throw new Violation('D2', `message ${conversationId} ${no} has an event and no row`)
    const { senderId, clientId, replyToNo, forwardedFrom, at } = message
    const [isText, hasFiles] = [message.kind !== 'system', message.kind === 'files']
    const said: Said = {
      ...{ conversationId, no, seq, senderId, clientId, isText, hasFiles, replyToNo, forwardedFrom, words: new Map(), mentions: new Map() },
      ...{ recalledSeq: null, recalledBy: null, reactions: [] }
    }
    talk.said.push(said)
    for (const userId of talk.members.keys()) if (isMember(talk, userId)) this.own.said(userId, conversationId)
    const readNo = talk.readNo.get(senderId) ?? 0
    const unread = talk.said.filter(other => other.no > readNo && other.senderId !== senderId && other.recalledSeq === null)
    const isAnswer = isText && unread.every(other => !other.isText)
    if (isAnswer || readNo === no - 1) talk.readNo.set(senderId, no)
    if (!isText) return
    this.#judgeSpeaker(talk, { userId: senderId, conversationId, at }, `wrote ${conversationId} ${no}`)
    if (replyToNo !== null && !sees(talk, senderId, replyToNo)) {
      throw new Violation('D32', `${senderId} answered ${conversationId} ${replyToNo}, which they cannot see`)
    }
    if (talk.kind === 'direct') this.#judgeDirect(talk, said)
    if (clientId === null || this.sent(senderId, clientId) !== undefined) throw new Violation('D12', `${senderId} ${clientId} is stored twice`)
    this.#sends.set(`${senderId} ${clientId}`, said)
    if (clientId.startsWith('fw.')) this.words.hearCopy(this.#talkOf, said, message, seq)
    else this.#hear(talk, said, seq)
  }

  #judgeSpeaker (talk: Talk, { userId, conversationId, at }: Doing, did: string): void {
    this.#judgeMember(talk, userId, did)
    if (talk.now.quiet && !leads(talk, userId)) throw new Violation('D32', `${userId} ${did} while only admins may write`)
    if (this.silences.until(conversationId, userId) > at) throw new Violation('D32', `${userId} ${did} and is muted`)
  }

  #judgeMember (talk: Talk, userId: string, did: string): void {
    if (!isMember(talk, userId)) throw new Violation('D32', `${userId} ${did} and is no member`)
  }

  #judgeDirect (talk: Talk, { senderId, conversationId, no }: Said): void {
    const stranger = [...talk.members.keys()].find(userId => userId !== senderId && !this.ties.areContacts(senderId, userId))
    if (stranger !== undefined) throw new Violation('D32', `${senderId} wrote ${conversationId} ${no} to ${stranger}, who is no contact`)
  }

  #change (talk: Talk, conversationId: string, no: number, { type, seq, at }: LedgerRow): void {
    const said = talk.said[no - 1]
    if (said === undefined) throw new Violation('D15', `${type} of ${conversationId} ${no}, which was never said`)
    if (said.recalledSeq !== null) throw new Violation('D15', `${type} of ${conversationId} ${no} after its recall`)
    if (type === 'message-edited' && this.files.isDeletion(this.#books, said, seq)) return
    if (type === 'message-edited') {
      this.#judgeSpeaker(talk, { userId: said.senderId, conversationId, at }, `edited ${conversationId} ${no}`)
      if (talk.kind === 'direct') this.#judgeDirect(talk, said)
      return this.#hear(talk, said, seq)
    }
    said.recalledSeq = seq
    this.kept.recalled(said)
    const message = this.#books.message(conversationId, no)
    said.recalledBy = message?.recalledBy ?? null
    this.words.judgeRecall(talk, said, said.recalledBy ?? said.senderId)
    if (message?.body !== '' || message.revisions !== 0) throw new Violation('D15', `${conversationId} ${no} was recalled and its words are kept`)
  }

  #react (conversationId: string, { no, detail, seq, at }: LedgerRow): void {
    const { by, emoji, on, count } = JSON.parse(detail ?? '{}') as { by: { id: string }, emoji: string, on: boolean, count: number }
    const [talk, said] = [this.#talk(conversationId), this.find(conversationId, no ?? 0)]
    if (on) this.#judgeSpeaker(talk, { userId: by.id, conversationId, at }, `reacted at ${seq}`)
    else this.#judgeMember(talk, by.id, `reacted at ${seq}`)
    if (said === undefined || !sees(talk, by.id, said.no)) throw new Violation('D32', `${by.id} reacted at ${seq} to what they cannot see`)
    const standing = said.reactions.find(each => each.offSeq === null && each.emoji === emoji && each.userId === by.id)
    if (on === (standing !== undefined)) throw new Violation('D15', `event ${seq} changes no reaction`)
    if (standing === undefined) said.reactions.push({ emoji, userId: by.id, seq, offSeq: null })
    else standing.offSeq = seq
    const now = reactionsAt(said, seq, by.id).find(kind => kind.emoji === emoji)?.count ?? 0
    if (count !== now && said.recalledSeq === null) throw new Violation('D15', `event ${seq} counts ${count} times ${emoji}, recounted ${now}`)
  }

  #pin (talk: Talk, conversationId: string, { no, detail, seq, at }: LedgerRow): void {
    const { by, on } = JSON.parse(detail ?? '{}') as { by: { id: string }, on: boolean }
    const said = this.find(conversationId, no ?? 0)
    if (on) this.#judgeSpeaker(talk, { userId: by.id, conversationId, at }, `pinned at ${seq}`)
    else this.#judgeMember(talk, by.id, `pinned at ${seq}`)
    if (talk.kind === 'group' && !leads(talk, by.id)) throw new Violation('D32', `${by.id} pinned at ${seq} and is no admin`)
    if (said === undefined || !sees(talk, by.id, said.no)) throw new Violation('D32', `${by.id} pinned at ${seq} what they cannot see`)
    this.kept.pin(said, seq, on)
  }

  #hear (talk: Talk, said: Said, seq: number): void {
    const words = this.words.hear(said, seq)
    if (words !== null && !this.words.keepsMentions(words)) this.mentioned.say(talk, said, words, seq)
  }

  #maySee (userId: string, row: LedgerRow): boolean {
    if (row.conversationId === null) return row.userId === userId
    const talk = this.talks.get(row.conversationId)
    const periods = talk?.members.get(userId) ?? []
    const isThere = periods.some(({ joinedSeq, leftSeq }) => row.seq >= joinedSeq && row.seq <= (leftSeq ?? Infinity))
    return isThere && (row.no === null || sees(talk, userId, row.no))
  }
}

function conversationIn ({ detail }: LedgerRow): string {
  return (JSON.parse(detail ?? '{}') as { conversationId: string }).conversationId
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
