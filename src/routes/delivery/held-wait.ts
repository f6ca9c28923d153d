import type { ServerResponse } from 'node:http'
import { parseCursor } from '#mailbox/cursor.ts'
import type { Shows } from './shows.ts'
import { holdMs, letIn, Wait, type Answerer, type Asking, type Outcome, type Poller, type WaitDeps, type Waiting } from './wait.ts'

/** Seconds a page is held, and never probed upwards: a cut hold shows the proxy's error page, and the loop ends there. */
const HELD_S = 15

export interface Holding {
  readonly poller: Poller
  readonly asking: Asking
  readonly cursor: string
  /** Unix ms at which something on the page stops being true without an event; null: never. */
  readonly until: number | null
  readonly shows: Shows
}

export type Holds = ReturnType<typeof createHolds>

/** A request for a page's next state that waits. `next` resolves with news, or with the end of the wait. */
export interface Held {
  readonly wait: Pick<Wait, 'close' | 'isStale' | 'answered'>
  next (): Promise<Outcome>
}

/** News that a held page waits for, where they are no events of a mailbox. */
export interface Source {
  /** Returns null for a request that a newer one of its page has overtaken. */
  hold (holding: Omit<Holding, 'shows'>, response: ServerResponse): Held | null
  /** Returns the cursor of a page that was read at `seq`. */
  cursorFrom (userId: string): (seq: number) => string
}

/** Requests for a page's next state, held by the same rules as polls. */
export function createHolds (deps: WaitDeps) {
  const { mailboxes, clock, maxHoldS } = deps

  /** Offers the outcomes of a wait as promises, one after another. */
  class HeldPage implements Answerer, Held {
    readonly wait: Wait
    readonly #shows: Shows
    /** Null once the wait has begun. */
    #cursor: string | null
    #tell: (outcome: Outcome) => void = () => {}

    constructor (waiting: Waiting, ms: number, { cursor, shows }: Holding) {
      this.wait = new Wait(deps, waiting, ms, this)
      this.#cursor = cursor
      this.#shows = shows
    }

    /** Waits for news that the page shows, or for the end. Called again when the page drawn from the last news is stale. */
    async next (): Promise<Outcome> {
      if (this.wait.isDone) return { status: 'leave' }
      return await new Promise(resolve => {
        this.#tell = resolve
        const cursor = this.#cursor
        this.#cursor = null
        if (cursor === null) this.wait.look()
        else this.wait.begin(cursor, parseCursor(cursor))
      })
    }

    /** Skips news that change nothing on this page. */
    answer (outcome: Outcome): void {
      if (outcome.status !== 'events') return this.#tell(outcome)
      const entries = outcome.entries.filter(({ event }) => this.#shows.event(event))
      if (entries.length === 0 && !outcome.signals.some(each => this.#shows.signal(each))) return this.wait.pass(outcome)
      if (outcome.entries.length === 0) mailboxes.hush(this.wait.poll.box, outcome.signal)
      this.#tell({ ...outcome, entries })
    }
  }

  /** Returns null for a request that a newer one of its page has overtaken. */
  return function hold (holding: Holding, response: ServerResponse): Held | null {
    const { poller, asking, until } = holding
    const full = holdMs(deps, Math.min(HELD_S, maxHoldS))
    const ms = until === null ? full : Math.max(0, Math.min(full, until - clock.now()))
    const waiting = letIn(deps, poller, asking)
    if (waiting === null) return null
    const held = new HeldPage(waiting, ms, holding)
    response.on('close', () => held.wait.leave())
    return held
  }
}
