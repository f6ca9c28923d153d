import type { Messenger } from '#server/messenger.ts'
import type { World } from '../world.ts'
import type { AccountRow, Books, LedgerRow } from './books.ts'
import { isMember } from './talk.ts'
import { Violation } from './trace.ts'

/** A user whose account is gone. */
interface Gone {
  readonly username: string
  /** The name that stands in its place. */
  readonly formerly: string
  readonly messages: string
  readonly beganSeq: number
}

const ALL = { limit: 200 }

/** Accounts that are to be deleted, and those that were, held against who asked for it and who came back. */
export class Deletions {
  readonly #books: Books
  readonly #usernames: ReadonlyMap<string, string>
  readonly #wanted = new Set<string>()
  readonly #leaving = new Map<string, number>()
  readonly #gone = new Map<string, Gone>()
  readonly #back = new Set<string>()

  constructor (books: Books, cast: ReadonlyArray<{ readonly userId: string, readonly username: string }>) {
    this.#books = books
    this.#usernames = new Map(cast.map(({ userId, username }) => [userId, username]))
  }

  /** Announces that a user asks for the end of their account at a time (Unix ms). */
  willDelete (userId: string, deletesAt: number): void { this.#wanted.add(`${userId} ${deletesAt}`) }

  /** The account is gone; what the user left behind may still be there. */
  isGone (userId: string): boolean { return this.#gone.has(userId) }
  /** Signed out everywhere: the account is gone, or goes unless its user signs in. */
  isAway (userId: string): boolean { return this.isGone(userId) || this.#leaving.has(userId) }
  /** The messages of the user go with the account. */
  takesMessages (userId: string): boolean { return this.#gone.get(userId)?.messages === 'recall' }

  /** Reads the accounts as these rows of the ledger left them. */
  sync (rows: readonly LedgerRow[]): void {
    for (const { type, userId, detail } of rows) {
      if (type !== 'session' || userId === null) continue
      const { change } = JSON.parse(detail ?? '{}') as { change: string }
      if (change === 'started') this.#back.add(userId)
      else this.#back.delete(userId)
    }
    for (const row of this.#books.accounts()) this.#follow(row)
    this.#back.clear()
  }

  /** A text as it was before it named the former users that it mentions. */
  asBefore (text: string): string
  asBefore (text: string | null): string | null
  asBefore (text: string | null): string | null {
    let before = text
    for (const { username, formerly } of this.#gone.values()) before = before?.replaceAll(new RegExp(`@${formerly}\\b`, 'g'), `@${username}`) ?? null
    return before
  }

  /** Usernames as they were before; those of people who are still there. */
  namesBefore (names: readonly string[]): string[] {
    return names.map(name => [...this.#gone.values()].find(({ formerly }) => formerly === name)?.username ?? name)
  }

  /** D32: nothing tells who a deleted user was, they are in no group and nobody’s contact, and their messages are as the site chose. */
  async judge ({ server: { messenger }, oracle, people }: World, userId: string): Promise<void> {
    const gone = this.#gone.get(userId)
    if (gone === undefined || messenger === null) return
    const { username, beganSeq } = gone
    if (this.#books.isDeleting(userId)) throw new Violation('D32', `the deletion of ${userId} does not end`)
    const holders = oracle.ties.holdersOf(userId).filter(holderId => !this.isGone(holderId))
    if (holders.length > 0) throw new Violation('D32', `${userId} is deleted and still a contact of ${holders.join()}`)
    for (const [id, talk] of oracle.talks) {
      if (talk.kind === 'group' && isMember(talk, userId)) throw new Violation('D32', `${userId} is deleted and a member of ${id}`)
      const kept = talk.said.filter(said => said.senderId === userId && said.isText && said.recalledSeq === null)
      if (this.takesMessages(userId) && talk.kind !== 'self' && kept.length > 0) {
        throw new Violation('D32', `${userId} is deleted, and ${id} keeps their messages ${kept.map(({ no }) => no).join()}`)
      }
    }
    const traces = this.#books.traces(username, beganSeq)
    if (traces.length > 0) throw new Violation('D32', `${userId} is deleted, and ${traces.join()} tell of ${username}`)
    for (const { userId: viewerId } of people) if (!this.isGone(viewerId)) await judgeSeen(messenger, viewerId, username)
  }

  #follow ({ userId, username, deletesAt, deletedAt, formerly, messages, beganSeq }: AccountRow): void {
    const endsAt = this.#leaving.get(userId)
    if (deletedAt !== null && !this.isGone(userId)) {
      if (endsAt === undefined || endsAt > deletedAt) throw new Violation('D32', `${userId} was deleted at ${deletedAt}, due is ${endsAt ?? 'never'}`)
      this.#leaving.delete(userId)
      this.#gone.set(userId, { username: this.#usernames.get(userId) ?? username, formerly: formerly ?? username, messages: messages ?? '', beganSeq: beganSeq ?? 0 })
    } else if (deletesAt === null) this.#leaving.delete(userId)
    else if (this.#back.has(userId)) throw new Violation('D32', `${userId} has signed in and is still to be deleted at ${deletesAt}`)
    else if (!this.#wanted.has(`${userId} ${deletesAt}`)) throw new Violation('D32', `${userId} is to be deleted at ${deletesAt}, which they did not ask for`)
    else this.#leaving.set(userId, deletesAt)
  }
}

async function judgeSeen ({ conversations, messages, mentions, stars }: Messenger, viewerId: string, username: string): Promise<void> {
  const lists = [await conversations.list(viewerId, ALL), await conversations.list(viewerId, { ...ALL, archived: true })]
  const talks = lists.flatMap(list => list.conversations)
  const read = await Promise.all(talks.map(({ id }) => messages.history(viewerId, id, ALL)))
  const seen = JSON.stringify([lists, read, await mentions.list(viewerId, ALL), await stars.list(viewerId, ALL)])
  const at = seen.indexOf(`"username":"${username}"`)
  if (at >= 0) throw new Violation('D32', `${viewerId} still sees ${username}: ${seen.slice(Math.max(0, at - 200), at + 100)}`)
}
