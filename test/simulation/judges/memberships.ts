import type { Books, LedgerRow } from './books.ts'
import { isMember, latest, type GroupNow, type Talk } from './talk.ts'
import { Violation } from './trace.ts'

interface Line { readonly line: string, readonly people?: ReadonlyArray<{ id: string }> }
interface Told { readonly id: string, readonly title: string | null, readonly memberCount: number, readonly history: 'none' | 'all', readonly quiet: boolean }

/** Periods and roles of members: what the events say, held against what was asked for and by whom. */
export class Memberships {
  readonly #books: Books
  readonly #groups = new Map<string, readonly string[]>()
  readonly #wantToBeAsked = new Set<string>()
  readonly #asked = new Set<string>()

  constructor (books: Books) {
    this.#books = books
  }

  /** The settings of a user, as they now are. */
  settings (userId: string, detail: string | null): void {
    const { settings } = JSON.parse(detail ?? '{}') as { settings: { addToGroups: string } }
    if (settings.addToGroups === 'nobody') this.#wantToBeAsked.add(userId)
    else this.#wantToBeAsked.delete(userId)
  }

  /** Announces a group with this title; its owner comes first. */
  willGather (title: string, userIds: readonly string[]): void { this.#groups.set(title, userIds) }
  /** Announces that these users are to be added to a group, or want to come in by themselves. */
  willJoin (conversationId: string, userIds: readonly string[]): void {
    for (const userId of userIds) this.#asked.add(`${conversationId} ${userId}`)
  }

  /** The two of a direct conversation, at its first accepted message or when one of them opened it. */
  open (talk: Talk, userId: string, seq: number): void {
    if (!talk.members.has(userId)) this.#join(talk, userId, seq)
  }

  /** A conversation appeared or changed: people came, all went, or it says something else about itself. */
  conversation (talk: Talk, { conversationId, detail, seq }: LedgerRow): void {
    const id = conversationId ?? ''
    const { conversation: { title, memberCount, history, quiet } } = JSON.parse(detail ?? '{}') as { conversation: Told }
    const before = talk.now
    talk.now = { title, memberCount, history, quiet }
    if (talk.kind !== 'group') {
      const row = this.#books.conversation(id)
      for (const userId of [row?.lowUser ?? '', row?.highUser ?? '']) this.open(talk, userId, seq)
    } else if (talk.members.size === 0) this.#gather(talk, id, title ?? '', seq)
    else if (memberCount === 0) this.#dissolve(talk, id, before, seq)
    else if (memberCount !== before.memberCount) this.#add(talk, id, memberCount - before.memberCount, seq)
  }

  member (talk: Talk, { conversationId, detail, seq }: LedgerRow): void {
    const { change, member } = JSON.parse(detail ?? '{}') as { change: string, member: { user: { id: string }, role: string } }
    const { user: { id } } = member
    if (!isMember(talk, id)) throw new Violation('D32', `${change} of ${id}, who is no member of ${conversationId}`)
    if (change === 'role') {
      talk.roles.set(id, member.role)
      return
    }
    const line = talk.said.at(-1)
    if (this.#lineOf(conversationId ?? '', line?.no ?? 0)?.line === 'removed') judgeRemover(talk, line?.senderId ?? '', id)
    talk.now = { ...talk.now, memberCount: talk.now.memberCount - 1 }
    end(talk, id, seq)
  }

  /** Each group has exactly one owner. */
  judgeOwners (conversationId: string, talk: Talk): void {
    const members = [...talk.members.keys()].filter(userId => isMember(talk, userId))
    if (talk.kind !== 'group' || members.length === 0) return
    const owners = members.filter(userId => talk.roles.get(userId) === 'owner')
    if (owners.length !== 1) throw new Violation('D32', `${conversationId} has ${owners.length} owners among ${members.length} members`)
  }

  #gather (talk: Talk, id: string, title: string, seq: number): void {
    const members = this.#groups.get(title)
    if (members === undefined) throw new Violation('D32', `nobody asked for group ${id}`)
    this.willJoin(id, members)
    for (const [index, userId] of members.entries()) {
      if (index > 0 && this.#wantToBeAsked.has(userId)) continue
      this.#join(talk, userId, seq)
      talk.roles.set(userId, index === 0 ? 'owner' : 'member')
    }
  }

  // The line behind the event names those who came.
  #add (talk: Talk, id: string, count: number, seq: number): void {
    const no = talk.said.length + 1
    const line = this.#lineOf(id, no)
    const came = line?.line === 'joined' ? [this.#books.message(id, no)?.senderId ?? ''] : (line?.people ?? []).map(person => person.id)
    if (came.length !== count) throw new Violation('D32', `${count} came into ${id} at ${seq}, and the line names ${came.join()}`)
    for (const userId of came) {
      if (isMember(talk, userId)) throw new Violation('D32', `${userId} came into ${id} twice`)
      if (!this.#asked.has(`${id} ${userId}`)) throw new Violation('D32', `nobody added ${userId} to ${id}`)
      if (line?.line === 'added' && this.#wantToBeAsked.has(userId)) throw new Violation('D32', `${userId} was added to ${id} and wants to be asked`)
      this.#join(talk, userId, seq)
      talk.roles.set(userId, 'member')
    }
  }

  #dissolve (talk: Talk, id: string, before: GroupNow, seq: number): void {
    const by = talk.said.at(-1)?.senderId ?? ''
    if (talk.roles.get(by) !== 'owner') throw new Violation('D32', `${by} dissolved ${id} and does not own it`)
    talk.now = { ...before, memberCount: 0 }
    for (const userId of talk.members.keys()) if (isMember(talk, userId)) end(talk, userId, seq)
  }

  #join (talk: Talk, userId: string, seq: number): void {
    const joinedNo = talk.now.history === 'all' ? 1 : talk.said.length + 1
    talk.members.set(userId, [...talk.members.get(userId) ?? [], { joinedSeq: seq, joinedNo, leftSeq: null, leftNo: null, then: null }])
    talk.readNo.set(userId, talk.said.length)
  }

  #lineOf (conversationId: string, no: number): Line | null {
    const message = this.#books.message(conversationId, no)
    return message?.kind === 'system' ? JSON.parse(message.body) as Line : null
  }
}

function judgeRemover (talk: Talk, by: string, target: string): void {
  const [hers, his] = [talk.roles.get(by), talk.roles.get(target)]
  const mayRemove = isMember(talk, by) && his !== 'owner' && (hers === 'owner' || (hers === 'admin' && his === 'member'))
  if (!mayRemove) throw new Violation('D32', `${by}, ${hers}, removed ${target}, ${his}`)
}

function end (talk: Talk, userId: string, seq: number): void {
  const period = latest(talk, userId)
  if (period === undefined) return
  period.leftSeq = seq
  period.leftNo = talk.said.length
  period.then = talk.now
}
