import type { Viewer } from '#domain/account/sessions.ts'
import { DomainError } from '#domain/errors.ts'
import { ReasonError } from '#domain/reasons.ts'
import { textIn } from '#domain/wire/bodies.ts'
import type { Recorder } from '#domain/wire/recorder.ts'
import { POLL_FAULTS, SEND_FAULTS, type Acting } from './disturbances.ts'
import { FAULTS, type Fault, type FaultName } from './fault-table.ts'
import { judge, type Deed } from './judgement.ts'
import type { Disturbance, Interceptor, PollAsked, SendAsked } from './line.ts'

/** An armed fault that meets nothing, and one that nothing proves, ends after this long. */
const ARMED_MS = 2 * 60_000
const UNPROVEN_MS = 60_000
/** Time for the answer to the switch to leave before the server goes. */
const RESTART_MS = 500
/** Seconds of a fault that takes some, and the most. */
const SECONDS: Readonly<Partial<Record<FaultName, { readonly usual: number, readonly max: number }>>> = {
  'cut-hold': { usual: 6, max: 60 }, delay: { usual: 3, max: 10 }, 'freeze-tab': { usual: 20, max: 60 }
}

export interface FaultsNeeds {
  readonly recorder: Recorder
  now (): number
  after (ms: number, run: () => void): () => void
  /** Whether everybody may use the switches; else administrators alone. */
  readonly isDemo: boolean
  /** Starts the server anew; missing where it cannot be. */
  readonly restart?: (() => void) | undefined
}

export interface FaultOrder { readonly fault: FaultName, readonly seconds?: number | undefined, readonly ending?: Fault['ending'] | undefined }

/** The parts of the server that faults act by, once it is put together. */
export interface FaultsOutside {
  /** Called when the first fault is armed, and when none is left. */
  onUse (interceptor: Interceptor | null): void
  /** Ends the holds of a session, so that its next polls meet the fault. */
  expire (sessionId: string): void
  /** Polls as six more tabs of this browser. Returns whether no more are held than may be, and all others are told when to come again. */
  openTabs (viewer: Viewer): boolean
}

interface Kept {
  readonly told: { -readonly [Field in keyof Fault]: Fault[Field] }
  readonly meetsPoll: ((asked: PollAsked) => Disturbance) | undefined
  readonly meetsSend: ((asked: SendAsked) => Disturbance) | undefined
  /** Acts that are under way, by the function that breaks them off; true: it holds a text back. */
  readonly stops: Map<() => void, boolean>
  deed: Deed | null
  stopTimer: () => void
}

/** The faults of one session, in the order of the presses. */
interface Book { readonly userId: string, readonly stopListening: () => void, faults: readonly Kept[] }

export type Faults = ReturnType<typeof createFaults>

/**
 * The fault switches of the wire view. Each acts on exchanges of the one session that pressed it, once, and ends by itself: with a verdict
 * from the records of that session, or when nothing came, or when nobody watches any more.
 */
export function createFaults ({ recorder, now, after, isDemo, restart }: FaultsNeeds) {
  /** By session, while its user watches. Lost with the process, like the records that prove them. */
  const books = new Map<string, Book>()
  let outside: FaultsOutside = { onUse () {}, expire () {}, openTabs: () => false }
  let isUsed = false

  const active = (sessionId: string): Kept[] => (books.get(sessionId)?.faults ?? []).filter(({ told: { state } }) => state !== 'ended')
  const isAllowed = ({ account, session }: Viewer): boolean => session.kind === 'cookie' && (isDemo || account.isAdmin)

  function look (): void {
    const is = [...books.keys()].some(sessionId => active(sessionId).length > 0)
    if (is === isUsed) return
    isUsed = is
    outside.onUse(is ? interceptor : null)
  }

  function end (each: Kept, outcome: Fault['outcome'], provenBy: number | null = null): void {
    if (each.told.state === 'ended') return
    Object.assign(each.told, { state: 'ended', outcome, provenBy })
    each.stopTimer()
    for (const stop of [...each.stops.keys()]) stop()
    look()
  }

  function decide (sessionId: string): void {
    const userId = books.get(sessionId)?.userId ?? ''
    if (!recorder.watches(userId)) return forget(sessionId)
    for (const each of active(sessionId)) {
      const verdict = each.deed === null ? null : judge(each.told.fault, each.deed, recorder.all(userId, sessionId))
      if (verdict !== null) end(each, verdict.outcome, verdict.provenBy)
    }
  }

  function forget (sessionId: string): void {
    for (const each of active(sessionId)) end(each, 'unseen')
    books.get(sessionId)?.stopListening()
    books.delete(sessionId)
    look()
  }

  function bookOf (userId: string, sessionId: string): Book {
    const known = books.get(sessionId)
    if (known !== undefined) return known
    const book: Book = { userId, faults: [], stopListening: recorder.onChange(userId, () => decide(sessionId)) }
    books.set(sessionId, book)
    return book
  }

  function actingOf (sessionId: string, each: () => Kept, { fault, seconds, ending }: Kept['told']): Acting {
    function waits (ms: number): void {
      each().stopTimer()
      each().stopTimer = after(ms, () => end(each(), 'unseen'))
    }
    return {
      fault,
      ending,
      ms: seconds * 1_000,
      after,
      get isArmed () { return each().told.state === 'armed' },
      get isOver () { return each().told.state === 'ended' },
      begins (no = null) {
        Object.assign(each().told, { state: 'happened', no })
        waits(seconds * 1_000 + UNPROVEN_MS)
      },
      happened (deed) {
        const { told } = each()
        if (told.state === 'ended') return
        each().deed = deed
        Object.assign(told, { state: 'happened', n: deed.n === 0 ? null : deed.n, no: deed.no ?? told.no })
        waits(seconds * 1_000 + UNPROVEN_MS)
        decide(sessionId)
      },
      ended (outcome, n, no) {
        Object.assign(each().told, { n, no })
        end(each(), outcome, n)
      },
      onStop (stop, holdsText = false) {
        each().stops.set(stop, holdsText)
        return () => { each().stops.delete(stop) }
      }
    }
  }

  function add (viewer: Viewer, { fault, seconds, ending = 'close' }: FaultOrder): Kept {
    const { userId, session: { id } } = viewer
    const limit = SECONDS[fault]
    const told: Kept['told'] = {
      fault,
      state: 'armed',
      outcome: null,
      seconds: limit === undefined ? 0 : Math.min(seconds ?? limit.usual, limit.max),
      ending,
      at: now(),
      n: null,
      provenBy: null,
      no: null,
      ...FAULTS[fault]
    }
    const acting = actingOf(id, () => each, told)
    const each: Kept = {
      told,
      meetsPoll: POLL_FAULTS[fault]?.(acting),
      meetsSend: SEND_FAULTS[fault]?.(acting),
      stops: new Map(),
      deed: null,
      stopTimer: after(ARMED_MS, () => end(each, 'unseen'))
    }
    const book = bookOf(userId, id)
    for (const same of book.faults.filter(({ told }) => told.fault === fault)) end(same, 'unseen')
    book.faults = [...book.faults.filter(({ told }) => told.fault !== fault), each]
    look()
    return each
  }

  const interceptor: Interceptor = {
    meetPoll (sessionId, { tab, cursor }) {
      const meeting = active(sessionId).find(({ meetsPoll }) => meetsPoll !== undefined)
      return meeting?.meetsPoll?.({ tab: textIn(tab), cursor: textIn(cursor) }) ?? null
    },
    meetSend (sessionId, asked) {
      return active(sessionId).find(({ meetsSend }) => meetsSend !== undefined)?.meetsSend?.(asked) ?? null
    }
  }

  return {
    connect (parts: FaultsOutside): void { outside = parts },

    /** Whether this caller may use the switches. */
    isAllowed,

    /** Whether the server can be started anew by its switch. */
    canRestart: restart !== undefined,

    /** Switches a fault on for the caller's session. Throws `faults-off`, `restart-none`, TOO_MANY. */
    arm (viewer: Viewer, order: FaultOrder): Fault {
      if (!isAllowed(viewer)) throw new ReasonError('faults-off')
      if (order.fault === 'restart' && restart === undefined) throw new ReasonError('restart-none')
      if (!recorder.watch(viewer.userId)) throw new DomainError('TOO_MANY', 'Too many people watch the wire view now. Try again later.', 60)
      const each = add(viewer, order)
      if (order.fault === 'restart') {
        each.told.state = 'happened'
        after(RESTART_MS, () => restart?.())
      } else if (order.fault === 'seven-tabs') {
        end(each, outside.openTabs(viewer) ? 'kept' : 'broken')
      } else if (each.meetsPoll !== undefined) {
        outside.expire(viewer.session.id)
      }
      return { ...each.told }
    },

    /** Returns the faults of this session, the last one pressed first. */
    of: (sessionId: string): Fault[] => (books.get(sessionId)?.faults ?? []).map(({ told }) => ({ ...told })).reverse(),

    /** Switches all faults of a session off, and forgets them. */
    forget,

    /** Lets go of answers that are held back, because a text was recalled that may be in any of them (D15). */
    erase (): void {
      for (const { faults } of books.values()) {
        for (const { stops } of faults) for (const [stop, holdsText] of [...stops]) if (holdsText) stop()
      }
    },

    /** Switches everything off: the server stops. */
    close (): void { for (const sessionId of [...books.keys()]) forget(sessionId) }
  }
}
