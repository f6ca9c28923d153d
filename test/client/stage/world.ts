import type { Answer, Ladder, Result } from './scripts.ts'

interface Timer { at: number, run: () => void }

/** A clock that stands until it is moved; timers run in order of their time. */
export class Clock {
  time = 1_763_690_000_000
  #timers = new Map<number, Timer>()
  #next = 1

  readonly now = (): number => this.time
  readonly setTimer = (run: () => void, ms: number): number => {
    this.#timers.set(this.#next, { at: this.time + ms, run })
    return this.#next++
  }

  readonly clearTimer = (id: number): void => { this.#timers.delete(id) }

  pass (ms: number): void {
    const until = this.time + ms
    for (;;) {
      const due = [...this.#timers].filter(([, timer]) => timer.at <= until).sort((a, b) => a[1].at - b[1].at)[0]
      if (due === undefined) break
      this.#timers.delete(due[0])
      this.time = Math.max(this.time, due[1].at)
      due[1].run()
    }
    this.time = until
  }
}

export interface Call {
  readonly method: string
  readonly url: string
  readonly body: string | null
  readonly timeoutMs: number
  readonly at: number
  open: boolean
  answer (result: Partial<Result>): void
  /** The page is gone, and its timers with it: neither answered nor timed out. */
  vanish (): void
}

/** The browser's requests, answered by hand: every call stays open until it is answered or dropped. */
export class Network {
  readonly calls: Call[] = []
  readonly #clock: Clock

  constructor (clock: Clock) { this.#clock = clock }

  readonly request = (call: Pick<Call, 'method' | 'url' | 'body' | 'timeoutMs'>, done: (result: Result) => void): () => void => {
    const made: Call = {
      ...call,
      at: this.#clock.now(),
      open: true,
      vanish: () => vanish(),
      answer: result => {
        if (!made.open) throw new Error(`${made.method} ${made.url} is not open any more`)
        vanish()
        done({ status: 200, body: '', retryAfter: null, ...result })
      }
    }
    const vanish = () => {
      made.open = false
      this.#clock.clearTimer(timeout)
    }
    const timeout = this.#clock.setTimer(() => made.answer({ status: 0 }), call.timeoutMs)
    this.calls.push(made)
    return vanish
  }

  get open (): Call[] { return this.calls.filter(call => call.open) }

  /** The one open call; a second one, or none, is a failure of the test. */
  get one (): Call {
    const [call, second] = this.open
    if (call === undefined || second !== undefined) throw new Error(`${this.open.length} calls are open, not one`)
    return call
  }
}

/** The query of a poll, read back. */
export function asked (call: Call): Record<string, string> {
  return Object.fromEntries(new URL(call.url, 'http://holdline.test/conversations/').searchParams)
}

/** Storage as browsers have it, with room for `room` keys. */
export class Storage {
  readonly kept = new Map<string, string>()
  room = Infinity
  readonly get = (key: string): string | null => this.kept.get(key) ?? null
  readonly set = (key: string, text: string): boolean => {
    if (!this.kept.has(key) && this.kept.size >= this.room) return false
    this.kept.set(key, text)
    return true
  }

  readonly remove = (key: string): void => { this.kept.delete(key) }
  readonly keys = (): string[] => [...this.kept.keys()]
}

/** A ladder that stays on one rung, and records its calls. */
export class FixedLadder implements Pick<Ladder, 'holdS' | 'answered' | 'cut' | 'failed' | 'moved'> {
  readonly heard: string[] = []
  rungS = 25
  readonly holdS = (): number => this.rungS
  readonly answered: Ladder['answered'] = (askedS, elapsedMs, { status }) => { this.heard.push(`${status} ${askedS} ${elapsedMs}`) }
  readonly cut: Ladder['cut'] = (askedS, elapsedMs) => { this.heard.push(`cut ${askedS} ${elapsedMs}`) }
  readonly failed = (): void => { this.heard.push('failed') }
  readonly moved = (): void => { this.heard.push('moved') }
}

/** A poll's answer with every field; seqs are their own texts. */
export function answer (fields: Partial<Answer>): Answer {
  return {
    holdline: 1,
    status: 'events',
    reason: null,
    from: `r.${fields.fromSeq ?? 10}.0`,
    cursor: `r.${fields.toSeq ?? 10}.0`,
    fromSeq: 10,
    toSeq: 10,
    events: [],
    html: null,
    signals: null,
    more: false,
    hold: 25,
    retryMs: 0,
    ...fields
  }
}

/** Events from after `fromSeq` up to `toSeq`, all of them this user's. */
export function stretch (fromSeq: number, toSeq: number, fields: Partial<Answer> = {}): Answer {
  const events = Array.from({ length: toSeq - fromSeq }, (_, index) => ({ seq: fromSeq + index + 1 }))
  return answer({ fromSeq, toSeq, events, ...fields })
}

export function body (content: object): Partial<Result> {
  return { status: 200, body: JSON.stringify(content) }
}
