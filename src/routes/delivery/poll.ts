import type { ServerResponse } from 'node:http'
import { formatCursor, parseCursor, type ResyncReason } from '#mailbox/cursor.ts'
import { LOOP_RETRY_MS } from '#mailbox/polls.ts'
import type { LedgerEvent } from '#domain/delivery/events.ts'
import type { Signal } from '#domain/delivery/signals.ts'
import { ANSWER_MAX_EVENTS, fitting, pollBody, pollHeaders, type Envelope, type PollAnswer } from './poll-answer.ts'
import { holdMs, letIn, RETRY_MS, Wait, type Poller, type WaitDeps, type Waiting } from './wait.ts'

/** What came in the query, every value optional and untrusted. */
export type PollQuery = Readonly<Record<string, unknown>>

export interface PollDeps extends WaitDeps {
  /** The events as this viewer's page would draw them. `lang`: the language his page says it is in, unchecked. */
  readonly render: (userId: string, events: readonly LedgerEvent[], lang: string | null, isGone: () => boolean) => Promise<string>
}

const NOTHING = {
  reason: null, from: null, cursor: null, fromSeq: null, toSeq: null, events: [], html: null, signals: [], more: false, hold: 0
} as const

export type Polls = ReturnType<typeof createPolls>

/** `GET /poll`, from the query to the bytes. */
export function createPolls (deps: PollDeps) {
  const { mailboxes, runs, clock, observer } = deps

  /** One poll and its answer. */
  class Exchange extends Wait {
    readonly #asHtml: boolean
    readonly #lang: string | null
    readonly #response: ServerResponse

    constructor (poll: Waiting, holdMs: number, query: PollQuery, response: ServerResponse) {
      super(deps, poll, holdMs)
      this.#response = response
      this.#asHtml = query['view'] === 'html'
      this.#lang = typeof query['lang'] === 'string' ? query['lang'] : null
    }

    /** D10: a tab that asks the same again and again gets one event at a time, with a pause. */
    protected tell (found: readonly Envelope[], signals: readonly Signal[], signal: number, head: number, hasMore: boolean): void {
      const { poll, from } = this
      if (from === null) return
      const now = clock.now()
      const isLooping = poll.guard.isLooping(from, now)
      poll.guard.answered(from, now)
      const events = fitting(found, isLooping ? 1 : ANSWER_MAX_EVENTS)
      const more = hasMore || events.length < found.length
      const toSeq = events.length < found.length ? events.at(-1)?.seq ?? head : head
      if (events.length === 0) mailboxes.hush(poll.box, signal)
      const answer: PollAnswer = {
        ...this.#blank('events', isLooping ? LOOP_RETRY_MS : 0),
        cursor: formatCursor(runs.current, toSeq, Math.max(0, signal)),
        toSeq,
        events,
        signals,
        more
      }
      if (!this.#asHtml) return this.#write(answer)
      this.#draw(answer).catch(error => this.fault(error))
    }

    /** Drawing reads the database; a recall, a sign-out or a newer poll may come meanwhile, and then the answer is made anew. */
    async #draw (answer: PollAnswer): Promise<void> {
      const { box, request: { userId } } = this.poll
      const { forgotten } = box
      const html = await deps.render(userId, answer.events.map(({ event }) => event), this.#lang, () => this.isDone)
      if (this.isDone) return
      if (box.forgotten !== forgotten || this.poll.ended != null) return this.look()
      this.#write({ ...answer, html })
    }

    protected quiet (toSeq: number, signal: number): void {
      this.#write({ ...this.#blank('idle', 0), cursor: formatCursor(runs.current, toSeq, Math.max(0, signal)), toSeq })
    }

    protected resync (reason: ResyncReason): void {
      observer.resync(reason)
      this.#write({ ...this.#blank('resync', RETRY_MS.soon), reason, cursor: null, fromSeq: null, toSeq: null })
    }

    protected early (status: PollAnswer['status'], retryMs: number): void {
      this.#write(this.#blank(status, retryMs))
    }

    protected signedOut (): void {
      this.#write({ ...this.#blank('signed-out', RETRY_MS.soon), cursor: null, fromSeq: null, toSeq: null })
    }

    #blank (status: PollAnswer['status'], retryMs: number): PollAnswer {
      return blank(status, retryMs, this.from, this.fromSeq, this.holdMs)
    }

    #write (answer: PollAnswer): void {
      if (this.isDone) return
      write(this.#response, this.#asHtml && answer.html === null ? { ...answer, html: '' } : answer)
      const now = clock.now()
      for (const { postedAt } of answer.events) if (postedAt > 0) observer.answered(now - postedAt)
      this.done(answer.status)
    }
  }

  return function poll (poller: Poller, query: PollQuery, response: ServerResponse): void {
    // Two cursors are none we wrote; taking them for "from now" would skip in silence (D11).
    const given = query['cursor'] === undefined || query['cursor'] === '' ? null : String(query['cursor'])
    const tab = query['tab']
    const hold = holdMs(deps, askedS(query['hold'], deps.maxHoldS))
    const waiting = letIn(deps, poller, {
      tab: typeof tab === 'string' && tab !== '' ? tab.slice(0, 64) : null,
      n: wholeNumber(query['n']),
      isActive: query['active'] !== '0'
    })
    if (waiting !== null) return new Exchange(waiting, hold, query, response).begin(given, response)
    const from = given === null || parseCursor(given) === null ? null : given
    write(response, { ...blank('superseded', RETRY_MS.soon, from, null, hold), html: query['view'] === 'html' ? '' : null })
    observer.ended('superseded', 0, hold)
  }
}

/** The answer where no poll began: nobody is signed in, or no longer; or who it is could not be looked up. */
export function answerNobody (response: ServerResponse, status: 'signed-out' | 'busy'): void {
  write(response, { ...NOTHING, status, retryMs: status === 'busy' ? RETRY_MS.busy : RETRY_MS.soon })
}

/** An answer that tells nothing and leaves the cursor where it is. */
function blank (status: PollAnswer['status'], retryMs: number, from: string | null, fromSeq: number | null, holdMs: number): PollAnswer {
  return { ...NOTHING, status, from, cursor: from, fromSeq, toSeq: fromSeq, hold: Math.round(holdMs / 100) / 10, retryMs }
}

function write (response: ServerResponse, answer: PollAnswer): void {
  const body = pollBody(answer)
  response.writeHead(200, pollHeaders(Buffer.byteLength(body)))
  response.end(body)
}

function askedS (raw: unknown, maxS: number): number {
  const asked = typeof raw === 'string' && raw.trim() !== '' ? Number(raw) : NaN
  return Number.isFinite(asked) ? Math.min(Math.max(asked, 0), maxS) : maxS
}

function wholeNumber (raw: unknown): number {
  const n = typeof raw === 'string' ? Number(raw) : 0
  return Number.isSafeInteger(n) && n >= 0 ? n : 0
}
