import type { ServerResponse } from 'node:http'
import { formatCursor, parseCursor, type Runs } from '#mailbox/cursor.ts'
import { LOOP_RETRY_MS } from '#mailbox/loop-guard.ts'
import type { Clock } from '#mailbox/clock.ts'
import type { Mailboxes } from '#mailbox/mailboxes.ts'
import type { EndReason, Poll } from '#mailbox/polls.ts'
import type { LedgerEvent, LedgerStore } from '#domain/events.ts'
import type { Signal } from '#domain/signals.ts'
import { ANSWER_MAX_EVENTS, envelope, fitting, pollBody, pollHeaders, type Envelope, type PollAnswer } from './poll-answer.ts'

/** Who polls: the fields of a session that a poll needs. */
export interface Poller {
  readonly userId: string
  readonly sessionId: string
  readonly kind: 'cookie' | 'token'
}

/** What came in the query, every value optional and untrusted. */
export type PollQuery = Readonly<Record<string, unknown>>

/** What operators see of polls (D30). */
export interface PollObserver {
  ended (status: PollAnswer['status'] | 'leave', heldMs: number): void
  resync (reason: string): void
  /** A fault of ours; the poll is answered `busy` and asks again with the same cursor. */
  fault (error: unknown): void
  /** From the commit to the answer that carried it. */
  answered (latencyMs: number): void
}

export interface PollDeps {
  readonly mailboxes: Mailboxes<Envelope, Signal>
  readonly ledger: LedgerStore
  readonly runs: Runs
  readonly clock: Clock
  /** Between 0 and 1. */
  readonly random: () => number
  readonly maxHoldS: number
  /** Polls held at once for a session of each kind (D22). */
  readonly heldMax: Readonly<Record<Poller['kind'], number>>
  /** Everything a user's signals would say, for a cursor that reaches back before his mailbox. */
  readonly signalState: (userId: string) => Promise<ReadonlyMap<string, Signal>>
  /** D3: the cursor is the ack. Called for every poll that continues one. */
  readonly acked: (userId: string, seq: number) => void
  /** The events as this viewer's page would draw them. `lang`: the language his page says it is in, unchecked. */
  readonly render: (userId: string, events: readonly LedgerEvent[], lang: string | null) => Promise<string>
  readonly observer: PollObserver
}

const NOTHING = {
  reason: null, from: null, cursor: null, fromSeq: null, toSeq: null, events: [], html: null, signals: [], more: false, hold: 0
} as const

/** Early answers that must not be repeated at once (D9). */
const RETRY_MS = { soon: 1_000, busy: 5_000, drainSpread: 3_000 }
/** D17: a hold ends up to this much early, so that a restart does not leave everybody in step. In steps: fewer distinct timers. */
const EARLY_SHARE = 0.1
const EARLY_STEPS = 32

export type Polls = ReturnType<typeof createPolls>

/** `GET /poll`, from the query to the bytes. */
export function createPolls (deps: PollDeps) {
  const { mailboxes, ledger, runs, clock, random, observer } = deps

  /** One poll and its answer. A class, because thousands wait at once and each should keep little. */
  class Exchange {
    readonly #userId: string
    readonly #from: string | null
    readonly #asHtml: boolean
    readonly #lang: string | null
    readonly #response: ServerResponse
    readonly #arrivedAt = clock.now()
    readonly #poll: Poll | null
    #holdMs: number
    /** What the caller's cursor stands for; `#seq` moves on when the stretch after it turns out to hold nothing for him. */
    #fromSeq: number | null = null
    #seq = 0
    #signal = 0
    #isDone = false

    constructor (poller: Poller, query: PollQuery, response: ServerResponse) {
      this.#userId = poller.userId
      this.#response = response
      // Two cursors are none we wrote; taking them for "from now" would skip in silence (D11).
      this.#from = query['cursor'] === undefined || query['cursor'] === '' ? null : String(query['cursor'])
      this.#asHtml = query['view'] === 'html'
      this.#lang = typeof query['lang'] === 'string' ? query['lang'] : null
      this.#holdMs = holdMs(query['hold'], deps.maxHoldS)
      const tab = query['tab']
      this.#poll = mailboxes.begin({
        userId: poller.userId,
        sessionId: poller.sessionId,
        tab: typeof tab === 'string' && tab !== '' ? tab.slice(0, 64) : null,
        n: wholeNumber(query['n']),
        isActive: query['active'] !== '0',
        heldMax: deps.heldMax[poller.kind]
      })
    }

    begin (): void {
      const poll = this.#poll
      if (poll === null) return this.#early('superseded', RETRY_MS.soon)
      // A browser that leaves is a hint: whoever waited is dropped, what he waited for stays (D29).
      this.#response.on('close', () => this.#gone(poll))
      if (mailboxes.isDraining) return this.#end('drain')
      if (this.#from === null) return this.#idle()
      const position = runs.locate(this.#from, mailboxes.head, ledger.trimmedTo())
      if (position.resync !== null) return this.#resync(position.resync)
      this.#fromSeq = position.seq
      this.#seq = position.seq
      this.#signal = position.signal
      deps.acked(this.#userId, position.seq)
      this.#look()
    }

    /** D7: from here to the answer or to the parking there is no `await`, unless the database must be asked first. */
    #look (): void {
      const poll = this.#poll
      if (poll === null || this.#isDone) return
      if (poll.ended !== null) return this.#end(poll.ended)
      const found = mailboxes.look(this.#userId, this.#seq, this.#signal)
      if (found.behind) return this.#readThen(found.lacksEvents, found.lacksSignals)
      if (found.entries.length > 0 || found.signals.length > 0) {
        return this.#tell(found.entries, found.signals, found.signal, mailboxes.head, false)
      }
      this.#signal = found.signal
      // Never longer than was asked for, though the clock be set back meanwhile.
      const left = Math.min(this.#holdMs, this.#arrivedAt + this.#holdMs - clock.now())
      if (left <= 0) return this.#idle()
      if (!mailboxes.park(poll, left, this.#woken)) this.#early('busy', RETRY_MS.busy)
    }

    readonly #woken = (reason: EndReason): void => {
      if (reason === 'news') this.#look()
      else if (reason === 'expire') this.#idle()
      else this.#end(reason)
    }

    /** Memory does not reach back: the mailbox is open already, so whatever is committed while we read is in it. */
    #readThen (lacksEvents: boolean, lacksSignals: boolean): void {
      this.#read(lacksEvents, lacksSignals).catch(error => this.#fault(error))
    }

    async #read (lacksEvents: boolean, lacksSignals: boolean): Promise<void> {
      if (lacksSignals) {
        const version = mailboxes.signalVersion
        mailboxes.open(this.#userId).signals.load(await deps.signalState(this.#userId), version)
      }
      if (!lacksEvents) return this.#look()
      const stretch = await ledger.after(this.#userId, this.#seq, ANSWER_MAX_EVENTS)
      if (this.#isDone) return
      if (this.#poll?.ended != null) return this.#end(this.#poll.ended)
      if (stretch.events.length === 0) {
        this.#seq = Math.max(this.#seq, stretch.toSeq)
        return this.#look()
      }
      const events = stretch.events.map(event => envelope(event, 1, 0))
      // The answer that reaches the head brings the signals, too: a cursor is true of both, or other tabs are told half of it.
      const rest = stretch.more ? null : mailboxes.look(this.#userId, stretch.toSeq, this.#signal)
      if (rest === null || rest.behind) return this.#tell(events, [], this.#signal, stretch.toSeq, stretch.more)
      this.#tell([...events, ...rest.entries], rest.signals, rest.signal, mailboxes.head, false)
    }

    /** D10: a tab that asks the same again and again gets one event at a time, with a pause. */
    #tell (found: readonly Envelope[], signals: readonly Signal[], signal: number, head: number, hasMore: boolean): void {
      const poll = this.#poll
      if (poll === null || this.#from === null) return
      const now = clock.now()
      const isLooping = poll.guard.isLooping(this.#from, now)
      poll.guard.answered(this.#from, now)
      const events = fitting(found, isLooping ? 1 : ANSWER_MAX_EVENTS)
      const more = hasMore || events.length < found.length
      const toSeq = events.length < found.length ? events.at(-1)?.seq ?? head : head
      if (events.length === 0) mailboxes.hush(this.#userId, signal)
      const answer: PollAnswer = {
        ...this.#blank('events', isLooping ? LOOP_RETRY_MS : 0),
        cursor: formatCursor(runs.current, toSeq, Math.max(0, signal)),
        toSeq,
        events,
        signals,
        more
      }
      if (!this.#asHtml) return this.#write(answer)
      this.#draw(answer).catch(error => this.#fault(error))
    }

    /** Drawing reads the database; a recall, a sign-out or a newer poll may come meanwhile, and then the answer is made anew. */
    async #draw (answer: PollAnswer): Promise<void> {
      const box = mailboxes.open(this.#userId)
      const { forgotten } = box
      const html = await deps.render(this.#userId, answer.events.map(({ event }) => event), this.#lang)
      if (this.#isDone) return
      if (box.forgotten !== forgotten || this.#poll?.ended != null) return this.#look()
      this.#write({ ...answer, html })
    }

    /** The hold is over, or nobody asked to wait. The cursor moves up to the head when memory vouches for the stretch. */
    #idle (): void {
      const box = mailboxes.open(this.#userId)
      const isCaughtUp = this.#from === null || box.after(this.#seq)?.length === 0
      const toSeq = isCaughtUp ? mailboxes.head : this.#seq
      const signal = this.#from === null ? box.signals.tellable(clock.now(), mailboxes.signalVersion) : this.#signal
      this.#write({ ...this.#blank('idle', 0), cursor: formatCursor(runs.current, toSeq, Math.max(0, signal)), toSeq })
    }

    #resync (reason: NonNullable<PollAnswer['reason']>): void {
      observer.resync(reason)
      this.#write({ ...this.#blank('resync', RETRY_MS.soon), reason, cursor: null, fromSeq: null, toSeq: null })
    }

    #end (reason: EndReason): void {
      switch (reason) {
        case 'supersede': return this.#early('superseded', RETRY_MS.soon)
        case 'yield': return this.#early('yield', this.#poll === null ? RETRY_MS.busy : mailboxes.yieldMs(this.#poll))
        // Spread out, so that the next start is not met by everybody at once.
        case 'drain': return this.#early('drain', 500 + Math.floor(random() * RETRY_MS.drainSpread))
        case 'signed-out': return this.#write({ ...this.#blank('signed-out', RETRY_MS.soon), cursor: null, fromSeq: null, toSeq: null })
        default: return this.#leave()
      }
    }

    /** Answered before the hold was over, with nothing to tell: the caller keeps its cursor. */
    #early (status: PollAnswer['status'], retryMs: number): void {
      this.#write(this.#blank(status, retryMs))
    }

    #blank (status: PollAnswer['status'], retryMs: number): PollAnswer {
      const fromSeq = this.#fromSeq
      // Given back only when it has a cursor's shape: nothing of a stranger's making goes into the JSON unescaped.
      const from = this.#from === null || parseCursor(this.#from) === null ? null : this.#from
      const hold = Math.round(this.#holdMs / 100) / 10
      return { ...NOTHING, status, from, cursor: from, fromSeq, toSeq: fromSeq, hold, retryMs }
    }

    #write (answer: PollAnswer): void {
      if (this.#isDone) return
      const body = pollBody(this.#asHtml && answer.html === null ? { ...answer, html: '' } : answer)
      this.#response.writeHead(200, pollHeaders(Buffer.byteLength(body)))
      this.#response.end(body)
      const now = clock.now()
      for (const { postedAt } of answer.events) if (postedAt > 0) observer.answered(now - postedAt)
      observer.ended(answer.status, now - this.#arrivedAt)
      this.#close()
    }

    #fault (error: unknown): void {
      observer.fault(error)
      this.#early('busy', RETRY_MS.busy)
    }

    #gone (poll: Poll): void {
      if (this.#isDone) return
      mailboxes.end(poll, 'leave')
      this.#leave()
    }

    #leave (): void {
      if (this.#isDone) return
      observer.ended('leave', clock.now() - this.#arrivedAt)
      this.#close()
    }

    #close (): void {
      this.#isDone = true
      if (this.#poll !== null) mailboxes.close(this.#poll)
    }
  }

  function holdMs (raw: unknown, maxS: number): number {
    const asked = typeof raw === 'string' && raw.trim() !== '' ? Number(raw) : NaN
    const seconds = Number.isFinite(asked) ? Math.min(Math.max(asked, 0), maxS) : maxS
    return Math.round(seconds * 1_000 * (1 - EARLY_SHARE * Math.floor(random() * EARLY_STEPS) / EARLY_STEPS))
  }

  return function poll (poller: Poller, query: PollQuery, response: ServerResponse): void {
    new Exchange(poller, query, response).begin()
  }
}

/** The answer where no poll began: nobody is signed in, or no longer; or who it is could not be looked up. */
export function answerNobody (response: ServerResponse, status: 'signed-out' | 'busy'): void {
  const body = pollBody({ ...NOTHING, status, retryMs: status === 'busy' ? RETRY_MS.busy : RETRY_MS.soon })
  response.writeHead(200, pollHeaders(Buffer.byteLength(body)))
  response.end(body)
}

function wholeNumber (raw: unknown): number {
  const n = typeof raw === 'string' ? Number(raw) : 0
  return Number.isSafeInteger(n) && n >= 0 ? n : 0
}
