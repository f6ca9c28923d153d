import type { Books, LedgerRow } from '../books.ts'
import type { JoinRequests } from './requests.ts'
import type { Silences } from './silences.ts'
import { isMember, latest, outranks, type GroupNow, type Talk } from '../talk.ts'
import { Violation } from '../trace.ts'

interface Line { readonly line: string, readonly people?: ReadonlyArray<{ id: string }> }
interface Place { readonly seq: number, readonly at: number }
interface Changed {
  readonly change: string
  readonly member: { readonly user: { readonly id: string }, readonly role: string, readonly nickname?: string }
}
interface Naming { readonly by: string, readonly conversationId: string, readonly userId: string, readonly nickname: string | null }

/** Periods and roles of members: what the events say, held against what was asked for and by whom. */
export class Memberships {
  readonly #books: Books
  readonly #groups = new Map<string, readonly string[]>()
  readonly #wantToBeAsked = new Set<string>()
  readonly #asked = new Set<string>()
  readonly #entering = new Set<string>()
  readonly #following = new Set<string>()
  readonly #coming = new Set<string>()
  readonly #namings: Naming[] = []
  readonly #requests: JoinRequests
  readonly #silences: Silences

  constructor (books: Books, requests: JoinRequests, silences: Silences) {
    this.#books = books
    this.#requests = requests
    this.#silences = silences
  }

  /** The settings of a user, as they now are. */
  settings (userId: string, detail: string | null): void {
    const { settings } = JSON.parse(detail ?? '{}') as { settings: { addToGroups: string } }
    if (settings.addToGroups === 'nobody') this.#wantToBeAsked.add(userId)
    else this.#wantToBeAsked.delete(userId)
  }

  /** Announces a group with this title; its owner comes first. */
  willGather (title: string, userIds: readonly string[]): void { this.#groups.set(title, userIds) }
  /** Announces that these users are to be added to a group. */
  willJoin (conversationId: string, userIds: readonly string[]): void {
    for (const userId of userIds) this.#asked.add(`${conversationId} ${userId}`)
  }

  /** Announces that a user accepts an invitation, by one who wanted to add them. */
  willCome (userId: string): void { this.#coming.add(userId) }
  /** Announces that a user follows a link into a group. */
  willFollow (conversationId: string, userId: string): void { this.#following.add(`${conversationId} ${userId}`) }
  /** Announces that a user wants to come into a group that is public. */
  willEnter (conversationId: string, userId: string): void { this.#entering.add(`${conversationId} ${userId}`) }
  willName (naming: Naming): void { this.#namings.push(naming) }

  /** The two of a direct conversation, at its first accepted message or when one of them opened it. */
  open (talk: Talk, userId: string, { seq, at }: Place): void {
    if (!talk.members.has(userId)) this.#join(talk, '', userId, { seq, at })
  }

  /** The user has taken a group that they left out of their list. */
  forgotten (talk: Talk, userId: string, seq: number): void {
    const period = latest(talk, userId)
    if (period === undefined || period.leftSeq === null) throw new Violation('D32', `event ${seq} hides from ${userId} what they have not left`)
    period.isForgotten = true
  }

  /** A conversation appeared or changed: people came, all went, or it says something else about itself. */
  conversation (talk: Talk, row: LedgerRow): void {
    const id = row.conversationId ?? ''
    const { conversation } = JSON.parse(row.detail ?? '{}') as { conversation: GroupNow }
    const { title, memberCount, history, quiet, joining, isPublic } = conversation
    const before = talk.now
    talk.now = { title, memberCount, history, quiet, joining, isPublic }
    if (talk.kind !== 'group') {
      const pair = this.#books.conversation(id)
      for (const userId of [pair?.lowUser ?? '', pair?.highUser ?? '']) this.open(talk, userId, row)
    } else if (talk.members.size === 0) this.#gather(talk, id, title ?? '', row)
    else if (memberCount === 0) this.#dissolve(talk, id, before, row.seq)
    else if (memberCount !== before.memberCount) this.#add(talk, id, memberCount - before.memberCount, row)
  }

  member (talk: Talk, { conversationId, detail, seq }: LedgerRow): void {
    const { change, member: { user: { id }, role, nickname } } = JSON.parse(detail ?? '{}') as Changed
    if (!isMember(talk, id)) throw new Violation('D32', `${change} of ${id}, who is no member of ${conversationId}`)
    if (change === 'role') {
      talk.roles.set(id, role)
      return
    }
    if (change === 'nickname') return this.#name(talk, conversationId ?? '', id, nickname ?? null)
    const line = talk.said.at(-1)
    const wasRemoved = this.#lineOf(conversationId ?? '', line?.no ?? 0)?.line === 'removed'
    if (wasRemoved) judgeRemover(talk, line?.senderId ?? '', id)
    talk.now = { ...talk.now, memberCount: talk.now.memberCount - 1 }
    end(talk, id, { seq, wasRemoved })
  }

  /** Each group has exactly one owner. */
  judgeOwners (conversationId: string, talk: Talk): void {
    const members = [...talk.members.keys()].filter(userId => isMember(talk, userId))
    if (talk.kind !== 'group' || members.length === 0) return
    const owners = members.filter(userId => talk.roles.get(userId) === 'owner')
    if (owners.length !== 1) throw new Violation('D32', `${conversationId} has ${owners.length} owners among ${members.length} members`)
  }

  #name (talk: Talk, conversationId: string, userId: string, nickname: string | null): void {
    const wanted = this.#namings.filter(naming =>
      naming.conversationId === conversationId && naming.userId === userId && naming.nickname === nickname)
    const isWanted = wanted.some(({ by }) => by === userId || (nickname === null && outranks(talk, by, userId)))
    if (!isWanted) throw new Violation('D32', `${userId} is named ${nickname} in ${conversationId} by nobody who may`)
    if (nickname === null) talk.nicknames.delete(userId)
    else talk.nicknames.set(userId, nickname)
  }

  #gather (talk: Talk, id: string, title: string, place: Place): void {
    const members = this.#groups.get(title)
    if (members === undefined) throw new Violation('D32', `nobody asked for group ${id}`)
    this.willJoin(id, members)
    for (const [index, userId] of members.entries()) {
      if (index > 0 && this.#wantToBeAsked.has(userId)) continue
      this.#join(talk, id, userId, place)
      talk.roles.set(userId, index === 0 ? 'owner' : 'member')
    }
  }

  // The line behind the event names those who came.
  #add (talk: Talk, id: string, count: number, place: Place): void {
    const no = talk.said.length + 1
    const line = this.#lineOf(id, no)
    const came = line?.line === 'joined' ? [this.#books.message(id, no)?.senderId ?? ''] : (line?.people ?? []).map(person => person.id)
    if (came.length !== count) throw new Violation('D32', `${count} came into ${id} at ${place.seq}, and the line names ${came.join()}`)
    for (const userId of came) {
      if (isMember(talk, userId)) throw new Violation('D32', `${userId} came into ${id} twice`)
      if (line?.line === 'joined') this.#judgeNewcomer(talk, id, userId)
      else if (!this.#asked.has(`${id} ${userId}`)) throw new Violation('D32', `nobody added ${userId} to ${id}`)
      if (line?.line === 'added' && this.#wantToBeAsked.has(userId)) throw new Violation('D32', `${userId} was added to ${id} and wants to be asked`)
      this.#join(talk, id, userId, place)
      talk.roles.set(userId, 'member')
    }
    this.#requests.came(id, came)
  }

  /** By a link or an invitation, into an open public group unless another ended their membership, or let in by an answer. */
  #judgeNewcomer (talk: Talk, id: string, userId: string): void {
    if (this.#requests.isAdmitted(id, userId)) return
    const { joining, isPublic } = talk.now
    const isInvited = this.#asked.has(`${id} ${userId}`) && this.#coming.has(userId)
    const isLed = this.#following.has(`${id} ${userId}`) && joining !== 'request'
    const enters = this.#entering.has(`${id} ${userId}`) && isPublic && joining === 'open' && latest(talk, userId)?.wasRemoved !== true
    if (!isInvited && !isLed && !enters) throw new Violation('D32', `nobody added ${userId} to ${id}, or let them in`)
  }

  #dissolve (talk: Talk, id: string, before: GroupNow, seq: number): void {
    const by = talk.said.at(-1)?.senderId ?? ''
    if (talk.roles.get(by) !== 'owner') throw new Violation('D32', `${by} dissolved ${id} and does not own it`)
    talk.now = { ...before, memberCount: 0 }
    for (const userId of talk.members.keys()) if (isMember(talk, userId)) end(talk, userId, { seq, wasRemoved: false })
  }

  #join (talk: Talk, id: string, userId: string, { seq, at }: Place): void {
    const joinedNo = talk.now.history === 'all' ? 1 : talk.said.length + 1
    const period = { joinedSeq: seq, joinedNo, leftSeq: null, leftNo: null, wasRemoved: false, isForgotten: false, then: null }
    talk.members.set(userId, [...talk.members.get(userId) ?? [], period])
    talk.nicknames.delete(userId)
    this.#silences.joined(id, userId, at)
    talk.readNo.set(userId, talk.said.length)
  }

  #lineOf (conversationId: string, no: number): Line | null {
    const message = this.#books.message(conversationId, no)
    return message?.kind === 'system' ? JSON.parse(message.body) as Line : null
  }
}

function judgeRemover (talk: Talk, by: string, target: string): void {
  if (!outranks(talk, by, target)) throw new Violation('D32', `${by}, ${talk.roles.get(by)}, removed ${target}, ${talk.roles.get(target)}`)
}

function end (talk: Talk, userId: string, { seq, wasRemoved }: { readonly seq: number, readonly wasRemoved: boolean }): void {
  const period = latest(talk, userId)
  if (period === undefined) return
  period.leftSeq = seq
  period.wasRemoved = wasRemoved
  period.leftNo = talk.said.length
  period.then = talk.now
}
