import type { ServerResponse } from 'node:http'
import { formatCursor, type ResyncReason } from '#mailbox/cursor.ts'
import type { LedgerEvent } from '#domain/delivery/events.ts'
import type { Signal } from '#domain/delivery/signals.ts'
import type { Envelope } from './poll-answer.ts'
import { holdMs, letIn, Wait, type Asking, type Poller, type WaitDeps, type Waiting } from './wait.ts'

/** Seconds a page is held, and never probed upwards: a cut hold shows the proxy's error page, and there the loop ends. */
const HELD_S = 15

/** What a page shows, and so waits for. */
export interface Shows {
  event (event: LedgerEvent): boolean
  signal (signal: Signal): boolean
}

/** Why a page that was to be held is answered without news. */
export type RestReason = 'yield' | 'busy' | 'drain'

export type Ending<Drawn> =
  | { readonly how: 'news', readonly drawn: Drawn }
  /** The hold is over; everything up to the cursor changes nothing on this page. */
  | { readonly how: 'quiet', readonly cursor: string }
  | { readonly how: 'rest', readonly why: RestReason, readonly retryMs: number }
  /** The loop cannot go on as it is: its cursor cannot be continued, or another request has taken its place. */
  | { readonly how: 'anew' }
  | { readonly how: 'signed-out' }
  /** Nobody is there to be answered. */
  | { readonly how: 'left' }

export interface Holding<Drawn> {
  readonly poller: Poller
  readonly asking: Asking
  readonly cursor: string
  /** Unix ms at which what the page shows is true no longer, whatever comes; null: it stays true. */
  readonly until: number | null
  readonly shows: Shows
  /** The page with the news in it; null: nobody is signed in any more. */
  readonly draw: () => Promise<Drawn | null>
}

export type Holds = ReturnType<typeof createHolds>

/** Requests for a page's next state, held by the same rules as polls. */
export function createHolds (deps: WaitDeps) {
  const { mailboxes, runs, clock, observer, maxHoldS } = deps

  class HeldPage<Drawn> extends Wait {
    readonly #shows: Shows
    readonly #draw: () => Promise<Drawn | null>
    readonly #ended = Promise.withResolvers<Ending<Drawn>>()

    constructor (waiting: Waiting, ms: number, { shows, draw }: Holding<Drawn>) {
      super(deps, waiting, ms)
      this.#shows = shows
      this.#draw = draw
    }

    get ended (): Promise<Ending<Drawn>> { return this.#ended.promise }

    /** What changes nothing on this page is passed over, and the wait goes on after it. */
    protected tell (found: readonly Envelope[], signals: readonly Signal[], signal: number, toSeq: number): void {
      const shown = found.filter(({ event }) => this.#shows.event(event))
      if (shown.length === 0 && !signals.some(each => this.#shows.signal(each))) {
        this.seq = toSeq
        this.signal = signal
        return this.look()
      }
      if (found.length === 0) mailboxes.hush(this.poll.box, signal)
      this.#show(shown).catch(error => {
        if (this.isDone) return
        this.done('busy')
        this.#ended.reject(error)
      })
    }

    /** Drawing reads the database; a recall, a sign-out or a newer request may come meanwhile, and then it is looked at anew. */
    async #show (shown: readonly Envelope[]): Promise<void> {
      const { box } = this.poll
      const { forgotten } = box
      const drawn = await this.#draw()
      if (this.isDone) return
      if (drawn === null) return this.signedOut()
      if (box.forgotten !== forgotten || this.poll.ended !== null) return this.look()
      const now = clock.now()
      for (const { postedAt } of shown) if (postedAt > 0) observer.answered(now - postedAt)
      this.#end('events', { how: 'news', drawn })
    }

    protected quiet (toSeq: number, signal: number): void {
      this.#end('idle', { how: 'quiet', cursor: formatCursor(runs.current, toSeq, Math.max(0, signal)) })
    }

    protected early (status: 'superseded' | RestReason, retryMs: number): void {
      this.#end(status, status === 'superseded' ? { how: 'anew' } : { how: 'rest', why: status, retryMs })
    }

    protected resync (reason: ResyncReason): void {
      observer.resync(reason)
      this.#end('resync', { how: 'anew' })
    }

    protected signedOut (): void {
      this.#end('signed-out', { how: 'signed-out' })
    }

    protected override done (status: Parameters<Wait['done']>[0]): void {
      super.done(status)
      if (status === 'leave') this.#ended.resolve({ how: 'left' })
    }

    #end (status: Parameters<Wait['done']>[0], ending: Ending<Drawn>): void {
      if (this.isDone) return
      this.done(status)
      this.#ended.resolve(ending)
    }
  }

  return async function hold<Drawn> (holding: Holding<Drawn>, response: ServerResponse): Promise<Ending<Drawn>> {
    const { poller, asking, cursor, until } = holding
    const full = holdMs(deps, Math.min(HELD_S, maxHoldS))
    const ms = until === null ? full : Math.max(0, Math.min(full, until - clock.now()))
    const waiting = letIn(deps, poller, asking)
    if (waiting === null) return { how: 'anew' }
    const held = new HeldPage(waiting, ms, holding)
    held.begin(cursor, response)
    return await held.ended
  }
}
