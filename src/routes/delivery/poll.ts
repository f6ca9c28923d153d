import { parseCursor } from '#mailbox/cursor.ts'
import { LOOP_RETRY_MS } from '#mailbox/polls.ts'
import type { LedgerEvent } from '#domain/delivery/events.ts'
import type { Answering } from './exchanges.ts'
import { ANSWER_MAX_EVENTS, fitting, pollBody, type PollAnswer } from './poll-answer.ts'
import { holdMs, letIn, RETRY_MS, Wait, type Answerer, type Found, type Outcome, type Poller, type WaitDeps } from './wait.ts'

/** The query of a poll, every value optional and untrusted. */
export type PollQuery = Readonly<Record<string, unknown>>

export interface PollDeps extends WaitDeps {
  readonly render: Render
}

/**
 * Draws events as this viewer's page shows them, as the inside of a JSON string. `lang`: the language that the page says it is in,
 * unchecked.
 */
export interface Render {
  /** Draws at once from memory; null when something must be read. */
  now (userId: string, events: readonly LedgerEvent[], lang: string): string | null
  later (userId: string, events: readonly LedgerEvent[], lang: string, isGone: () => boolean): Promise<string>
}

const NOTHING = {
  reason: null,
  from: null,
  cursor: null,
  fromSeq: null,
  toSeq: null,
  events: [],
  html: null,
  signals: [],
  elsewhere: false,
  more: false,
  hold: 0
} as const

export type Polls = ReturnType<typeof createPolls>

/** `GET /poll`, from the query to the body of the answer. */
export function createPolls (deps: PollDeps) {
  const { mailboxes, clock, observer } = deps

  /** Answers one poll. */
  class PollAnswerer implements Answerer {
    readonly #exchange: Answering
    /** The language of an answer in HTML; empty: unknown. Null: the answer is JSON. */
    readonly #lang: string | null

    constructor (query: PollQuery, exchange: Answering) {
      this.#exchange = exchange
      const { view, lang } = query
      this.#lang = view !== 'html' ? null : typeof lang === 'string' ? lang : ''
    }

    answer (outcome: Outcome, wait: Wait): void {
      const { status } = outcome
      switch (status) {
        case 'events': return this.#tell(outcome, wait)
        case 'idle': return this.#write({ ...blankOf(wait, status, 0), cursor: outcome.cursor, toSeq: outcome.toSeq })
        case 'resync':
          return this.#write({ ...blankOf(wait, status, RETRY_MS.soon), reason: outcome.reason, cursor: null, fromSeq: null, toSeq: null })
        case 'signed-out': return this.#write({ ...blankOf(wait, status, RETRY_MS.soon), cursor: null, fromSeq: null, toSeq: null })
        case 'leave': return
        default: return this.#write(blankOf(wait, status, outcome.retryMs))
      }
    }

    /** D10: a tab that asks the same again and again gets one event at a time, with a pause. */
    #tell (found: Found, wait: Wait): void {
      const { from, poll: { box, guard, request: { userId, sessionId } } } = wait
      if (from === null) return
      const now = clock.now()
      const isLooping = guard.isLooping(from, now)
      guard.answered(from, now)
      const { entries, signals, signal } = found
      const events = fitting(entries, isLooping ? 1 : ANSWER_MAX_EVENTS)
      const isCut = events.length < entries.length
      const toSeq = isCut ? events.at(-1)?.seq ?? found.toSeq : found.toSeq
      if (events.length === 0) mailboxes.hush(box, signal)
      const answer: PollAnswer = {
        ...blankOf(wait, 'events', isLooping ? LOOP_RETRY_MS : 0),
        cursor: wait.cursorAt(toSeq, signal),
        toSeq,
        events,
        signals,
        elsewhere: mailboxes.presence.isUsedElsewhere(userId, sessionId),
        more: found.more || isCut
      }
      if (this.#lang === null) return this.#send(answer, wait)
      const html = this.#drawNow(answer, this.#lang, wait)
      if (html !== null) return this.#send({ ...answer, html }, wait)
      if (!wait.isDone) this.#draw(answer, this.#lang, found, wait).catch(error => wait.fault(error))
    }

    /**
     * In the step that found the news, so nothing can have changed meanwhile. A fault must not reach the others who are woken in that step.
     * Against a promise and a turn of the queue for each page, this saves a tenth of a delivery.
     */
    #drawNow ({ events }: PollAnswer, lang: string, wait: Wait): string | null {
      try {
        return deps.render.now(wait.poll.request.userId, events.map(({ event }) => event), lang)
      } catch (error) {
        wait.fault(error)
        return null
      }
    }

    /** Drawing reads the database; if a recall, a sign-out or a newer poll comes meanwhile, the answer is made anew. */
    async #draw (answer: PollAnswer, lang: string, found: Found, wait: Wait): Promise<void> {
      const html = await deps.render.later(wait.poll.request.userId, answer.events.map(({ event }) => event), lang, () => wait.isDone)
      if (wait.isStale(found)) wait.look()
      else this.#send({ ...answer, html }, wait)
    }

    #send (answer: PollAnswer, wait: Wait): void {
      this.#write(answer)
      wait.answered(answer.events)
    }

    #write (answer: PollAnswer): void {
      this.#exchange.answer(pollBody(this.#lang !== null && answer.html === null ? { ...answer, html: '' } : answer), answer)
    }
  }

  return function poll (poller: Poller, query: PollQuery, exchange: Answering): void {
    // A repeated `cursor` becomes a text that we never wrote; taking it for "from now" would skip events in silence (D11).
    const given = query['cursor'] === undefined || query['cursor'] === '' ? null : String(query['cursor'])
    const cursor = given === null ? null : parseCursor(given)
    const tab = query['tab']
    const hold = holdMs(deps, askedS(query['hold'], deps.maxHoldS))
    const waiting = letIn(deps, poller, {
      tab: typeof tab === 'string' && tab !== '' ? tab.slice(0, 64) : null,
      n: wholeNumber(query['n']),
      isActive: query['active'] !== '0',
      isPatient: true
    })
    if (waiting === null) {
      const answer = blank('superseded', RETRY_MS.soon, cursor === null ? null : given, null, hold)
      exchange.answer(pollBody({ ...answer, html: query['view'] === 'html' ? '' : null }), answer)
      return observer.ended('superseded', 0, hold)
    }
    const wait = new Wait(deps, waiting, hold, new PollAnswerer(query, exchange))
    wait.begin(given, cursor)
    if (!wait.isDone) exchange.watch(wait)
  }
}

/** Answers without a poll: there is no session, or it could not be looked up. */
export function answerNobody (exchange: Answering, status: 'signed-out' | 'busy'): void {
  exchange.answer(pollBody({ ...NOTHING, status, retryMs: status === 'busy' ? RETRY_MS.busy : RETRY_MS.soon }))
}

function blankOf ({ from, fromSeq, holdMs }: Wait, status: PollAnswer['status'], retryMs: number): PollAnswer {
  return blank(status, retryMs, from, fromSeq, holdMs)
}

/** An answer that tells nothing and leaves the cursor where it is. */
function blank (status: PollAnswer['status'], retryMs: number, from: string | null, fromSeq: number | null, holdMs: number): PollAnswer {
  return { ...NOTHING, status, from, cursor: from, fromSeq, toSeq: fromSeq, hold: Math.round(holdMs / 100) / 10, retryMs }
}

function askedS (raw: unknown, maxS: number): number {
  const asked = typeof raw === 'string' && raw.trim() !== '' ? Number(raw) : NaN
  return Number.isFinite(asked) ? Math.min(Math.max(asked, 0), maxS) : maxS
}

function wholeNumber (raw: unknown): number {
  const n = typeof raw === 'string' ? Number(raw) : 0
  return Number.isSafeInteger(n) && n >= 0 ? n : 0
}
