import type { ServerResponse } from 'node:http'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import type { EndReason, Waiter } from '#mailbox/polls.ts'
import type { Recorder } from '#domain/wire/recorder.ts'
import { browserOf } from '#plugins/session/session.ts'
import { Id, No } from '#routes/api/schemas.ts'
import type { Source } from '#routes/delivery/held-wait.ts'
import { pollerOf } from '#routes/delivery/poll-route.ts'
import { letIn, RETRY_MS, type Asking, type Poller, type WaitDeps, type Waiting } from '#routes/delivery/wait.ts'

/** The end of a wait: there are records to show, the hold is over, or the request must come again in `retryMs`. */
export interface WireEnd { readonly status: 'changed' | 'idle' | 'yield' | 'busy' | 'superseded' | 'drain' | 'signed-out' | 'leave', readonly retryMs: number }

export interface WireWaitDeps {
  readonly waits: Pick<WaitDeps, 'mailboxes' | 'heldMax' | 'clock' | 'random'>
  readonly recorder: Pick<Recorder, 'onChange'>
}

/** Longest time that a request for news of the wire view is held, in seconds. */
const HOLD_MAX_S = 25
/** The shortest time between two answers to a watching page: under load it is shown several exchanges at once. */
const GATHERED_MS = 250

export type WireWaits = ReturnType<typeof createWireWaits>

/**
 * Waits for exchanges of the wire view. They count among a browser's held requests like polls (D22), and yield, drain and end with their
 * session as polls do; but news in the mailbox only park them again.
 */
export function createWireWaits ({ waits, recorder }: WireWaitDeps) {
  const { mailboxes, clock } = waits

  class WireWait implements Waiter {
    readonly #poll: Waiting
    readonly #until: number
    readonly #tell: (end: WireEnd) => void
    readonly #stopListening: () => void
    #isDone = false

    constructor (poll: Waiting, holdMs: number, userId: string, tell: (end: WireEnd) => void) {
      this.#poll = poll
      this.#until = clock.now() + holdMs
      this.#tell = tell
      this.#stopListening = recorder.onChange(userId, () => {
        this.#stopListening()
        clock.after(GATHERED_MS, () => this.end('changed', 0))
      })
    }

    park (): void {
      if (this.#isDone) return
      if (this.#poll.ended !== null) return this.wake(this.#poll.ended)
      const left = this.#until - clock.now()
      if (left <= 0) return this.end('idle', 0)
      if (!mailboxes.park(this.#poll, left, this)) this.end('busy', RETRY_MS.busy)
    }

    wake (reason: EndReason): void {
      switch (reason) {
        case 'news': return this.park()
        case 'expire': return this.end('idle', 0)
        case 'supersede': return this.end('superseded', RETRY_MS.soon)
        case 'yield': return this.end('yield', mailboxes.yieldMs(this.#poll))
        case 'drain': return this.end('drain', RETRY_MS.drainSpread)
        default: return this.end(reason, RETRY_MS.soon)
      }
    }

    leave (): void {
      if (this.#isDone) return
      mailboxes.end(this.#poll, 'leave')
      this.end('leave', 0)
    }

    end (status: WireEnd['status'], retryMs: number): void {
      if (this.#isDone) return
      this.#isDone = true
      this.#stopListening()
      mailboxes.close(this.#poll)
      this.#tell({ status, retryMs })
    }
  }

  /** Resolves when this user's records have changed, or when the wait must end. */
  return async function wait (poller: Poller, asking: Asking, holdMs: number, response: ServerResponse): Promise<WireEnd> {
    if (mailboxes.isDraining) return { status: 'drain', retryMs: RETRY_MS.drainSpread }
    const poll = letIn(waits as WaitDeps, poller, asking)
    if (poll === null) return { status: 'superseded', retryMs: RETRY_MS.soon }
    return await new Promise(resolve => {
      const wait = new WireWait(poll, holdMs, poller.userId, resolve)
      response.once('close', () => wait.leave())
      wait.park()
    })
  }
}

/** The query of a request that waits for what changed after a version. */
export const ChangesQuery = {
  after: Type.Optional(No),
  hold: Type.Optional(Type.Integer({ minimum: 0, maximum: HOLD_MAX_S })),
  tab: Type.Optional(Id),
  n: Type.Optional(No)
}

export interface ChangesAsked { readonly hold: number, readonly tab?: string | undefined, readonly n?: number | undefined }

/**
 * Waits for a change among the held requests of the caller's browser. Returns `retryMs`; null when the browser has gone. `what` tells the
 * waits of one tab apart.
 */
export async function changed (
  request: FastifyRequest, reply: FastifyReply, waits: WireWaits, what: string, { hold, tab, n = 0 }: ChangesAsked
): Promise<number | null> {
  const asking = { tab: tab === undefined ? null : `${what} ${tab}`, n, isActive: true, isPatient: false }
  request.turn?.pause()
  const { status, retryMs } = await waits(pollerOf(browserOf(request)), asking, hold * 1000, reply.raw)
  if (status === 'leave') return null
  await request.turn?.resume()
  await request.lookAgain()
  return retryMs
}

/** Longest time that the wire view's frame is held, in ms; as for other held pages. */
const FRAME_HELD_MS = 15_000
// News of the wire view are no events: the frame is read anew.
const CHANGED = { status: 'events', entries: [], signals: [], signal: 0, toSeq: 0, more: false, forgotten: 0 } as const

/**
 * News that are no events, as a held page waits for them. Its cursor is the version up to which it shows them; `isNewer` says whether this
 * user can be shown more than a version has.
 */
export function wireSource (isNewer: (userId: string, after: number) => boolean, waits: WireWaits): Source {
  return {
    cursorFrom: () => String,
    hold: ({ poller, asking, cursor }, response) => ({
      wait: { close () {}, isStale: () => false, answered () {} },
      async next () {
        // An address that was changed by hand begins anew.
        const after = Number(cursor) || 0
        if (isNewer(poller.userId, after)) return CHANGED
        const { status, retryMs } = await waits(poller, asking, FRAME_HELD_MS, response)
        switch (status) {
          case 'changed': return CHANGED
          case 'idle': return { status, cursor, toSeq: 0 }
          case 'leave':
          case 'signed-out': return { status }
          default: return { status, retryMs }
        }
      }
    })
  }
}
