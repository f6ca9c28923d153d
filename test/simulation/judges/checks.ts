import { isDeepStrictEqual } from 'node:util'
import type { ConversationSummary } from '#domain/conversations/conversations.ts'
import type { LedgerEvent } from '#domain/delivery/events.ts'
import type { Message } from '#domain/messages/messages.ts'
import { envelope } from '#routes/delivery/poll-answer.ts'
import type { Deletions } from './deletions.ts'
import { judgeEnding } from './ending.ts'
import { judgeGroups } from './groups/lists.ts'
import { isMuted } from './own.ts'
import { leads } from './talk.ts'
import { Violation } from './trace.ts'
import type { World } from '../world.ts'

const MINUTE_MS = 60_000
/** Polls allowed to one browser in a quiet minute, and added by each commit: three tabs that each poll once more. */
const POLLS_A_MINUTE = 100
const POLLS_A_COMMIT = 3
/** D33: a session's own message may ride along with a later answer for so long. */
const OWN_WITHIN_MS = 1_000
/** More than any world has events. */
const ALL = 100_000

/** Invariants that hold whenever no request is half done. */
export class Checks {
  readonly #world: World
  #minuteAt: number
  #commitsThen = 0
  readonly #pollsThen = new Map<string, number>()

  constructor (world: World) {
    this.#world = world
    this.#minuteAt = world.clock.now()
  }

  /** The checks cheap enough for every step. */
  async glance (): Promise<void> {
    const { random, oracle, people } = this.#world
    this.#nobodySpins()
    this.#nobodyWaitsInVain()
    const person = random.pick(people)
    const from = random.whole(0, oracle.head)
    if (person === null || oracle.deletions.isGone(person.userId)) return
    if (random.chance(0.4)) await this.#memoryIsLedger(person.userId, from)
    if (random.chance(0.1)) await this.#counts(person.userId)
  }

  /** All checks, for every user. */
  async whole (): Promise<void> {
    const { people, books, server, oracle, clock } = this.#world
    if (!server.isUp) throw new Violation('world', 'the server is not up at the end')
    if (books.integrity() !== 'ok') throw new Violation('D6', `integrity_check: ${String(books.integrity())}`)
    for (const { conversationId, count, lowest, highest } of books.counts()) {
      if (lowest !== 1 || highest !== count) throw new Violation('D2', `${conversationId} has ${count} messages from ${lowest} to ${highest}`)
    }
    this.#nobodySpins()
    this.#nobodyWaitsInVain()
    this.#deliveredIsAcked()
    oracle.files.judgeRows(books)
    oracle.own.judgeMutes(clock.now())
    for (const [id, talk] of oracle.talks) {
      oracle.memberships.judgeOwners(id, talk)
      oracle.silences.judgeEnds(id, talk, clock.now())
    }
    for (const { userId } of people) {
      if (oracle.deletions.isGone(userId)) {
        await oracle.deletions.judge(this.#world, userId)
        continue
      }
      await this.#memoryIsLedger(userId, 0)
      await this.#counts(userId)
      await this.#history(userId)
      await oracle.kept.judge(this.#world, userId)
      await oracle.files.judge(this.#world, userId)
      await oracle.mentioned.judge(this.#world, userId)
      await oracle.signedIn.judge(this.#world, userId)
      await judgeGroups(this.#world, userId)
    }
    await judgeEnding(this.#world)
  }

  #nobodySpins (): void {
    const { clock, browsers, commits } = this.#world
    if (clock.now() - this.#minuteAt < MINUTE_MS) return
    const minutes = (clock.now() - this.#minuteAt) / MINUTE_MS
    const most = POLLS_A_MINUTE * minutes + POLLS_A_COMMIT * (commits - this.#commitsThen)
    for (const { sessionId, person, polls } of browsers) {
      const asked = polls - (this.#pollsThen.get(sessionId) ?? 0)
      if (asked > most) throw new Violation('D9', `${person.username} polled ${asked} times in ${minutes} minutes`)
      this.#pollsThen.set(sessionId, polls)
    }
    this.#minuteAt = clock.now()
    this.#commitsThen = commits
  }

  /** D7, D33: no poll is parked while there is something for its user, but for what its session has just sent. */
  #nobodyWaitsInVain (): void {
    const { server, oracle, clock } = this.#world
    for (const { userId, sessionId, seq } of server.held()) {
      const missed = oracle.visible(userId, seq, oracle.head).filter(row => {
        const sent = server.sent.get(row.seq)
        return sent?.sessionId !== sessionId || clock.now() - sent.at > OWN_WITHIN_MS
      })
      if (missed.length > 0) throw new Violation('D7', `${userId} waits at ${seq}, and there is ${missed.map(row => row.seq).join()}`)
    }
  }

  /** D1, D25: the mailbox's answers equal the ledger's, and both equal the stored rows. */
  async #memoryIsLedger (userId: string, from: number): Promise<void> {
    const { server: { messenger }, oracle } = this.#world
    if (messenger === null) return
    const { mailboxes, store: { ledger } } = messenger
    const seq = Math.max(from, ledger.trimmedTo())
    const { events } = await ledger.after(userId, seq, ALL)
    const due = oracle.visible(userId, seq, oracle.head).map(row => row.seq)
    if (!isDeepStrictEqual(events.map(event => event.seq), due)) {
      throw new Violation('D32', `the ledger has [${events.map(event => event.seq).join()}] for ${userId} after ${seq}, due are [${due.join()}]`)
    }
    const found = mailboxes.look(mailboxes.open(userId), seq, mailboxes.signalVersion)
    if (found.behind) return
    const remembered = found.entries.map(whole)
    const kept = events.map(event => whole(envelope(event, 1, 0)))
    if (isDeepStrictEqual(remembered, kept)) return
    throw new Violation('D1', `after ${seq} memory tells ${userId} [${remembered.join()}], the ledger [${kept.join()}]`)
  }

  /** D14: lists, own settings and unread counts equal a recount of the rows; what was left is as it was then. */
  async #counts (userId: string): Promise<void> {
    const { server: { messenger }, oracle } = this.#world
    if (messenger === null) return
    const { conversations, unread } = await messenger.conversations.list(userId, { limit: 200 })
    const away = await messenger.conversations.list(userId, { limit: 200, archived: true })
    let total = 0
    for (const conversation of [...conversations, ...away.conversations]) {
      this.#judgeRow(userId, conversation)
      if (!isMuted(oracle.ownOf(userId, conversation.id))) total += conversation.unread
    }
    const due = [...oracle.talks.keys()].filter(id => oracle.isListed(userId, id) && !oracle.ownOf(userId, id).hidden)
    for (const [list, isAway] of [[conversations, false], [away.conversations, true]] as const) {
      const listed = list.map(({ id }) => id).sort()
      const wanted = due.filter(id => oracle.ownOf(userId, id).archived === isAway).sort()
      if (!isDeepStrictEqual(listed, wanted)) throw new Violation('D14', `${userId} is listed [${listed.join()}], due are [${wanted.join()}]`)
    }
    if (total !== unread || away.unread !== unread) throw new Violation('D14', `${userId} has ${unread} and ${away.unread} unread in all, the sum is ${total}`)
  }

  #judgeRow (userId: string, conversation: ConversationSummary): void {
    const { oracle } = this.#world
    const { id, unread, lastNo, left, title, memberCount, role, pinned, notify, mutedUntil, archived, hidden } = conversation
    const recount = oracle.unread(userId, id)
    if (unread !== recount) throw new Violation('D14', `${userId} has ${unread} unread in ${id}, recounted ${recount}`)
    const newestNo = oracle.newestNo(userId, id, oracle.head)
    if (lastNo !== newestNo) throw new Violation('D32', `${id} ends with ${lastNo} for ${userId}, not ${newestNo}`)
    if (left === oracle.homes(userId).includes(id)) throw new Violation('D32', `${id} is ${left ? '' : 'not '}left by ${userId}`)
    const own = { pinned, notify, mutedUntil, archived, hidden }
    if (!isDeepStrictEqual(own, oracle.ownOf(userId, id))) {
      throw new Violation('D14', `${userId} has set ${JSON.stringify(own)} for ${id}, told was ${JSON.stringify(oracle.ownOf(userId, id))}`)
    }
    const talk = oracle.talks.get(id)
    if (talk?.kind === 'group' && role !== talk.roles.get(userId)) throw new Violation('D32', `${userId} is ${role} of ${id}, not ${talk.roles.get(userId)}`)
    this.#judgeStanding(userId, conversation)
    oracle.drafts.judge(userId, conversation)
    if (talk !== undefined) oracle.mentioned.judgeRow(userId, talk, conversation)
    const said = oracle.period(userId, id)?.then ?? talk?.now
    if (talk?.kind === 'group' && (title !== said?.title || memberCount !== said?.memberCount)) {
      throw new Violation('D32', `${userId} is shown ${title} of ${memberCount}, due is ${said?.title} of ${said?.memberCount}`)
    }
  }

  /** D32: members are told how long they are muted, owners and admins how many ask to join. */
  #judgeStanding (userId: string, { id, left, silencedUntil, joinRequests }: ConversationSummary): void {
    const { oracle: { talks, silences, requests }, clock } = this.#world
    const until = left ? 0 : silences.until(id, userId)
    // A mute that is over is ended in a moment.
    if (!left && (silencedUntil ?? 0) !== until && Math.max(silencedUntil ?? 0, until) > clock.now()) {
      throw new Violation('D32', `${userId} is shown as muted in ${id} until ${silencedUntil}, told was ${until}`)
    }
    const talk = talks.get(id)
    const due = talk !== undefined && leads(talk, userId) ? requests.open(id) : 0
    if (joinRequests !== due) throw new Violation('D32', `${userId} is shown ${joinRequests} requests to join ${id}, due are ${due}`)
  }

  /** D32: history holds every message of the user's memberships, as it is now, or as it was when they left. */
  async #history (userId: string): Promise<void> {
    const { server: { messenger }, oracle } = this.#world
    for (const conversationId of oracle.talks.keys()) {
      if (messenger === null || !oracle.isListed(userId, conversationId)) continue
      const due = oracle.history(userId, conversationId)
      const { messages } = await messenger.messages.history(userId, conversationId, { limit: 200 })
      const shown = messages.map(message => asRead(message, oracle.deletions))
      if (isDeepStrictEqual(shown, due.slice(-200))) continue
      throw new Violation('D32', `${userId} reads ${JSON.stringify(shown)} in ${conversationId}, due are ${JSON.stringify(due)}`)
    }
  }

  /** D13: a crash may delay a delivered receipt, never invent one. */
  #deliveredIsAcked (): void {
    const { books, server } = this.#world
    for (const { id, seq } of books.delivered()) {
      if (seq > (server.acked.get(id) ?? 0)) throw new Violation('D13', `${id} was delivered ${seq} and acknowledged ${server.acked.get(id) ?? 0}`)
    }
  }
}

function asRead (message: Message, deletions: Deletions): unknown[] {
  const { no, kind, body, replyTo, reactions, mentions, mentionsAll, forwardedFrom, recalledBy } = message
  const text = [no, kind === 'system' ? null : deletions.asBefore(body), deletions.asBefore(replyTo?.excerpt ?? null), reactions ?? []]
  const named = { names: deletions.namesBefore(mentions ?? []), all: mentionsAll === true }
  return [...text, named, forwardedFrom !== undefined, recalledBy?.id ?? null]
}

// An event as it is told, with the message before it, which is for drawing alone.
function whole ({ json, event }: { readonly json: string, readonly event: LedgerEvent }): string {
  return 'previous' in event ? `${json} after ${JSON.stringify(event.previous)}` : json
}
